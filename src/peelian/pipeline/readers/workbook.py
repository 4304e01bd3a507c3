"""Reads one sheet of a workbook: run as a program of its own, with a limit on its memory.

A workbook of a few kilobytes can say that it has thousands of millions of cells, which ends the process
that reads it. What is read goes to standard output, pickled: first a list of the sheet's columns' names,
then rows by the thousand as (numbers, cells); what cannot be read is said on standard error.
"""

import pickle
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

MEMORY = 3 << 30  # bytes: a million rows of 12 columns of text fit
DAMAGED, PROTECTED, NO_SHEET, EMPTY, TOO_LARGE = 3, 4, 5, 6, 7  # exit codes
SYSTEM = 50  # and errors of the system have their number added to this
_AT_ONCE = 2_000

Row = tuple[int, list[Any]]


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


def write(path: str, sheet: str, first: int, out: BinaryIO) -> int:
    """Write the sheet (the workbook's first where '') from row number `first` on; an exit code."""
    try:
        book = CalamineWorkbook.from_path(path)
        wanted = sheet or next(iter(book.sheet_names), "")
        if wanted not in book.sheet_names:
            print("\n".join(book.sheet_names), file=sys.stderr)
            return NO_SHEET
        found = book.get_sheet_by_name(wanted)
    except PasswordError:
        return PROTECTED
    except CalamineError as error:
        print(error, file=sys.stderr)
        return DAMAGED
    rows = _rows(found, first)
    header = next(rows, None)
    if header is None:
        print(wanted, file=sys.stderr)
        return EMPTY
    timed = {place for _, row in rows for place, cell in enumerate(row) if isinstance(cell, datetime)}
    pickle.dump([text_of(cell) or "" for cell in header[1]], out)
    rows = islice(_rows(found, first), 1, None)
    while part := list(islice(rows, _AT_ONCE)):
        cells = [[_timed(c) if i in timed else text_of(c) for i, c in enumerate(row)] for _, row in part]
        pickle.dump(([line for line, _ in part], cells), out)
    return 0


def _rows(found: CalamineSheet, first: int) -> Iterator[Row]:
    """The rows from number `first` on that are not blank, with their numbers."""
    for line, row in enumerate(found.iter_rows(), 1):
        if line >= first and any(cell not in (None, "") for cell in row):
            yield line, row


def _timed(value: Any) -> str | None:
    """A cell of a column of times. Workbooks give midnight as a date alone."""
    midnight = isinstance(value, date) and not isinstance(value, datetime)
    return f"{value.isoformat()} 00:00:00" if midnight else text_of(value)


def main(path: str, sheet: str, first: str) -> int:
    """What the program does: an exit code, whatever happens short of the system ending it."""
    try:
        return write(path, sheet, int(first), sys.stdout.buffer)
    except OSError as error:
        return SYSTEM + (error.errno or 0)
    except MemoryError:
        return TOO_LARGE
    except BaseException as error:  # calamine's panics are not Exceptions
        print(error, file=sys.stderr)
        return DAMAGED


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main(*sys.argv[1:]))
