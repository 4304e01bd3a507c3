"""Units compared: the page, its picture and its file."""

import json
from hashlib import sha256
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.performance.queries import compare as queries
from peelian.documents.charts import LAYOUTS, Width, to_png, to_svg
from peelian.documents.compared import Compared
from peelian.documents.compared import to_csv as compared_csv
from peelian.documents.funnel_chart import funnel_chart
from peelian.documents.tables import to_csv as series_csv


@require_safe
def compare(request: HttpRequest, measure: str) -> HttpResponse:
    page = queries.compare_page(
        viewer(request), measure, **_asked(request), page=request.GET.get("page", "1")
    )
    found = page.comparison
    context = {
        "page": page,
        "found": found,
        "place": found.place,
        "measure": found.measure,
        "spans": queries.SPANS,
        "query": urlencode(page.paging.asked),
    }
    return render(request, "performance/compare.html", context)


@require_safe
def chart(request: HttpRequest, measure: str, format: str) -> HttpResponse:
    """The funnel plot as SVG or PNG; `width` is narrow for phones, medium for tablets."""
    found = queries.comparison(viewer(request), measure, **_asked(request))
    if found.compared is None or format not in ("svg", "png"):
        raise Http404("There is no funnel plot of this comparison.")
    width: Width = next((each for each in LAYOUTS if each == request.GET.get("width")), "wide")
    drawn = funnel_chart(found.compared.funnel, found.measure, width=width, out_of=found.axis)
    tag = sha256(f"{format} {json.dumps(drawn, sort_keys=True)}".encode()).hexdigest()
    body = cache.get(tag)
    if body is None:  # drawing takes a moment
        body = to_svg(drawn).encode() if format == "svg" else to_png(drawn)
        cache.set(tag, body)
    response = HttpResponse(body, content_type="image/svg+xml" if format == "svg" else "image/png")
    response.headers["ETag"] = f'"{tag[:32]}"'
    if "download" in request.GET:
        response.headers["Content-Disposition"] = f'attachment; filename="{_name(found)}.{format}"'
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


@require_safe
def values(request: HttpRequest, measure: str) -> HttpResponse:
    """The comparison as CSV; for a measure without a funnel, the series of each unit."""
    found = queries.comparison(viewer(request), measure, **_asked(request))
    compared: Compared | None = found.compared
    body = series_csv(found.readings.values()) if compared is None else compared_csv(compared)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(found)}.csv"'
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    given = request.GET
    return {
        "unit": given.get("unit", ""),
        "level": given.get("level", ""),
        "span": given.get("period", ""),
    }


def _name(found: queries.Comparison) -> str:
    words = "-".join(
        ("compare", found.measure.id, found.place.unit.id, found.level.name if found.level else "")
    )
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in words)
