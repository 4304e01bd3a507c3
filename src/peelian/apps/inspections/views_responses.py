"""Pages and files of responses, and of those that are published, which need no sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.inspections.parts import must_see, publication_seen


@require_safe
def responses(request: HttpRequest) -> HttpResponse:
    must_see(visible_to(viewer(request)))
    return render(request, "inspections/responses.html", {})


@require_safe
def response(request: HttpRequest, number: int) -> HttpResponse:
    publication = publication_seen(visible_to(viewer(request)), number)
    return render(request, "inspections/response.html", {"publication": publication})
