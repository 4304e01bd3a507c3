"""How e-mail is sent: the address of a mail server as Django's settings."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from peelian.framework.errors import UserError

NONE = "django.core.mail.backends.dummy.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
_SCHEMES = {"smtp": (587, "EMAIL_USE_TLS"), "smtps": (465, "EMAIL_USE_SSL"), "smtp+plain": (25, "")}
TIMEOUT = 20
"""Seconds to wait for the mail server."""


def email_settings(url: str, sender: str) -> dict[str, Any]:
    """Django's settings of e-mail for PEELIAN_EMAIL_URL and PEELIAN_EMAIL_FROM; none is sent without a URL.

    `smtp://user:password@host:587` starts encryption before it signs in, `smtps://` is encrypted from the
    start, `smtp+plain://` is not encrypted at all (a server on this machine). `console:` prints messages.
    UserError for anything else, or a URL without a sender.
    """
    if not url:
        return {"EMAIL_BACKEND": NONE}
    if "@" not in parseaddr(sender)[1]:
        raise UserError(
            f"PEELIAN_EMAIL_FROM is {sender!r}: it is the address that e-mail comes from, "
            "like Peelian <peelian@force.police.uk>"
        )
    if url == "console:":
        return {"EMAIL_BACKEND": CONSOLE, "DEFAULT_FROM_EMAIL": sender}
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in _SCHEMES or not parts.hostname or port == -1 or parts.path not in ("", "/"):
        raise UserError(  # the URL may hold a password: it is not repeated
            "PEELIAN_EMAIL_URL is not the address of a mail server: write smtp://user:password@host:587, "
            "smtps:// or smtp+plain://, with %40 for an @ in the user or the password"
        )
    usual, encryption = _SCHEMES[parts.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or usual,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": TIMEOUT,
        "DEFAULT_FROM_EMAIL": sender,
    } | ({encryption: True} if encryption else {})
