"""Charts and values as files to download."""

import json
from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.performance.queries.measure import downloadable
from peelian.documents.charts import LAYOUTS, Spec, Width, spc_chart, to_pdf, to_png, to_svg
from peelian.documents.readings import Reading
from peelian.documents.slides import to_pptx
from peelian.documents.tables import to_csv, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
DRAW: dict[str, Callable[[Spec], bytes]] = {
    "svg": lambda chart: to_svg(chart).encode(),
    "png": to_png,
    "pdf": to_pdf,
}


@require_safe
def chart(request: HttpRequest, measure: str, format: str) -> HttpResponse:
    """The chart as a picture, a PDF or slides, drawn from one spec.

    `width` is "narrow" for phones and "medium" for tablets, `category` one of a breakdown. What is to be
    downloaded carries its title and sentence, since it will be read away from the page.
    """
    asked = request.GET
    download = downloadable(
        viewer(request),
        measure,
        unit=asked.get("unit"),
        breakdown=asked.get("by", ""),
        person=asked.get("person"),
    )
    category = asked.get("category", "")
    reading = next((r for r in download.readings if r.series.category == category), None)
    if reading is None:
        raise Http404("There are no values to draw here.")
    width: Width = next((each for each in LAYOUTS if each == asked.get("width")), "wide")
    where = ", ".join(part for part in (download.where, category.replace("_", " ")) if part)
    if format == "pptx":
        body, tag = presented(reading, where, download.source)
    else:
        titled = "download" in asked or format == "pdf"
        body, tag = drawn(reading, format, width, where if titled else "")
    response = HttpResponse(body, content_type=TYPES[format])
    response.headers["ETag"] = tag
    if "download" in asked or format == "pptx":
        response.headers["Content-Disposition"] = f'attachment; filename="{_name(reading)}.{format}"'
    return get_conditional_response(request, etag=tag, response=response) or response


def drawn(reading: Reading, format: str, width: Width, where: str = "") -> tuple[bytes, str]:
    """The bytes of a chart and their ETag; kept by what is drawn, since drawing takes a moment.

    With `where`, the name of the unit or person, the measure's title, the sentence and what the numbers of
    events stand for are above it.
    """
    title, note = (reading.measure.title, f"{where}. {reading.sentence}") if where else ("", "")
    if note and reading.events:
        note += " Marked: " + "; ".join(f"{event.number}, {event.words}" for event in reading.events) + "."
    chart = spc_chart(reading.verdict, reading.series, width=width, title=title, note=note)
    return _kept(f"{format} {width} {json.dumps(chart, sort_keys=True)}", lambda: DRAW[format](chart))


def presented(reading: Reading, where: str, source: str) -> tuple[bytes, str]:
    """The slides of a chart and their ETag, kept by all that is on them."""
    chart = json.dumps(spc_chart(reading.verdict, reading.series), sort_keys=True)
    said = [reading.measure.title, where, source, reading.sentence, reading.alt, repr(reading.lines)]
    return _kept(f"pptx {chart} {said}", lambda: to_pptx(reading, where=where, source=source))


def chart_drawn(chart: Spec) -> tuple[bytes, str]:
    """A specification that was kept, as SVG, and its ETag."""
    return _kept(f"svg {json.dumps(chart, sort_keys=True)}", lambda: DRAW["svg"](chart))


def _kept(what: str, make: Callable[[], bytes]) -> tuple[bytes, str]:
    key = sha256(what.encode()).hexdigest()
    body = cache.get(key)
    if body is None:
        body = make()
        cache.set(key, body)
    return body, f'"{key[:32]}"'


@require_safe
def values(request: HttpRequest, measure: str, format: str) -> HttpResponse:
    """The values behind a chart, or of each category of a breakdown, as CSV or Excel."""
    asked = request.GET
    download = downloadable(
        viewer(request),
        measure,
        unit=asked.get("unit"),
        breakdown=asked.get("by", ""),
        person=asked.get("person"),
    )
    readings = download.readings
    body = to_csv(readings) if format == "csv" else to_xlsx(readings, measure=download.measure)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8" if format == "csv" else XLSX)
    name = _name(readings[0]) if readings else measure
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response


def _name(reading: Reading) -> str:
    series = reading.series
    words = "-".join(part for part in (series.measure.id, series.unit, series.breakdown) if part)
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in words)
