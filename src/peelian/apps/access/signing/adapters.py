"""How django-allauth does things here: its hooks, in our words and with our record."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from peelian.apps.access import queries
from peelian.apps.access.actions import record_failed_sign_in
from peelian.apps.access.models import Account
from peelian.apps.access.signing import actions, provider, sessions
from peelian.apps.access.signing.factors import has_factor
from peelian.documents.kept import opened
from peelian.framework.errors import UserError

LOCKED = "Too many attempts have failed. Wait 15 minutes, then try again"
WRONG_CODE = "The code is not right. Codes change every 30 seconds: enter the one shown now"
SAID = {
    "mfa/messages/totp_activated.txt": "The authenticator app is set up. You will be asked for its code.",
    "mfa/messages/totp_deactivated.txt": "The authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "The passkey is added. You can sign in with it.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
}
FRESH = 300
"""Seconds after a sign-in in which factors are changed without being asked for who one is again."""


def refused(request: HttpRequest, why: str, status: int = 403) -> HttpResponse:
    """The page that says why somebody cannot sign in."""
    return render(request, "access/refused.html", {"why": why}, status=status)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and out. The lock after failures is looked at here, whatever was being guessed."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": LOCKED,
        "username_password_mismatch": "The username or password is not right",
        "incorrect_password": "The password is not right",
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if queries.is_locked(credentials["username"]):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_failed_sign_in(username=credentials["username"])

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)
        sessions.start(request.session)
        actions.record_sign_in(account=user, by=_methods(request, user))

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Account):
            actions.record_sign_out(account=request.user)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        actions.record_refused_sign_in(name=user.username, why="The account is closed.")
        return refused(request, "Your account here is closed.")

    def get_login_stages(self) -> list[str]:
        return ["peelian.apps.access.signing.stages.FactorStage"]

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """Who has a second factor shows that, not the password, before changing any of it."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if isinstance(user, Account) and has_factor(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > FRESH

    def is_safe_url(self, url: str | None) -> bool:
        request = self.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if said := message or SAID.get(message_template or ""):
            messages.add_message(request, level, said, extra_tags=extra_tags)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors. Their secrets are enciphered with the workspace's key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first",
    }

    def get_totp_issuer(self) -> str:
        return f"{opened().settings.name} performance"

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def _get_user_identifier(self, user: Account) -> str:
        return user.username

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise UserError(
                "This second factor was set up with another key than the workspace has now. "
                "Ask an administrator to reset your sign-in, then set it up again."
            ) from None


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The force's provider: nobody gets an account by signing in, and nothing it says is kept."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        return [_application()] if _is_configured() else []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find whose account it is, by the tie made at their first sign-in or else by their name."""
        try:
            said = provider.checked(sociallogin.account.extra_data)
            sociallogin.account.extra_data = {}
            if sociallogin.is_existing:
                sociallogin.account.save(update_fields=["extra_data"])
            else:
                account = provider.account_of(said)
                sociallogin.connect(request, account)
                actions.record_tie(account=account)
        except provider.RefusedError as refusal:
            actions.record_refused_sign_in(name=refusal.name, why=refusal.why)
            raise ImmediateHttpResponse(refused(request, refusal.why)) from None

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        why = "You stopped signing in there." if error == AuthError.CANCELLED else UNREACHED
        raise ImmediateHttpResponse(refused(request, why))


UNREACHED = (
    "The provider’s answer could not be used: the sign-in was open too long, or the provider and Peelian "
    "are not set up alike. Start again; if it happens again, tell your administrator when it did."
)


def _methods(request: HttpRequest, account: Account) -> list[str]:
    """What a sign-in was made by: password, socialaccount, totp, webauthn, recovery_codes."""
    records = get_authentication_records(request, account)
    return [each.get("type") or each["method"] for each in records] or ["session"]


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"peelian.factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _application() -> SocialApp:
    return provider.application()


def _is_configured() -> bool:
    return provider.configured() is not None
