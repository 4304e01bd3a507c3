"""What is done of actions in the background. The first line of each says what it is, on pages too."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from django_tasks import task

from peelian.apps.access.emailing import is_set_up
from peelian.apps.access.models import Account
from peelian.apps.improvement.actions_importing import forget_lapsed
from peelian.apps.improvement.actions_mail import deliver, remind
from peelian.apps.improvement.models import Upload
from peelian.apps.improvement.queries.mail import to_remind, weekly_due
from peelian.documents.kept import one_moment
from peelian.framework.errors import UserError

log = logging.getLogger("peelian.work")


def reminders_are_due() -> bool:
    """Whether some owner is to be reminded of an action, and e-mail can be sent."""
    return is_set_up() and bool(to_remind())


@task()
def send_reminders() -> dict[str, int]:
    """Reminding owners of actions by e-mail

    One that fails does not keep others from theirs; it is told at the end, and tried again.
    """
    waiting = to_remind()
    messages = ((each, partial(remind, account=each, of=waiting[each])) for each in waiting)
    return send_each(messages, "reminders of actions")


def weekly_is_due() -> bool:
    """Whether it is time for the weekly messages, somebody's was not looked for, and e-mail can be sent."""
    return is_set_up() and bool(weekly_due())


@task()
def send_weekly() -> dict[str, int]:
    """Sending the weekly e-mail about actions

    One that fails does not keep others from theirs; it is told at the end, and tried again.
    """
    messages = ((each, partial(deliver, account=each)) for each in weekly_due())
    return send_each(messages, "weekly messages about actions")


@task()
def forget_uploads() -> dict[str, int]:
    """Deleting uploaded files of actions that nobody confirmed"""
    return {"files": forget_lapsed(Upload)}


def send_each(messages: Iterable[tuple[Account, Callable[[], bool]]], what: str) -> dict[str, int]:
    """Send every message that can be sent; UserError afterwards when some could not."""
    tried, sent, failed = 0, 0, list[str]()
    for account, send in messages:
        tried += 1
        try:
            with one_moment():
                sent += send()
        except Exception as error:
            failed.append(type(error).__name__)
            fields = {"account": account.pk, "error": type(error).__name__}
            log.warning("e-mail about actions failed", extra={"fields": fields})
    if failed:
        kinds = ", ".join(sorted(set(failed)))
        raise UserError(
            f"{len(failed)} of {tried} {what} could not be sent ({kinds}). See that the mail server of "
            "PEELIAN_EMAIL_URL takes them: they are tried again by themselves"
        )
    return {"sent": sent, "nothing": tried - sent}
