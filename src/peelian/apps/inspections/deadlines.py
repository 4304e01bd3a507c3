"""When things are due: the statutory answer, dates that findings bear in words, and how far off a day is."""

from datetime import date, timedelta

from peelian.documents.inspections.dates import due_told

DAYS_TO_ANSWER = 56
"""Police Act 1996 s.55(5A): before the end of 56 days beginning with the day of publication."""
SOON = timedelta(days=7)
MONTH = timedelta(days=30)
GROUPS = {
    "late": "Late",
    "soon": "Today and the next 7 days",
    "month": "The next 30 days",
    "later": "Later",
}
"""When a day is, from today: each group goes on where the one before it ends."""


def answer_due(published: date) -> date:
    """The last day of the statutory answer: publication counts as the first of the 56 days.

    7 July 2023 gives 31 August 2023. Weekends and bank holidays do not move it.
    """
    return published + timedelta(days=DAYS_TO_ANSWER - 1)


def day_as_written(words: str, published: date | None = None) -> date | None:
    """The last day that a date in words leaves: "by January 2024" is 31 January 2024. None for words that
    name no certain day.
    """
    found = due_told(words, published)
    return found.day if found is not None and not found.slip else None


def group_of(due: date, today: date) -> str:
    """The key of GROUPS that a day is in; what is due today is not late."""
    if due < today:
        return "late"
    if due <= today + SOON:
        return "soon"
    return "month" if due <= today + MONTH else "later"


def said_of(due: date, today: date) -> str:
    """How far off a day is: "3 days left", "Due today", "1 day late"."""
    days = (due - today).days
    if days == 0:
        return "Due today"
    return f"{_counted(days)} left" if days > 0 else f"{_counted(-days)} late"


def said_given(due: date, given: date) -> str:
    """Whether something was given in time: "Given in time", "Given 1 day late"."""
    late = (given - due).days
    return f"Given {_counted(late)} late" if late > 0 else "Given in time"


def concerns(force: str, ours: str) -> bool:
    """Whether a publication about `force` is about the force called `ours`: it names no force, or the words
    of its name are in ours ("Cumbria" in "Cumbria Constabulary").
    """
    named = {word for word in force.casefold().replace("-", " ").split() if word not in _OF_NAMES}
    return named <= set(ours.casefold().replace("-", " ").split())


_OF_NAMES = {"police", "constabulary", "service", "force", "the", "and", "&"}


def _counted(days: int) -> str:
    return f"{days:,} day{'' if days == 1 else 's'}"
