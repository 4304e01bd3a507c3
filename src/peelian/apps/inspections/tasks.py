"""What is done of inspections in the background. The first line of each says what it is, on pages too."""

from functools import partial

from django_tasks import task

from peelian.apps.access.emailing import is_set_up
from peelian.apps.improvement.actions_importing import forget_lapsed
from peelian.apps.improvement.tasks import send_each
from peelian.apps.inspections.actions_deadlines import remind
from peelian.apps.inspections.models_importing import Upload
from peelian.apps.inspections.queries.mail import to_remind


def inspection_reminders_are_due() -> bool:
    """Whether somebody is to be reminded of a date of inspections, and e-mail can be sent."""
    return is_set_up() and bool(to_remind())


@task()
def send_inspection_reminders() -> dict[str, int]:
    """Reminding people by e-mail of what inspections have due

    One that fails does not keep others from theirs; it is told at the end, and tried again.
    """
    waiting = to_remind()
    messages = ((each, partial(remind, account=each, of=waiting[each])) for each in waiting)
    return send_each(messages, "reminders of inspections")


@task()
def forget_finding_uploads() -> dict[str, int]:
    """Deleting uploaded files of findings that nobody confirmed"""
    return {"files": forget_lapsed(Upload)}
