"""When meetings are: local times of the force, and the days of a year of them."""

from calendar import monthrange
from datetime import UTC, date, datetime, time

from django.utils import timezone

from peelian.framework.errors import UserError
from peelian.framework.measure import Period

MONTHS = {"month": 1, "quarter": 3}
COUNT = {"month": 12, "quarter": 4}
"""How many meetings a year has."""
ORDINALS = ("first", "second", "third", "fourth", "last")


def at(day: date, clock: time) -> datetime:
    """A local time as an instant; UserError for one that the clocks jump over."""
    naive = datetime.combine(day, clock)
    found = timezone.make_aware(naive).astimezone(UTC)
    if timezone.localtime(found).replace(tzinfo=None) != naive:
        raise UserError(f"there is no {clock:%H:%M} on {day:%-d %B %Y}: the clocks go forward")
    return found


def year_of(first: date, every: Period) -> list[date]:
    """The days of a year of meetings: each on the same weekday of its month as the first, such as the second
    Tuesday. A fifth weekday is the last of its month.
    """
    months = (first.year * 12 + first.month - 1 + MONTHS[every] * step for step in range(COUNT[every]))
    return [nth_weekday(month // 12, month % 12 + 1, first.weekday(), _nth(first)) for month in months]


def in_words(first: date) -> str:
    """Which day of its month a day is: "second Tuesday"."""
    return f"{ORDINALS[_nth(first)]} {first:%A}"


def _nth(day: date) -> int:
    return (day.day - 1) // 7


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The day of a month that is its weekday (0 is Monday) for the time `nth`, from 0, or else its last."""
    first = (weekday - date(year, month, 1).weekday()) % 7 + 1
    last = monthrange(year, month)[1]
    return date(year, month, max(day for day in range(first, last + 1, 7) if day <= first + 7 * nth))
