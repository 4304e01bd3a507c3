"""How often a series is measured, and where it skips."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peelian.stats.spc.inputs import Dates

_CALENDAR = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}
_DAYS = {1: "day", 7: "week", 14: "fortnight", 28: "four-week period"}
_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Cadence:
    """The rhythm of a series of N dates.

    `unit` is the period the dates step by: "day", "working day", "week", "fortnight", "four-week period",
    "month", "quarter", "half-year", "year", or "point" where they have no rhythm of their own. `index` (N,)
    counts periods from the first date. `irregular` is whether some date is off the rhythm.
    """

    unit: str
    dates: Dates
    index: NDArray[np.int64]
    irregular: bool


def cadence_of(dates: Dates) -> Cadence:
    """The cadence of ascending `dates`: the commonest step, and whether every other is a multiple of it."""
    days = dates.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    ordinal = np.arange(len(dates))
    if len(dates) < 2:
        return Cadence("point", dates, ordinal, False)
    if _same_day_of_month(days, months) and (dates == days).all():
        return _stepped(dates, months.astype(np.int64), _CALENDAR)
    gaps = np.diff(dates).astype(np.int64)
    usual = _commonest(gaps)
    if usual == _DAY and np.is_busday(days).all() and days[-1] - days[0] >= np.timedelta64(4, "D"):
        return Cadence("working day", dates, np.busday_count(days[0], days), False)
    if (gaps % usual == 0).all() or usual < 28 * _DAY:
        if usual % _DAY:
            return _stepped(dates, dates.astype(np.int64), {})
        return _stepped(dates, days.astype(np.int64), _DAYS)
    by_month = _stepped(dates, months.astype(np.int64), _CALENDAR)
    return Cadence(by_month.unit, dates, by_month.index, True)


def _stepped(dates: Dates, count: NDArray[np.int64], names: dict[int, str]) -> Cadence:
    """Dates counted in some unit, of which they take a regular number a step."""
    since = count - count[0]
    steps = np.diff(since)
    step = max(_commonest(steps), 1)
    irregular = bool((since % step).any())
    if irregular and 2 * (steps == step).sum() < len(steps):
        return Cadence("point", dates, np.arange(len(dates)), True)
    return Cadence(names.get(step, "point"), dates, np.rint(since / step).astype(np.int64), irregular)


def _same_day_of_month(days: Dates, months: Dates) -> bool:
    """Whether each date falls on one day of the month, or on its last where it is shorter."""
    day = (days - months).astype(np.int64) + 1
    length = ((months + 1).astype("datetime64[D]") - months).astype(np.int64)
    return bool((day == np.minimum(day.max(), length)).all())


def _commonest(steps: NDArray[np.int64]) -> int:
    values, times = np.unique(steps, return_counts=True)
    return int(values[times.argmax()])
