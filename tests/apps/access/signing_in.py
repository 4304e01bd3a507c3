"""What the tests of signing in share: accounts that need a second factor, and an authenticator app."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from peelian.apps.access.actions import create_account
from peelian.apps.access.models import Account, AuditEvent, Grant
from peelian.apps.access.viewer import CommandLine

PASSWORD = "correct horse battery"
APP, CODES = "/account/second-factor/app", "/account/second-factor/codes"


def made(username: str = "cara", role: str = "", **more: Any) -> Account:
    """An account, with a role at the force when one is named."""
    account = create_account(
        by=CommandLine(), username=username, display_name="Sgt Cara Dunn", password=PASSWORD, **more
    )
    if role:
        Grant.objects.create(
            account=account, role=role, unit="force", starts=timezone.localdate(),
            granted_by="a test", reason="a test",
        )  # fmt: skip
    return account


def sign_in(client: Client, username: str = "cara", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"username": username, "password": password, **more})


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows for a secret, some steps of 30 seconds from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client: Client) -> str:
    """Set up an authenticator app as whoever is signed in; its secret."""
    page = client.get(APP)
    secret: str = page.context["form"].secret
    response = client.post(APP, {"code": code(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


def recorded() -> list[str]:
    """The actions on record, in order."""
    return list(AuditEvent.objects.order_by("number").values_list("action", flat=True))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
