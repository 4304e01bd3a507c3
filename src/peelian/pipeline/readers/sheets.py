"""Excel and OpenDocument workbooks: one sheet, its cells as text."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pyarrow as pa

from peelian.framework.errors import UserError, nearest
from peelian.pipeline.mapping import Reads
from peelian.pipeline.readers import workbook
from peelian.pipeline.readers.batches import Batch, Member, gathered, names_of, text_columns


def sheet(path: Path, reads: Reads) -> Member:
    """The named sheet of a workbook, else its first, as a member. Lines are the sheet's row numbers.

    Dates and times become ISO 8601 text, whole numbers lose their decimal point. UserError when the file
    or the sheet cannot be read in the memory a workbook may take.
    """
    told = path.stat()
    read, names, start = _read(path, reads.sheet or "", reads.header_row, told.st_mtime_ns, told.st_size)
    return Member(path.name, names, lambda: _batches(read, start, len(names)))


@lru_cache(maxsize=1)  # several mappings are laid over a header to find the one that fits
def _read(
    path: Path, sheet: str, first: int, changed: int, size: int
) -> tuple[IO[bytes], tuple[str, ...], int]:
    """A file of what the program wrote, the names of the columns and where the rows begin in it."""
    read = TemporaryFile(prefix="peelian-")  # noqa: SIM115 - open for as long as a member is
    program = [sys.executable, "-I", workbook.__file__]
    done = subprocess.run(
        [*program, str(path.absolute()), sheet, str(first)],
        stdin=subprocess.DEVNULL,
        stdout=read,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise _refusal(path, sheet, first, done.returncode, said)
    read.seek(0)
    return read, names_of(pickle.load(read)), read.tell()


def _refusal(path: Path, sheet: str, first: int, code: int, said: str) -> UserError:
    if code > workbook.SYSTEM:
        raise OSError(code - workbook.SYSTEM, os.strerror(code - workbook.SYSTEM), path.name)
    return UserError(
        {
            workbook.PROTECTED: f"{path.name} is protected by a password: save it without one",
            workbook.NO_SHEET: f"{path.name} has no sheet {sheet!r}{nearest(sheet, said.splitlines())}",
            workbook.EMPTY: f"{path.name}: sheet {said!r} is empty from row {first} on",
            workbook.DAMAGED: f"{path.name} cannot be read as a workbook: it is damaged, or another kind of "
            f"file ({' '.join(said.split())}). Open it and save it again, or save the sheet as CSV",
        }.get(
            code,
            f"{path.name} cannot be read as a workbook in {workbook.MEMORY >> 30} GB of memory: a cell far "
            "below or right of the others makes a sheet that large. Save the sheet as CSV",
        )
    )


def _batches(read: IO[bytes], start: int, width: int) -> Iterator[Batch]:
    read.seek(start)
    yield from gathered(
        Batch(text_columns(cells, width), pa.array(lines, pa.int64())) for lines, cells in _parts(read)
    )


def _parts(read: IO[bytes]) -> Iterator[tuple[list[int], list[list[str | None]]]]:
    with suppress(EOFError):
        while True:
            yield pickle.load(read)
