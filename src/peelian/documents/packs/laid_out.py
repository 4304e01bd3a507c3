"""The tables of a pack, as every form lays them out: heads, and rows of cells with their marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from peelian.documents.packs.content import MeasureInPack, PackContent, Place, QuestionInPack, Sign
from peelian.documents.packs.phrases import (
    HIDDEN,
    NO_VALUES,
    day,
    graded,
    heading,
    left_out,
)

ACROSS = 4
"""Measures that stand beside one another in a table of units."""


@dataclass(frozen=True)
class Cell:
    """Words, marks before them, and smaller words below. `hidden` is why something is left out here."""

    words: str = ""
    signs: tuple[Sign, ...] = ()
    below: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class Table:
    """`shares` is how wide its columns are beside one another. The first cell of a row is its heading."""

    title: str
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    key: str = field(default="", compare=False)


def brief(content: PackContent) -> Table:
    """Every question with the grade that stands and what its signals say."""
    rows = tuple(
        (
            Cell(heading(number, each), hidden=_why(each.redacted)),
            Cell("" if each.redacted else graded(each)),
            Cell(each.signals),
            Cell(each.owner),
        )
        for number, each in enumerate(content.questions, start=1)
    )
    return Table("Questions", ("Question", "Grade", "Signals", "Owner"), (4, 1.7, 3, 2.2), rows)


def signals(question: QuestionInPack) -> Table:
    """Every measure of a question in a row."""
    standards = any(measure.assurance or measure.standard for measure in question.measures)
    heads = ("Measure", "Latest", "Change", "Standard")
    shares = (5.2, 2.1, 2.4, 2.4)
    rows = [_signals_row(measure) for measure in question.measures]
    many = 4 if standards else 3
    return Table(f"Signals: {question.title}", heads[:many], shares[:many], tuple(row[:many] for row in rows))


def _signals_row(measure: MeasureInPack) -> tuple[Cell, ...]:
    if measure.suppressed:
        why = left_out(measure.suppressed)
        return Cell(measure.title, hidden=why), Cell(HIDDEN), Cell(HIDDEN), Cell(HIDDEN)
    standard = Cell(measure.standard)
    if measure.assurance:
        below = f"Standard {measure.standard}" if measure.standard else ""
        standard = Cell(measure.assurance.label, (measure.assurance,), below)
    return (
        Cell(measure.title, below=measure.sentence),
        Cell(measure.latest or NO_VALUES, below=measure.latest_period),
        Cell(measure.variation.label, (measure.variation,)),
        standard,
    )


def places(question: QuestionInPack) -> list[Table]:
    """The units below by the measures of a question, some measures a table."""
    shown = [m for m in question.measures if m.places or m.suppressed_places or m.suppressed]
    names = list(dict.fromkeys((p.unit, p.name) for m in shown for p in m.places))
    if not names:
        return []
    title = f"Units below: {question.title}"
    parts = [shown[at : at + ACROSS] for at in range(0, len(shown), ACROSS)]
    return [
        Table(
            title if len(parts) == 1 else f"{title} ({number} of {len(parts)})",
            ("Unit", *(measure.title for measure in part)),
            (2.2, *[2.6] * len(part)),
            tuple(
                (Cell(name), *(_place(measure, unit) for measure in part))  # its mark, then its value
                for unit, name in names
            ),
        )
        for number, part in enumerate(parts, start=1)
    ]


def _place(measure: MeasureInPack, unit: str) -> Cell:
    if measure.suppressed or measure.suppressed_places:
        return Cell(HIDDEN)
    found: Place | None = next((place for place in measure.places if place.unit == unit), None)
    if found is None or not found.latest:
        return Cell(NO_VALUES)
    signs = tuple(sign for sign in (found.variation, found.assurance) if sign)
    return Cell(found.latest, signs, below=_labels(signs))


def _labels(signs: Sequence[Sign]) -> str:
    return ", ".join(sign.label if at == 0 else sign.label.lower() for at, sign in enumerate(signs))


def decisions(content: PackContent) -> Table:
    rows = (
        (Cell(str(each.number)), Cell(hidden=left_out(each.redacted)), Cell(""), Cell(each.meeting))
        if each.redacted
        else (Cell(str(each.number)), Cell(each.words), Cell(each.reason), Cell(each.meeting))
        for each in content.decisions
    )
    heads = ("Number", "Decision", "Reason", "Meeting")
    return Table("Decisions", heads, (1.3, 5, 3.8, 2.2), tuple(rows))


def actions(content: PackContent) -> Table:
    """Every action; a public edition has neither owners nor what was said from day to day."""
    owned = any(each.owner for each in content.actions)
    heads = ("Number", "Action", *(["Owner"] if owned else []), "Due", "State")
    shares = (1.3, 5.3, *([2.1] if owned else []), 1.9, 1.7)
    rows = [
        (
            Cell(str(each.number)),
            Cell(each.title, below=_told(each.latest, each.origin), hidden=_why(each.redacted)),
            *([Cell(each.owner)] if owned else []),
            Cell(each.due),
            Cell(each.state, below="Late" if each.late else ""),
        )
        for each in content.actions
    ]
    return Table("Actions", heads, shares, tuple(rows))


def traces(content: PackContent) -> Table:
    """Where the values of every measure come from."""
    rows = []
    for measure in content.measures:
        trace = measure.trace
        covers = f", to {day(trace.covers_to)}" if trace.covers_to else ""
        quality = f"Data quality: {trace.quality}" if trace.quality else ""
        rows.append(
            (
                Cell(measure.title, hidden=_why(measure.suppressed)),
                Cell(f"{trace.source or 'Made of other measures'}{covers}", below="; ".join(trace.loads)),
                Cell(f"Edition {trace.edition}, {trace.definition}", below=quality),
            )
        )
    return Table("Sources", ("Measure", "Source and its last loads", "Definition"), (4, 4, 3.2), tuple(rows))


def agenda(content: PackContent) -> Table:
    rows = (
        (
            Cell(str(each.number)),
            Cell(each.title, hidden=_why(each.redacted)),
            *([Cell(each.presenter)] if _presented(content) else []),
        )
        for each in content.agenda
    )
    heads = ("Number", "Item", *(["Presented by"] if _presented(content) else []))
    return Table("Agenda", heads, (1.3, 7, 3.5)[: len(heads)], tuple(rows))


def _presented(content: PackContent) -> bool:
    return any(each.presenter for each in content.agenda)


def _told(latest: str, origin: str) -> str:
    """The latest update and where an action is from, in one."""
    return ". ".join(part.strip().rstrip(".") for part in (latest, origin) if part.strip())


def _why(reason: str) -> str:
    return left_out(reason) if reason else ""


def hides(content: PackContent) -> bool:
    """Whether anything is shown as `HIDDEN`, which then needs explaining."""
    return any(measure.suppressed or measure.suppressed_places for measure in content.measures)


def spread(shares: Iterable[float], width: int) -> list[int]:
    """`width` split as `shares` say; what rounding leaves is the last's."""
    given = list(shares)
    wide = [int(width * share / sum(given)) for share in given]
    wide[-1] += width - sum(wide)
    return wide
