"""What is read about accounts."""

from django.utils import timezone

from peelian.apps.access.actions import LOCK_AFTER, LOCK_FOR
from peelian.apps.access.models import Account, FailedSignIn
from peelian.pipeline.workspace import workspace_from_environment

DEMO_PASSWORD = "peelian-demo"


def is_locked(username: str) -> bool:
    """Whether too many attempts on this username failed lately."""
    since = timezone.now() - LOCK_FOR
    return FailedSignIn.objects.filter(username=username[:80], at__gte=since).count() >= LOCK_AFTER


def demo_accounts() -> list[Account]:
    """The accounts to offer on the sign-in page of a demonstration; none on real data."""
    if not workspace_from_environment().settings.demo:
        return []
    return list(Account.objects.filter(is_active=True).order_by("pk"))
