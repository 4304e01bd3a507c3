"""Pages about units."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.organisation import queries


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    tree = queries.tree(viewer(request))
    return render(request, "organisation/units.html", {"tree": tree})


@require_safe
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    page = queries.unit_page(viewer(request), unit)
    return render(request, "organisation/unit.html", {"page": page})
