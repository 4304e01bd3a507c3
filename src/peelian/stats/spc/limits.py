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
NEAR = 2 * (LIMIT / 3)
SCREEN = 3.267

LARGEST = 1e300
"""Values beyond this would overflow in the sums; they are refused."""


class Limits(NamedTuple):
    """Limits of S series over one segment; every field has shape (S,) and the unit of the values.

    `mean` is NaN where the baseline has no known value. The four limits are NaN where no two neighbouring
    baseline values are known, and where the baseline is flat. `level` is the constant a flat baseline holds,
    NaN where it is not flat; `dust` is the difference that counts as none beside it.
    """

    mean: Floats
    lpl: Floats
    upl: Floats
    nlpl: Floats
    nupl: Floats
    level: Floats
    dust: Floats


def xmr_limits(values: Floats, *, baseline: int | None = None, screen: bool = True) -> Limits:
    """Limits of each row of `values` (S, N), one segment in date order with NaN for a missing point.

    `baseline` freezes the limits on the first that many points, missing ones included. `screen` drops moving
    ranges of at least 3.267 times their mean, once. A range that touches a missing value is dropped.

    A baseline is flat when its mean moving range, after screening, is 0. Ranges of up to two units in the
    last place of the row's largest value are rounding, not variation; no other comparison has any
    tolerance.
    """
    frozen = values[:, :baseline]
    mean = mean_of_known(frozen)
    ranges = np.abs(np.diff(frozen, axis=1))
    average = mean_of_known(ranges)
    measured = ~np.isnan(average)
    dust = 2 * np.finfo(np.float64).eps * np.fmax.reduce(np.abs(frozen), axis=1, initial=0.0)
    if screen:
        ranges[~(ranges < SCREEN * average[:, None])] = np.nan
        average = mean_of_known(ranges)
    flat = measured & ~(average > dust)
    average[flat] = np.nan
    level = np.full(len(values), np.nan)
    if flat.any():
        level[flat] = most_common(frozen[flat], dust[flat])
    wide, near = LIMIT * average, NEAR * average
    return Limits(mean, mean - wide, mean + wide, mean - near, mean + near, level, dust)


def mean_of_known(values: Floats) -> Floats:
    """Mean of the known values of each row of (S, N); NaN where a row has none.

    A second pass adds the mean of what the first left over, as R's `mean` does: equal values have exactly
    themselves as their mean, so a point on the mean is on it.
    """
    known = ~np.isnan(values)
    if known.all():
        count = np.full(len(values), values.shape[1])
        first = _ratio(values.sum(axis=1), count)
        return first + _ratio((values - first[:, None]).sum(axis=1), count)
    count = known.sum(axis=1)
    first = _ratio(np.where(known, values, 0.0).sum(axis=1), count)
    return first + _ratio(np.where(known, values - first[:, None], 0.0).sum(axis=1), count)


def most_common(values: Floats, dust: Floats) -> Floats:
    """The value each row of (S, N) takes most often, the earliest of equals, to within `dust` (S,)."""
    times = np.zeros(values.shape, np.int64)
    for column in values.T:
        times += np.abs(values - column[:, None]) <= dust[:, None]
    common: Floats = values[np.arange(len(values)), times.argmax(axis=1)]
    return common


def _ratio(total: Floats, count: NDArray[np.int64]) -> Floats:
    ratio: Floats = np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)
    return ratio
