"""Disclosure control: which counts of people may be shown in a table of units by categories with its totals.

Primary: a count of a few is hidden, and a share of few. Secondary: with totals beside it a hidden count could
be worked out from the others, so more are hidden until it cannot. docs/reference/disclosure.md explains the
method and what it does not do.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from peelian.stats.cell_ranges import Cells, Mask, room, way_round

Why = Literal["", "small", "others", "no_total"]
WHYS: tuple[Why, ...] = get_args(Why)
"""Why a cell is not shown: it is small; so that others cannot be worked out; its totals are not published."""

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """What counts as few: a count from 1 to `threshold` - 1, a share of fewer than `base`.

    The numbers are common ones without a source of their own, for a force to set.
    """

    threshold: int = 5
    base: int = 10

    def __post_init__(self) -> None:
        if self.threshold < 2 or self.base < 1:
            raise ValueError("`threshold` is at least 2 and `base` at least 1")


RULES = Rules()


@dataclass(frozen=True, eq=False)
class Protected:
    """What may be shown of a table. `why` has a row more than units and a column more than categories, for
    the totals: the last column is of each unit's, the last row of each category's, the corner of all.

    A reader is not told a cell's reason: that one is small says that it is 1 to 4.
    """

    why: npt.NDArray[np.str_]

    @property
    def hidden(self) -> Mask:
        """(units, categories)"""
        return self.every_hidden[:-1, :-1]

    @property
    def unit_totals_hidden(self) -> Mask:
        """(units,)"""
        return self.every_hidden[:-1, -1]

    @property
    def category_totals_hidden(self) -> Mask:
        """(categories,)"""
        return self.every_hidden[-1, :-1]

    @property
    def whole_hidden(self) -> bool:
        return bool(self.every_hidden[-1, -1])

    @property
    def every_hidden(self) -> Mask:
        """(units + 1, categories + 1)"""
        found: Mask = self.why != ""
        return found


def few(counts: ArrayLike, rules: Rules = RULES) -> Mask:
    """Where a count is of a few: not zero, which is shown, and below the threshold. False where it is NaN."""
    given = np.asarray(counts, dtype=float)
    found: Mask = (given > 0) & (given < rules.threshold)
    return found


def few_behind(numerator: ArrayLike, denominator: ArrayLike, rules: Rules = RULES) -> Mask:
    """Where a share may not be shown: of too few, or its base beside it tells a count of a few."""
    top, base = (np.asarray(each, dtype=float) for each in (numerator, denominator))
    found: Mask = (base < rules.base) & (base > 0)
    return found | few(top, rules) | few(base - top, rules)


def protect(
    counts: ArrayLike, rules: Rules = RULES, *, unit_totals: bool = True, category_totals: bool = True
) -> Protected:
    """What may be shown of `counts` (units, categories) and their totals, where those are published at all.

    Nobody can then tell a hidden cell to within less than the threshold, whatever is added to or taken from
    what is shown. Hidden besides the small are those that cost least: the smallest cells, totals after them,
    zeros last. The same counts always give the same.
    """
    every = _with_totals(counts)
    why = np.where(few(every, rules), "small", "").astype("<U8")
    for published, place in ((unit_totals, (slice(None, -1), -1)), (category_totals, (-1, slice(None, -1)))):
        if not published:
            why[place] = "no_total"
    if not (unit_totals or category_totals):
        why[-1, -1] = "no_total"
    while True:
        hidden: Mask = why != ""
        exposed = _most_exposed(every, hidden & (why != "no_total"), hidden, rules.threshold)
        if exposed is None:
            return Protected(why)
        for cell in way_round(every, hidden, exposed, _costs(every), rules.threshold):
            why[cell] = "others"


def ranges(counts: ArrayLike, protected: Protected) -> tuple[Floats, Floats]:
    """What a reader can work out: the least and the most each cell of the table with its totals may be.

    (units + 1, categories + 1) each; infinite where there is no most.
    """
    every, hidden = _with_totals(counts), protected.every_hidden
    low, high = every.astype(float), every.astype(float)
    beyond = int(every[-1, -1]) + 1
    for cell in zip(*np.nonzero(hidden), strict=True):
        up, down = room(every, hidden, (int(cell[0]), int(cell[1])), beyond)
        low[cell] -= down
        high[cell] = np.inf if up >= beyond else high[cell] + up
    return low, high


def _with_totals(counts: ArrayLike) -> Cells:
    given = np.asarray(counts, dtype=float)
    if given.ndim != 2 or not given.size:
        raise ValueError("counts are a table of units by categories")
    if not (np.isfinite(given).all() and (given >= 0).all() and (given == np.round(given)).all()):
        raise ValueError("counts are whole numbers from zero up")
    every = np.zeros((given.shape[0] + 1, given.shape[1] + 1), dtype=np.int64)
    every[:-1, :-1] = given
    every[:-1, -1], every[-1, :] = every[:-1, :-1].sum(axis=1), every.sum(axis=0)
    every[-1, -1] = every[:-1, :-1].sum()
    return every


def _most_exposed(every: Cells, asked: Mask, hidden: Mask, threshold: int) -> tuple[int, int] | None:
    """The cell that a reader can tell best, the first of such; None when nobody can tell any well enough."""
    narrowest, found = threshold, None
    for row, column in zip(*np.nonzero(asked), strict=True):
        cell = int(row), int(column)
        wide = sum(room(every, hidden, cell, threshold))
        if wide < narrowest:
            narrowest, found = wide, cell
    return found


def _costs(every: Cells) -> Cells:
    """What it costs to hide a cell: its count and one, more than all of those for totals, most for zeros."""
    whole = int(every[-1, -1]) + every.size
    costs: Cells = every + 1
    costs[-1, :] += whole
    costs[:, -1] += whole
    costs[every == 0] += 4 * whole
    return costs
