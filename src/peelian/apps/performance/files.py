"""Charts and values as files to download."""

import json
from hashlib import sha256

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.performance.queries.measure import downloadable
from peelian.documents.charts import Width, spc_chart, to_png, to_svg
from peelian.documents.readings import Reading
from peelian.documents.tables import to_csv, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def chart(request: HttpRequest, measure: str, format: str) -> HttpResponse:
    """The chart as SVG or PNG; `width=narrow` is the one for phones, `category` one of a breakdown."""
    asked = request.GET
    _, readings = downloadable(
        viewer(request),
        measure,
        unit=asked.get("unit"),
        breakdown=asked.get("by", ""),
        person=asked.get("person"),
    )
    category = asked.get("category", "")
    reading = next((r for r in readings if r.series.category == category), None)
    if reading is None:
        raise Http404("There are no values to draw here.")
    width: Width = "narrow" if asked.get("width") == "narrow" else "wide"
    body, tag = drawn(reading, format, width)
    response = HttpResponse(body, content_type="image/svg+xml" if format == "svg" else "image/png")
    response.headers["ETag"] = tag
    if "download" in asked:
        response.headers["Content-Disposition"] = f'attachment; filename="{_name(reading)}.{format}"'
    return get_conditional_response(request, etag=tag, response=response) or response


def drawn(reading: Reading, format: str, width: Width) -> tuple[bytes, str]:
    """The bytes of a chart and their ETag; kept by what is drawn, since drawing takes a moment."""
    chart = spc_chart(reading.verdict, reading.series, width=width)
    key = sha256(f"{format} {width} {json.dumps(chart, sort_keys=True)}".encode()).hexdigest()
    body = cache.get(key)
    if body is None:
        body = to_svg(chart).encode() if format == "svg" else to_png(chart)
        cache.set(key, body)
    return body, f'"{key[:32]}"'


@require_safe
def values(request: HttpRequest, measure: str, format: str) -> HttpResponse:
    """The values behind a chart, or of each category of a breakdown, as CSV or Excel."""
    asked = request.GET
    found, readings = downloadable(
        viewer(request),
        measure,
        unit=asked.get("unit"),
        breakdown=asked.get("by", ""),
        person=asked.get("person"),
    )
    body = to_csv(readings) if format == "csv" else to_xlsx(readings, measure=found)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8" if format == "csv" else XLSX)
    name = _name(readings[0]) if readings else measure
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response


def _name(reading: Reading) -> str:
    series = reading.series
    words = "-".join(part for part in (series.measure.id, series.unit, series.breakdown) if part)
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in words)
