"""Limits of an XmR chart (individuals and moving range), for a matrix of series at once.

Source: the NHS "Making Data Count" method as NHSRplotthedots 0.2.2 computes it; the constants are those of
Wheeler, "Understanding Variation" (2.66 = 3 / d2 and 3.267 = D4 for ranges of two).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LIMIT = 2.66
SCREEN = 3.267

LARGEST = 1e300
"""Values beyond this would overflow in the sums; they are refused."""


class Limits(NamedTuple):
    """Limits of S series over one segment; every field has shape (S,) and the unit of the values.

    The four limits are (N, S) where they differ from point to point. `mean` is NaN where the baseline has no
    known value. The four limits are NaN where no two neighbouring baseline values are known, and where the
    baseline is flat. `level` is the constant a flat baseline holds, NaN where it is not flat; `dust` is the
    difference that counts as none beside it.
    """

    mean: Floats
    lpl: Floats
    upl: Floats
    nlpl: Floats
    nupl: Floats
    level: Floats
    dust: Floats

    @property
    def claimed(self) -> Bools:
        """(S,): whether a series has limits anywhere."""
        known = ~np.isnan(self.upl)
        return np.asarray(known if known.ndim == 1 else known.any(axis=0), np.bool_)

    def at(self, field: str, points: int) -> Floats:
        """One of the fields at each of N points, (N, S)."""
        found: Floats = getattr(self, field)
        return found if found.ndim == 2 else np.broadcast_to(found, (points, len(found)))


def xmr_limits(
    values: Floats, *, baseline: int | None = None, screen: bool = True, reach: float = LIMIT
) -> Limits:
    """Limits of each column of `values` (N, S), one segment in date order with NaN for a missing point.

    `baseline` freezes the limits on the first that many points, missing ones included. `screen` drops moving
    ranges of at least 3.267 times their mean, once. A range that touches a missing value is dropped. `reach`
    is how many mean moving ranges the limits are from the mean.

    A baseline is flat when its mean moving range, after screening, is 0. Ranges of up to two units in the
    last place of the series' largest value are rounding, not variation; no other comparison has any
    tolerance.
    """
    frozen = values[:baseline]
    largest = np.fmax.reduce(np.abs(frozen), axis=0, initial=0.0)
    mean = _total(frozen, largest).mean()
    ranges = np.abs(frozen[1:] - frozen[:-1])
    total = _total(ranges, 2 * largest)
    average = total.mean()
    measured = ~np.isnan(average)
    dust = 2 * np.finfo(np.float64).eps * largest
    if screen:
        average = total.without(ranges >= SCREEN * average).mean()
    flat = measured & ~(average > dust)
    average[flat] = np.nan
    level = np.full(len(mean), np.nan)
    if flat.any():
        level[flat] = most_common(frozen[:, flat], dust[flat])
    wide_of, near_of = reach * average, 2 * (reach / 3) * average
    return Limits(mean, mean - wide_of, mean + wide_of, mean - near_of, mean + near_of, level, dust)


def mean_of_known(values: Floats) -> Floats:
    """Mean of the known values of each column of (N, S), to the nearest float; NaN where a column has none.
    Where the true mean lies half way between two floats to thirty digits, it may be either.

    R sums in long double and corrects once, so it too finds the float nearest the true mean, and decides by
    it whether a value lies on the mean or on a limit. Long double is not to be had everywhere: see
    `_Total`.
    """
    return _total(values, np.fmax.reduce(np.abs(values), axis=0, initial=0.0)).mean()


class _Total(NamedTuple):
    """Sums of columns without rounding error: each value is split in two parts, `high` and `low` (N, S).

    The high parts of a column are few enough bits to add exactly; what is lost in adding the low ones is
    beyond the last place of the sum. Source: Ogita, Rump and Oishi (2005), "Accurate Sum and Dot Product",
    SIAM Journal on Scientific Computing 26(6). `highs`, `lows` and `known` (S,) are the sums, and how many
    values they are of.
    """

    high: Floats
    low: Floats
    highs: Floats
    lows: Floats
    known: NDArray[np.int64]

    def without(self, dropped: Bools) -> "_Total":
        """The sums less the values marked in `dropped` (N, S)."""
        row, column = np.nonzero(dropped)
        size = len(self.known)
        highs, lows = (np.bincount(column, part[row, column], size) for part in (self.high, self.low))
        known = self.known - np.bincount(column, minlength=size)
        return self._replace(highs=self.highs - highs, lows=self.lows - lows, known=known)

    def mean(self) -> Floats:
        """Sum over count, rounded once: the error-free sum of Knuth and product of Dekker."""
        total = self.highs + self.lows
        shift = total - self.highs
        lost = (self.highs - (total - shift)) + (self.lows - shift)
        with np.errstate(invalid="ignore"):
            ratio = total / self.known
            scaled = 134217729.0 * ratio  # 2**27 + 1: the upper half of the digits, whose product is exact
            upper = scaled - (scaled - ratio)
            remainder = (total - upper * self.known) - (ratio - upper) * self.known + lost
            mean: Floats = ratio + remainder / self.known
        return mean


def _total(values: Floats, largest: Floats) -> _Total:
    """The sums of each column of `values` (N, S), none of whose known values is beyond `largest` (S,)."""
    known = ~np.isnan(values)
    filled = values if known.all() else np.where(known, values, 0.0)
    unit = np.ldexp(1.0, np.frexp(largest)[1] + len(values).bit_length() + 1)
    high = filled + unit
    high -= unit
    low = filled - high
    return _Total(high, low, high.sum(axis=0), low.sum(axis=0), known.sum(axis=0))


def most_common(values: Floats, dust: Floats) -> Floats:
    """The value each column of (N, S) takes most often, the earliest of equals, to within `dust` (S,)."""
    times = np.zeros(values.shape, np.int64)
    for row in values:
        times += np.abs(values - row) <= dust
    common: Floats = values[times.argmax(axis=0), np.arange(values.shape[1])]
    return common
