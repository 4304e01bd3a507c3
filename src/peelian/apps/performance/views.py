"""Pages about values. Each asks one query and shows what it gives."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.performance.forms import AttendanceFilter, OverviewFilter
from peelian.apps.performance.queries import attendance as attendance_queries
from peelian.apps.performance.queries import data as data_queries
from peelian.apps.performance.queries import measure as measure_queries
from peelian.apps.performance.queries import overview as overview_queries
from peelian.apps.performance.queries import work as work_queries


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    if not request.GET and (elsewhere := overview_queries.elsewhere(viewer(request))):
        return redirect(elsewhere)
    asked = OverviewFilter(request.GET)
    chosen = asked.cleaned_data if asked.is_valid() else {}
    found = overview_queries.overview(
        viewer(request),
        unit=request.GET.get("unit"),
        theme=chosen.get("theme", ""),
        search=chosen.get("search", ""),
        only_signals=chosen.get("signals", False),
    )
    filtered = any(chosen.values())
    context = {"overview": found, "place": found.place, "chosen": chosen, "filtered": filtered}
    template = (
        "performance/_overview_results.html" if partial(request, "results") else "performance/overview.html"
    )
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def question(request: HttpRequest, question: str) -> HttpResponse:
    page = overview_queries.question(viewer(request), question, unit=request.GET.get("unit"))
    return render(request, "performance/question.html", {"page": page, "place": page.place})


@require_safe
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    page = measure_queries.measure_page(
        viewer(request), measure, unit=request.GET.get("unit"), breakdown=request.GET.get("by", "")
    )
    return _measure(request, page, {"unit": page.place.unit.id}, by=page.breakdown)


@require_safe
def person(request: HttpRequest, measure: str, person: str) -> HttpResponse:
    page = measure_queries.person_page(viewer(request), measure, person)
    return _measure(request, page, {"person": person})


def _measure(
    request: HttpRequest, page: measure_queries.MeasurePage, of: dict[str, str], by: str = ""
) -> HttpResponse:
    """The page of a measure, its verdict in the language asked for."""
    welsh = request.GET.get("language") == "cy"
    other = {"by": by} if by else {}
    context = {
        "page": page.in_language("cy") if welsh else page,
        "place": page.place,
        "chart_query": urlencode(of),
        "language_query": urlencode({**of, **other, "language": "en" if welsh else "cy"}),
    }
    return render(request, "performance/measure.html", context)


@require_safe
def definition(request: HttpRequest, measure: str) -> HttpResponse:
    page = measure_queries.definition(viewer(request), measure)
    part = partial(request, "how-it-is-computed")
    template = "performance/_definition.html" if part else "performance/definition.html"
    response = render(request, template, {"page": page})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def attendance(request: HttpRequest) -> HttpResponse:
    asked = AttendanceFilter(request.GET)
    valid = asked.is_valid()
    chosen = asked.cleaned_data
    page = attendance_queries.attendance(
        viewer(request),
        unit=request.GET.get("unit"),
        grade=chosen.get("grade") or "immediate",
        start=chosen.get("start") if valid else None,
        end=chosen.get("end") if valid else None,
    )
    errors = [
        {"text": str(message), "href": f"#{field}"}
        for field, messages in asked.errors.items()
        for message in messages
    ]
    return render(
        request, "performance/attendance.html",
        {"page": page, "place": page.place, "form": asked, "errors": errors},
    )  # fmt: skip


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    asker = viewer(request)
    context = {"states": data_queries.sources(asker), "failures": work_queries.failures(asker)}
    return render(request, "performance/data.html", context)


@require_safe
def source(request: HttpRequest, source: str) -> HttpResponse:
    return render(request, "performance/source.html", {"state": data_queries.source(viewer(request), source)})


@require_safe
def rejected(request: HttpRequest, source: str) -> HttpResponse:
    asked = request.GET
    page = data_queries.rejected(
        viewer(request), source, load_id=asked.get("load") or None, page=asked.get("page", "1")
    )
    return render(request, "performance/rejected.html", {"page": page, "state": page.state})


def partial(request: HttpRequest, target: str) -> bool:
    """Whether htmx asks only for the part of the page called `target`."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and htmx.target == target and not htmx.history_restore_request)
