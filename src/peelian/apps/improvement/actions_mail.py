"""Being sent e-mail about actions or not, and sending it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.models import Account
from peelian.apps.improvement.models import Action, Mailing, Reminded
from peelian.apps.improvement.queries.mail import reachable, reminder, weekly

SENDER = "background work"


@transaction.atomic
def set_mailing(*, by: Account, wanted: bool) -> None:
    """Send an account e-mail about its actions, or no more; nothing happens when that is so already."""
    mailing, _ = Mailing.objects.get_or_create(account=by)
    if mailing.wanted == wanted:
        return
    mailing.wanted = wanted
    mailing.save(update_fields=["wanted"])
    action = "action-mail.on" if wanted else "action-mail.off"
    record(by, action, f"account {by.username}")


def remind(*, account: Account, of: Sequence[tuple[str, Action]]) -> bool:
    """Remind an owner of some actions in one message; whether it was sent.

    What they were reminded of is written only after sending: a message that fails is tried again. Nothing is
    sent to an account that is closed, has no address, or wants none.
    """
    account = Account.objects.get(pk=account.pk)
    found = reminder(account, of) if _is_reachable(account) else None
    if found is not None:
        found.mail.send()
    with transaction.atomic():
        Reminded.objects.bulk_create(
            [Reminded(action=action, account=account, kind=kind, due=action.due) for kind, action in of],
            ignore_conflicts=True,
        )
        if found is not None:
            record(SENDER, "actions.reminded", f"account {account.username}", after={"actions": len(of)})
    return found is not None


def deliver(*, account: Account) -> bool:
    """Send an account what waits for it this week; whether there was anything to send.

    That it was looked is written only after sending: a message that fails is tried again.
    """
    account = Account.objects.get(pk=account.pk)
    found = weekly(account) if _is_reachable(account) else None
    if found is not None:
        found.mail.send()
    with transaction.atomic():
        Mailing.objects.update_or_create(account=account, defaults={"looked_at": timezone.now()})
        if found is not None:
            counts = {part.title: part.count for part in found.parts}
            record(SENDER, "actions.told", f"account {account.username}", after=counts)
    return found is not None


def _is_reachable(account: Account) -> bool:
    return Account.objects.filter(reachable(), pk=account.pk).exists()
