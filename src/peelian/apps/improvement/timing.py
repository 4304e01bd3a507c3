"""When an action is due soon, overdue or stale: the rules and their numbers, in one place."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from peelian.apps.improvement.states import OPEN, OWED, STATES

DUE_SOON = timedelta(days=14)
"""An action is due soon from so long before its day, and on it."""
STALE = timedelta(days=35)
"""An action is stale once nothing was said of it for so long."""
REMIND = timedelta(days=7)
"""Its owner is reminded from so long before its day."""

LATE_TITLES = {"overdue": "Overdue", "due_soon": "Due soon", "stale": "Stale"}


def is_late(state: str, due: date, today: date) -> bool:
    """Whether its day has passed and its owner still has something to do; on the day itself it is not."""
    return STATES[state].owed and due < today


def is_due_soon(state: str, due: date, today: date) -> bool:
    """Whether its day is today or within `DUE_SOON`, and its owner still has something to do."""
    return STATES[state].owed and today <= due <= today + DUE_SOON


def is_stale(state: str, updated_at: datetime, today: date) -> bool:
    """Whether it is open and nothing was said of it for `STALE`, by the days of the calendar here."""
    return STATES[state].is_open and today - timezone.localdate(updated_at) >= STALE


def lateness(key: str, today: date) -> Q:
    """What the database is asked for the actions that are overdue, due soon or stale, as above.

    KeyError for another key.
    """
    midnight = timezone.make_aware(datetime.combine(today - STALE + timedelta(days=1), datetime.min.time()))
    return {
        "overdue": Q(state__in=OWED, due__lt=today),
        "due_soon": Q(state__in=OWED, due__gte=today, due__lte=today + DUE_SOON),
        "stale": Q(state__in=OPEN, updated_at__lt=midnight),
    }[key]
