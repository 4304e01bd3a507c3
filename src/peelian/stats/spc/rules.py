"""The point rules of Making Data Count, for a matrix of series at once.

Every rule is a window slid over a segment, and every window is flagged whole: an opening (erosion, then
dilation) of a row of booleans by a window, which takes a handful of passes over bytes whatever its length.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peelian.stats.spc.limits import Bools, Floats, Limits

Flags = NDArray[np.uint8]
Signs = NDArray[np.int8]

OUTSIDE, RISING, FALLING, TWO_OF_THREE, SHIFT, CHANGE, NEAR_LIMIT, OPPOSED = (1 << bit for bit in range(8))
TREND = RISING | FALLING

LONG_RUN, FEW_CROSSINGS = SHIFT, TWO_OF_THREE  # a run chart has two rules, in the bits of those it has not

RULES = {
    "outside": OUTSIDE,
    "change_from_constant": CHANGE,
    "trend": TREND,
    "two_of_three": TWO_OF_THREE,
    "shift": SHIFT,
}
"""The name and flags of each rule that makes a special cause, in precedence (being near alone does not)."""

RUN_RULES = {"long_run": LONG_RUN, "few_crossings": FEW_CROSSINGS}
"""The same of a run chart."""

CONSTANT_FOR = 12
"""Points a level must have held unbroken before a departure from it is a special cause."""


class Judged(NamedTuple):
    """What the rules found at each point: `flags`, and whether its winning rule reads it `high` or `low`."""

    flags: Flags
    relative: Signs
    high: Bools
    low: Bools


def judge_points(values: Floats, limits: Limits, *, run_length: int, baseline: int | None) -> Judged:
    """Apply every rule to one segment of each series.

    `values` is (N, S), points in date order by series, NaN for a point that is missing or left out; it breaks
    every window it is in. All comparisons are strict. `relative` is the sign of (value - mean), 0 where
    missing. Precedence: outside (or a change from a constant), trend, then two of three and shift. A trend's
    direction is the slope to the next point where that is in a trend too, otherwise the slope from the point
    before, as NHSRplotthedots 0.2.2 has it.
    """
    above, below = values > limits.mean, values < limits.mean
    relative = above.view(np.int8) - below.view(np.int8)
    outside = (values > limits.upl) | (values < limits.lpl)
    near = ((values > limits.nupl) | (values < limits.nlpl)) & ~outside
    change = np.zeros(values.shape, bool)
    flat = ~np.isnan(limits.level)
    if flat.any():
        relative[:, flat], side, change[:, flat] = _beside_a_constant(values[:, flat], limits, flat, baseline)
        above[:, flat], below[:, flat] = side > 0, side < 0

    shift = opening(above, run_length) | opening(below, run_length)
    two_of_three = (opening(above, 3, enough=near) | opening(below, 3, enough=near)) & near
    rising, falling = _trends(values, run_length)

    first = outside | change
    trend = rising | falling
    other = first | two_of_three | shift
    by_side = first | (other & ~trend)
    by_slope = trend & ~first
    opposed = other & ((rising & below) | (falling & above))
    fired = {
        OUTSIDE: outside,
        RISING: rising,
        FALLING: falling,
        TWO_OF_THREE: two_of_three,
        SHIFT: shift,
        CHANGE: change,
        NEAR_LIMIT: near,
        OPPOSED: opposed,
    }
    flags = np.zeros(values.shape, np.uint8)
    for bit, mask in fired.items():
        flags |= mask.view(np.uint8) * np.uint8(bit)
    high = (by_side & above) | (by_slope & rising)
    low = (by_side & ~above) | (by_slope & falling)
    return Judged(flags, relative, high, low)


def opening(mask: Bools, length: int, *, enough: Bools | None = None) -> Bools:
    """Points of (N, S) in a window of `length` points of one series that is True throughout.

    With `enough`, only windows of three in which it is True at least twice.
    """
    windows = len(mask) - length + 1
    if windows < 1:
        return np.zeros(mask.shape, bool)
    whole, reach = mask, 1
    while reach < length:
        step = min(reach, length - reach)
        whole = whole[:-step] & whole[step:]
        reach += step
    if enough is not None:
        first, second, third = enough[:-2], enough[1:-1], enough[2:]
        whole = whole & ((first & second) | (third & (first | second)))
    covered, reach = np.zeros(mask.shape, bool), 1
    covered[:windows] = whole
    while reach < length:
        step = min(reach, length - reach)
        covered[step:] |= covered[:-step].copy()
        reach += step
    return covered


def _trends(values: Floats, run_length: int) -> tuple[Bools, Bools]:
    """Points in a run of `run_length` strictly monotone points: (those read as rising, as falling)."""
    up, down = values[1:] > values[:-1], values[1:] < values[:-1]
    steps = opening(up, run_length - 1) | opening(down, run_length - 1)
    trend, rising = np.zeros(values.shape, bool), np.zeros(values.shape, bool)
    trend[1:] = steps
    trend[:-1] |= steps
    onward = trend[:-1] & trend[1:]
    rising[1:] = up
    rising[:-1] = (onward & up) | (~onward & rising[:-1])
    return trend & rising, trend & ~rising


def _beside_a_constant(
    values: Floats, limits: Limits, flat: Bools, baseline: int | None
) -> tuple[Signs, Signs, Bools]:
    """Judge the flat series against the level they hold: (relative to mean, side of the level, change).

    A departure is a special cause while the level had held for the 12 points before it, or throughout a
    frozen baseline; rarer evidence is none (a count that is usually 0 and now and then 1 is not a change).
    """
    relative, side = (
        _sign(values - centre[flat], limits.dust[flat]) for centre in (limits.mean, limits.level)
    )
    held = np.zeros(values.shape[1], np.int64)
    departing = np.zeros(values.shape[1], bool)
    change = np.zeros(values.shape, bool)
    for at, (value, off) in enumerate(zip(values, side != 0, strict=True)):
        known = ~np.isnan(value)
        departing = np.where(off, departing | (held >= CONSTANT_FOR), departing & ~known)
        change[at] = departing & off
        held = np.where(off, 0, held + known)
    if baseline is not None:
        constant = ~side[:baseline].any(axis=0)
        change[baseline:] |= constant & (side[baseline:] != 0)
    return relative, side, change


def _sign(difference: Floats, dust: Floats) -> Signs:
    """1, -1, or 0 where the difference is NaN or no more than dust."""
    return (difference > dust).view(np.int8) - (difference < -dust).view(np.int8)
