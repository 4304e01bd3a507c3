"""Any readable file to one plain text. What it is, is told by what it holds; its name is not believed."""

import re

import filetype

from peelian.documents.inspections.opendocument import opendocument_blocks
from peelian.documents.inspections.paper import paper_blocks
from peelian.documents.inspections.plain import decoded, plain_blocks
from peelian.documents.inspections.text import Block, Text, composed
from peelian.documents.inspections.webpage import page_blocks
from peelian.documents.inspections.word import word_blocks
from peelian.framework.errors import UserError

LARGEST = 25 * 2**20
"""Bytes of one file."""
MOST_WORDS = 800_000
"""Letters of text that are read of a text file or web page."""

_PAGE = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = re.compile(r"([ \t])[ \t]{40,}")
_LAID_OUT = re.compile(r"<(?:table|div|section|article|h[1-6])\b", re.IGNORECASE)


def text_of(content: bytes) -> Text:
    """The plain text of a file. UserError, without the file's name, when it has none that can be read."""
    if not content.strip(b"\0 \t\r\n"):
        raise UserError("it is empty: get it again from where it was published")
    if len(content) > LARGEST:
        raise UserError(f"it has {len(content):,} bytes, and {LARGEST:,} are read at most: make it smaller")
    found = filetype.guess_extension(content)
    if found == "pdf" or b"%PDF-" in content[:1024]:
        blocks, missing = paper_blocks(content)
        return _worded(composed(blocks, missing))
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _worded(composed(_archived(content)))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UserError("it is an old Word file, or one with a password: save it as .docx without a password")
    if content.startswith(b"{\\rtf"):
        raise UserError("it is rich text: save it as .docx")
    if found is not None and found not in ("xml", "html"):
        raise UserError(f"it is a .{found} file: txt, html, docx, odt and pdf can be read")
    return _worded(_textual(content))


def _archived(content: bytes) -> list[Block]:
    if b"word/document.xml" in content:
        return list(word_blocks(content))
    if b"content.xml" in content:
        return list(opendocument_blocks(content))
    raise UserError("it is an archive, and neither a Word nor an OpenDocument text: unpack it first")


def _textual(content: bytes) -> Text:
    text = decoded(content)
    strange = sum(
        1 for letter in text[:20_000] if letter == "\ufffd" or (letter < " " and letter not in "\t\r\n\f\v")
    )
    if strange > min(len(text), 20_000) // 20:
        raise UserError("it is not text: txt, html, docx, odt and pdf can be read")
    missing = []
    if len(text) > MOST_WORDS:
        text = text[:MOST_WORDS]
        missing.append(f"it is too long: what follows the first {MOST_WORDS:,} letters is left out")
    text = _EMPTY.sub(r"\1", text)
    page = _PAGE.match(text) or len(_LAID_OUT.findall(text[:200_000])) > 3
    return composed(page_blocks(text) if page else plain_blocks(text), missing)


def _worded(text: Text) -> Text:
    if not re.search(r"[^\W\d_]{2}", text.whole):
        raise UserError(
            "no words were found in it: if its pages are pictures, run text recognition (OCR) first"
        )
    return text
