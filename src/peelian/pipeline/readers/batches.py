"""What every reader gives: members with a header, and their rows as batches of text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from unicodedata import category

import pyarrow as pa

from peelian.framework.errors import UserError

ROWS = 200_000  # a batch has no more rows than this,
BYTES = 32 << 20  # nor many more bytes of text
LARGEST_ROW = 8 << 20  # bytes
MOST_COLUMNS = 2_000
LONGEST_NAME = 500  # characters of a column's name
_UNWRITTEN = ("Cc", "Cs", "Cn", "Zl", "Zp")  # kinds of characters that no name has


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
    """One table of an extract: a file, a file in an archive, a sheet or a query's result.

    UserError where its header is not one: too many columns, or names that are none.
    """

    name: str
    header: tuple[str, ...]
    batches: Callable[[], Iterator[Batch]]

    def __post_init__(self) -> None:
        if not self.header:
            raise UserError(f"{self.name} has no columns")
        if len(self.header) > MOST_COLUMNS:
            raise UserError(
                f"{self.name} has {len(self.header):,} columns; at most {MOST_COLUMNS:,} are read. "
                "Leave out what is not needed"
            )
        for place, name in enumerate(self.header, 1):
            if len(name) > LONGEST_NAME:
                raise UserError(
                    f"{self.name}: the name of column {place} has {len(name):,} characters: that is not a "
                    "header. Names are in the first line, or where the mapping says (reads: {header_row: 3})"
                )
            if any(category(character) in _UNWRITTEN for character in name if character not in "\t\r\n"):
                raise UserError(f"{self.name} is not text, nor any other kind of file that can be read")


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


def gathered(pieces: Iterator[Batch]) -> Iterator[Batch]:
    """Batches near the size wanted, from smaller ones."""
    held: list[Batch] = []
    for piece in pieces:
        held.append(piece)
        rows, size = sum(len(b.lines) + len(b.broken) for b in held), sum(b.cells.nbytes for b in held)
        if rows >= ROWS or size >= BYTES:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(batches: list[Batch]) -> Batch:
    return Batch(
        pa.concat_tables([b.cells for b in batches]),
        pa.concat_arrays([b.lines for b in batches]),
        [broken for b in batches for broken in b.broken],
    )
