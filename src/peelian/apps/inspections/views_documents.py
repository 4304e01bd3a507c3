"""Pages of documents that were read: the list, checking one, accepting it, and forces compared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.inspections.parts import finding_seen, must_see


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    must_see(visible_to(viewer(request)))
    return render(request, "inspections/documents.html", {})


@require_safe
def document(request: HttpRequest, number: int) -> HttpResponse:
    must_see(visible_to(viewer(request)))
    return render(request, "inspections/documents.html", {})


@require_safe
def compare(request: HttpRequest, number: int) -> HttpResponse:
    finding = finding_seen(visible_to(viewer(request)), number)
    return render(request, "inspections/documents.html", {"finding": finding})
