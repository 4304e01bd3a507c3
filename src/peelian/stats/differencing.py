"""Protection against differencing: may one more count be published beside those that are already?

Counts of overlapping groups (all of a unit, those of a grade, those without a mark) can be added to and taken
from one another. Each count here is of people, given as a row of yes and no. What a reader can work out of
them all is the range of every group that the counts cut out, in whole numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp

from peelian.stats.cell_ranges import Mask
from peelian.stats.disclosure import RULES, Rules

EVERY = 10
"""Parts of which every group is tried: 1,023 of them."""


@dataclass(frozen=True, eq=False)
class Revealed:
    """A group of a few that would be told: who is in it, how many, and the range a reader would find."""

    people: Mask
    count: int
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class Answer:
    """Whether a count may be published, and what it would reveal when it may not."""

    revealed: tuple[Revealed, ...]

    @property
    def safe(self) -> bool:
        return not self.revealed


def may_publish(published: ArrayLike, new: ArrayLike, rules: Rules = RULES) -> Answer:
    """Whether the count of `new` (people,) may stand beside those of `published` (counts, people).

    It may not when some group of fewer than the threshold could then be told to within less than the
    threshold, and not as well before. Groups are made of the smallest parts that
    counts cut each other into: every one where those are at most `EVERY`; else each part, what two counts
    share or one has beyond another, and what sums and differences of all of them make.
    """
    one = np.asarray(new, dtype=bool)
    before = np.asarray(published, dtype=bool).reshape(len(np.asarray(published)), len(one))
    parts, where = np.unique(np.vstack([before, one]), axis=1, return_inverse=True)
    where = where.reshape(-1)
    sizes = np.bincount(where, minlength=parts.shape[1])
    revealed = []
    for group in _groups(parts):
        count = int(sizes[group].sum())
        if 0 < count < rules.threshold:
            low, high = _range(parts, sizes, group)
            if high - low < rules.threshold and _range(parts[:-1], sizes, group) != (low, high):
                revealed.append(Revealed(group[where], count, low, high))
    return Answer(tuple(revealed))


def _groups(parts: Mask) -> Iterator[Mask]:
    """The groups that a reader may try for, each once, as those of the smallest parts that are in it."""
    seen: set[bytes] = set()
    for group in _tried(parts):
        key = group.tobytes()
        if key not in seen and group.any():
            seen.add(key)
            yield group


def _tried(parts: Mask) -> Iterator[Mask]:
    many = parts.shape[1]
    if many <= EVERY:
        yield from ((np.arange(1, 2**many)[:, None] >> np.arange(many)) & 1).astype(bool)
        return
    yield from np.eye(many, dtype=bool)
    for at, one in enumerate(parts):
        yield one
        for other in parts[:at]:
            yield from (one & other, one & ~other, other & ~one)
    yield from _sums(parts)


def _sums(parts: Mask) -> Iterator[Mask]:
    """Groups that are told exactly by adding and taking away counts: those of the reduced equations."""
    rows = [[Fraction(int(each)) for each in row] for row in parts]
    lead = 0
    for column in range(parts.shape[1]):
        found = next((at for at in range(lead, len(rows)) if rows[at][column]), None)
        if found is None:
            continue
        rows[lead], rows[found] = rows[found], rows[lead]
        first = [each / rows[lead][column] for each in rows[lead]]
        rows[lead] = first
        for at, row in enumerate(rows):
            if at != lead and row[column]:
                rows[at] = [each - row[column] * mine for each, mine in zip(row, first, strict=True)]
        lead += 1
    for row in rows[:lead]:
        if all(each in (0, 1) for each in row):
            yield np.array([each == 1 for each in row], dtype=bool)


def _range(parts: Mask, sizes: npt.NDArray[np.intp], group: Mask) -> tuple[int, int]:
    """The fewest and the most that can be in a group, given every count. No most is a very large one."""
    counts = parts @ sizes
    held = LinearConstraint(parts.astype(float), counts, counts) if len(parts) else ()
    bounds, whole = Bounds(0, np.inf), np.ones(parts.shape[1])
    least = milp(group.astype(float), constraints=held, bounds=bounds, integrality=whole)
    most = milp(-group.astype(float), constraints=held, bounds=bounds, integrality=whole)
    endless = int(np.iinfo(np.int64).max)
    return round(least.fun), endless if most.status in (3, 4) else round(-most.fun)
