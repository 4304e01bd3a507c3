"""Web pages: the words of an HTML file, without what surrounds them on every page of a site."""

from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from peelian.documents.inspections.text import HEADING, ITEM, WORDS, Block, Cell

_LEFT_OUT = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "footer",
    "aside",
    "form",
    "button",
    "head",
    "iframe",
    "select",
    "object",
}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "blockquote", "pre", "ul", "ol", "dl", "dt", "dd", "li", "figure",
    "figcaption", "address", "fieldset", "details", "summary", "hr", "body", "html", "h1", "h2", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption",
}  # fmt: skip
_STRONG = {"b", "strong"}
DEEPEST = 200  # elements within one another


def page_blocks(text: str) -> Iterator[Block]:
    """The blocks of a web page: its main part where it says which that is."""
    root = _parsed(text, whole=True)
    if root is None:
        return
    for path in ("//main", "//*[@role='main']", "//article"):
        found = root.xpath(path)
        if len(found) == 1 and len(found[0].text_content()) > 400:
            yield from _Walk().blocks(found[0])
            return
    yield from _Walk().blocks(root)


def fragment_blocks(text: str) -> Iterator[Block]:
    """The blocks of a piece of HTML found in another text."""
    root = _parsed(f"<div>{text}</div>", whole=False)
    if root is not None:
        yield from _Walk().blocks(root)


def _parsed(text: str, *, whole: bool) -> Any:
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True
    )
    data = text.encode("utf-8", errors="replace")
    try:
        return (
            html.document_fromstring(data, parser=parser)
            if whole
            else html.fragment_fromstring(data, parser=parser)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return None


class _Walk:
    """One walk through a tree, which gathers words until a block ends."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.strong = True
        self.made: list[Block] = []
        self.tables = 0

    def blocks(self, root: Any) -> list[Block]:
        self._element(root, WORDS, None, 0, strong=False)
        self._end(WORDS, None)
        return self.made

    def _element(self, element: Any, kind: str, cell: Cell | None, depth: int, *, strong: bool) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _LEFT_OUT or depth > DEEPEST or element.get("hidden") is not None:
            return
        if tag == "br":
            self._end(kind, cell)
            return
        if tag == "table":
            self._end(kind, cell)
            self._table(element, depth)
            return
        block = tag in _BLOCKS
        if block:
            self._end(kind, cell)
            kind = HEADING if tag[0] == "h" and tag[1:].isdigit() else ITEM if tag == "li" else kind
            kind = HEADING if tag == "dt" else kind
        strong = strong or tag in _STRONG
        self._add(element.text, strong=strong)
        for child in element:
            self._element(child, kind, cell, depth + 1, strong=strong)
            self._add(child.tail, strong=strong)
        if block:
            self._end(kind, cell)

    def _table(self, element: Any, depth: int) -> None:
        """Rows and cells; a table within a cell is words of that cell."""
        table, self.tables = self.tables, self.tables + 1
        rows = element.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row.xpath("./td|./th")):
                before = len(self.made)
                place = (table, at, column)
                self._add(cell.text, strong=False)
                for child in cell:
                    self._element(child, WORDS, place, depth + 1, strong=False)
                    self._add(child.tail, strong=False)
                self._end(WORDS, place)
                if len(self.made) == before:
                    self.made.append(Block("", WORDS, place))

    def _add(self, text: str | None, *, strong: bool) -> None:
        if text:
            self.words.append(text)
            self.strong = self.strong and (strong or not text.strip())

    def _end(self, kind: str, cell: Cell | None) -> None:
        text = " ".join("".join(self.words).split())
        if text:
            short = len(text.split()) <= 15 and not text.endswith(".")
            self.made.append(Block(text, HEADING if kind == WORDS and self.strong and short else kind, cell))
        self.words, self.strong = [], True
