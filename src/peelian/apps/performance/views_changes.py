"""What has changed, as a page and as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.performance.forms_changes import ChangesFilter
from peelian.apps.performance.queries import changes as queries
from peelian.apps.performance.views import partial
from peelian.documents.changes import to_csv


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    asked = ChangesFilter(request.GET).asked
    page = queries.changes_page(viewer(request), asked, request.GET.get("page", "1"))
    context = {"page": page, "changed": page.changed, "place": page.changed.place, "asked": asked}
    part = partial(request, "results")
    response = render(
        request, "performance/_changes_results.html" if part else "performance/changes.html", context
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def changes_csv(request: HttpRequest) -> HttpResponse:
    """Every signal of the list, in its order."""
    found = queries.changed(viewer(request), ChangesFilter(request.GET).asked)
    response = HttpResponse(to_csv(found.changes), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="what-has-changed.csv"'
    return response
