"""Pages of the register that are read: findings, publications, dates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.inspections.parts import finding_seen, must_see, publication_seen


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    must_see(visible_to(viewer(request)))
    return render(request, "inspections/register.html", {"title": "Findings"})


@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    must_see(visible_to(viewer(request)))
    return render(request, "inspections/register.html", {"title": "Dates"})


@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    must_see(visible_to(viewer(request)))
    return render(request, "inspections/register.html", {"title": "Publications"})


@require_safe
def publication(request: HttpRequest, number: int) -> HttpResponse:
    found = publication_seen(visible_to(viewer(request)), number)
    return render(request, "inspections/register.html", {"title": found.title})


@require_safe
def finding(request: HttpRequest, number: int) -> HttpResponse:
    found = finding_seen(visible_to(viewer(request)), number)
    return render(request, "inspections/register.html", {"title": f"Finding {found.pk}"})
