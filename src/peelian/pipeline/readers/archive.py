"""Zip archives of delimited texts, read where they are: nothing is unpacked to disk."""

import zipfile
from pathlib import Path
from typing import BinaryIO, cast

from peelian.framework.errors import UserError
from peelian.pipeline.readers.text import Opener

_TEXTS = (".csv", ".tsv", ".txt", ".tab", ".psv")
LARGEST_RATIO = 250  # text shrinks 10 to 30 times; what shrinks more is made to exhaust memory or disk
SUSPICIOUS = 100 << 20  # bytes a member may have whatever its ratio


def kind_of(path: Path) -> str:
    """What a zip file is: a `workbook`, or an `archive` of texts."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise UserError(f"{path.name} is a damaged zip archive: {error}. Download it again") from None
    is_workbook = "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names
    return "workbook" if is_workbook else "archive"


def texts(path: Path) -> dict[str, Opener]:
    """How to open each delimited text in an archive, by its name there, in order of name."""
    found: dict[str, Opener] = {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            name = member.filename
            hidden = name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
            if member.is_dir() or hidden or not name.lower().endswith(_TEXTS):
                continue
            if member.flag_bits & 1:
                raise UserError(f"{path.name}: {name} is encrypted; unpack it first")
            if member.file_size > SUSPICIOUS and member.file_size > LARGEST_RATIO * member.compress_size:
                raise UserError(
                    f"{path.name}: {name} says it unpacks to {member.file_size >> 20:,} MB from "
                    f"{member.compress_size:,} bytes; no extract does. Nothing was read"
                )
            found[name] = _opener(path, name)
    return dict(sorted(found.items()))


def _opener(path: Path, name: str) -> Opener:
    def open() -> BinaryIO:
        with zipfile.ZipFile(path) as archive:  # the file itself stays open as long as the member is
            try:
                return cast(BinaryIO, archive.open(name))
            except (NotImplementedError, RuntimeError) as error:
                raise UserError(f"{path.name}: {name} cannot be unpacked: {error}") from None

    return open
