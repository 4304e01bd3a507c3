"""One plain text of a document, line by line: what every kind of file is turned into first.

A reader of files gives blocks; `composed` cleans them and lays them out in one text, in which each line knows
where it stands. All that is later said of the document points into that text.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

WORDS, HEADING, ITEM = "words", "heading", "item"
Cell = tuple[int, int, int]
"""Table, row and column, each counted from 0."""

SAME = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u2212": "-"}
)
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]|[\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\r\n\u00a0\u2000-\u200a\u202f\u3000]+")
_MARKER = re.compile(
    r"^\s*(?:[•●▪◦‣⁃∙·■□►➢➔❖✓\uf0b7\uf0a7\uf0d8]\s*|[-–—*+o]\s+|\(?(?:[a-z]|[ivx]{1,4})\)\s+)"
)
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\((?:[^()\s]|\([^()\s]*\)){0,600}\)")
_BOOKMARK = re.compile(r"\[bookmark:[^\]]{0,80}\]")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.{1,4000}?)(?<=\S)\1(?![\w*])", re.DOTALL)
_FINISHED = re.compile(r"(?:[.:;!?]|[.!?]['\"’”)]|;\s*(?:and|or)|,\s*(?:and|or))$", re.IGNORECASE)


LONGEST = 12_000
"""Letters of one paragraph."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a reader of files saw: words, whether they are a heading or a list item, and the table cell."""

    text: str
    kind: str = WORDS
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plain text; `plain` is the same length with one kind of quote and dash, for matching."""

    text: str
    start: int
    kind: str = WORDS
    cell: Cell | None = None
    plain: str = field(default="", compare=False)

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Text:
    """The whole, its lines, and what could not be read of the file in words."""

    whole: str
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()


def composed(blocks: Iterable[Block], missing: Iterable[str] = ()) -> Text:
    """The plain text of a document's blocks."""
    lines: list[Line] = []
    parts: list[str] = []
    at = 0
    for block in _joined(_cleaned(_short(blocks))):
        if lines:
            between = "\t" if _same_row(lines[-1].cell, block.cell) else "\n"
            parts.append(between)
            at += 1
        lines.append(Line(block.text, at, block.kind, block.cell, block.text.translate(SAME)))
        parts.append(block.text)
        at += len(block.text)
    return Text("".join(parts), tuple(lines), tuple(missing))


def cleaned(text: str) -> str:
    """Words without markup, entities or characters that cannot be seen, with single spaces."""
    text = html.unescape(text)
    text = _UNSEEN.sub("", _BOOKMARK.sub("", text))
    text = _LINK.sub(r"\1", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    text = (
        text.replace("**", "").replace("\\'", "'").replace("\\-", "-").replace("\\*", "*").replace("\\#", "#")
    )
    return _SPACES.sub(" ", text).strip()


def unmarked(text: str) -> tuple[str, bool]:
    """Words without the mark of a list item before them, and whether there was one."""
    found = _MARKER.match(text)
    return (text[found.end() :], True) if found else (text, False)


def _cleaned(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        bare, item = unmarked(block.text)
        text = cleaned(bare)
        if not item or len(text) > 1:
            again, marked = unmarked(text) if not item or text[:1] in "•●▪" else (text, False)
            text, item = (again, True) if marked and again else (text, item)
        kind = ITEM if item and block.kind != HEADING else block.kind
        if text or block.cell:
            yield Block(text, kind, block.cell)


def _short(blocks: Iterable[Block]) -> Iterable[Block]:
    """The same with paragraphs that no person wrote broken at spaces, since some patterns look far."""
    for block in blocks:
        text = block.text
        while len(text) > LONGEST:
            at = text.rfind(" ", LONGEST // 2, LONGEST) + 1 or LONGEST
            yield Block(text[:at], block.kind, block.cell)
            text = text[at:]
        yield Block(text, block.kind, block.cell)


def _joined(blocks: Iterable[Block]) -> Iterable[Block]:
    """The same with a sentence that was broken, by the end of a page mostly, made whole."""
    last: Block | None = None
    for block in blocks:
        if last is not None and _continues(last, block):
            last = Block(f"{last.text} {block.text}", last.kind, last.cell)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _continues(last: Block, block: Block) -> bool:
    return (
        last.kind != HEADING
        and block.kind == WORDS
        and last.cell == block.cell
        and 40 <= len(last.text) < LONGEST
        and block.text[:1].islower()
        and not _FINISHED.search(last.text)
    )


def _same_row(last: Cell | None, this: Cell | None) -> bool:
    return last is not None and this is not None and last[:2] == this[:2] and last[2] != this[2]
