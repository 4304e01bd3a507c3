"""Local time to instants and back, for whole arrays, exactly as the zone database has it.

Times are whole seconds since 1970-01-01: of UTC for an instant, of the wall clock for a local time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from peelian.framework.errors import UserError

Seconds: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Clock:
    """A zone's changes of the clock: instants (n,), and the offsets from UTC around them (n + 1,)."""

    zone: str
    changes: Seconds
    offsets: Seconds

    def local(self, instants: Seconds) -> Seconds:
        """What the clock on the wall shows at each instant."""
        return instants + self.offsets[np.searchsorted(self.changes, instants, side="right")]


@dataclass(frozen=True)
class Readings:
    """What instants a column of local times can mean, arrays of (rows,).

    `first` and `second` differ only where the clock showed the time twice. Where it never did (`skipped`)
    they mean nothing.
    """

    first: Seconds
    second: Seconds
    skipped: Flags


def clock(zone: str, first_year: int, last_year: int) -> Clock:
    """The zone's clock over those years. UserError for a zone the database does not have."""
    years = range(max(first_year, 2), min(last_year, 9997) + 1)
    changes = np.array([c for year in years for c in _changes_in(zone, year)], np.int64).reshape(-1, 3)
    if len(changes):
        offsets = np.append(changes[:, 1], changes[-1:, 2])
    else:
        shift = datetime(years[0], 7, 1, tzinfo=UTC).astimezone(known_zone(zone)).utcoffset()
        offsets = np.array([int(shift.total_seconds()) if shift else 0], np.int64)
    return Clock(zone, changes[:, 0], offsets)


def known_zone(name: str) -> ZoneInfo:
    """The zone of that name; UserError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UserError(f"the time zone {name!r} is not known; write it like Europe/London") from None


def readings(clock: Clock, local: Seconds) -> Readings:
    """The instants at which the clock showed each local time."""
    before, after = clock.offsets[:-1], clock.offsets[1:]
    # Around each change the clock shows the times from `start` to `end` twice, or never.
    start = clock.changes + np.minimum(before, after)
    end = clock.changes + np.maximum(before, after)
    passed = np.searchsorted(end, local, side="right")
    first = local - clock.offsets[passed]
    second = first.copy()
    skipped = np.zeros(len(local), dtype=np.bool_)
    if len(clock.changes):
        ahead = np.minimum(passed, len(clock.changes) - 1)
        within = (passed < len(clock.changes)) & (local >= start[ahead])
        skipped = within & (after[ahead] > before[ahead])
        second = np.where(within & ~skipped, local - after[ahead], first)
    return Readings(first, second, skipped)


def settle(readings: Readings, preceding: Seconds, constrained: Flags) -> Seconds:
    """One instant for each local time: the earliest that does not come before the preceding one.

    `preceding` counts only where `constrained`. When both readings come before it the later is taken:
    it is the less out of order.
    """
    return np.where(constrained & (readings.first < preceding), readings.second, readings.first)


def years_of(*seconds: Seconds) -> tuple[int, int]:
    """The first and last year, and one more on either side, that some times fall in."""
    filled = [array for array in seconds if len(array)]
    if not filled:
        return 1970, 1970
    low, high = min(int(a.min()) for a in filled), max(int(a.max()) for a in filled)
    years = np.array([low, high], dtype="datetime64[s]").astype("datetime64[Y]").astype(int) + 1970
    return int(years[0]) - 1, int(years[1]) + 1


@lru_cache(maxsize=4096)
def _changes_in(zone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """The changes of one year of UTC: instant, offset before, offset after."""
    info = known_zone(zone)

    def offset(second: int) -> int:
        shift = (_EPOCH + timedelta(seconds=second)).astimezone(info).utcoffset()
        assert shift is not None
        return round(shift.total_seconds())

    start = int((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    end = int((datetime(year + 1, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    changes, before = [], offset(start)
    for day in range(start, end, DAY):
        low, high = day, day + DAY
        if (after := offset(high)) != before:
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            changes.append((high, before, after))
            before = after
    return tuple(changes)
