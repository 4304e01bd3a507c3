"""Pages of public meetings, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.attachments.serving import served
from peelian.apps.boards.queries import public as queries
from peelian.apps.boards.queries.packs import published_packs


@login_not_required
@require_safe
def public_meetings(request: HttpRequest) -> HttpResponse:
    page = queries.public_meetings(request.GET.get("page", "1"))
    return render(request, "boards/public.html", {"page": page, "packs": published_packs()})


@login_not_required
@require_safe
def public_meeting(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    page = queries.public_meeting(slug, meeting)
    context = {"page": page, "meeting": page.meeting, "packs": published_packs(meeting=meeting)}
    return render(request, "boards/public_meeting.html", context)


@login_not_required
@require_safe
def public_paper(request: HttpRequest, slug: str, meeting: int, paper: int) -> HttpResponse:
    """The file of a public paper."""
    return served(queries.public_paper(slug, meeting, paper))
