"""Files of values hold every period, leave missing empty, and run no formula."""

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from peelian.documents.readings import read
from peelian.documents.tables import COLUMNS, safe, to_csv, to_xlsx, value_rows
from tests.documents.made import BETTER, NAN, STEADY, measure, series, standard


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_row_a_period() -> None:
    rows = rows_of(to_csv([read(series(STEADY)), read(series(BETTER, unit="north"))]))
    assert len(rows) == len(STEADY) + len(BETTER)
    assert rows[0]["period"] == "2023-01-01"
    assert {row["unit"] for row in rows} == {"force", "north"}


def test_missing_is_empty_and_zero_is_zero() -> None:
    rows = rows_of(to_csv([read(series([*STEADY, NAN, 0.0]))]))
    assert [row["value"] for row in rows[-2:]] == ["", "0.0"]
    assert rows[-2]["point_type"] == ""


def test_a_period_in_progress_says_so() -> None:
    rows = rows_of(to_csv([read(series([*STEADY, 0.8], last_complete=False))]))
    assert [row["complete"] for row in rows[-2:]] == ["yes", "no"]
    assert rows[-1]["point_type"] == ""


def test_the_standard_and_rules_are_there() -> None:
    rows = rows_of(to_csv([read(series(BETTER, of=measure(standards=[standard(0.85)])))]))
    assert rows[-1]["standard"] == "0.85"
    assert "shift" in rows[-1]["rules"]


def test_excel_has_the_same_rows_as_csv() -> None:
    reading = read(series([*STEADY, NAN, 0.0]))
    book = load_workbook(io.BytesIO(to_xlsx([reading], measure=reading.measure)))
    sheet = [tuple(cell for cell in row) for row in book["Values"].iter_rows(values_only=True)]
    assert sheet[0] == COLUMNS
    expected = [tuple(None if cell == "" else cell for cell in row) for row in value_rows([reading])]
    assert sheet[1:] == expected
    assert book["About"]["B1"].value == reading.measure.title


@given(st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text(max_size=10))
def test_text_never_starts_a_formula(first: str, rest: str) -> None:
    reading = read(series(STEADY, unit=first + rest))
    unit = rows_of(to_csv([reading]))[0]["unit"]
    assert unit.startswith("'") or re.fullmatch("[+-][0-9]+", unit)
    sheet = load_workbook(io.BytesIO(to_xlsx([reading], measure=reading.measure)))["Values"]
    assert sheet["B2"].data_type == "s"
    assert str(sheet["B2"].value).startswith("'") or re.fullmatch("[+-][0-9]+", str(sheet["B2"].value))


def test_text_that_is_a_number_stays_as_it_is() -> None:
    assert [safe(text) for text in ("-5", "+44", "-0.25", "-5-1", "+44 1", "-")] == [
        "-5", "+44", "-0.25", "'-5-1", "'+44 1", "'-",
    ]  # fmt: skip


def test_characters_that_excel_cannot_hold_are_replaced() -> None:
    reading = read(series(STEADY, unit="a\x1ab\0"))
    book = load_workbook(io.BytesIO(to_xlsx([reading], measure=reading.measure)))
    assert book["Values"]["B2"].value == "a\ufffdb\ufffd"


def test_a_negative_number_stays_a_number() -> None:
    reading = read(series([-1.5, 2.0], of=measure(kind="mean", improves="neutral")))
    assert rows_of(to_csv([reading]))[0]["value"] == "-1.5"
