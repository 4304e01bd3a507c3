"""One page of a PDF: its words where they stand, and the lines that rule its tables.

A PDF says nothing of paragraphs or cells. Words within ruled lines are cells; other lines are a paragraph until
the space between them grows, one is short, or the next begins something.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median, quantiles
from typing import Any

from peelian.documents.inspections.text import HEADING, WORDS, Block, Cell, unmarked

NEAR = 2.5  # points within which two ruled lines are one
_PAGE_NUMBER = re.compile(
    r"^\s*(?:page\s*)?[-–|]?\s*\d{1,4}\s*(?:[-–|]|(?:of|/)\s*\d{1,4})?\s*$", re.IGNORECASE
)
_ENDS = re.compile(r"[.:;!?]['\"’”)]?$")
_STARTS = re.compile(
    r"^(?:(?:recommendations?|rec|areas? for improvement|afi|causes? of concern|response|part|appendix|page)\b"
    r"|R\d|#?\d{1,6}(?:\.\d+)*[.):\s-]|[A-Z][\w'’/& ]{2,60}:)",
    re.IGNORECASE,
)
_FINDING = re.compile(
    r"^(?:recommendation|area for improvement|cause of concern|response|appendix)\b", re.IGNORECASE
)
_STROKES, _FILLS = {b"S", b"s", b"B", b"B*", b"b", b"b*"}, {b"f", b"F", b"f*"}
MOST_RULES = 20_000  # ruled lines of one page; a drawing has more, a table fewer


@dataclass(slots=True)
class Sheet:
    """What the two visitors of pypdf gather of one page."""

    words: list[tuple[float, float, float, str]] = field(default_factory=list)
    upright: list[tuple[float, float, float]] = field(default_factory=list)
    level: list[tuple[float, float, float]] = field(default_factory=list)
    _at: tuple[float, float] = (0.0, 0.0)
    _drawn: list[tuple[float, float, float, float]] = field(default_factory=list)

    def word(self, text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        """Words and where they begin."""
        if not text.strip():
            return
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        for number, line in enumerate(text.strip("\n").split("\n")):
            self.words.append((float(x), float(y) - 0.01 * number, abs(float(size) * scale) or 10.0, line))

    def drawn(self, operator: Any, given: Any, cm: Any, _tm: Any) -> None:
        """Lines and thin rectangles."""
        if operator == b"m" and len(given) >= 2:
            self._at = _placed(cm, float(given[0]), float(given[1]))
        elif operator == b"l" and len(given) >= 2:
            to = _placed(cm, float(given[0]), float(given[1]))
            self._drawn.append((*self._at, *to))
            self._at = to
        elif operator == b"re" and len(given) >= 4:
            x, y, wide, high = (float(one) for one in given[:4])
            self._drawn.append((*_placed(cm, x, y), *_placed(cm, x + wide, y + high)))
        elif operator in _STROKES or operator in _FILLS:
            if len(self.upright) + len(self.level) < MOST_RULES:
                for one in self._drawn[:MOST_RULES]:
                    self._ruled(one, stroked=operator in _STROKES)
            self._drawn.clear()
        elif operator == b"n":
            self._drawn.clear()

    def _ruled(self, line: tuple[float, float, float, float], *, stroked: bool) -> None:
        left, right = sorted((line[0], line[2]))
        low, high = sorted((line[1], line[3]))
        if right - left < NEAR and high - low > NEAR:
            self.upright.append(((left + right) / 2, low, high))
        elif high - low < NEAR and right - left > NEAR:
            self.level.append(((low + high) / 2, left, right))
        elif stroked:
            self.upright += [(left, low, high), (right, low, high)]
            self.level += [(low, left, right), (high, left, right)]

    def text(self) -> str:
        """Its words without their places."""
        return " ".join(words for _, _, _, words in self.words)

    def blocks(self, first_table: int) -> list[Block]:
        """Its paragraphs, headings and cells in the order in which they were written."""
        return list(_Laid(self, first_table).blocks())


@dataclass(frozen=True, slots=True)
class _Grid:
    """A ruled table: where its columns and rows are bounded."""

    number: int
    columns: tuple[float, ...]
    rows: tuple[float, ...]

    def place(self, x: float, y: float) -> Cell | None:
        column = bisect_right(self.columns, x + NEAR) - 1
        row = bisect_right(self.rows, y + NEAR / 2) - 1
        if not (0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1):
            return None
        return (self.number, len(self.rows) - 2 - row, column)


class _Laid:
    def __init__(self, sheet: Sheet, first_table: int) -> None:
        self.sheet = sheet
        self.grids = _grids(sheet, first_table)
        self.next_table = first_table + len(self.grids)
        self.width = max((len(words) * size * 0.5 for _, _, size, words in sheet.words), default=400.0)
        self.size = median([size for _, _, size, _ in sheet.words]) if sheet.words else 10.0

    def blocks(self) -> Iterator[Block]:
        cells: dict[Cell, list[tuple[float, float, float, str]]] = {}
        shown: set[int] = set()
        free: list[tuple[float, float, float, str] | int] = []
        for word in self.sheet.words:
            place = next((p for grid in self.grids if (p := grid.place(word[0], word[1])) is not None), None)
            if place is None:
                free.append(word)
                continue
            cells.setdefault(place, []).append(word)
            if place[0] not in shown:
                shown.add(place[0])
                free.append(place[0])
        run: list[tuple[float, float, float, str]] = []
        for one in free:
            if isinstance(one, int):
                yield from self._paragraphs(run, None)
                run = []
                yield from self._table(one, cells)
            else:
                run.append(one)
        yield from self._paragraphs(run, None)

    def _table(
        self, number: int, cells: dict[Cell, list[tuple[float, float, float, str]]]
    ) -> Iterator[Block]:
        grid = next(grid for grid in self.grids if grid.number == number)
        for row in range(len(grid.rows) - 1):
            if not any(place[:2] == (number, row) for place in cells):
                continue
            for column in range(len(grid.columns) - 1):
                place = (number, row, column)
                words = sorted(cells.get(place, []), key=lambda word: (-round(word[1]), word[0]))
                yield from self._paragraphs(words, place) if words else [Block("", WORDS, place)]

    def _paragraphs(self, words: list[tuple[float, float, float, str]], cell: Cell | None) -> Iterator[Block]:
        lines = _lines(words)
        gaps = [round((a[1] - b[1]) * 2) / 2 for a, b in pairwise(lines) if a[1] > b[1]]
        usual = min((gap for gap in gaps if gap >= 0.95 * self.size), default=self.size * 1.2)
        long = [len(line[3]) for line in lines if len(line[3]) > 20]
        full = quantiles(long, n=10)[-1] if len(long) > 3 else max(long, default=80)
        if cell is not None:
            full = max((len(line[3]) for line in lines), default=20) * 0.8
        gathered: list[tuple[float, float, float, str]] = []
        for at, line in enumerate(lines):
            edge = cell is None and at in (0, 1, len(lines) - 1, len(lines) - 2)
            if edge and _PAGE_NUMBER.match(line[3]):
                continue
            if gathered and not self._goes_on(gathered[-1], line, usual, full):
                yield from self._paragraph(gathered, cell)
                gathered = []
            gathered.append(line)
        if gathered:
            yield from self._paragraph(gathered, cell)

    def _goes_on(
        self,
        last: tuple[float, float, float, str],
        line: tuple[float, float, float, str],
        usual: float,
        full: float,
    ) -> bool:
        gap = last[1] - line[1]
        if (
            gap > 1.3 * max(usual, min(last[2], line[2])) + 0.5
            or gap < -1
            or abs(last[2] - line[2]) > 1.0
            or "\t" in last[3] + line[3]
        ):
            return False
        before, after = last[3].strip(), line[3].strip()
        if last[2] > 1.12 * self.size and line[2] > 1.12 * self.size:
            return len(before) * last[2] * 0.5 > 0.6 * self.width and not (
                before.endswith((".", "!", "?")) or _FINDING.match(after)
            )
        if unmarked(after)[1] or _STARTS.match(after):
            return False
        if after[:1].islower():
            return not before.endswith((";", ":"))
        if _ENDS.search(before):
            return len(before) > 0.75 * full and not before.endswith(":")
        return len(before) > 0.6 * full

    def _paragraph(self, lines: list[tuple[float, float, float, str]], cell: Cell | None) -> Iterator[Block]:
        text = " ".join(line[3].strip() for line in lines)
        if cell is None and "\t" in text and len(lines) == 1:
            for column, part in enumerate(text.split("\t")):
                yield Block(part.strip(), WORDS, (self.next_table, round(-lines[0][1]), column))
            return
        large = lines[0][2] > 1.12 * self.size and len(text.split()) <= 25
        yield Block(text.replace("\t", " "), HEADING if large and cell is None else WORDS, cell)


def _lines(words: list[tuple[float, float, float, str]]) -> list[tuple[float, float, float, str]]:
    """Words on one height as one line; a wide gap between them becomes a tab."""
    lines: list[tuple[float, float, float, str]] = []
    end = 0.0
    for x, y, size, text in words:
        if lines and abs(lines[-1][1] - y) < 0.3 * size and x >= lines[-1][0]:
            wide = x - end > 2.0 * size and not unmarked(lines[-1][3] + " ")[1]
            joint = "\t" if wide else ""  # pypdf puts the spaces between words
            lines[-1] = (lines[-1][0], lines[-1][1], lines[-1][2], lines[-1][3] + joint + text)
        else:
            lines.append((x, y, size, text.lstrip()))
        end = x + len(text.strip()) * size * 0.52
    return lines


def _grids(sheet: Sheet, first: int) -> list[_Grid]:
    """Ruled tables, from the top: where upright lines run beside one another."""
    spans: list[list[Any]] = []
    for x, low, high in sorted(sheet.upright, key=lambda one: one[1]):
        if spans and low <= spans[-1][1] + NEAR:
            spans[-1][1] = max(spans[-1][1], high)
            spans[-1][2].append(x)
        else:
            spans.append([low, high, [x]])
    found: list[_Grid] = []
    for low, high, places in reversed(spans):
        columns = _apart(places)
        rows = _apart([y for y, _, _ in sheet.level if low - NEAR <= y <= high + NEAR])
        if len(columns) > 2 and len(rows) > 1:
            found.append(_Grid(first + len(found), columns, rows))
    return found


def _apart(places: list[float]) -> tuple[float, ...]:
    """Places in order, those near one another as one."""
    made: list[float] = []
    for place in sorted(places):
        if not made or place - made[-1] > NEAR:
            made.append(place)
    return tuple(made)


def _placed(cm: Any, x: float, y: float) -> tuple[float, float]:
    return float(x * cm[0] + y * cm[2] + cm[4]), float(x * cm[1] + y * cm[3] + cm[5])
