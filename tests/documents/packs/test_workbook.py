"""A pack as a workbook: a sheet of each part, every value a line, and no formula of anybody's."""

import io

import pytest
from openpyxl import load_workbook

from peelian.documents.packs.forms import build
from tests.documents.packs.making import action, decision, pack


@pytest.fixture(scope="module")
def book():
    return load_workbook(io.BytesIO(build(pack(), "xlsx")))


def rows(sheet) -> list[dict[str, object]]:
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def test_there_is_a_sheet_of_each_part(book) -> None:
    assert book.sheetnames == ["About", "Questions", "Measures", "Values", "Places", "Decisions", "Actions"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
        assert sheet.print_title_rows == "$1:$1"
    assert book.properties.title == pack().title


def test_every_value_is_a_line(book) -> None:
    found = rows(book["Values"])
    assert len(found) == sum(len(measure.lines) for measure in pack().measures)
    assert found[0] == {
        "Measure": "Attended within the standard (in_time)",
        "Id": "in_time",
        "Period": "October 2024",
        "Value": "90.0%",
        "Count": "900",
        "Out of": "1,000",
        "Mean or median": "84.0%",
        "Limits": "80.0% to 88.0%",
        "Standard": "85.0%",
        "What it says": "Improvement",
        "Rules": "; ".join(pack().questions[0].measures[0].lines[0].rules),
        "Notes": None,
    }


def test_questions_measures_places_decisions_and_actions(book) -> None:
    (first, second) = rows(book["Questions"])
    assert (first["Number"], first["Grade"], first["Concluded"]) == (1, "Good", "Adequate")
    assert "B. Jones challenges: Adequate" in str(first["Views"])
    assert second["Grade"] is None
    measure = rows(book["Measures"])[0]
    assert measure["What it says"] == pack().questions[0].measures[0].sentence
    assert measure["Definition"] == "f00dfeed"
    place = rows(book["Places"])[0]
    assert (place["Unit"], place["Latest"], place["Change"]) == ("North command", "90.0%", "Getting better")
    assert rows(book["Decisions"])[0]["Number"] == 3
    assert [row["Late"] for row in rows(book["Actions"])] == ["yes", "no"]
    about = dict(book["About"].iter_rows(min_row=2, values_only=True))
    assert about["SHA-256 of its content"] == pack().sha256


def test_what_people_wrote_is_never_a_formula() -> None:
    content = pack(
        decisions=(decision(words="=1+1", reason="@SUM(1)"),),
        actions=(action(title="+cmd|' /C calc'!A0", owner="-1"),),
    )
    book = load_workbook(io.BytesIO(build(content, "xlsx")))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert book["Decisions"]["B2"].value == "'=1+1"
    assert book["Actions"]["C2"].value == "-1"  # a number that somebody wrote is no formula
