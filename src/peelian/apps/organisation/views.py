"""Pages about units."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import Viewer
from peelian.apps.organisation import queries


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    tree = queries.tree(cast(Viewer, request.user))
    return render(request, "organisation/units.html", {"tree": tree})


@require_safe
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    page = queries.unit_page(cast(Viewer, request.user), unit)
    return render(request, "organisation/unit.html", {"page": page})
