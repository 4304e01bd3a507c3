"""How long the performance team takes to answer, in working days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from peelian.stats.quantiles import interpolate, position

MONTHS = 12


@dataclass(frozen=True)
class Times:
    """How many requests were answered, with the median and 90th centile of their days, None for none."""

    answered: int
    median: float | None
    ninetieth: float | None


@dataclass(frozen=True)
class Month:
    """The requests that were first answered in one month; `starts` is its first day."""

    starts: date
    times: Times


@dataclass(frozen=True)
class AnswerTimes:
    """The last twelve months together, and each of them that has answers, newest first."""

    whole: Times
    months: list[Month]


def working_days(asked: date, answered: date) -> int:
    """Mondays to Fridays from the day it was asked, which is not counted, to the day it was answered.

    A weekend counts as the Monday after it, for both. Bank holidays count as days.
    """
    return max(0, int(np.busday_count(asked, answered)))


def answer_times(pairs: Iterable[tuple[date, date]], today: date) -> AnswerTimes:
    """Times of this month and the eleven before, from the days each request was asked and first answered."""
    months: dict[date, list[int]] = {}
    first = _months_before(today, MONTHS - 1)
    for asked, answered in pairs:
        if first <= answered <= today:
            months.setdefault(answered.replace(day=1), []).append(working_days(asked, answered))
    every = [days for month in months.values() for days in month]
    listed = [Month(starts, times(days)) for starts, days in sorted(months.items(), reverse=True)]
    return AnswerTimes(times(every), listed)


def times(days: Sequence[int]) -> Times:
    """Their number, median and 90th centile (see `stats.quantiles`)."""
    if not days:
        return Times(0, None, None)
    return Times(len(days), _quantile(days, "0.5"), _quantile(days, "0.9"))


def _quantile(days: Sequence[int], p: str) -> float:
    ranked = np.sort(np.asarray(days, np.int64))
    lower, upper, _ = position(len(ranked), p)
    return float(interpolate(ranked[lower], ranked[upper], len(ranked), p))


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
