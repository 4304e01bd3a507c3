"""Tables whose first row says what is in each column: one finding a row."""

import re
from dataclasses import dataclass

from peelian.documents.inspections.labels import COMMISSIONER, FORCE, RECOMMENDATION, kind_named, label_of
from peelian.documents.inspections.text import Line, Text

NUMBER, FINDING, OWNER, DUE, GRADE, OTHER = "number", "finding", "owner", "due", "grade", "other"
_COLUMNS = (
    (NUMBER, r"no\.?|number|ref(?:erence)?\.?(?:\s+no\.?)?|#|id|item|rec(?:ommendation)?\s+(?:no\.?|number|ref\w*)|AFI\s+(?:no\.?|number)|HMIC(?:FRS)?\s+ref\w*|portal\s+(?:ref\w*|id|no\.?|number)"),
    (FINDING, r"(?:HMIC(?:FRS)?(?:'s)?\s+|key\s+|national\s+|detail\s+of\s+|summary\s+of\s+)*(?:recommendations?|areas?\s+for\s+improvement|AFIs?|causes?\s+of\s+concern|findings?|issue)(?:\s*/\s*(?:recommendations?|areas?\s+for\s+improvement|AFIs?|causes?\s+of\s+concern))*(?:\s+(?:text|detail|wording|description|made))?(?:\s*\(AFIs?\))?|details?|description|text"),
    (OWNER, r"(?:action\s+|force\s+|strategic\s+|responsible\s+)?(?:owner|lead|addressee|body|person)(?:\s*\([^)]*\))?|responsib(?:le|ility)(?:\s+(?:officer|body|person))?|addressed\s+to|for\s+whom|by\s+whom|owned\s+by|who"),
    (DUE, r"(?:due|target|completion|deadline|end)(?:\s+(?:date|by))?|(?:date|time)\s*(?:due|scale|frame|line)s?|timescales?(?:\s+for\s+completion)?|deadline|by\s+when|when"),
    ("status", r"status|RAG(?:\s+status)?|progress\s+status|complete\??|level|grade"),
)  # fmt: skip
_COLUMN = [(name, re.compile(words, re.IGNORECASE)) for name, words in _COLUMNS]
_FORCE_COLUMN = re.compile(
    r"^(?:proposed\s+|planned\s+|current\s+|force\s+)?(?:action|update|progress|response|comments?|position)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of such a table: its lines by column, and the kind that the table is of."""

    kind: str
    cells: dict[str, list[Line]]
    first: Line
    last: Line


@dataclass(frozen=True, slots=True)
class Table:
    """A table of findings: the places of its lines in the text, and its rows."""

    places: range
    rows: tuple[Row, ...]


def tables_of(text: Text) -> list[Table]:
    """Every table of findings in a text."""
    found: list[Table] = []
    at = 0
    while at < len(text.lines):
        cell = text.lines[at].cell
        if cell is None:
            at += 1
            continue
        end = at
        while end < len(text.lines) and (there := text.lines[end].cell) is not None and there[0] == cell[0]:
            end += 1
        made = _table(text.lines[at:end], range(at, end))
        if made is not None:
            found.append(made)
        at = end
    return found


def _table(lines: tuple[Line, ...], places: range) -> Table | None:
    rows: dict[int, list[Line]] = {}
    for line in lines:
        assert line.cell is not None
        rows.setdefault(line.cell[1], []).append(line)
    for number, row in rows.items():
        heading = _columns(row)
        if heading is not None:
            columns, kind = heading
            start = next(
                at for at, line in zip(places, lines, strict=True) if line.cell and line.cell[1] == number
            )
            after = [_row(cells, columns, kind) for at, cells in rows.items() if at > number]
            whole = tuple(row for row in after if row is not None)
            return Table(range(start, places.stop), whole) if whole else None
    return None


def _columns(row: list[Line]) -> tuple[dict[int, str], str] | None:
    """What each column holds, when this row says so of at least two, and one of them is the finding."""
    columns: dict[int, str] = {}
    kind = RECOMMENDATION
    for line in row:
        assert line.cell is not None
        name = _column(line)
        if name is None:
            continue
        if name in columns.values():
            if name in (FINDING, FORCE):
                name = OTHER
            else:
                continue
        columns.setdefault(line.cell[2], name)
        if name == FINDING:
            kind = kind_named(line.plain) or kind
    if len(columns) < 2 or FINDING not in columns.values():
        return None
    if len(row) == 2 and set(columns.values()) == {FINDING, OTHER}:
        return None
    return columns, kind


def _column(line: Line) -> str | None:
    words = line.plain.strip().rstrip(":").strip()
    if not words or len(words.split()) > 12:
        return None
    for name, pattern in _COLUMN:
        if pattern.fullmatch(words):
            return name
    label = label_of(line)
    if label is not None and label.name in (FORCE, COMMISSIONER) and not label.rest:
        return label.name
    if label is not None and label.name in ("response", "joint_response"):
        return FORCE
    return FORCE if _FORCE_COLUMN.match(words) else None


def _row(lines: list[Line], columns: dict[int, str], kind: str) -> Row | None:
    cells: dict[str, list[Line]] = {}
    for line in lines:
        if line.cell is not None and line.text and line.cell[2] in columns:
            cells.setdefault(columns[line.cell[2]], []).append(line)
    told = cells.get(FINDING)
    if not told or len(" ".join(line.text for line in told).split()) < 3:
        return None
    shown = [line for line in lines if line.text]
    return Row(kind, cells, shown[0], shown[-1])
