"""What is read about accounts."""

from dataclasses import dataclass

from django.utils import timezone

from peelian.apps.access.actions import DEMO_PASSWORD, LOCK_AFTER, LOCK_FOR
from peelian.apps.access.models import Account, FailedSignIn
from peelian.documents.kept import opened


def is_locked(username: str) -> bool:
    """Whether too many attempts on this username failed lately."""
    since = timezone.now() - LOCK_FOR
    return FailedSignIn.objects.filter(username=username[:80], at__gte=since).count() >= LOCK_AFTER


@dataclass(frozen=True)
class DemoAccounts:
    """What the sign-in page of a demonstration offers."""

    accounts: list[Account]
    password: str


def demo_accounts() -> DemoAccounts | None:
    """The accounts of a demonstration and their password; None on real data."""
    if not opened().settings.demo:
        return None
    return DemoAccounts(list(Account.objects.filter(is_active=True).order_by("pk")), DEMO_PASSWORD)
