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

RULES = {
    "outside": OUTSIDE,
    "change_from_constant": CHANGE,
    "trend": TREND,
    "two_of_three": TWO_OF_THREE,
    "shift": SHIFT,
}
"""The name and flags of each rule that makes a special cause, in precedence (being near alone does not)."""

CONSTANT_FOR = 12
"""Points a level must have held unbroken before a departure from it is a special cause."""


class Judged(NamedTuple):
    """What the rules found, (S, N): flags, sign of (value - mean), direction (1 high, -1 low, 0 none)."""

    flags: Flags
    relative: Signs
    direction: Signs


def judge_points(values: Floats, limits: Limits, *, run_length: int, baseline: int | None) -> Judged:
    """Apply every rule to one segment of each series.

    `values` is (S, N) in date order, NaN for a point that is missing or left out; it breaks every window it
    is in. All comparisons are strict. Precedence of direction: outside (or a change from a constant),
    trend, then two of three and shift. A trend's direction is the slope to the next point where that is in
    a trend too, otherwise the slope from the point before, as NHSRplotthedots 0.2.2 has it.
    """
    relative = _sign(values - limits.mean[:, None])
    outside = (values > limits.upl[:, None]) | (values < limits.lpl[:, None])
    near = ((values > limits.nupl[:, None]) | (values < limits.nlpl[:, None])) & ~outside
    side, change = relative, np.zeros(values.shape, bool)
    flat = ~np.isnan(limits.level)
    if flat.any():
        side = relative.copy()
        relative[flat], side[flat], change[flat] = _beside_a_constant(values[flat], limits, flat, baseline)

    above, below = side > 0, side < 0
    shift = opening(above, run_length) | opening(below, run_length)
    three = opening(above, 3, enough=near) | opening(below, 3, enough=near)
    two_of_three = three & near
    trend, slope = _trend(values, run_length)

    by_side = two_of_three | shift
    first = outside | change
    direction = np.where(first | (by_side & ~trend), side, np.where(trend, slope, np.int8(0)))
    opposed = trend & (first | by_side) & (slope * side < 0)
    flags = np.zeros(values.shape, np.uint8)
    for bit, fired in (
        (OUTSIDE, outside),
        (RISING, trend & (slope > 0)),
        (FALLING, trend & (slope < 0)),
        (TWO_OF_THREE, two_of_three),
        (SHIFT, shift),
        (CHANGE, change),
        (NEAR_LIMIT, near),
        (OPPOSED, opposed),
    ):
        flags |= fired.view(np.uint8) * np.uint8(bit)
    return Judged(flags, relative, direction)


def opening(mask: Bools, length: int, *, enough: Bools | None = None) -> Bools:
    """Points of (S, N) in a window of `length` that is True throughout.

    With `enough`, only windows of three in which it is True at least twice.
    """
    windows = mask.shape[1] - length + 1
    if windows < 1:
        return np.zeros(mask.shape, bool)
    whole, reach = mask, 1
    while reach < length:
        step = min(reach, length - reach)
        whole = whole[:, :-step] & whole[:, step:]
        reach += step
    if enough is not None:
        first, second, third = enough[:, :-2], enough[:, 1:-1], enough[:, 2:]
        whole = whole & ((first & second) | (third & (first | second)))
    covered, reach = np.zeros(mask.shape, bool), 1
    covered[:, :windows] = whole
    while reach < length:
        step = min(reach, length - reach)
        covered[:, step:] |= covered[:, :-step].copy()
        reach += step
    return covered


def _trend(values: Floats, run_length: int) -> tuple[Bools, Signs]:
    """(points in a run of `run_length` strictly monotone points, slope at each point of one)."""
    slopes = _sign(np.diff(values, axis=1))
    steps = opening(slopes > 0, run_length - 1) | opening(slopes < 0, run_length - 1)
    trend = np.zeros(values.shape, bool)
    trend[:, 1:] = steps
    trend[:, :-1] |= steps
    onward = trend[:, 1:] & trend[:, :-1]
    slope = np.zeros(values.shape, np.int8)
    slope[:, 1:] = slopes
    slope[:, :-1] = np.where(onward, slopes, slope[:, :-1])
    slope[slope == 0] = -1
    return trend, slope


def _beside_a_constant(
    values: Floats, limits: Limits, flat: Bools, baseline: int | None
) -> tuple[Signs, Signs, Bools]:
    """Judge the flat rows against the level they hold: (relative to mean, side of the level, change).

    A departure is a special cause while the level had held for the 12 points before it, or throughout a
    frozen baseline; rarer evidence is none (a count that is usually 0 and now and then 1 is not a change).
    """
    dust = limits.dust[flat, None]
    relative, side = (
        np.where(np.abs(values - centre[flat, None]) <= dust, np.int8(0), _sign(values - centre[flat, None]))
        for centre in (limits.mean, limits.level)
    )
    held = np.zeros(len(values), np.int64)
    departing = np.zeros(len(values), bool)
    change = np.zeros(values.shape, bool)
    for at, (value, off) in enumerate(zip(values.T, side.T, strict=True)):
        departing = np.where(off != 0, departing | (held >= CONSTANT_FOR), departing & np.isnan(value))
        change[:, at] = departing & (off != 0)
        held = np.where(off != 0, 0, held + ~np.isnan(value))
    if baseline is not None:
        constant = ~side[:, :baseline].any(axis=1, keepdims=True)
        change[:, baseline:] |= constant & (side[:, baseline:] != 0)
    return relative, side, change


def _sign(difference: Floats) -> Signs:
    """1, -1 or 0; 0 where the difference is NaN."""
    return (difference > 0).view(np.int8) - (difference < 0).view(np.int8)
