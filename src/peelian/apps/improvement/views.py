"""Pages of the action register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.improvement.queries.action import action_page
from peelian.apps.improvement.queries.register import Asked
from peelian.apps.improvement.queries.register import register as register_of


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    asked = Asked.at(request.GET.dict())
    page = register_of(
        viewer(request), asked, sort=request.GET.get("sort", ""), page=request.GET.get("page", "1")
    )
    return render(request, "improvement/register.html", {"page": page, "asked": asked})


@require_safe
def action(request: HttpRequest, number: int) -> HttpResponse:
    page = action_page(viewer(request), number)
    return render(request, "improvement/action.html", {"page": page, "row": page.row})
