"""One's own calendar of meetings: its secret address, and what it gives."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access.emailing import page_address
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import viewer
from peelian.apps.boards import actions_calendar as actions
from peelian.apps.boards.calendar import MEDIA_TYPE, calendar_of
from peelian.apps.boards.queries import calendar as queries
from peelian.apps.boards.queries.meetings import meeting_seen
from peelian.documents.kept import opened


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The account's calendar; asked to, make its address, and show it this once."""
    account = cast(Account, request.user)
    address = ""
    if request.method == "POST":
        secret = actions.make_feed(by=account)
        address = page_address("boards:calendar_feed", secret)
    context = {"feed": queries.own_feed(account), "address": address}
    return render(request, "boards/board_calendar.html", context)


@require_POST
def calendar_off(request: HttpRequest) -> HttpResponse:
    actions.end_feed(by=cast(Account, request.user))
    messages.success(request, "Your calendar is off: its address gives nothing any more.")
    return redirect("boards:calendar")


@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar whose secret address it is. Http404 for any other, whatever the reason."""
    account = queries.whose_feed(secret)
    if account is None:
        raise Http404("There is no such page.")
    found = queries.calendar_meetings(account)
    name = f"Meetings, {opened().settings.name}"
    content = calendar_of(found, name=name, site=settings.SITE_ADDRESS, follows=True)
    return HttpResponse(content, content_type=MEDIA_TYPE)


@require_safe
def meeting_ics(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    """One meeting for a calendar."""
    found = meeting_seen(viewer(request), slug, meeting)
    content = calendar_of([found], name=found.board.name, site=settings.SITE_ADDRESS)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{meeting}.ics"'
    return response
