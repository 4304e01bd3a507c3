"""Rows to parts at every unit: counts, sums and order statistics that are exact whole numbers.

Stage 1 counts at the finest grain (a unit in a stretch without reorganisation); stage 2 adds those up
the hierarchy. Numbers that do not add, the quantiles, sort the values of each unit instead.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from peelian.stats.quantiles import position

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """The cells that rows fall in: (unit, period, category), and which rows fall where.

    leaf: (rows,) position in `paths` of where each row belongs.
    paths: (leaves, depth) unit codes from the root down, -1 beyond.
    period, category: (rows,) positions among `periods` and `categories`.
    """

    leaf: npt.NDArray[np.int32]
    paths: npt.NDArray[np.int32]
    units: int
    period: npt.NDArray[np.int32]
    periods: int
    category: npt.NDArray[np.int32] | None = None
    categories: int = 1

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.units, self.periods, self.categories

    def _key(self, place: npt.NDArray[np.int32], rows: Ints) -> Ints:
        key = place.astype(np.int64) * self.periods + self.period[rows]
        return key if self.category is None else key * self.categories + self.category[rows]

    def total(self, rows: Ints, values: Ints | None = None) -> Ints:
        """(units, periods, categories): how many of `rows`, or the exact sum of their `values`."""
        leaves = len(self.paths)
        size = leaves * self.periods * self.categories
        key = self._key(self.leaf[rows], rows)
        fine = np.bincount(key, minlength=size) if values is None else _exact_sums(key, values, size)
        return self._roll_up(fine.reshape(leaves, self.periods, self.categories).astype(np.int64))

    def _roll_up(self, fine: Ints) -> Ints:
        out = np.zeros(self.shape, dtype=np.int64)
        for depth in range(self.paths.shape[1]):
            code = self.paths[:, depth]
            np.add.at(out, code[code >= 0], fine[code >= 0])
        return out

    def order_statistics(self, rows: Ints, values: Ints, p: Fraction) -> tuple[Ints, Ints, Ints]:
        """(units, periods, categories) each: n, and the two order statistics quantile `p` lies between."""
        by_value = np.argsort(values, kind="stable")
        rows, values = rows[by_value], values[by_value]
        unit = self.paths[self.leaf[rows]].T  # (depth, rows): a unit may stand at several depths over time
        depth, here = np.nonzero(unit >= 0)
        key = self._key(unit[depth, here], rows[here])
        order = np.lexsort((here, key))
        cell, first, count = np.unique(key[order], return_index=True, return_counts=True)
        ordered = values[here[order]]
        below, above, _ = position(count, p)
        n, lower, upper = (np.zeros(self.shape, dtype=np.int64) for _ in range(3))
        n.flat[cell], lower.flat[cell], upper.flat[cell] = (
            count,
            ordered[first + below],
            ordered[first + above],
        )
        return n, lower, upper


def _exact_sums(key: Ints, values: Ints, size: int) -> Ints:
    if len(values) and max(-int(values.min()), int(values.max())) * len(values) < 2**53:
        return np.bincount(key, weights=values, minlength=size).astype(np.int64)
    out = np.zeros(size, dtype=np.int64)
    np.add.at(out, key, values)
    return out
