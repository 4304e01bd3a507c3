"""A loaded framework: finding things in it, and fingerprints that follow the meaning."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from peelian.framework.check_sources import names_of
from peelian.framework.errors import DefinitionError, UserError
from peelian.framework.expressions import Column, Compare, Difference, Literal, type_of
from peelian.framework.load import STARTER, Framework, load
from peelian.framework.parsed import Breakdown
from peelian.framework.source import Band


@pytest.fixture(scope="module")
def starter() -> Framework:
    return load(STARTER)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the starter to change."""
    folder = tmp_path / "workspace"
    shutil.copytree(STARTER, folder)
    return folder


def test_loads_in_order_of_file_name(starter: Framework) -> None:
    assert list(starter.measures) == sorted(starter.measures)
    assert list(starter.sources) == sorted(starter.sources)
    assert next(iter(starter.questions)) == "answering_calls"
    assert starter.edition.edition == "starter"
    assert starter.edition.date == date(2024, 4, 1)


def test_everything_wrong_is_raised_together() -> None:
    with pytest.raises(DefinitionError) as refused:
        load(Path(__file__).parent / "mistakes")
    assert len(refused.value.problems) > 80
    assert refused.value.problems == sorted(refused.value.problems)


def test_unknown_names_say_the_nearest(starter: Framework) -> None:
    with pytest.raises(UserError, match=r"there is no measure 'regrade' \(did you mean 'regraded'\?\)"):
        starter.parsed("regrade")
    with pytest.raises(UserError, match=r"there is no source 'incident' \(did you mean 'incidents'\?\)"):
        starter.names("incident")


def test_names_of_a_source_are_its_columns_and_expressions(starter: Framework) -> None:
    names = names_of(starter.sources["calls"])
    assert names["line"] == "text"
    assert names["seconds_to_answer"] == Difference(
        Column("answered_at", "instant"), Column("connected_at", "instant")
    )
    assert names == starter.names("calls")
    assert "seconds_to_attend" not in names_of(starter.sources["incidents"])
    assert starter.values("calls") == {"line": ("999", "101")}


def test_conditions_and_breakdowns(starter: Framework) -> None:
    assert starter.condition("calls_999_offered") == Compare(
        "=", Column("line", "text"), Literal("999", "text")
    )
    (hour,) = starter.parsed("calls_999_offered").by
    assert hour == starter.breakdowns("calls")["hour_band"]
    assert starter.parsed("calls_101_share").formula is not None
    breakdowns = starter.breakdowns("stop_searches")
    assert {"self_defined_group", "found_something", "gender"} <= breakdowns.keys()
    assert "latitude" not in breakdowns
    assert type_of(breakdowns["self_defined_group"].expression) == "text"


def test_a_breakdown_files_every_row_under_something() -> None:
    size = Breakdown(
        "size", Column("resources", "integer"), (Band(label="few", end=2), Band(label="many", start=5))
    )
    labels = {None: "not recorded", -7: "few", 2: "few", 3: "outside the bands", 5: "many", 500: "many"}
    assert {value: size.label(value) for value in labels} == labels
    abandoned = Breakdown("abandoned", Column("abandoned", "boolean"))
    assert [abandoned.label(value) for value in (True, False, None)] == ["yes", "no", "not recorded"]
    assert Breakdown("line", Column("line", "text")).label("999") == "999"


def edit(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def apply(file: Path) -> None:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        change(content)
        file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    return apply


MEANING = {
    "where": ("framework/measures/attendance_immediate_median.yaml", {"where": "attendance_counts"}),
    "value": ("framework/measures/attendance_immediate_median.yaml", {"value": "travel_seconds"}),
    "kind": ("framework/measures/attendance_immediate_median.yaml", {"kind": "mean"}),
    "period": ("framework/measures/attendance_immediate_median.yaml", {"period": "week"}),
    "by": ("framework/measures/attendance_immediate_median.yaml", {"by": ["urban_rural"]}),
    "attendance": ("framework/attendance.yaml", {"use": "national_restarted"}),
    "band": (
        "sources/incidents.yaml",
        {
            "bands": {
                b: {"of": "created_hour", "bands": [{"label": "day"}]} for b in ("hour_band", "day_band")
            }
        },
    ),
}
NO_MEANING = {
    "title": {"title": "Another title"},
    "owner": {"owner": "Somebody else"},
    "why": {"why": "Another reason"},
    "caveats": {"caveats": "None"},
    "improves": {"improves": "neutral"},
    "unit": {"unit": "minutes"},
    "a different spelling": {"where": "(attendance_counts) AND attendance_grade='immediate'"},
}


@pytest.mark.parametrize("what", MEANING)
def test_a_fingerprint_changes_with_the_meaning(starter: Framework, workspace: Path, what: str) -> None:
    file, new = MEANING[what]
    edit(lambda content: content.update(new))(workspace / file)
    changed = load(workspace).fingerprint("attendance_immediate_median")
    assert changed != starter.fingerprint("attendance_immediate_median")


@pytest.mark.parametrize("what", NO_MEANING)
def test_a_fingerprint_does_not_change_with_the_words(starter: Framework, workspace: Path, what: str) -> None:
    file = workspace / "framework/measures/attendance_immediate_median.yaml"
    edit(lambda content: content.update(NO_MEANING[what]))(file)
    changed = load(workspace).fingerprint("attendance_immediate_median")
    assert changed == starter.fingerprint("attendance_immediate_median")


USED = {
    "officers_in_post": ({"where": "role = 'constable'"}, "incidents_per_100_officers"),
    "calls_101_offered": ({"where": "line = '101' and abandoned"}, "calls_101_share"),
    "calls_999_offered": ({"period": "month", "where": "line <> '101'"}, "calls_101_share"),
}


@pytest.mark.parametrize("used", USED)
def test_a_fingerprint_follows_the_measures_it_is_made_of(
    starter: Framework, workspace: Path, used: str
) -> None:
    new, measure = USED[used]
    edit(lambda content: content.update(new))(workspace / f"framework/measures/{used}.yaml")
    changed = load(workspace)
    assert changed.fingerprint(measure) != starter.fingerprint(measure)
    assert changed.fingerprint("regraded") == starter.fingerprint("regraded")


def test_the_standard_in_force_on_a_day(starter: Framework) -> None:
    measure = starter.measure("calls_999_within_10_seconds")
    assert measure.standard_on(date(2021, 10, 31)) is None
    standard = measure.standard_on(date(2021, 11, 1))
    assert standard is not None
    assert standard.value == 0.9
