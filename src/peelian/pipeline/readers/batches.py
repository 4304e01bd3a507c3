"""What every reader gives: members with a header, and their rows as batches of text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

ROWS = 200_000  # a batch has no more rows than this,
BYTES = 32 << 20  # nor many more bytes of text


@dataclass(frozen=True)
class Broken:
    """A record that is not a row: why, and its cells as far as they have names."""

    line: int
    reason: str
    cells: dict[str, str]


@dataclass(frozen=True)
class Batch:
    """Rows of one member. `cells` has a text column c0, c1, ... for each of the header's; null is empty.

    `lines` (rows,) is the line each row begins on, counted from 1 in the file.
    """

    cells: pa.Table
    lines: pa.Array
    broken: list[Broken] = field(default_factory=list)


@dataclass(frozen=True)
class Member:
    """One table of an extract: a file, a file in an archive, a sheet or a query's result."""

    name: str
    header: tuple[str, ...]
    batches: Callable[[], Iterator[Batch]]


def names_of(cells: list[str]) -> tuple[str, ...]:
    """A header's names: those that are blank are called by their place."""
    return tuple(cell.strip("\ufeff \t\r\n\xa0") or f"column {place}" for place, cell in enumerate(cells, 1))


def text_columns(rows: list[list[str | None]], width: int) -> pa.Table:
    """Rows of text as a table of columns c0, c1, ..."""
    columns = {
        f"c{place}": pa.array([row[place] if place < len(row) else None for row in rows], pa.string())
        for place in range(width)
    }
    return pa.table(columns)
