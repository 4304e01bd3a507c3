"""Mappings: what their files may say, how they are chosen, and what they do to cells."""

import re
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from peelian.framework.errors import DefinitionError, UserError
from peelian.pipeline.binding import bind, find_mapping
from peelian.pipeline.ingest import load
from peelian.pipeline.mapping import read_mapping
from peelian.pipeline.receipts import rejected_rows
from peelian.pipeline.workspace import Workspace

Writes = Callable[..., Path]

DESK = """
id: desk
source: visits
title: The desk's system
time_zone: America/New_York
blank: [NA, "-"]
reads: {members: "*-desk.csv"}
columns:
  visit_id: {join: [Desk, Number]}
  arrived_at: {from: [Came in, Arrived], format: ["%m/%d/%Y %H:%M", "%d.%m.%Y"]}
  seen_at: {from: Seen, format: "%m/%d/%Y %I:%M %p %z"}
  reason:
    from: Why
    case: lower
    values: {theft: crime, lost: lost, nothing: null}
    matches: [{pattern: "^assault", to: crime}, {pattern: "prop", to: lost}]
    otherwise: reject
  office: {from: [Office, (file name)], part: "^([A-Z]+)-"}
  urgent: {from: Fast, values: {"Blue": "true", "White": "false"}, otherwise: "null"}
  people: {constant: 1}
ignore: [Notes]
"""


def write(workspace: Workspace, text: str, name: str = "desk") -> Path:
    file = workspace.root / "mappings" / f"{name}.yaml"
    file.write_text(textwrap.dedent(text), encoding="utf-8")
    return file


def test_cells_are_renamed_recoded_and_read_in_the_mappings_zone(
    workspace: Workspace, extract: Writes
) -> None:
    write(workspace, DESK)
    file = extract(
        """
        Desk,Number,Arrived,Seen,Why,Fast,Notes,Extra
        A,1,07/01/2024 10:00,07/01/2024 03:30 PM +0100,THEFT,Blue,x,y
        A,-,07/01/2024 10:00,NA,Assault occasioning,White,,
        B,2,07/01/2024 10:00,,property,Red,,
        B,3,07/01/2024 10:00,,nothing,,,
        B,4,2024-07-01 10:00,,arson,,,
        B,5,03/10/2024 02:30,,lost,,,
        B,6,01.07.2024,,lost,,,
        """,
        "NORTH-july.csv",
    )
    (receipt,) = load(workspace, "visits", [file])
    assert receipt.mapping == "desk"
    assert receipt.unmapped == ("Extra",)
    assert receipt.absent == ()
    found = workspace.tables.read("rows/visits").sort_by("_key").to_pylist()
    assert [row["_key"] for row in found] == ["A", "A 1", "B 2", "B 3"]
    assert [row["reason"] for row in found] == ["crime", "crime", "lost", None]
    assert [row["urgent"] for row in found] == [False, True, None, None]
    assert {row["office"] for row in found} == {"NORTH"}
    assert {row["people"] for row in found} == {1}
    assert [f"{row['arrived_at']:%d %H:%M}" for row in found] == ["01 14:00"] * 4
    assert f"{found[1]['seen_at']:%H:%M}" == "14:30"
    assert [row.reasons for row in rejected_rows(workspace, "visits")] == [
        ("reason: 'arson' is not known to the mapping",),
        (
            "arrived_at: '03/10/2024 02:30' did not exist in America/New_York: "
            "the clocks went forward over it",
        ),
        ("arrived_at: '01.07.2024' is a date without a time of day",),
    ]


def test_columns_a_mapping_could_read_may_be_absent_unless_required(
    workspace: Workspace, extract: Writes
) -> None:
    write(workspace, DESK)
    (receipt,) = load(workspace, "visits", [extract("Came in\n07/01/2024 10:00\n")], mapping="desk")
    assert set(receipt.absent) == {"visit_id", "seen_at", "reason", "urgent"}
    with pytest.raises(UserError) as refused:
        load(workspace, "visits", [extract("Seen\n07/01/2024 10:00\n")], mapping="desk")
    assert "arrived_at (When they came in; the mapping looks for Came in or Arrived)" in str(refused.value)


def test_an_archive_is_one_load_of_the_members_a_mapping_is_for(workspace: Workspace, tmp_path: Path) -> None:
    write(workspace, DESK)
    header = "Desk,Number,Arrived,Seen,Why,Fast\n"
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("2024-07/EAST-desk.csv", header + "A,1,07/01/2024 10:00,,lost,\nA,1\n")
        made.writestr("2024-08/WEST-desk.csv", header + "A,2,08/01/2024 10:00,,lost,\nA,3,,,lost,\n")
        made.writestr("2024-08/WEST-other.csv", "something else\n1\n")
    (receipt,) = load(workspace, "visits", [tmp_path / "x.zip"])
    assert (receipt.file, receipt.read, receipt.accepted, receipt.rejected) == ("x.zip", 4, 2, 2)
    assert receipt.members == ("2024-07/EAST-desk.csv", "2024-08/WEST-desk.csv")
    assert [(row.file, row.line) for row in rejected_rows(workspace, "visits")] == [
        ("2024-07/EAST-desk.csv", 3),
        ("2024-08/WEST-desk.csv", 3),
    ]


def test_an_archive_without_a_member_for_the_mapping_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    write(workspace, DESK)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("a.csv", "x\n1\n")
    with pytest.raises(UserError, match=r"has no member like \*-desk.csv; it has a.csv"):
        load(workspace, "visits", [tmp_path / "x.zip"], mapping="desk")
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as made:
        made.writestr("a.doc", "x")
    with pytest.raises(UserError, match="has no CSV file in it"):
        load(workspace, "visits", [tmp_path / "y.zip"])


def test_identical_rows_of_two_members_are_one(workspace: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("a.csv", "arrived_at\n2024-07-01 10:00\n2024-07-01 10:00\n")
        made.writestr("b.csv", "arrived_at\n2024-07-01 10:00\n2024-07-01 11:00\n")
    (receipt,) = load(workspace, "visits", [tmp_path / "x.zip"])
    assert (receipt.read, receipt.accepted, receipt.unchanged) == (4, 3, 1)


def test_two_mappings_that_fit_must_be_chosen_between(workspace: Workspace, extract: Writes) -> None:
    text = """
        id: {}
        source: visits
        title: Same
        columns: {{arrived_at: When}}
    """
    write(workspace, text.format("one"), "one")
    write(workspace, text.format("two"), "two")
    file = extract("When\n2024-01-01 10:00\n")
    with pytest.raises(UserError, match=r"fits more than one mapping \(one, two\): say which with --mapping"):
        load(workspace, "visits", [file])
    assert load(workspace, "visits", [file], mapping="two")[0].mapping == "two"


def test_a_mapping_can_be_a_file_anywhere(workspace: Workspace, extract: Writes, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text("id: mine\nsource: visits\ntitle: Mine\ncolumns: {arrived_at: When}\n")
    file = extract("When\n2024-01-01 10:00\n")
    assert load(workspace, "visits", [file], mapping=str(elsewhere))[0].mapping == "mine"
    with pytest.raises(UserError, match=r"there is no mapping 'mime'"):
        load(workspace, "visits", [file], mapping="mime")


def test_when_none_fits_the_nearest_is_named(workspace: Workspace, extract: Writes) -> None:
    write(workspace, DESK)
    with pytest.raises(UserError) as refused:
        load(workspace, "visits", [extract("Desk,Number,Arrived,Seen,Fast\nA,1,07/01/2024 10:00,,\n")])
    assert "the mapping 'desk' comes nearest but misses: Why. Load it without by --mapping desk." in str(
        refused.value
    )


def test_a_column_the_header_has_twice_must_be_renamed(workspace: Workspace, extract: Writes) -> None:
    with pytest.raises(UserError, match="has 'visit_id' as columns 1 and 3"):
        load(workspace, "visits", [extract("visit_id,arrived_at,visit_id\n1,2024-01-01 10:00,2\n")])


def test_names_are_known_whatever_their_case_spaces_and_marks(workspace: Workspace) -> None:
    source = workspace.framework.source("visits")
    write(workspace, "id: m\nsource: visits\ntitle: M\ncolumns: {arrived_at: Came.In-At}\n", "m")
    mapping = find_mapping(workspace.root, source, "m")
    assert bind(mapping, source, ("x", " came_in  AT"), "f").positions == {"arrived_at": (1,)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("source: visits", "source: offences"), "it is for 'offences', not for 'visits'"),
        (("  people:", "  persons:"), r"visits has no column 'persons' \(did you mean 'reason'\?\)"),
        (("  people:", "  hour:"), "visits has no column 'hour' that is read: it is computed"),
        (("to: lost}]", "to: found}]"), r"reason is never 'found' \(known: crime, lost, other\)"),
        (("{from: Fast,", "{from: Fast, format: '%d',"), "urgent is not a time: it has no format"),
        (("%d.%m.%Y", "%d.%Q"), "format: '%d.%Q' has '%Q', which is not part of strptime's formats"),
        (('"^assault"', '"(assault"'), r"'\(assault' is not a regular expression"),
        (('"^([A-Z]+)-"', '"^[A-Z]+-"'), "has not exactly one group in brackets"),
        (("{constant: 1}", "{constant: 1, from: N}"), "a column is read `from` one of the supplier's"),
        (("America/New_York", "America/Gotham"), "the time zone 'America/Gotham' is not known"),
        (("blank:", "blanks:"), "there is no field `blanks` here"),
        (("id: desk", "id: [desk"), "this is not YAML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_file_and_line(
    workspace: Workspace, change: tuple[str, str], message: str
) -> None:
    assert change[0] in DESK
    file = write(workspace, DESK.replace(*change))
    with pytest.raises(DefinitionError, match=message) as refused:
        read_mapping(file, workspace.framework.source("visits"))
    assert re.match(rf"{re.escape(str(file))}:\d+: ", str(refused.value))
