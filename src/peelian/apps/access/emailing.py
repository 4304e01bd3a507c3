"""What every e-mail from here needs: whether any can be sent, and whole addresses of pages."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse


def is_set_up() -> bool:
    """Whether e-mail can be sent from here."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def page_address(name: str, *parts: object, **asked: str) -> str:
    """The whole address of a named page, as somebody opens it from their post."""
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{settings.SITE_ADDRESS}{reverse(name, args=parts)}{query}"


def letter(template: str, context: Mapping[str, Any], *, subject: str, to: str) -> EmailMultiAlternatives:
    """A message with the same words as text and as HTML, of the templates `template`.txt and .html; the
    `settings` of its context is the page where one stops it.
    """
    text = render_to_string(f"{template}.txt", dict(context)).strip() + "\n"
    headers = {"List-Unsubscribe": f"<{context['settings']}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(subject, text, None, [to], headers=headers)
    mail.attach_alternative(render_to_string(f"{template}.html", dict(context)), "text/html")
    return mail
