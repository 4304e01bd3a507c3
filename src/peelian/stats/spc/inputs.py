"""What the verdicts accept: dates, options and values, each refused with a reason a person can act on."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peelian.stats.spc.limits import LARGEST, Floats
from peelian.stats.spc.vocabulary import IMPROVES, Direction

Dates = NDArray[np.datetime64]
Moment = date | datetime | np.datetime64 | str
When = Iterable[Moment] | Dates

FEWEST_BASELINE = 12
"""Points a frozen baseline needs."""


def as_dates(dates: When) -> Dates:
    """Dates as datetime64[us]. Text is ISO 8601 (2024-06-01, 2024-06 or 2024-06-01T14:30), without a zone.

    Raises ValueError naming the first that is no date.
    """
    if isinstance(dates, np.ndarray) and dates.ndim == 1 and np.issubdtype(dates.dtype, np.datetime64):
        moments = dates.astype("datetime64[us]")
    else:
        moments = np.array([_moment(one) for one in dates], "datetime64[us]")
    if np.isnat(moments).any():
        raise ValueError(f"the date of point {int(np.isnat(moments).argmax()) + 1} is missing")
    return moments


def _moment(one: Moment) -> datetime | np.datetime64:
    if isinstance(one, np.datetime64):
        return one
    moment: datetime | None = None
    if isinstance(one, str):
        try:
            moment = datetime.fromisoformat(f"{one}-01" if len(one) == len("2024-06") else one)
        except ValueError:
            raise ValueError(f"{one!r} is not a date such as 2024-06-01") from None
    elif isinstance(one, datetime):
        moment = one
    elif isinstance(one, date):
        moment = datetime(one.year, one.month, one.day)  # noqa: DTZ001
    if moment is None:
        raise ValueError(f"{one!r} is not a date such as 2024-06-01")
    if moment.tzinfo is not None:
        raise ValueError(f"{one} has a time zone; give the local date")
    return moment


def as_python(moment: np.datetime64) -> date:
    """A date, or a datetime where the moment is not midnight."""
    when: datetime = moment.astype("datetime64[us]").item()
    return when if when.time() != datetime.min.time() else when.date()


def in_date_order(dates: When) -> tuple[Dates, NDArray[np.int64]]:
    """(the dates ascending, the place each had). Raises ValueError for a date given twice, or no dates."""
    given = as_dates(dates)
    if not len(given):
        raise ValueError("a series needs at least one point")
    order = np.argsort(given, kind="stable")
    when = given[order]
    twice = np.flatnonzero(np.diff(when) == np.timedelta64(0))
    if len(twice):
        raise ValueError(f"the date {as_python(when[twice[0]])} is given to more than one point")
    return when, order


def as_values(values: Iterable[float | None], count: int, what: str = "values") -> Floats:
    """Values as floats, NaN for None. Raises ValueError unless there is one for each of `count` dates."""
    listed = list(values)
    if len(listed) != count:
        raise ValueError(f"there are {count} dates and {len(listed)} {what}")
    try:
        return np.array([_number(one) for one in listed])
    except (TypeError, ValueError, OverflowError) as problem:
        raise ValueError(f"a value is not a number a series can hold: {problem}") from None


def _number(one: Any) -> float:
    """NaN for None, and for what pandas has instead."""
    return np.nan if one is None or type(one).__name__ == "NAType" else float(one)


def columns_of(dates: When, points: Dates, what: str) -> NDArray[np.int64]:
    """Columns of `points` (ascending) that `dates` name; ValueError names the nearest points otherwise."""
    wanted = np.unique(as_dates(dates))
    at = np.searchsorted(points, wanted)
    for one, here in zip(wanted, at, strict=True):
        if here == len(points) or points[here] != one:
            near = " and ".join(str(as_python(point)) for point in points[max(here - 1, 0) : here + 1])
            raise ValueError(f"the {what} date {as_python(one)} matches no point; the nearest: {near}")
    return at.astype(np.int64)


def direction_signs(improves: Direction | Sequence[Direction], count: int) -> NDArray[np.int8]:
    """1 where an increase improves, -1 where a decrease does, 0 for neutral, for each of `count` series."""
    each = [improves] * count if isinstance(improves, str) else list(improves)
    if len(each) != count:
        raise ValueError(f"{len(each)} directions of improvement for {count} series")
    sign = {"increase": 1, "decrease": -1, "neutral": 0}
    for one in set(each) | ({improves} if isinstance(improves, str) else set()):
        if one not in sign:
            raise ValueError(f"improves is one of {', '.join(IMPROVES)}, not {one!r}")
    return np.array([sign[one] for one in each], np.int8)


def check_options(
    *, baseline: int | None, run_length: int, floor: float | None, ceiling: float | None
) -> None:
    """Raises ValueError for an option out of range."""
    if baseline is not None and (not _is_whole(baseline) or baseline < FEWEST_BASELINE):
        raise ValueError(
            f"a frozen baseline is a whole number of at least {FEWEST_BASELINE} points, not {baseline!r}"
        )
    if not _is_whole(run_length) or run_length < 2:
        raise ValueError(f"a run length is a whole number of at least 2, not {run_length!r}")
    if floor is not None and ceiling is not None and not floor < ceiling:
        raise ValueError(f"the floor {floor} is not below the ceiling {ceiling}")


def refuse_large(values: Floats) -> None:
    """Raises ValueError where a value of (N, S) is infinite or would overflow a sum."""
    large = np.abs(values) > LARGEST
    if large.any():
        point, series = np.argwhere(large)[0]
        raise ValueError(f"the value of point {point + 1} is infinite or too large: {values[point, series]}")


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
