"""An account's calendar of its meetings, at a secret address that is shown once."""

from django.db import transaction

from peelian.apps.access.audit import record
from peelian.apps.access.feeds import renewed
from peelian.apps.access.models import Account
from peelian.apps.boards.models import CalendarFeed
from peelian.framework.errors import UserError


@transaction.atomic
def make_feed(*, by: Account) -> str:
    """Give the account a new secret address of its calendar; the one before works no longer. The secret is
    never to be had again.
    """
    secret, is_new = renewed(CalendarFeed, by)
    record(by, "calendar.made" if is_new else "calendar.renewed", f"calendar of account {by.username}")
    return secret


@transaction.atomic
def end_feed(*, by: Account) -> None:
    """Switch the account's calendar off. UserError when it has none."""
    ended, _ = CalendarFeed.objects.filter(account=by).delete()
    if not ended:
        raise UserError("your calendar is off already")
    record(by, "calendar.ended", f"calendar of account {by.username}")
