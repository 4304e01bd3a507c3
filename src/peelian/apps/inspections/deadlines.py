"""When things are due: the statutory answer, and dates that a finding bears in words."""

from datetime import date, timedelta

DAYS_TO_ANSWER = 56
"""Police Act 1996 s.55(5A): before the end of 56 days beginning with the day of publication."""


def answer_due(published: date) -> date:
    """The last day of the statutory answer: publication counts as the first of the 56 days.

    7 July 2023 gives 31 August 2023. Weekends and bank holidays do not move it.
    """
    return published + timedelta(days=DAYS_TO_ANSWER - 1)
