"""What is late today and what is next, as a page and as a calendar."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access.emailing import page_address
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer, viewer
from peelian.apps.inspections import actions_deadlines as actions
from peelian.apps.inspections.calendar import MEDIA_TYPE, calendar_of
from peelian.apps.inspections.queries import deadlines as queries
from peelian.documents.kept import opened


@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    asked = queries.Asked.at(request.GET.dict())
    page = queries.deadlines(viewer(request), asked, page=request.GET.get("page", "1"))
    return render(request, "inspections/deadlines.html", {"page": page, "asked": asked})


@require_safe
def deadlines_ics(request: HttpRequest) -> HttpResponse:
    """The dates of one's own as a calendar to open once."""
    response = _calendar(viewer(request))
    response.headers["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The account's calendar of dates; asked to, make its address, and show it this once."""
    account = cast(Account, request.user)
    queries.may_follow(account)
    address = ""
    if request.method == "POST":
        secret = actions.make_feed(by=account)
        address = page_address("inspections:deadlines_feed", secret)
    context = {"feed": queries.own_feed(account), "address": address}
    return render(request, "inspections/deadlines_calendar.html", context)


@require_POST
def calendar_off(request: HttpRequest) -> HttpResponse:
    actions.end_feed(by=cast(Account, request.user))
    messages.success(request, "Your calendar of dates is off: its address gives nothing any more.")
    return redirect("inspections:deadlines_calendar")


@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar whose secret address it is. Http404 for any other, whatever the reason."""
    account = queries.whose_feed(secret)
    if account is None:
        raise Http404("There is no such page.")
    try:
        return _calendar(account)
    except PermissionDenied as error:
        raise Http404("There is no such page.") from error


def _calendar(viewer: Viewer) -> HttpResponse:
    found = queries.own_deadlines(viewer)
    name = f"Inspections, {opened().settings.name}"
    return HttpResponse(calendar_of(found, name=name, site=settings.SITE_ADDRESS), content_type=MEDIA_TYPE)
