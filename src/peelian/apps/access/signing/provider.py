"""The force's own provider of sign-ins, by OpenID Connect, and whose account it vouches for."""

import os
import stat
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp

from peelian.apps.access.models import Account
from peelian.documents.kept import opened
from peelian.framework.errors import UserError
from peelian.pipeline.workspace import SignIn

ID = "provider"
SECRET, SECRET_FILE = "PEELIAN_SIGN_IN_SECRET", "sign-in.secret"


def configured() -> SignIn | None:
    """What the workspace says of the provider; None when nobody signs in by one."""
    return opened().settings.sign_in


def application() -> SocialApp:
    """The provider as allauth knows one. Its DoesNotExist when there is none; UserError without a secret."""
    settings = configured()
    if settings is None:
        raise SocialApp.DoesNotExist
    return SocialApp(
        provider="openid_connect",
        provider_id=ID,
        name=settings.label,
        client_id=settings.client_id,
        secret=client_secret(),
        settings={
            "server_url": settings.issuer.rstrip("/"),
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,  # what the signed token says is all that is believed
            "auth_params": {"prompt": "select_account"},
        },
    )


def client_secret() -> str:
    """The secret that the provider gave Peelian, from the environment or a file of the workspace.

    UserError when there is none, or others may read the file.
    """
    if given := os.environ.get(SECRET, ""):
        return given
    file = opened().root / SECRET_FILE
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="utf-8").strip()
    except OSError:
        text, mode = "", 0
    if not text:
        raise UserError(f"sign_in needs the provider’s client secret: set {SECRET}, or write it to {file}")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UserError(f"{file} may be read by others: let its owner alone read it (chmod 600)")
    return text


class RefusedError(Exception):
    """Why somebody the provider vouched for may not sign in; `name` is what it calls them."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name, self.why = name, why


def checked(data: dict[str, Any]) -> dict[str, Any]:
    """What the provider's token says; RefusedError when there is none or another issued it."""
    settings, said = configured(), data.get("id_token")
    if settings is None or not said:
        raise RefusedError("", "The provider sent no identity token.")
    if str(said.get("iss", "")).rstrip("/") != settings.issuer.rstrip("/"):
        raise RefusedError("", "The token is not from the provider that is set up here.")
    return dict(said)


def account_of(said: dict[str, Any]) -> Account:
    """The account whose email address or username the token names.

    RefusedError when nobody's is, the address is not verified, or the account is already tied to another
    person of the provider: a name there may pass from one person to the next.
    """
    settings = configured()
    claim = settings.claim if settings else ""
    name = str(said.get(claim) or "").strip()
    if not name:
        raise RefusedError("", f"The provider did not say who you are: its token has no {claim!r}.")
    if claim == "email" and said.get("email_verified") is not True:
        raise RefusedError(name, "The provider has not verified your email address.")
    field = "email__iexact" if claim == "email" else "username__iexact"
    found = Account.objects.filter(**{field: name}, is_active=True)[:2]
    if len(found) != 1:
        raise RefusedError(name, f"There is no account here for {name}, or it is closed.")
    if SocialAccount.objects.filter(user=found[0], provider=ID).exists():
        raise RefusedError(name, f"The account for {name} belongs to somebody else at the provider.")
    return found[0]
