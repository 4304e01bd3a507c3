"""`check` finds every mistake at once and says each in words, at its file and line."""

import shutil
from pathlib import Path

import pytest

from peelian.framework.check import check
from peelian.framework.load import STARTER

MISTAKES = Path(__file__).parent / "mistakes"


def told(folder: Path) -> list[str]:
    return [f"{p.file.relative_to(folder).as_posix()}:{p.line}: {p.message}" for p in check(folder)]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the starter to break."""
    folder = tmp_path / "workspace"
    shutil.copytree(STARTER, folder)
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_one_of_every_mistake() -> None:
    expected = (MISTAKES / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert told(MISTAKES) == expected


def test_a_folder_without_a_framework(tmp_path: Path) -> None:
    message = "there is no framework here; `peelian init` makes a workspace with a starter framework"
    assert told(tmp_path) == [f"framework/framework.yaml:1: {message}"]


def test_attendance_needs_incidents(workspace: Path) -> None:
    (workspace / "sources" / "incidents.yaml").unlink()
    problems = told(workspace)
    assert (
        "framework/attendance.yaml:1: attendance is timed from the source 'incidents': there is none"
        in problems
    )
    assert any("attendance_median.yaml:4: there is no source 'incidents'" in problem for problem in problems)


def test_a_source_that_cannot_be_read_is_told_once(workspace: Path) -> None:
    change(workspace / "sources" / "incidents.yaml", "id: incidents", "id: incidents\nunknown: 1")
    assert told(workspace) == [
        "sources/incidents.yaml:4: there is no field `unknown` here (known: bands, columns, description,"
        " expressions, id, individual, keep_years, key, period, repeats, rules, sequence, ...)"
    ]


def test_a_measure_that_cannot_be_read_is_told_once(workspace: Path) -> None:
    change(workspace / "framework/measures/officers_in_post.yaml", "kind: stock", "kind: stok")
    assert told(workspace) == [
        "framework/measures/officers_in_post.yaml:6: `kind` cannot be 'stok' (did you mean 'stock'?)"
    ]


def test_without_its_attendance_definition_measures_of_attendance_are_not_blamed(workspace: Path) -> None:
    change(workspace / "framework/attendance.yaml", "use: national", "use: nationl")
    assert told(workspace) == [
        "framework/attendance.yaml:9: `use`: there is no definition 'nationl' (did you mean 'national'?)"
    ]


def test_no_breakdown_names_people(workspace: Path) -> None:
    """Values of a breakdown are for whoever sees the unit; those of a person are for their line alone."""
    source = workspace / "sources" / "incidents.yaml"
    measure = workspace / "framework" / "measures" / "arrival_recorded.yaml"
    added = "  who: coalesce(individual_id, 'nobody')\n  unnamed: individual_id is null\n"
    change(source, "\nexpressions:\n", f"\nexpressions:\n{added}")
    change(measure, "by: [", "by: [individual_id, who, unnamed, ")
    assert [problem.partition("`by`: ")[2].partition(" names")[0] for problem in told(workspace)] == [
        "individual_id",
        "who",
    ]


def test_attendance_names_are_taken(workspace: Path) -> None:
    change(
        workspace / "sources/incidents.yaml",
        "  despatch_seconds: mobile_at",
        "  seconds_to_attend: mobile_at - created_at\n  despatch_seconds: mobile_at",
    )
    (problem,) = told(workspace)
    assert problem.endswith("'seconds_to_attend' comes from attendance.yaml: take it out of the source")


def test_two_definitions_of_one_id(workspace: Path) -> None:
    change(workspace / "framework/attendance.yaml", "- id: cleveland", "- id: suffolk_older")
    assert "`definitions`: 'suffolk_older' is the id of two definitions" in told(workspace)[0]


def test_a_circle_through_rates_is_told_once_and_the_rest_is_still_checked(workspace: Path) -> None:
    rate = workspace / "framework/measures/incidents_per_100_officers.yaml"
    change(rate, "per: officers_in_post", "per: incidents_per_100_officers")
    change(
        workspace / "framework/measures/people_in_post.yaml",
        "title: People in post",
        "title: Officers in post",
    )
    problems = told(workspace)
    assert any("incidents_per_100_officers is defined by itself" in problem for problem in problems)
    assert any("people_in_post has the same title as officers_in_post" in problem for problem in problems)
