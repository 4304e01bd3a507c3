"""Stage 1, here: what a plan asks of some rows, at every place in the order they are in.

A place is a stretch of rows of one unit (or individual) between two days on which anything changes: a period
ends or a unit moves. Whatever an engine does, this is what it gives; rolling up comes after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from peelian.framework.parsed import Breakdown
from peelian.framework.tree import Expression
from peelian.pipeline.bits import Ints, Words, counts, packed, ranges, unpacked
from peelian.pipeline.compile import Plan, Tally
from peelian.pipeline.periods import Days
from peelian.pipeline.vectors import Codes, Vectors

WIDE = 64  # categories from which on rows are counted one by one rather than category by category
MANY = 4  # rows of which a quarter is asked for are tallied all together


@dataclass(frozen=True)
class Counted:
    """Tallies under one breakdown: (tallies, places, categories), tallies as in `Plan.tallies_by`."""

    categories: Sequence[str]
    numbers: Ints


@dataclass(frozen=True)
class Spread:
    """A distribution: for each (place, category, value) how many rows have it, one where `count` is None."""

    categories: Sequence[str]
    place: Ints
    category: Codes
    value: Ints
    count: Ints | None = None


@dataclass(frozen=True)
class Tallies:
    """What some rows of a plan come to, place by place.

    `unit`, in `units` where None is no unit, and `day`, the first of each place, are (places,). `counted` is
    by breakdown and `spreads` by (tally, value, breakdown), where None is the whole.
    """

    units: Sequence[str | None]
    unit: Codes
    day: Days
    counted: Mapping[int | None, Counted]
    spreads: Mapping[tuple[int, int, int | None], Spread]


@dataclass(frozen=True)
class Sorted:
    """Rows, and the row each place starts at: `starts` (places,). `units`, `unit`, `day` as in Tallies."""

    vectors: Vectors
    units: Sequence[str | None]
    unit: Codes
    day: Days
    starts: Ints

    @cached_property
    def names(self) -> pa.Array:
        """`units`, as Arrow has them."""
        return pa.array(self.units, pa.string())

    @cached_property
    def _by_unit(self) -> tuple[Ints, Ints]:
        """(places,): all places by unit; and (units + 1,) where each unit's begin among them."""
        order = np.argsort(self.unit, kind="stable")
        return order, np.searchsorted(self.unit[order], np.arange(len(self.units) + 1))

    def few(self, asked: pa.Array, columns: Sequence[str]) -> "Sorted | None":
        """The rows of some units alone, with some columns; None where they are many: all are as good."""
        order, begins = self._by_unit
        codes = pc.index_in(asked, self.names).drop_null().to_numpy()
        place = np.sort(order[ranges(begins[codes], begins[codes + 1])])
        ends = np.append(self.starts[1:], len(self.vectors))[place]
        lengths = ends - self.starts[place]
        if lengths.sum() * MANY > len(self.vectors):
            return None
        rows = self.vectors.rows.select(columns).take(ranges(self.starts[place], ends))
        starts = np.cumsum(lengths) - lengths
        return Sorted(Vectors(rows), self.units, self.unit[place], self.day[place], starts)

    @cached_property
    def place(self) -> Ints:
        """(rows,): the place each is in."""
        return np.repeat(np.arange(len(self.starts)), np.diff(self.starts, append=len(self.vectors)))


def placed(vectors: Vectors, unit: str, edges: Days) -> Sorted:
    """The places of rows whose column `unit` says where they are and `_date` when.

    `edges` are the days on which anything changes, sorted. Rows in any order: those in order of unit and
    date have the fewest places.
    """
    codes, units = vectors.codes(unit)
    days = vectors.numbers_of("_date").astype(np.int32)
    if not len(days):
        return Sorted(vectors, units, codes, days, np.zeros(0, np.int64))
    within = edges[(edges > days.min()) & (edges <= days.max())]
    changes = codes[1:] != codes[:-1]
    if len(within):
        stretch = np.searchsorted(within, days, side="right")
        changes |= stretch[1:] != stretch[:-1]
    starts = np.concatenate(([0], np.flatnonzero(changes) + 1))
    return Sorted(vectors, units, codes[starts], days[starts], starts)


@dataclass(frozen=True)
class Kernel:
    """A plan over rows in memory. `conditions`, `values` and `breakdowns` are the plan's, in terms of the
    columns the rows have."""

    plan: Plan
    conditions: Sequence[Expression]
    values: Sequence[Expression]
    breakdowns: Sequence[Breakdown]

    def tallies(self, rows: Sorted) -> Tallies:
        """All that the plan asks of the rows."""
        breakdowns = (None, *range(len(self.plan.breakdowns)))
        masks = [self._mask(rows, tally) for tally in self.plan.tallies]
        counted, spreads = {}, {}
        for breakdown in breakdowns:
            by = None if breakdown is None else rows.vectors.categories(self.breakdowns[breakdown])
            counted[breakdown] = self._counted(rows, masks, breakdown, by)
            for n, value in self.plan.spreads_by(breakdown):
                spreads[n, value, breakdown] = self._spread(rows, masks[n], value, by)
        return Tallies(rows.units, rows.unit, rows.day, counted, spreads)

    def _mask(self, rows: Sorted, tally: Tally) -> Words:
        return rows.vectors.all([self.conditions[place] for place in sorted(tally.conditions)])

    def _counted(
        self, rows: Sorted, masks: list[Words], breakdown: int | None, by: tuple[Codes, list[str]] | None
    ) -> Counted:
        wanted = self.plan.tallies_by(breakdown)
        labels = [""] if by is None else by[1]
        numbers = np.zeros((len(wanted), len(rows.starts), len(labels)), np.int64)
        if not len(rows.starts):
            return Counted(labels, numbers)
        if by is not None and len(labels) > WIDE:
            for tally, place in enumerate(wanted):
                numbers[tally] = self._one_by_one(rows, masks[place], self.plan.tallies[place], *by)
            return Counted(labels, numbers)
        inside = [None] if by is None else [packed(by[0] == category) for category in range(len(labels))]
        for tally, place in enumerate(wanted):
            for category, within in enumerate(inside):
                mask = masks[place] if within is None else masks[place] & within
                numbers[tally, :, category] = self._total(rows, mask, self.plan.tallies[place])
        return Counted(labels, numbers)

    def _total(self, rows: Sorted, mask: Words, tally: Tally) -> Ints:
        """(places,): how many rows the mask has, or the sum of the tally's value over them."""
        if tally.value is None:
            return counts(mask, rows.starts)
        numbers, _ = rows.vectors.numbers(self.values[tally.value])
        chosen = np.where(unpacked(mask, len(rows.vectors)), numbers, 0)
        sums: Ints = np.add.reduceat(chosen, rows.starts)
        return sums

    def _one_by_one(
        self, rows: Sorted, mask: Words, tally: Tally, category: Codes, labels: Sequence[str]
    ) -> Ints:
        here = np.flatnonzero(unpacked(mask, len(rows.vectors)))
        numbers = np.zeros(len(rows.starts) * len(labels), np.int64)
        each: npt.ArrayLike = 1
        if tally.value is not None:
            of_all, _ = rows.vectors.numbers(self.values[tally.value])
            each = np.broadcast_to(of_all, len(rows.vectors))[here]
        np.add.at(numbers, rows.place[here] * len(labels) + category[here], each)
        return numbers.reshape(len(rows.starts), len(labels))

    def _spread(self, rows: Sorted, mask: Words, value: int, by: tuple[Codes, list[str]] | None) -> Spread:
        here = np.flatnonzero(unpacked(mask, len(rows.vectors)))
        numbers, _ = rows.vectors.numbers(self.values[value])
        category = np.zeros(len(here), np.int32) if by is None else by[0][here]
        labels = [""] if by is None else by[1]
        return Spread(labels, rows.place[here], category, np.broadcast_to(numbers, len(rows.vectors))[here])
