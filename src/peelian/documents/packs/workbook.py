"""A pack as Excel: what it says in sheets that can be searched and filtered, every value a line."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from peelian.documents.packs import phrases
from peelian.documents.packs.content import MeasureInPack, PackContent
from peelian.documents.packs.fixed import fixed, made_at
from peelian.documents.tables import safe

MOST = 32_000
"""Letters in a cell: Excel itself has 32,767."""
_HEAD = Font(bold=True, name="Arial", size=10)
_BODY = Font(name="Arial", size=10)
_WASH = PatternFill("solid", fgColor="EEF2F5")
_RULE = Border(bottom=Side(style="thin", color="B1B4B6"))
_BLACK = Border(*(Side(style="medium", color="000000") for _ in range(4)))

Row = Sequence[str | int]
Sheet = tuple[Sequence[str], Sequence[int], list[Row]]


def to_xlsx(content: PackContent, charts: Mapping[str, str], digest: str) -> bytes:
    """The pack as a workbook. Values are the words that people read; only what counts is a number."""
    book = Workbook()
    book.remove(book.active)
    told = book.properties
    told.title, told.creator, told.language = content.title[:255], content.force[:255], "en-GB"
    told.created = told.modified = made_at(content.values_at).replace(tzinfo=None)
    _sheet(book, "About", ("What", "Which"), (28, 100), _about(content, digest))
    _sheet(book, "Questions", *_questions(content))
    _sheet(book, "Measures", *_measures(content))
    _sheet(book, "Values", *_values(content))
    _sheet(book, "Places", *_places(content))
    _sheet(book, "Decisions", *_decisions(content))
    _sheet(book, "Actions", *_actions(content))
    file = io.BytesIO()
    book.save(file)
    return fixed(file.getvalue(), made_at(content.values_at))


def _sheet(book: Any, name: str, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Row]) -> None:
    """A sheet with a heading that stays in sight and prints on every page; a filter when there are rows."""
    sheet = book.create_sheet(name)
    sheet.append(list(heads))
    for row in rows:
        sheet.append([_cell(each) for each in row])
    for row in sheet.iter_rows():
        for cell in row:
            first = cell.row == 1
            cell.font, cell.alignment = _HEAD if first else _BODY, Alignment(vertical="top", wrap_text=True)
            if isinstance(cell.value, str):
                cell.data_type = "s"
                if cell.value.startswith(phrases.left_out("")):
                    cell.font, cell.border = _HEAD, _BLACK
            if first:
                cell.fill, cell.border = _WASH, _RULE
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.max_row > 1:
        sheet.auto_filter.ref = sheet.dimensions


def _cell(said: str | int) -> Any:
    return safe(said[:MOST] if isinstance(said, str) else said)


def _about(content: PackContent, digest: str) -> Iterable[Row]:
    yield "Title", content.title
    yield "Force", content.force
    if content.public:
        yield "Edition", phrases.EDITION
    if content.notice:
        yield "Notice", content.notice
    yield from phrases.about(content)
    for item in content.agenda:
        said = phrases.left_out(item.redacted) if item.redacted else item.title
        yield f"Item {item.number}", f"{said} ({item.presenter})" if item.presenter else said
    yield from phrases.itself(content, digest)
    yield phrases.HIDDEN, phrases.HIDDEN_MEANS


def _questions(content: PackContent) -> Sheet:
    heads = (
        "Number", "Question", "Theme", "Why", "Owner", "Signals", "Grade", "Confidence", "Judged by",
        "Judged", "Judgement", "Signals say otherwise", "Views", "Concluded", "Concluded by", "Conclusion",
        "No values", "Left out",
    )  # fmt: skip
    rows: list[Row] = []
    for number, each in enumerate(content.questions, start=1):
        judged = each.judgement
        views = [f"{phrases.seen(view)}: {view.words}" for view in judged.views] if judged else []
        rows.append((
            number, each.title, each.theme, each.why, each.owner, each.signals,
            *((
                judged.grade, judged.confidence, judged.by, judged.at, judged.words, judged.because,
                "\n".join(views), judged.concluded_grade, judged.concluded_by, judged.concluded_words,
            ) if judged else ("",) * 10),
            "; ".join(each.unmeasured), phrases.left_out(each.redacted) if each.redacted else "",
        ))  # fmt: skip
    return heads, (9, 40, 22, 40, 24, 28, 14, 12, 20, 16, 60, 40, 50, 14, 20, 50, 30, 40), rows


def _measures(content: PackContent) -> Sheet:
    heads = (
        "Measure", "Id", "Question", "Unit of value", "Period", "Latest", "Latest period", "Mean", "Standard",
        "Change", "Against the standard", "What it says", "In full", "Events", "Drawn", "Why", "Caveats",
        "Owner", "Source", "Covers to", "Loads", "Data quality", "Definition", "Edition", "Values computed",
        "Left out",
    )  # fmt: skip
    rows: list[Row] = []
    for question in content.questions:
        for each in question.measures:
            trace = each.trace
            rows.append((
                each.title, each.id, question.title, each.unit_of_value, each.period,
                _shown(each, each.latest), _shown(each, each.latest_period), _shown(each, each.usual),
                _shown(each, each.standard), _shown(each, each.variation.label),
                _shown(each, each.assurance.label if each.assurance else ""), each.sentence, each.paragraph,
                "\n".join(each.events), each.limits, each.why, each.caveats, each.owner, trace.source,
                trace.covers_to, "\n".join(trace.loads), trace.quality, trace.definition, trace.edition,
                trace.as_of, phrases.left_out(each.suppressed) if each.suppressed else "",
            ))  # fmt: skip
    widths = (
        40, 24, 40, 14, 10, 14, 18, 14, 14, 20, 22, 60, 80, 40, 50, 40, 40, 22, 22, 12, 50, 12, 24, 10, 22,
        40,
    )  # fmt: skip
    return heads, widths, rows


def _values(content: PackContent) -> Sheet:
    heads = (
        "Measure", "Id", "Period", "Value", "Count", "Out of", "Mean or median", "Limits", "Standard",
        "What it says", "Rules", "Notes",
    )  # fmt: skip
    rows: list[Row] = []
    for each in content.measures:
        if each.suppressed:
            rows.append(
                (each.title, each.id, phrases.left_out(each.suppressed), *(phrases.HIDDEN,) * 6, "", "", "")
            )
        for line in each.lines:
            rows.append((
                each.title, each.id, line.period, line.value or "–", line.numerator, line.denominator,
                line.mean, line.limits, line.standard, line.says,
                "; ".join(line.rules), "\n".join(line.notes),
            ))  # fmt: skip
    return heads, (40, 24, 18, 14, 12, 12, 14, 20, 12, 30, 40, 50), rows


def _places(content: PackContent) -> Sheet:
    heads = ("Measure", "Id", "Unit", "Unit id", "Latest", "Change", "Against the standard")
    rows: list[Row] = []
    for each in content.measures:
        if each.suppressed or each.suppressed_places:
            said = (
                phrases.left_out(each.suppressed)
                if each.suppressed
                else phrases.below_left_out(each.suppressed_places)
            )
            rows.append((each.title, each.id, said, "", *(phrases.HIDDEN,) * 3))
        for place in each.places:
            rows.append((
                each.title, each.id, place.name, place.unit, place.latest or phrases.NO_VALUES,
                place.variation.label if place.variation else "",
                place.assurance.label if place.assurance else "",
            ))  # fmt: skip
    return heads, (40, 24, 30, 14, 16, 22, 24), rows


def _decisions(content: PackContent) -> Sheet:
    rows: list[Row] = [
        (d.number, phrases.left_out(d.redacted) if d.redacted else d.words, d.reason, d.meeting)
        for d in content.decisions
    ]
    return ("Number", "Decision", "Reason", "Meeting"), (10, 70, 60, 22), rows


def _actions(content: PackContent) -> Sheet:
    heads = ("Number", "Action", "Owner", "Due", "State", "Late", "Latest update", "From")
    rows: list[Row] = [
        (
            a.number, phrases.left_out(a.redacted) if a.redacted else a.title, a.owner, a.due, a.state,
            "yes" if a.late else "no", a.latest, a.origin,
        )
        for a in content.actions
    ]  # fmt: skip
    return heads, (10, 60, 24, 18, 16, 8, 60, 40), rows


def _shown(measure: MeasureInPack, said: str) -> str:
    return phrases.HIDDEN if measure.suppressed else said
