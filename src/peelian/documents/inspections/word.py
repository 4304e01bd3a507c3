"""Word documents: paragraphs, headings, list items and tables, in the order in which they are read."""

import re
from collections.abc import Iterator
from typing import Any

from peelian.documents.inspections.archives import part
from peelian.documents.inspections.text import HEADING, ITEM, WORDS, Block, Cell
from peelian.framework.errors import UserError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}pPr",
    f"{_W}rPr",
    f"{_W}instrText",
    f"{_W}sectPr",
    f"{_W}tblPr",
    _FALLBACK,
}
_HEADING = re.compile(r"^(heading|title|subtitle)", re.IGNORECASE)
_LIST = re.compile(r"^list(?! *paragraph$)|bullet", re.IGNORECASE)
DEEPEST = 60  # elements within one another


def word_blocks(content: bytes) -> Iterator[Block]:
    """The blocks of a .docx. UserError when it is none that can be read."""
    root = part(content, "word/document.xml")
    if root is None:
        raise UserError("it holds no Word document: open it and save it as .docx")
    yield from _Walk(_styles(content)).blocks(root)


def _styles(content: bytes) -> dict[str, str]:
    """Names of styles by their ids; none when they cannot be read, since the words can without them."""
    try:
        root = part(content, "word/styles.xml")
    except UserError:
        return {}
    named = (
        {} if root is None else {s.get(f"{_W}styleId"): s.find(f"{_W}name") for s in root.iter(f"{_W}style")}
    )
    return {str(style): name.get(f"{_W}val") or "" for style, name in named.items() if name is not None}


class _Walk:
    def __init__(self, styles: dict[str, str]) -> None:
        self.styles = styles
        self.tables = 0

    def blocks(self, element: Any, cell: Cell | None = None, depth: int = 0) -> Iterator[Block]:
        if depth > DEEPEST:
            return
        for child in element:
            if child.tag in _LEFT_OUT:
                continue
            if child.tag == f"{_W}p":
                yield from self._paragraph(child, cell, depth)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child, depth) if cell is None else self.blocks(child, cell, depth + 1)
            else:
                yield from self.blocks(child, cell, depth + 1)

    def _table(self, element: Any, depth: int) -> Iterator[Block]:
        table, self.tables = self.tables, self.tables + 1
        for at, row in enumerate(element.iter(f"{_W}tr")):
            column = 0
            for child in row.iter(f"{_W}tc"):
                if next(child.iterancestors(f"{_W}tr")) is not row:
                    continue
                place = (table, at, column)
                made = list(self.blocks(child, place, depth + 1))
                yield from made or [Block("", WORDS, place)]
                column += 1

    def _paragraph(self, element: Any, cell: Cell | None, depth: int) -> Iterator[Block]:
        kind = self._kind(element)
        words: list[str] = []
        strong: list[bool] = []
        boxes: list[Any] = []
        self._gather(element, words, strong, boxes, depth)
        text = "".join(words)
        whole = [line for line in text.split("\n") if line.strip()]
        bold = bool(strong) and all(strong)
        for line in whole:
            short = len(line.split()) <= 15 and not line.rstrip().endswith(".")
            yield Block(line, HEADING if kind == WORDS and bold and short else kind, cell)
        for box in boxes:
            yield from self.blocks(box, cell, depth + 1)

    def _gather(
        self, element: Any, words: list[str], strong: list[bool], boxes: list[Any], depth: int
    ) -> None:
        if depth > DEEPEST:
            return
        for child in element:
            tag = child.tag
            if tag in _LEFT_OUT:
                continue
            if tag == f"{_W}t":
                words.append(child.text or "")
                if (child.text or "").strip():
                    strong.append(_is_bold(child.getparent()))
            elif tag == f"{_W}tab":
                words.append("\t")
            elif tag in (f"{_W}br", f"{_W}cr"):
                words.append("\n")
            elif tag == f"{_W}noBreakHyphen":
                words.append("-")
            elif tag == f"{_W}txbxContent":
                boxes.append(child)
            else:
                self._gather(child, words, strong, boxes, depth + 1)

    def _kind(self, element: Any) -> str:
        about = element.find(f"{_W}pPr")
        if about is None:
            return WORDS
        style = about.find(f"{_W}pStyle")
        name = (
            self.styles.get(style.get(f"{_W}val") or "", style.get(f"{_W}val") or "")
            if style is not None
            else ""
        )
        if _HEADING.match(name):
            return HEADING
        return ITEM if about.find(f"{_W}numPr") is not None or _LIST.search(name) else WORDS


def _is_bold(run: Any) -> bool:
    about = run.find(f"{_W}rPr") if run is not None else None
    bold = about.find(f"{_W}b") if about is not None else None
    return bold is not None and bold.get(f"{_W}val") not in ("0", "false")
