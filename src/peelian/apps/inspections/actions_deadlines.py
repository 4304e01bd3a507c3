"""An account's calendar of dates, and reminding accounts of dates by e-mail."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from peelian.apps.access.audit import record
from peelian.apps.access.feeds import renewed
from peelian.apps.access.models import Account
from peelian.apps.access.visible import visible_to
from peelian.apps.improvement.actions_mail import SENDER
from peelian.apps.improvement.queries.mail import reachable
from peelian.apps.inspections.models_deadlines import DeadlineFeed, ReminderSent
from peelian.apps.inspections.parts import must_see
from peelian.apps.inspections.queries.deadlines import Deadline, own_deadlines
from peelian.apps.inspections.queries.mail import Reminder, kind_of
from peelian.framework.errors import UserError


@transaction.atomic
def make_feed(*, by: Account) -> str:
    """Give the account a new secret address of its calendar of dates; the one before works no longer. The
    secret is never to be had again. PermissionDenied for somebody who sees no unit.
    """
    must_see(visible_to(by))
    secret, is_new = renewed(DeadlineFeed, by)
    done = "deadlines-calendar.made" if is_new else "deadlines-calendar.renewed"
    record(by, done, f"calendar of dates of account {by.username}")
    return secret


@transaction.atomic
def end_feed(*, by: Account) -> None:
    """Switch the account's calendar of dates off. UserError when it has none."""
    ended, _ = DeadlineFeed.objects.filter(account=by).delete()
    if not ended:
        raise UserError("your calendar of dates is off already")
    record(by, "deadlines-calendar.ended", f"calendar of dates of account {by.username}")


def remind(*, account: Account, of: Sequence[Deadline]) -> bool:
    """Remind an account of some dates in one message; whether it was sent.

    What it was reminded of is written only after sending: a message that fails is tried again. Nothing is
    sent to an account that is closed, has no address, wants none or sees no unit any more, nor of what is
    done by now.
    """
    found = Account.objects.filter(reachable(), pk=account.pk).first()
    still = {each.key for each in _own(found)} if found is not None else set()
    dates = [each for each in of if each.key in still]
    if found is not None and dates:
        Reminder(found, dates).mail.send()
    with transaction.atomic():
        ReminderSent.objects.bulk_create(
            [ReminderSent(account=account, subject=d.key, kind=kind_of(d), due=d.due) for d in of],
            ignore_conflicts=True,
        )
        if dates:
            record(SENDER, "inspections.reminded", f"account {account.username}", after={"dates": len(dates)})
    return bool(dates)


def _own(account: Account) -> list[Deadline]:
    """The dates that are an account's own now, none for one that sees no unit any more."""
    try:
        return own_deadlines(account)
    except PermissionDenied:
        return []
