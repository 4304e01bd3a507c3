"""What an uploaded file is, by what it holds: its name is only believed when the two agree."""

import io
import zipfile
from dataclasses import dataclass

import filetype

from peelian.framework.errors import UserError

LARGEST = 10 * 2**20
"""Bytes of one file."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that may be attached. `inside` is a part that only such an archive has."""

    title: str
    media_type: str
    inside: str = ""


KINDS = {
    "pdf": FileKind("PDF", "application/pdf"),
    "png": FileKind("PNG picture", "image/png"),
    "jpg": FileKind("JPEG picture", "image/jpeg"),
    "docx": FileKind(
        "Word document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "word/document.xml",
    ),
    "xlsx": FileKind(
        "Excel workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xl/workbook.xml",
    ),
    "pptx": FileKind(
        "PowerPoint presentation",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "ppt/presentation.xml",
    ),
    "odt": FileKind("OpenDocument text", "application/vnd.oasis.opendocument.text"),
    "ods": FileKind("OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    "odp": FileKind("OpenDocument presentation", "application/vnd.oasis.opendocument.presentation"),
    "csv": FileKind("CSV", "text/csv"),
    "txt": FileKind("Plain text", "text/plain"),
    "html": FileKind("Web page", "application/octet-stream"),  # so that no browser ever opens it as one
}
_ENDINGS = {"jpeg": "jpg", "text": "txt", "md": "txt", "eml": "txt", "htm": "html"}
_TEXTS = ("csv", "txt", "html")


def kind_of(name: str, content: bytes) -> str:
    """The key in KINDS of a file; UserError that says why when it may not be attached."""
    if not content:
        raise UserError(f"{name} is empty: choose the file again")
    if len(content) > LARGEST:
        raise UserError(f"{name} has {len(content):,} bytes: a file may have {LARGEST:,}, so make it smaller")
    ending = name.rpartition(".")[2].lower()
    said = _ENDINGS.get(ending, ending)
    found = _found(content)
    if found is None and said in _TEXTS and _is_text(content):
        found = said
    if found is None or found not in KINDS:
        wanted = ", ".join(KINDS)
        raise UserError(f"{name} is not a file that may be attached: these may be: {wanted}")
    if found != said:
        raise UserError(
            f"{name} holds {KINDS[found].title}, and its name ends in .{ending}: rename it, or choose another"
        )
    return found


def _found(content: bytes) -> str | None:
    """What the first bytes say, or for an archive its parts; None when they say nothing."""
    if content.startswith(b"PK"):
        return _in_archive(content)
    guessed = filetype.guess_extension(content)
    return str(guessed) if guessed else None


def _in_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(_runs(name.lower()) for name in names):
                raise UserError("the file holds macros or programs: save it without them and choose it again")
            media = (
                archive.open("mimetype").read(200).decode("ascii", "replace") if "mimetype" in names else ""
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return "zip"
    for key, kind in KINDS.items():
        if (kind.inside and kind.inside in names) or (media and media.strip() == kind.media_type):
            return key
    return "zip"


def _runs(name: str) -> bool:
    """Whether a part of an archive is a program or a macro, by its name in small letters."""
    return name.endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) or name.startswith(("basic/", "scripts/"))


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    return "\0" not in text
