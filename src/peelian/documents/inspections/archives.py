"""The XML inside a .docx or .odt, read no further than a limit, whatever the archive declares."""

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from peelian.framework.errors import UserError

LARGEST_PART = 40 * 2**20
"""Bytes of one part once it is unpacked: some 200 pages of words take up two million."""
MOST_PARTS = 5_000


def part(content: bytes, name: str) -> Any | None:
    """The root of one XML part; None when there is no such part. UserError when it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise UserError("it holds too many parts for a document: save it again, or as PDF")
            try:
                found = archive.getinfo(name)
            except KeyError:
                return None
            if found.flag_bits & 1:
                raise UserError("it is protected by a password: save it without one")
            with archive.open(found) as file:
                data = file.read(LARGEST_PART + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise UserError("it is damaged or not complete: get it again from where it was published") from error
    if len(data) > LARGEST_PART:
        raise UserError(
            "it unpacks to more than a document can hold: it may be made to do harm, do not open it"
        )
    return parsed(data)


def parsed(data: bytes) -> Any:
    """The root of XML that may neither define entities nor reach out of itself."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise UserError("its XML defines entities, which no word processor writes: do not open it")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UserError("it is damaged or not complete: get it again from where it was published") from error
