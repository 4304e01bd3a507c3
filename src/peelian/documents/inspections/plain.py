"""Text files: plain, markdown, or what a Word document or web page leaves when it is saved as text."""

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from peelian.documents.inspections.text import HEADING, WORDS, Block, Cell, cleaned
from peelian.documents.inspections.webpage import fragment_blocks

_TAG = re.compile(
    r"</?(?:p|b|i|u|a|em|strong|ul|ol|li|br|span|div|h[1-6]|table|tr|td|th)\b[^<>]*>", re.IGNORECASE
)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)[\s#]*$")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$")
_BOLD = re.compile(r"^\s*(\*\*|__)(?=\S)(.+?)(?<=\S)\1\s*:?\s*$")
_DASHES = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?)?\s*$")
LONGEST_HEADING = 15  # words of a bold line; more is a sentence that someone stressed


def decoded(content: bytes) -> str:
    """The words of a text file: UTF-8, UTF-16 with its mark, or else what it most likely is."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if content.count(b"\0") > len(content) // 5:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", errors="replace")
    best = from_bytes(content[:200_000], cp_isolation=["cp1252", "latin_1", "utf_8"]).best()
    return content.decode(best.encoding if best else "cp1252", errors="replace")


def plain_blocks(text: str) -> Iterator[Block]:
    """The blocks of a text file: tabs and bars make cells, markdown and HTML say what is a heading."""
    lines = re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text)
    table, row, inside = -1, 0, False
    for line in lines:
        cells = _cells(line)
        if cells is None:
            inside = inside and not line.strip()
            yield from _line(line, None)
            continue
        if not cells:
            continue
        table, row, inside = (table, row + 1, True) if inside else (table + 1, 0, True)
        for column, cell in enumerate(cells):
            yield from (
                _line(cell, (table, row, column))
                if cell.strip()
                else [Block("", WORDS, (table, row, column))]
            )


def _cells(line: str) -> list[str] | None:
    """The cells of a line that is a row; [] for the line that rules off a heading row; None if it is none."""
    if _DASHES.match(line):
        return []
    bare = line.strip()
    if bare.startswith("|") and bare.count("|") > 2:
        return [cell.strip() for cell in re.split(r"(?<!\\)\|", bare.strip("|"))]
    kept = line.lstrip(" \t")
    return kept.split("\t") if "\t" in kept.rstrip(" ") else None


def _line(line: str, cell: Cell | None) -> Iterator[Block]:
    if not line.strip() or _RULE.match(line):
        return
    if _TAG.search(line):
        for block in fragment_blocks(line):
            yield Block(block.text, block.kind, cell)
        return
    heading = _HEADING.match(line)
    bold = _BOLD.match(line)
    if heading:
        yield Block(heading[1], HEADING, cell)
    elif bold and len(cleaned(line).split()) <= LONGEST_HEADING and not cleaned(line).endswith("."):
        yield Block(line, HEADING, cell)
    else:
        yield Block(line, WORDS, cell)
