"""Sessions that are over end, and those who need a second factor set one up first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from peelian.apps.access.models import Account
from peelian.apps.access.signing import actions, sessions
from peelian.apps.access.signing.factors import must_add_factor

Answer = Callable[[HttpRequest], HttpResponse]

SHOWN_WITHOUT_FACTOR = {
    "access:set_up_factor", "access:sign_out", "access:sign_out_everywhere",
    "mfa_activate_totp", "mfa_add_webauthn",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
}  # fmt: skip


class SessionMiddleware:
    """Signs out whoever has been signed in, or idle, too long; stands before what asks for a sign-in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        account = request.user
        if isinstance(account, Account) and (why := sessions.over(request.session)):
            actions.record_sign_out(account=account, why=why)
            logout(request)
            messages.info(request, f"{why} Sign in to go on.")


class FactorMiddleware:
    """Takes an account that needs a second factor and has none to set one up, from whatever it asked for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        here = request.resolver_match.view_name if request.resolver_match else ""
        if here in SHOWN_WITHOUT_FACTOR or not getattr(view, "login_required", True):
            return None
        return redirect("access:set_up_factor") if must_add_factor(request) else None
