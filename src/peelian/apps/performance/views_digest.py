"""One's own e-mail about new signals: asked for, and as it would be sent now."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from peelian.apps.access.models import Account
from peelian.apps.performance import actions_digest
from peelian.apps.performance.forms_changes import DigestForm
from peelian.apps.performance.queries import digest as queries
from peelian.framework.errors import UserError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: HttpRequest) -> HttpResponse:
    """What one is told of, and a form to change it."""
    account = cast(Account, request.user)
    page = queries.digest_page(account)
    form = DigestForm(page.units, page.subscription, request.POST if request.method == "POST" else None)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            if chosen["every"] == "off":
                actions_digest.unsubscribe(by=account)
                messages.success(request, "You are sent no e-mail about signals.")
            else:
                actions_digest.subscribe(by=account, **chosen)
                messages.success(request, "Saved. You are told of signals that are new from now on.")
            return redirect("performance:digest")
        except UserError as error:
            form.refuse(error)
    return render(request, "performance/digest.html", {"page": page, "form": form, "account": account})


@never_cache
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """The message as it would be sent now."""
    account = cast(Account, request.user)
    subscription = queries.digest_page(account).subscription
    if subscription is None:
        return redirect("performance:digest")
    try:
        shown = queries.digest_of(account, subscription)
    except (PermissionDenied, Http404):  # as when it is sent: nothing is
        shown = None
    return render(request, "performance/digest_preview.html", {"digest": shown, "subscription": subscription})
