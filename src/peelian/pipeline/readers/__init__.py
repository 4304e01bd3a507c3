"""Readers: from any extract to members with a header and batches of text cells."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

import pyarrow as pa

from peelian.framework.errors import UserError
from peelian.pipeline.mapping import Reads
from peelian.pipeline.readers.archive import kind_of, texts
from peelian.pipeline.readers.batches import Batch, Broken, Member
from peelian.pipeline.readers.database import Query, result
from peelian.pipeline.readers.delimited import delimited
from peelian.pipeline.readers.parquet import parquet
from peelian.pipeline.readers.sheets import sheet
from peelian.pipeline.readers.text import Opener
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
            return delimited(extract.name, _unzipped(extract), reads)
    return delimited(extract.name, lambda: extract.open("rb"), reads)


@contextmanager
def readable(extract: Extract) -> Iterator[None]:
    """Turns what goes wrong while an extract is being read into a UserError."""
    try:
        yield
    except FileNotFoundError:
        raise UserError(f"there is no file {extract}") from None
    except (OSError, EOFError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, pa.ArrowException) as error:
        if isinstance(error, OSError) and is_full(error):
            raise
        raise UserError(f"{extract.name} cannot be read to its end; nothing was written. {error}") from None


def _kind(path: Path) -> str:
    if path.is_dir():
        raise UserError(f"{path} is a folder: name the files in it")
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


def _unzipped(path: Path) -> Opener:
    return lambda: cast(BinaryIO, pa.CompressedInputStream(pa.OSFile(str(path)), "gzip"))
