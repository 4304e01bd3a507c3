"""Pages of the library of practices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.inspections.parts import must_see


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    must_see(visible_to(viewer(request)))
    return render(request, "inspections/practices.html", {})


@require_safe
def practice(request: HttpRequest, number: int) -> HttpResponse:
    must_see(visible_to(viewer(request)))
    return render(request, "inspections/practices.html", {})
