"""Values as files: CSV and Excel of series, the same rows as the table on the page."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from peelian.documents.readings import Reading
from peelian.framework.measure import Measure

Cell = str | float | None

COLUMNS = (
    "measure", "unit", "breakdown", "category", "period", "value", "numerator", "denominator", "n", "mean",
    "lower_limit", "upper_limit", "standard", "point_type", "rules", "complete", "quality",
)  # fmt: skip

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def value_rows(readings: Iterable[Reading]) -> list[tuple[Cell, ...]]:
    """One row a period of each series, in the order of COLUMNS; None where something is missing."""
    rows: list[tuple[Cell, ...]] = []
    for reading in readings:
        series, points = reading.series, reading.verdict.points
        for at, point in enumerate(points):
            rows.append(
                (
                    series.measure.id, series.unit, series.breakdown, series.category,
                    point.date.isoformat()[:10], point.value,
                    *(_known(array[at]) for array in (series.numerator, series.denominator, series.n)),
                    point.mean, point.lpl, point.upl, point.target,
                    "" if point.ghost or point.value is None else point.type,
                    " ".join(point.rules), "yes" if series.complete[at] else "no", _known(series.quality[at]),
                )
            )  # fmt: skip
    return rows


def to_csv(readings: Iterable[Reading]) -> bytes:
    """The rows as UTF-8 CSV with a byte-order mark, so that Excel reads it as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in row] for row in value_rows(readings))
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(readings: Sequence[Reading], *, measure: Measure) -> bytes:
    """The rows as an Excel workbook: a sheet of values, and a sheet that says what was measured."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Values"
    sheet.append(list(COLUMNS))
    for row in value_rows(readings):
        sheet.append([safe(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, len(name) + 2)
    sheet.freeze_panes = "A2"
    about = book.create_sheet("About")
    told = [
        ("Measure", measure.title),
        ("Owner", measure.owner),
        ("Why", measure.why),
        ("Caveats", measure.caveats),
        *((f"{r.series.unit} {r.series.category}".strip(), r.sentence) for r in readings),
    ]
    for label, words in told:
        about.append([safe(label), safe(words)])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 110
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def safe(cell: Cell) -> Cell:
    """A cell as a spreadsheet may have it. Text it would run as a formula gets a quote before it, which
    makes it text; characters it cannot hold become the replacement character. Numbers stay as they are.
    """
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell)
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _known(number: float) -> float | None:
    return None if number != number else float(number)
