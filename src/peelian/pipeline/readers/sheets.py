"""Excel and OpenDocument workbooks: one sheet, its cells as text."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from peelian.framework.errors import UserError, nearest
from peelian.pipeline.mapping import Reads
from peelian.pipeline.readers.batches import ROWS, Batch, Member, names_of, text_columns


def sheet(path: Path, reads: Reads) -> Member:
    """The named sheet of a workbook, else its first, as a member. Lines are the sheet's row numbers.

    Dates and times become ISO 8601 text, whole numbers lose their decimal point. UserError when the file
    or the sheet cannot be read.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
        wanted = reads.sheet or next(iter(book.sheet_names), None)
        if wanted not in book.sheet_names:
            raise UserError(
                f"{path.name} has no sheet {wanted!r}{nearest(str(wanted), set(book.sheet_names))}"
            )
        found = book.get_sheet_by_name(wanted)
    except PasswordError:
        raise UserError(f"{path.name} is protected by a password: save it without one") from None
    except CalamineError as error:
        raise UserError(f"{path.name} cannot be read as a workbook: {error}") from None
    rows = _rows(found, reads.header_row)
    header = next(rows, None)
    if header is None:
        raise UserError(f"{path.name}: sheet {wanted!r} is empty from row {reads.header_row} on")
    names = names_of([text_of(cell) or "" for cell in header[1]])
    return Member(path.name, names, lambda: _batches(found, reads.header_row, len(names)))


def text_of(value: Any) -> str | None:
    """A cell as text: None when it is empty."""
    match value:
        case None | "":
            return None
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value.total_seconds())
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return str(value)


def _rows(found: CalamineSheet, first: int) -> Iterator[tuple[int, list[Any]]]:
    """The rows from number `first` on that are not blank, with their numbers."""
    for line, row in enumerate(found.iter_rows(), 1):
        if line >= first and any(cell not in (None, "") for cell in row):
            yield line, row


def _batches(found: CalamineSheet, first: int, width: int) -> Iterator[Batch]:
    rows = _rows(found, first)
    next(rows)
    held = list(rows)
    timed = [any(isinstance(row[place], datetime) for _, row in held) for place in range(width)]
    for start in range(0, len(held), ROWS):
        part = held[start : start + ROWS]
        cells = [
            [_timed(cell) if timed[i] else text_of(cell) for i, cell in enumerate(row)] for _, row in part
        ]
        yield Batch(text_columns(cells, width), pa.array([line for line, _ in part], pa.int64()))


def _timed(value: Any) -> str | None:
    """A cell of a column of times. Workbooks give midnight as a date alone."""
    midnight = isinstance(value, date) and not isinstance(value, datetime)
    return f"{value.isoformat()} 00:00:00" if midnight else text_of(value)
