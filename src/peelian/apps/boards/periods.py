"""The months or quarters that boards look at, as addresses and people say them."""

from datetime import date

import numpy as np
from django.http import Http404
from django.utils import timezone

from peelian.documents.dates import period_label
from peelian.framework.errors import UserError
from peelian.framework.measure import Period
from peelian.pipeline.periods import period_index, period_start


def starts_and_ends(day: date, every: Period) -> tuple[date, date]:
    """The first day of the month or quarter that holds a day, and the first day after it."""
    index = period_index(np.array([day], "datetime64[D]").astype(np.int32), every)
    first, after = period_start(np.array([index[0], index[0] + 1]), every).astype("datetime64[D]").tolist()
    return first, after


def last_complete(every: Period, before: date | None = None) -> date:
    """The first day of the last month or quarter that is over on a day, today when None."""
    first, _ = starts_and_ends(before or timezone.localdate(), every)
    return moved(first, every, -1)


def moved(start: date, every: Period, by: int) -> date:
    """The first day of the period so many later, or earlier."""
    index = period_index(np.array([start], "datetime64[D]").astype(np.int32), every) + by
    found: date = period_start(index, every).astype("datetime64[D]").tolist()[0]
    return found


def period_at(written: str, every: Period) -> date:
    """The period that an address says, by its first day; Http404 for anything else."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Http404(f"There is no period {written!r}.") from None
    if not 2000 <= day.year <= 2100 or starts_and_ends(day, every)[0] != day:
        raise Http404(f"No {every} begins on {written}.")
    return day


def must_be_over(period: date, every: Period) -> None:
    """UserError for a period that is not over: there is nothing yet to judge it by."""
    if starts_and_ends(period, every)[1] > timezone.localdate():
        raise UserError(f"{period_label(period, every)} is not over yet: judge it when its figures are in")
