"""Readers: from any extract to members with a header and batches of text cells."""

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from peelian.framework.errors import UserError
from peelian.pipeline.mapping import Reads
from peelian.pipeline.readers.archive import kind_of, texts, unzipped
from peelian.pipeline.readers.batches import Batch, Broken, Member
from peelian.pipeline.readers.database import Query, result
from peelian.pipeline.readers.delimited import delimited
from peelian.pipeline.readers.parquet import parquet
from peelian.pipeline.readers.sheets import sheet
from peelian.pipeline.trouble import is_full

__all__ = ["Batch", "Broken", "Extract", "Member", "Query", "member", "member_names", "readable"]

Extract: TypeAlias = Path | Query

_PACKED = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7-zip",
    b"Rar!": "rar",
}

_DAMAGE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, pa.ArrowException)


def member_names(extract: Extract) -> list[str]:
    """The members of an extract: those of an archive by their names there, else the one it is."""
    if isinstance(extract, Path) and _kind(extract) == "archive":
        return list(texts(extract))
    return [extract.name]


def member(extract: Extract, name: str, reads: Reads) -> Member:
    """One member of an extract, read as said. UserError when it cannot be read."""
    if isinstance(extract, Query):
        return result(extract)
    match _kind(extract):
        case "archive":
            return delimited(name, texts(extract)[name], reads)
        case "workbook":
            return sheet(extract, reads)
        case "parquet":
            return parquet(extract)
        case "gzip":
            return delimited(extract.name, unzipped(extract), reads)
    return delimited(extract.name, lambda: extract.open("rb"), reads)


@contextmanager
def readable(extract: Extract) -> Iterator[None]:
    """Turns what goes wrong while an extract is being read into a UserError."""
    try:
        yield
    except FileNotFoundError:
        raise UserError(f"there is no file {extract}") from None
    except PermissionError:
        raise UserError(f"{extract} may not be read by this account: ask for the right to read it") from None
    except _DAMAGE as error:
        if isinstance(error, OSError) and is_full(error):
            raise
        cause = " ".join(str(error).split())
        raise UserError(
            f"{extract.name} cannot be read to its end; nothing was written. It is damaged, or not all of it "
            f"is here: get it again ({cause})"
        ) from None


def _kind(path: Path) -> str:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise UserError(f"{path} is a folder: name the files in it")
    if not stat.S_ISREG(mode):
        raise UserError(f"{path} is a pipe or a device: save what it gives in a file first")
    if not path.name.isprintable():
        raise UserError(f"{path.name!r} has characters in its name that no text has: rename the file")
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return kind_of(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "workbook"
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    for magic, packed in _PACKED.items():
        if start.startswith(magic):
            raise UserError(f"{path.name} is packed with {packed}: unpack it, or pack it with gzip or zip")
    return "text"
