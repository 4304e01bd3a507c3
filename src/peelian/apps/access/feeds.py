"""Secret addresses of what an account follows elsewhere, as a calendar: made, shown once, kept hashed."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from peelian.apps.access.models import Account


def renewed(feeds: Any, account: Account) -> tuple[str, bool]:
    """A new secret of the account's feed among `feeds`, a model with `account` and `digest`, and whether it
    is its first; the one before works no longer. The secret is never to be had again.
    """
    secret = token_urlsafe(32)
    kept = {"digest": digest(secret)}
    _, is_new = feeds.objects.update_or_create(account=account, defaults=kept, create_defaults=kept)
    return secret, is_new


def whose(feeds: Any, secret: str) -> Account | None:
    """Whose feed a secret is of; None for no feed's, and for that of a closed account."""
    feed = feeds.objects.filter(digest=digest(secret)).select_related("account").first()
    account: Account | None = feed.account if feed is not None else None
    return account if account is not None and account.is_active else None


def digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256 in hexadecimal."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
