"""What has changed: the signals of any number of series, and how many of them chance alone would give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.pipeline.values import Series
from peelian.pipeline.verdicts import judged
from peelian.stats.spc import RULES, TYPES, MatrixVerdicts, Variation
from peelian.stats.spc.chance import Expected, expected_signals

_NUMBERS = ("value", "numerator", "denominator", "n")
STALE = 3
"""Periods that a series may lag behind before what it last said is no news."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A series whose latest known point is a special cause.

    `began` is the first period of the unbroken stretch of points marked alike that ends at `period`, the
    latest one judged. It is `new` when the series without that point was not marked so. `strength` is how far
    the point is from the mean, 1 being the distance of a limit, to one decimal place; 1 where no limits are
    claimed. `rules` fired at it, in precedence.
    """

    series: Series
    type: Variation
    period: date
    value: float
    began: date
    new: bool
    strength: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts that were read: how many, and the signals among them.

    `read` were judged; `withheld` have too few points for a verdict, `stale` no figure for their last
    `STALE` periods, and `empty` none at all. `expected` is what chance alone would mark of those read.
    """

    signals: list[Signal]
    read: int
    withheld: int
    stale: int
    empty: int
    expected: Expected


def charts_of(many: Sequence[Series]) -> Charts:
    """Judge series as matrices, and again without the latest point of those that are marked."""
    read = withheld = stale = empty = 0
    points: list[int] = []
    found: list[tuple[int, Signal]] = []
    for places, verdicts in judged(many):
        none, unjudged = verdicts.last < 0, verdicts.withheld
        late = np.array([_late(many[i], last) for i, last in zip(places, verdicts.last, strict=True)])
        counted = ~none & ~unjudged & ~late
        empty += int(none.sum())
        withheld += int((~none & unjudged).sum())
        stale += int((~none & ~unjudged & late).sum())
        read += int(counted.sum())
        varies = counted & np.isnan(verdicts.limits[-1].level)  # a constant is marked by no chance
        points += verdicts.last_segment_known[varies].tolist()
        marked = np.flatnonzero(counted & (verdicts.variation != 0))
        found += ((places[row], signal) for row, signal in _signals(many, places, verdicts, marked))
    was = _variations([_without_latest(signal) for _, signal in found])
    signals = [
        (place, replace(signal, new=before != signal.type))
        for (place, signal), before in zip(found, was, strict=True)
    ]
    in_order = [signal for _, signal in sorted(signals, key=lambda each: each[0])]
    return Charts(in_order, read, withheld, stale, empty, expected_signals(points))


def _late(series: Series, last: int) -> bool:
    """Whether a series lags behind the last complete period of its measure."""
    complete = np.flatnonzero(series.complete)
    return bool(len(complete) and complete[-1] - last >= STALE)


def _signals(
    many: Sequence[Series], places: list[int], verdicts: MatrixVerdicts, marked: npt.NDArray[np.int64]
) -> Iterator[tuple[int, Signal]]:
    """The signals of some rows of a matrix; whether each is new is not known yet."""
    if not len(marked):
        return
    edges = verdicts.mean, verdicts.lpl, verdicts.upl
    for row in marked.tolist():
        series, last = many[places[row]], int(verdicts.last[row])
        mean, lower, upper = (float(edge[row, last]) for edge in edges)
        value, flags = float(series.value[last]), int(verdicts.flags[row, last])
        yield (
            row,
            Signal(
                series=series,
                type=TYPES[verdicts.types[row, last]],
                period=series.periods[last].item(),
                value=value,
                began=series.periods[_began(series, verdicts, row, last)].item(),
                new=True,
                strength=_strength(value, mean, lower, upper),
                rules=tuple(name for name, bits in RULES.items() if flags & bits),
            ),
        )


def _began(series: Series, verdicts: MatrixVerdicts, row: int, last: int) -> int:
    """The first column of the stretch of points like the last; what was not judged does not break it."""
    kind, first = verdicts.types[row, last], last
    left_out = {int(np.searchsorted(series.periods, _day(n.day), "right")) - 1 for n in series.annotations
                if n.kind == "ghost"}  # fmt: skip
    for at in range(last - 1, -1, -1):
        if verdicts.segment[at] != verdicts.segment[last]:
            break
        if np.isnan(series.value[at]) or not series.complete[at] or at in left_out:
            continue
        if verdicts.types[row, at] != kind:
            break
        first = at
    return first


def _day(day: date) -> np.datetime64:
    return np.datetime64(day, "D")


def _strength(value: float, mean: float, lower: float, upper: float) -> float:
    half = max(upper - mean, mean - lower)  # where one is cut at 0 or 100%, the other is whole
    return round(abs(value - mean) / half, 1) if half > 0 else 1.0


def _without_latest(signal: Signal) -> Series:
    """The series of a signal as it would be had its latest point not come in."""
    series, last = signal.series, signal.series.periods == np.datetime64(signal.period, "D")
    numbers: dict[str, Any] = {name: getattr(series, name) for name in _NUMBERS}
    without: dict[str, Any] = {name: np.where(last, np.nan, known) for name, known in numbers.items()}
    return replace(series, **without)


def _variations(many: Sequence[Series]) -> list[Variation]:
    """What the latest point of each series says, common cause where the verdict is withheld."""
    found: list[Variation] = ["common_cause"] * len(many)
    for places, verdicts in judged(many):
        said = np.where(verdicts.withheld | (verdicts.last < 0), 0, verdicts.variation)
        for place, kind in zip(places, said.tolist(), strict=True):
            found[place] = TYPES[kind]
    return found
