"""The rules of a run chart: a run on one side of the median that is too long, and too few crossings of it.

Sources: Anhøj and Olesen (2014), "Run charts revisited", PLoS ONE 9(11); the limit on runs is Schilling's
(2012), that on crossings Chen's (2010), as qicharts2 0.8.1 has them.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from peelian.stats.spc.limits import Floats, Limits
from peelian.stats.spc.rules import FEW_CROSSINGS, LONG_RUN, Flags, Judged

Counts = NDArray[np.int64]

FEWEST_USEFUL = 10
"""Points off the median that the limits on runs and crossings are meant for."""


class RunCounts(NamedTuple):
    """What was counted of S series in a segment, and the limits on it; each field is (S,)."""

    useful: Counts
    longest: Counts
    longest_limit: Counts
    crossings: Counts
    crossings_limit: Counts


def judge_runs(values: Floats, limits: Limits) -> tuple[Judged, RunCounts]:
    """Apply both rules to one segment of each series: `values` is (N, S) in date order, NaN where missing.

    Points on the median, and missing ones, neither break a run nor count in it. Every point of a run that is
    too long is flagged; where crossings are too few, those of the last run, which is where the series is now.
    """
    above, below = values > limits.mean, values < limits.mean
    relative = above.view(np.int8) - below.view(np.int8)
    useful = relative != 0
    sides = _carried(relative)
    changed = useful[1:] & (sides[:-1] != 0) & (relative[1:] != sides[:-1])
    number = np.concatenate([np.zeros((1, values.shape[1]), np.int64), changed.cumsum(axis=0)])
    length = _lengths(number, useful)
    counts = _counted(useful.sum(axis=0), number[-1], length.max(axis=0, initial=0))
    long = useful & (np.take_along_axis(length, number, axis=0) > counts.longest_limit)
    few = useful & (number == number[-1]) & (counts.crossings < counts.crossings_limit)
    flags: Flags = long.view(np.uint8) * np.uint8(LONG_RUN) | few.view(np.uint8) * np.uint8(FEW_CROSSINGS)
    signal = long | few
    return Judged(flags, relative, signal & above, signal & below), counts


def _carried(relative: NDArray[np.int8]) -> NDArray[np.int8]:
    """The last side off the median at each point, 0 before the first."""
    place = np.where(relative != 0, np.arange(len(relative))[:, None], 0)
    last = np.maximum.accumulate(place, axis=0)
    return np.take_along_axis(relative, last, axis=0)


def _lengths(number: Counts, useful: NDArray[np.bool_]) -> Counts:
    """How many useful points each run of each series has: (runs, S)."""
    series = number.shape[1]
    most = int(number.max(initial=0)) + 1
    key = number * series + np.arange(series)
    found: Counts = np.bincount(key[useful], minlength=most * series).reshape(most, series)
    return found


def _counted(useful: Counts, crossings: Counts, longest: Counts) -> RunCounts:
    some = np.maximum(useful, 1)
    fewest = np.array([_fewest(one) for one in range(int(some.max(initial=1)) + 1)])[some]
    return RunCounts(useful, longest, np.rint(np.log2(some)).astype(np.int64) + 3, crossings, fewest)


@cache
def _fewest(useful: int) -> int:
    """The 5% quantile of how often so many independent points cross their median: binomial, one half."""
    steps = max(useful - 1, 0)
    return int((bdtr(np.arange(steps + 1), steps, 0.5) < 0.05).sum())
