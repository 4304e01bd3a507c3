"""What every e-mail from here needs: whether any can be sent, and whole addresses of pages."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse


def is_set_up() -> bool:
    """Whether e-mail can be sent from here."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def page_address(name: str, *parts: object, **asked: str) -> str:
    """The whole address of a named page, as somebody opens it from their post."""
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{settings.SITE_ADDRESS}{reverse(name, args=parts)}{query}"
