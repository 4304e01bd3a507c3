"""Packed texts, read where they are: nothing is unpacked to disk, and nothing without end."""

import io
import stat
import zipfile
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from peelian.framework.errors import UserError
from peelian.pipeline.readers.text import Opener

_TEXTS = (".csv", ".tsv", ".txt", ".tab", ".psv")
LARGEST_RATIO = 250  # text shrinks 10 to 30 times; what shrinks more is made to exhaust memory or disk
SUSPICIOUS = 100 << 20  # bytes a file may unpack to whatever its ratio
MOST_MEMBERS = 20_000  # police.uk's archive of every force has 1,600 a year
_OTHERS = {"word/": "a Word document", "ppt/": "a PowerPoint presentation"}


def kind_of(path: Path) -> str:
    """What a zip file is: a `workbook`, or an `archive` of texts. UserError for what is neither."""
    directory = _directory(path)
    names = set(directory.namelist())
    if "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names:
        for folder, what in _OTHERS.items():
            if any(name.startswith(folder) for name in names):
                raise UserError(f"{path.name} is {what}: save its table as CSV or in a workbook")
        _refuse_bomb(path, sum(member.file_size for member in directory.infolist()))
        return "workbook"
    return "archive"


def texts(path: Path) -> dict[str, Opener]:
    """How to open each delimited text in an archive, by its name there, in order of name.

    UserError when it has none, or one that cannot be read safely.
    """
    directory = _directory(path)
    found: dict[str, Opener] = {}
    size = 0
    for member in directory.infolist():
        name = member.filename
        hidden = name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
        if member.is_dir() or hidden or not name.lower().endswith(_TEXTS):
            continue
        if member.flag_bits & 1:
            raise UserError(f"{path.name}: {name} is encrypted; unpack it first")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise UserError(f"{path.name}: {name} is a link to another file; pack the file itself")
        if name in found:
            raise UserError(f"{path.name} has two files called {name}: which is meant cannot be known")
        size += member.file_size
        found[name] = partial(_open, path, name, directory)
    if not found:
        others = ", ".join(directory.namelist()[:5])
        has = f": it has {others}" if others else ""
        raise UserError(f"{path.name} has no CSV file in it{has}")
    if len(found) > MOST_MEMBERS:
        raise UserError(
            f"{path.name} has {len(found):,} files in it; at most {MOST_MEMBERS:,} are read at once"
        )
    _refuse_bomb(path, size)
    return dict(sorted(found.items()))


def unzipped(path: Path) -> Opener:
    """How to open a gzip file's text. Reading raises UserError once it is larger than any text could be."""

    def stream() -> BinaryIO:
        packed = pa.CompressedInputStream(pa.OSFile(str(path)), "gzip")
        return cast(BinaryIO, _Bounded(packed, lambda size: _refuse_bomb(path, size)))

    return stream


class _Bounded(io.RawIOBase):
    """A stream that tells `check` how many bytes it has given so far."""

    def __init__(self, stream: pa.NativeFile, check: Callable[[int], None]) -> None:
        self._stream, self._check, self._given = stream, check, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(size)
        self._given += len(data)
        self._check(self._given)
        return data

    def close(self) -> None:
        self._stream.close()
        super().close()


def _refuse_bomb(path: Path, size: int) -> None:
    packed = path.stat().st_size
    if size > SUSPICIOUS and size > LARGEST_RATIO * packed:
        raise UserError(
            f"{path.name} unpacks to {size >> 20:,} MB or more from {packed:,} bytes: no extract does. "
            "Nothing was loaded"
        )


def _directory(path: Path) -> zipfile.ZipFile:
    told = path.stat()
    return _read_directory(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=1)  # an archive may have thousands of members, each opened several times
def _read_directory(path: Path, changed: int, size: int) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise UserError(
            f"{path.name} is a damaged zip archive, or not all of it is here: get it again"
        ) from None


def _open(path: Path, name: str, directory: zipfile.ZipFile) -> BinaryIO:
    try:
        return cast(BinaryIO, directory.open(name))
    except (NotImplementedError, RuntimeError) as error:
        raise UserError(f"{path.name}: {name} cannot be unpacked: {error}") from None
