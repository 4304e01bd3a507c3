"""Days to periods: which period a day falls in, when a period starts and ends."""

from typing import Final

import numpy as np
import numpy.typing as npt

from peelian.framework.measure import Period

Days = npt.NDArray[np.int32]

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_DAYS: Final = {"day": (1, 0), "week": (7, 3)}  # 1970-01-01 was a Thursday, three days after a Monday


def month_index(days: Days) -> npt.NDArray[np.int64]:
    """Months since 1970-01 of each day since 1970-01-01."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def period_index(days: Days, every: Period) -> npt.NDArray[np.int64]:
    """The number of the period each day falls in, counted from the one that holds 1970-01-01."""
    if every in _MONTHS:
        return month_index(days) // _MONTHS[every]
    length, shift = _DAYS[every]
    return (days.astype(np.int64) + shift) // length


def period_start(index: npt.NDArray[np.int64], every: Period) -> Days:
    """The first day of each period, in days since 1970-01-01; the day after it is that of index + 1."""
    index = np.asarray(index, dtype=np.int64)
    if every in _MONTHS:
        months = (index * _MONTHS[every]).astype("datetime64[M]")
        return months.astype("datetime64[D]").astype(np.int32)
    length, shift = _DAYS[every]
    return (index * length - shift).astype(np.int32)


def bucket_of(index: npt.NDArray[np.int64], every: Period) -> npt.NDArray[np.int64]:
    """The stretch a period is computed with, by its first day: itself, or for days and weeks the month
    in which it starts."""
    start = period_start(index, every)
    if every in _MONTHS:
        return start.astype(np.int64)
    return start.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def months_within(first: int, periods: int, every: Period) -> list[str]:
    """The months ('YYYY-MM') that some consecutive periods have days in."""
    start, end = period_start(np.array([first, first + periods]), every)
    begins, ends = np.array([start, end - 1]).astype("datetime64[D]").astype("datetime64[M]")
    return [str(month) for month in np.arange(begins, ends + 1)]
