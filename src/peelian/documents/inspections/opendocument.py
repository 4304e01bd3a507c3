"""OpenDocument text: paragraphs, headings, list items and tables."""

from collections.abc import Iterator
from typing import Any

from peelian.documents.inspections.archives import part
from peelian.documents.inspections.text import HEADING, ITEM, WORDS, Block, Cell
from peelian.framework.errors import UserError

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_LEFT_OUT = {f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls"}
DEEPEST = 60  # elements within one another
MOST_SPACES = 100  # that one element may stand for


def opendocument_blocks(content: bytes) -> Iterator[Block]:
    """The blocks of an .odt. UserError when it is none that can be read."""
    root = part(content, "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text") if root is not None else None
    if body is None:
        raise UserError("it holds no text that can be read: open it and save it as .odt without a password")
    yield from _Walk().blocks(body, WORDS, None, 0)


class _Walk:
    def __init__(self) -> None:
        self.tables = 0

    def blocks(self, element: Any, kind: str, cell: Cell | None, depth: int) -> Iterator[Block]:
        if depth > DEEPEST:
            return
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT:
                continue
            if tag == f"{_TEXT}h":
                yield Block(_words(child), HEADING, cell)
            elif tag == f"{_TEXT}p":
                for line in _words(child).split("\n"):
                    if line.strip():
                        yield Block(line, kind, cell)
            elif tag == f"{_TEXT}list":
                yield from self.blocks(child, ITEM, cell, depth + 1)
            elif tag == f"{_TABLE}table" and cell is None:
                yield from self._table(child, depth)
            else:
                yield from self.blocks(child, kind, cell, depth + 1)

    def _table(self, element: Any, depth: int) -> Iterator[Block]:
        table, self.tables = self.tables, self.tables + 1
        for at, row in enumerate(element.iter(f"{_TABLE}table-row")):
            column = 0
            for child in row:
                if child.tag != f"{_TABLE}table-cell":
                    continue
                place = (table, at, column)
                made = list(self.blocks(child, WORDS, place, depth + 1))
                yield from made or [Block("", WORDS, place)]
                column += 1


def _words(element: Any, depth: int = 0) -> str:
    if depth > DEEPEST:
        return ""
    parts = [element.text or ""]
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif tag == f"{_TEXT}tab":
            parts.append("\t")
        elif tag == f"{_TEXT}s":
            said = child.get(f"{_TEXT}c") or "1"
            parts.append(" " * min(MOST_SPACES, int(said) if said.isdecimal() and len(said) < 6 else 1))
        elif isinstance(tag, str) and tag not in _LEFT_OUT:
            parts.append(_words(child, depth + 1))
        parts.append(child.tail or "")
    return "".join(parts)
