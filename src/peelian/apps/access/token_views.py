"""One's own tokens: listed, made and revoked."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from peelian.apps.access import tokens
from peelian.apps.access.forms_tokens import TokenForm
from peelian.apps.access.models import Account
from peelian.framework.errors import UserError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The account's tokens, and a form to make one; the secret of a new one is shown this once."""
    account = cast(Account, request.user)
    form = TokenForm(account, request.POST if request.method == "POST" else None)
    made = secret = None
    if form.is_valid():
        try:
            made, secret = tokens.make_token(by=account, **form.wanted)
            form = TokenForm(account)
        except PermissionDenied:
            form.add_error("narrower", "Choose a unit that you hold this role at, or one below it")
        except UserError as error:
            form.add_error("label", str(error)[:1].upper() + str(error)[1:])
    errors = [
        {"text": str(message), "href": f"#{field}"} for field, said in form.errors.items() for message in said
    ]
    context = {
        "form": form,
        "errors": errors,
        "made": made,
        "secret": secret,
        "tokens": tokens.own_tokens(account),
    }
    return render(request, "access/tokens.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Ask whether to revoke a token, and do."""
    account = cast(Account, request.user)
    found = tokens.own_token(account, token)
    if request.method != "POST":
        return render(request, "access/token_revoke.html", {"token": found})
    tokens.revoke_token(by=account, token=found)
    messages.success(request, f"“{found.label}” works no longer.")
    return redirect("access:tokens")
