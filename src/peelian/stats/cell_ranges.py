"""How far a hidden cell of a table with totals may be from what it is, all that is shown staying as it is.

A table whose rows and columns add up is a flow that goes round: from the whole to each unit's total, through
its cells to each category's total and back to the whole. Hidden cells are pipes whose flow may be another:
more without limit, less down to nothing. So a cell's range is found by flows through the other hidden cells,
exactly and in whole numbers.
"""

import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Cells: TypeAlias = npt.NDArray[np.int64]  # (units + 1, categories + 1): counts with their totals
Cell: TypeAlias = tuple[int, int]
Mask: TypeAlias = npt.NDArray[np.bool_]

ENDLESS = int(np.iinfo(np.int64).max)


def room(every: Cells, hidden: Mask, cell: Cell, most: int) -> tuple[int, int]:
    """How much more and how much less a hidden cell may be; what is beyond `most` is not looked for."""
    begin, end = _ends(cell, every.shape)
    steps = _steps(every, hidden, cell)
    up = _Flow(every, hidden, steps).pushed(end, begin, most)
    down = _Flow(every, hidden, steps).pushed(begin, end, min(most, int(every[cell])))
    return up, down


def way_round(every: Cells, hidden: Mask, cell: Cell, costs: Cells, most: int) -> list[Cell]:
    """The cells that it costs least to hide besides, so that `cell` may be more than it could be before.

    There is always such a way: the totals of a cell and the whole may all grow with it.
    """
    begin, end = _ends(cell, every.shape)
    flow = _Flow(every, hidden, _steps(every, np.ones_like(hidden), cell))
    flow.pushed(end, begin, most)
    return flow.cheapest(end, begin, costs)


def _ends(cell: Cell, shape: tuple[int, ...]) -> tuple[int, int]:
    """From which node to which the flow of a cell goes. Rows are the first nodes, then columns."""
    row, column = cell
    rows, columns = shape
    there, back = row, rows + column
    return (back, there) if (row == rows - 1) != (column == columns - 1) else (there, back)


@dataclass(frozen=True)
class _Step:
    """A way from one node to another: through a cell, whose count it makes more, or less."""

    to: int
    cell: Cell
    more: bool


def _steps(every: Cells, through: Mask, without: Cell) -> list[list[_Step]]:
    """By node, the ways from it through some cells, but not through one."""
    steps: list[list[_Step]] = [[] for _ in range(sum(every.shape))]
    for row, column in zip(*np.nonzero(through), strict=True):
        cell = int(row), int(column)
        if cell != without:
            begin, end = _ends(cell, every.shape)
            steps[begin].append(_Step(end, cell, True))
            steps[end].append(_Step(begin, cell, False))
    return steps


class _Flow:
    """Flow that is sent through the table; `changed` is how far hidden cells are from what they were."""

    def __init__(self, every: Cells, hidden: Mask, steps: list[list[_Step]]) -> None:
        self.every, self.hidden, self.steps = every, hidden, steps
        self.changed = np.zeros_like(every)

    def left(self, step: _Step) -> int:
        """How much can still go that way: to more there is no end."""
        return ENDLESS if step.more else int(self.every[step.cell] + self.changed[step.cell])

    def pushed(self, begin: int, end: int, most: int) -> int:
        """How much goes from one node to another through hidden cells, at most `most`."""
        done = 0
        while done < most and (path := self._path(begin, end)):
            much = min(most - done, *(self.left(step) for step in path))
            for step in path:
                self.changed[step.cell] += much if step.more else -much
            done += much
        return done

    def _path(self, begin: int, end: int) -> list[_Step]:
        """The shortest way through hidden cells that has any room, empty when there is none."""
        came: dict[int, tuple[int, _Step]] = {}
        waiting = deque([begin])
        while waiting:
            node = waiting.popleft()
            for step in self.steps[node]:
                if step.to not in came and step.to != begin and self.hidden[step.cell] and self.left(step):
                    came[step.to] = node, step
                    if step.to == end:
                        return list(_followed(came, begin, end))
                    waiting.append(step.to)
        return []

    def cheapest(self, begin: int, end: int, costs: Cells) -> list[Cell]:
        """The cells that are not hidden yet on the way with the least cost of hiding them."""
        best = {begin: 0}
        came: dict[int, tuple[int, _Step]] = {}
        waiting = [(0, begin)]
        while waiting:
            cost, node = heapq.heappop(waiting)
            for step in self.steps[node] if cost == best[node] else ():
                total = cost + (0 if self.hidden[step.cell] else int(costs[step.cell]))
                if self.left(step) and total < best.get(step.to, ENDLESS):
                    best[step.to] = total
                    came[step.to] = node, step
                    heapq.heappush(waiting, (total, step.to))
        return [step.cell for step in _followed(came, begin, end) if not self.hidden[step.cell]]


def _followed(came: dict[int, tuple[int, _Step]], begin: int, end: int) -> Iterator[_Step]:
    """The steps that led to a node, the last first."""
    node = end
    while node != begin:
        node, step = came[node]
        yield step
