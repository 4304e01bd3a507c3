"""A list as a file: the rows of a table as CSV or as an Excel workbook of one sheet."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from peelian.documents.tables import Cell, safe


def csv_lines(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[bytes]:
    """The file line by line, as UTF-8 with a byte-order mark so that Excel reads it as that."""
    yield b"\xef\xbb\xbf"
    for row in [columns, *rows]:
        text = io.StringIO(newline="")
        csv.writer(text).writerow([safe(cell) for cell in row])
        yield text.getvalue().encode()


def workbook(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, wide: Mapping[str, int]
) -> bytes:
    """The file as an Excel workbook whose sheet has that title; `wide` are columns wider than their names."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = wide.get(name, max(12, len(name) + 2))
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
