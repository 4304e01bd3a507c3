"""Stage 2: from places to every unit above them, in exact whole numbers.

Tallies are added up the hierarchy by one sparse matrix. Quantiles do not add: the values themselves are
handed to every unit above and sorted once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array

from peelian.framework.measure import Kind
from peelian.pipeline.bits import Bools, Ints, ranges
from peelian.pipeline.compile import Plan, Step
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.periods import period_index
from peelian.pipeline.tallies import Counted, Spread, Tallies
from peelian.stats.quantiles import position

MOST = 4_000_000  # numbers of one part of a block at a time

# Kinds whose parts are of one shape.
_SHAPES: Mapping[Kind, str] = {
    "count": "count", "stock": "count", "rate": "rate", "proportion": "share", "mean": "share", "sum": "sum",
    "median": "quantile", "quantile": "quantile",
}  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """Measures of one shape under one breakdown: whole numbers (measures, units, periods, categories).

    Counts and stocks fill `numerator`; proportions and means also `denominator`; quantiles `lower` and
    `upper`, the order statistics they lie between. `n` is how many rows the value rests on. `absent` marks
    the sums of rows of which none has a value: nothing was recorded, which is not zero.
    """

    steps: Sequence[Step]
    breakdown: str
    categories: Sequence[str]
    numerator: Ints
    denominator: Ints | None
    n: Ints
    lower: Ints | None = None
    upper: Ints | None = None
    absent: Bools | None = None

    def during(self, periods: slice) -> "Parts":
        """The parts of some of the periods."""
        arrays = ("numerator", "denominator", "n", "lower", "upper", "absent")
        given = {name: each for name in arrays if (each := getattr(self, name)) is not None}
        return replace(self, **{name: each[:, :, periods] for name, each in given.items()})


@dataclass(frozen=True)
class Above:
    """Which cells, a unit in a period, each place counts towards: (k,) pairs, in order of place."""

    place: Ints
    cell: Ints


@dataclass(frozen=True)
class Rollup:
    """A plan's tallies (of each file of rows) rolled up to `units` over periods `first` .. + `periods` - 1.

    `above` says of each of the tallies which cells its places count towards.
    """

    plan: Plan
    tallies: Sequence[Tallies]
    above: Sequence[Above]
    units: int
    periods: int

    @property
    def present(self) -> Bools:
        """(units, periods): whether any row at all falls there, whatever the measures make of it."""
        return self._added(None, [0], [""])[0, :, :, 0] > 0

    def parts(self) -> Iterator[Parts]:
        """The parts of every measure of the plan, whole and by each of its breakdowns."""
        for breakdown in (None, *range(len(self.plan.breakdowns))):
            labels = self._labels(breakdown)
            most = max(1, MOST // (self.units * self.periods * max(len(labels), 1)))
            for shape in dict.fromkeys(_SHAPES.values()):
                steps = [s for s in self.plan.steps_by(breakdown) if _SHAPES[s.measure.kind] == shape]
                for start in range(0, len(steps), most):
                    yield self._parts(shape, steps[start : start + most], breakdown, labels)

    @cached_property
    def _matrix(self) -> csc_array:
        """(cells, places of all the tallies): 1 where a place counts towards a cell."""
        sizes = [len(each.unit) for each in self.tallies]
        before = np.cumsum([0, *sizes])
        place = np.concatenate([each.place + b for each, b in zip(self.above, before, strict=False)])
        cell = np.concatenate([each.cell for each in self.above])
        starts = np.searchsorted(place, np.arange(before[-1] + 1))
        shape = (self.units * self.periods, int(before[-1]))
        return csc_array((np.ones(len(place), np.int64), cell, starts), shape=shape)

    def _labels(self, breakdown: int | None) -> list[str]:
        every = (each.counted[breakdown].categories for each in self.tallies)
        return list(dict.fromkeys(label for labels in every for label in labels))

    def _parts(self, shape: str, steps: list[Step], breakdown: int | None, labels: list[str]) -> Parts:
        name = "" if breakdown is None else self.plan.breakdowns[breakdown].id
        if shape == "quantile":
            return self._quantiles(steps, breakdown, name, labels)

        def added(places: list[int]) -> Ints:
            return self._added(breakdown, places, labels)

        numerator = added([step.numerator for step in steps])
        n = added([step.n for step in steps]) if shape in ("share", "sum") else numerator
        absent = (n == 0) & (added([step.asked for step in steps]) > 0) if shape == "sum" else None
        return Parts(steps, name, labels, numerator, n if shape == "share" else None, n, absent=absent)

    def _added(self, breakdown: int | None, tallies: list[int], labels: Sequence[str]) -> Ints:
        """(tallies, units, periods, categories): the tallies of every place a cell is above."""
        order = {tally: row for row, tally in enumerate(self.plan.tallies_by(breakdown))}
        rows = [order[tally] for tally in tallies]
        counted = (each.counted[breakdown] for each in self.tallies)
        numbers = np.concatenate([_aligned(each, rows, labels) for each in counted], axis=1)
        by_place = numbers.transpose(1, 0, 2).reshape(numbers.shape[1], len(tallies) * len(labels))
        total = (self._matrix @ by_place).reshape(self.units * self.periods, len(tallies), len(labels))
        by_tally = np.ascontiguousarray(np.moveaxis(total, 0, 1))
        return by_tally.reshape(len(tallies), self.units, self.periods, len(labels))

    def _quantiles(self, steps: list[Step], breakdown: int | None, name: str, labels: list[str]) -> Parts:
        distributions: dict[tuple[int, int], Ordered] = {}
        found = []
        for step in steps:
            assert step.value is not None
            assert step.measure.fraction is not None
            which = (step.n, step.value)
            if which not in distributions:
                distributions[which] = self._ordered(*which, breakdown, labels)
            found.append(distributions[which].between(step.measure.fraction))
        shape = (len(steps), self.units, self.periods, len(labels))
        n, lower, upper = (np.stack(each).reshape(shape) for each in zip(*found, strict=True))
        return Parts(steps, name, labels, n, None, n, lower, upper)

    def _ordered(self, tally: int, value: int, breakdown: int | None, labels: list[str]) -> "Ordered":
        """A distribution at every cell and category."""
        found = [
            _handed_up(each.spreads[tally, value, breakdown], above, labels)
            for each, above in zip(self.tallies, self.above, strict=True)
        ]
        cell, values, count = (np.concatenate(each) for each in zip(*found, strict=True))
        return Ordered(cell, values, count, self.units * self.periods * len(labels))


def _aligned(counted: Counted, rows: list[int], labels: Sequence[str]) -> Ints:
    """Some tallies, (tallies, places, categories), with a place for each of `labels`."""
    numbers = counted.numbers[rows]
    if list(counted.categories) == list(labels):
        return numbers
    aligned = np.zeros((*numbers.shape[:2], len(labels)), np.int64)
    aligned[:, :, _places(counted.categories, labels)] = numbers
    return aligned


def _places(some: Sequence[str], labels: Sequence[str]) -> Ints:
    """Where each of some labels is among all of them."""
    order = {label: place for place, label in enumerate(labels)}
    return np.array([order[label] for label in some], np.int64)


def _handed_up(spread: Spread, above: Above, labels: list[str]) -> tuple[Ints, Ints, Ints]:
    """A distribution's values once for each cell above their place: (cell with category, value, count)."""
    ends = np.searchsorted(spread.place, np.arange(above.place.max(initial=-1) + 2))
    starts, lengths = ends[above.place], np.diff(ends)[above.place]
    rows = ranges(starts, starts + lengths)
    cell = np.repeat(above.cell, lengths)
    if len(labels) > 1:
        cell = cell * len(labels) + _places(spread.categories, labels)[spread.category[rows]]
    return cell, spread.value[rows], _NO_COUNT if spread.count is None else spread.count[rows]


_NO_COUNT = np.zeros(0, np.int64)


class Ordered:
    """Values in order within each cell, for the order statistics between which a quantile lies."""

    def __init__(self, cell: Ints, value: Ints, count: Ints, cells: int) -> None:
        """(k,) values and their cells; `count` says how many times each is there, once when it is empty."""
        self.least, self.distinct = int(value.min()) if len(value) else 0, None
        self.span = int(value.max()) - self.least + 1 if len(value) else 1
        if cells * self.span < 2**63:
            key = cell * self.span + (value - self.least)
        else:
            self.distinct, rank = np.unique(value, return_inverse=True)
            self.span = len(self.distinct)
            key = cell * self.span + rank
        self.before = None
        if len(count):
            by_value = np.argsort(key)
            self.key, self.before = key[by_value], np.concatenate(([0], np.cumsum(count[by_value])))
        else:
            self.key = np.sort(key)
        edges = np.searchsorted(self.key, np.arange(cells + 1) * self.span)
        self.edges = edges if self.before is None else self.before[edges]
        self.n: Ints = np.diff(self.edges)

    def between(self, p: Fraction) -> tuple[Ints, Ints, Ints]:
        """(cells,) each: how many values, and the two order statistics; 0 where there are none."""
        some = np.flatnonzero(self.n)
        below, above, _ = position(self.n[some], p)
        lower, upper = np.zeros_like(self.n), np.zeros_like(self.n)
        lower[some], upper[some] = (self._at(self.edges[some] + offset) for offset in (below, above))
        return self.n, lower, upper

    def _at(self, place: Ints) -> Ints:
        """The values that are so many places from the first."""
        row = place if self.before is None else np.searchsorted(self.before, place, side="right") - 1
        value: Ints = self.key[row] % self.span
        return value + self.least if self.distinct is None else self.distinct[value]


def above(
    organisation: Organisation, tallies: Tallies, plan: Plan, first: int, periods: int, hierarchy: str
) -> Above:
    """Which cells each place counts towards: its unit's and all above it that day, in the period of its day.

    Cells are units by code times periods; places before `first` or after the last are left out.
    """
    path = organisation.paths_of(tallies.units, tallies.unit, tallies.day, as_was=hierarchy == "as_was")
    period = period_index(tallies.day, plan.every) - first
    place, depth = np.nonzero((path >= 0) & ((period >= 0) & (period < periods))[:, None])
    return Above(place, path[place, depth].astype(np.int64) * periods + period[place])
