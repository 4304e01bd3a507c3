"""When things happen: local hours of a month with their weights, and local time from UTC.

Moments are int64 seconds since 1970 in UTC; local time is Europe/London's wall clock.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

HOUR, DAY = 3_600, 86_400

# Share of a day's demand in each local hour, quiet before dawn and busiest in the early evening.
_BY_HOUR = np.array(
    [34, 27, 22, 18, 15, 14, 16, 24, 36, 44, 48, 51, 53, 52, 53, 57, 61, 64, 65, 63, 60, 56, 50, 42], float
)
_BY_WEEKDAY = np.array([0.97, 0.96, 0.96, 0.98, 1.06, 1.08, 0.99])


def _week() -> Floats:
    """(7, 24) weights from Monday 00:00 with a mean of 1: late Friday and Saturday run into the night."""
    week = _BY_WEEKDAY[:, None] * _BY_HOUR
    for evening in (4, 5):
        week[evening, 20:] *= 1.35
        week[(evening + 1) % 7, :4] *= 1.7
    weights: Floats = week / week.mean()
    return weights


WEEK = _week()


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


# The clocks change at 01:00 UTC on the last Sundays of March and October.
_CHANGES = np.array(
    [
        np.datetime64(_last_sunday(year, month), "s").astype(np.int64) + HOUR
        for year in range(2000, 2060)
        for month in (3, 10)
    ]
)


def offset(utc: Ints) -> Ints:
    """Seconds London is ahead of UTC at each moment, 3,600 in summer."""
    return np.asarray(np.searchsorted(_CHANGES, utc, side="right") % 2 * HOUR, dtype=np.int64)


def local(utc: Ints) -> Ints:
    """Wall-clock seconds of each UTC moment."""
    return utc + offset(utc)


def _from_wall(wall: int) -> int:
    """The UTC moment of an unambiguous wall-clock second."""
    guess = np.array([wall - HOUR])
    return wall - int(offset(guess)[0])


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def busy_days(year: int) -> frozenset[date]:
    """Bank holidays of England (without substitute days), Hallowe'en, Bonfire Night and New Year's Eve."""
    may = date(year, 5, 1)
    first_monday = may + timedelta(days=-may.weekday() % 7)
    last = {month: date(year, month, 31) for month in (5, 8)}
    return frozenset(
        {
            date(year, 1, 1),
            _easter(year) - timedelta(days=2),
            _easter(year) + timedelta(days=1),
            first_monday,
            *(day - timedelta(days=day.weekday()) for day in last.values()),
            date(year, 10, 31),
            date(year, 11, 5),
            date(year, 12, 25),
            date(year, 12, 26),
            date(year, 12, 31),
        }
    )


class MonthClock:
    """The UTC hours whose local time falls in one month, and how busy each is.

    `weights` average about 1 an hour over a year, so their sum over a month carries the length of the
    month, its weekends and its bank holidays. The night the clocks go back has an hour more.
    """

    def __init__(self, month: np.datetime64) -> None:
        first = month.astype("M8[D]")
        after = (month + 1).astype("M8[D]")
        self.first_day = int(first.astype(np.int64))
        self.days = int(after.astype(np.int64)) - self.first_day
        start, stop = (_from_wall(int(day.astype(np.int64)) * DAY) for day in (first, after))
        self.hours: Ints = np.arange(start, stop, HOUR, dtype=np.int64)
        wall = local(self.hours)
        weekday = (wall // DAY + 3) % 7  # 1 January 1970 was a Thursday
        dates = [date.fromordinal(719_163 + int(day)) for day in wall // DAY]
        busy = np.array([1.18 if day in busy_days(day.year) else 1.0 for day in dates])
        self.weights: Floats = WEEK[weekday, wall % DAY // HOUR] * busy
        self._cumulative = np.cumsum(self.weights) / self.weights.sum()

    def moments(self, count: int, rng: np.random.Generator) -> Ints:
        """`count` UTC seconds of this local month, as busy as its hours are, in time order."""
        place = np.searchsorted(self._cumulative, rng.random(count), side="right")
        drawn = self.hours[np.minimum(place, len(self.hours) - 1)] + rng.integers(0, HOUR, count)
        return np.sort(drawn)

    def day_of(self, utc: Ints) -> Ints:
        """The local day of each moment, 0 for the first of the month."""
        return local(utc) // DAY - self.first_day

    def load(self, utc: Ints) -> Floats:
        """How busy the hour of each moment is, 1 on average."""
        return np.asarray(self.weights[(utc - self.hours[0]) // HOUR])
