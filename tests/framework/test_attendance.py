"""Attendance definitions: the shipped ones against plain Python, row by row, and against DuckDB."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelian.framework.attendance import (
    NAMES,
    Attendance,
    AttendanceDefinition,
    AttendanceError,
    ByArea,
    parse_attendance,
)
from peelian.framework.expressions import evaluate, to_sql
from peelian.framework.load import STARTER, Framework, load

START = datetime(2024, 3, 31, 0, 50, tzinfo=UTC)  # ten minutes before the clocks go forward
GRADES = ["immediate", "priority", "standard", "scheduled", "resolution_without_deployment"]
TIMES = [
    "call_connected_at",
    "created_at",
    "upgraded_at",
    "despatched_at",
    "at_scene_at",
    "suitable_at_scene_at",
]

instants = st.none() | st.sampled_from(
    [-600, 0, 1, 899, 900, 901, 1200, 1201, 3600, 3601, 86_400, 86_401, 200_000]
).map(lambda seconds: START + timedelta(seconds=seconds))
grades = st.none() | st.sampled_from(GRADES)
rows = st.fixed_dictionaries(
    {
        **dict.fromkeys(TIMES, instants),
        **dict.fromkeys(["grade", "first_grade", "highest_grade"], grades),
        "urban_rural": st.none() | st.sampled_from(["urban", "rural"]),
        "origin": st.none() | st.sampled_from(["999", "self_initiated"]),
        "resolution": st.none()
        | st.sampled_from(
            ["attended", "cancelled", "resolved_without_deployment", "appointment", "duplicate", "other"]
        ),
    }
)
Row = Mapping[str, object]


@pytest.fixture(scope="module")
def starter() -> Framework:
    return load(STARTER)


def test_the_issue_s_exclusions_are_all_shipped(starter: Framework) -> None:
    assert starter.attendance is not None
    assert list(starter.attendance.exclusions) == [
        "no_clock_start",
        "self_initiated",
        "there_already",
        "duplicate",
        "cancelled",
        "resolved_without_deployment",
        "appointment",
        "no_arrival",
        "arrival_before_call",
        "implausible",
    ]
    assert all(definition.source_note for definition in starter.attendance.definitions)


def plain(definition: AttendanceDefinition, row: Row) -> dict[str, object]:
    """What a definition means, said without expressions."""
    grade = row[definition.grade]
    started: object = None
    if isinstance(definition.clock_start, str):
        started = row[definition.clock_start]
    elif grade in definition.clock_start:
        started = row[definition.clock_start[str(grade)]]
    elif "other" in definition.clock_start:
        started = row[definition.clock_start["other"]]
    if definition.restart_on_upgrade and grade == "immediate" and row["upgraded_at"] is not None:
        started = row["upgraded_at"]
    stopped = row[definition.clock_stop]
    seconds = between(stopped, started)
    holds = {
        "no_clock_start": started is None,
        "self_initiated": row["origin"] == "self_initiated",
        "there_already": seconds is not None and 0 <= seconds <= 3,
        "duplicate": row["resolution"] == "duplicate",
        "cancelled": row["resolution"] == "cancelled",
        "resolved_without_deployment": row["resolution"] == "resolved_without_deployment"
        or grade == "resolution_without_deployment",
        "appointment": row["resolution"] == "appointment" or grade == "scheduled",
        "no_arrival": stopped is None,
        "arrival_before_call": seconds is not None and seconds < 0,
        "implausible": seconds is not None and seconds > 86_400,
    }
    standard = definition.standards.get(str(grade))
    if isinstance(standard, ByArea):
        standard = getattr(standard, str(row["urban_rural"] or "unknown"))
    return {
        "seconds_to_attend": seconds,
        "control_room_seconds": between(row["despatched_at"], started),
        "attendance_counts": not any(holds[id] for id in definition.excludes),
        "attendance_grade": grade,
        "standard_seconds": standard,
        "within_standard": None if seconds is None or standard is None else seconds <= standard,
    }


def between(end: object, start: object) -> int | None:
    if isinstance(end, datetime) and isinstance(start, datetime):
        return round((end - start).total_seconds())
    return None


@given(row=rows)
def test_every_shipped_definition_means_what_it_says(starter: Framework, row: Row) -> None:
    for parsed in starter.attendance_definitions.values():
        assert tuple(parsed.names) == NAMES
        found = {name: evaluate(expression, row) for name, expression in parsed.names.items()}
        assert found == plain(parsed.definition, row)


@settings(max_examples=25, deadline=None)
@given(some=st.lists(rows, min_size=1, max_size=20))
def test_duckdb_gives_the_same(starter: Framework, some: list[Row]) -> None:
    kinds = {name: pa.timestamp("us", "UTC") if name in TIMES else pa.string() for name in some[0]}
    facts = pa.Table.from_pylist(list(some), schema=pa.schema(list(kinds.items())))
    with duckdb.connect() as connection:
        connection.register("facts", facts)
        for parsed in starter.attendance_definitions.values():
            columns = ", ".join(f"{to_sql(tree)} AS {name}" for name, tree in parsed.names.items())
            found = connection.sql(f"SELECT {columns} FROM facts").to_arrow_table().to_pylist()
            assert found == [plain(parsed.definition, row) for row in some]


def test_an_incident_is_dropped_by_the_first_exclusion_in_order(starter: Framework) -> None:
    national = starter.attendance_definitions["national"]
    row = dict.fromkeys([*TIMES, "urban_rural", "first_grade", "highest_grade"]) | {
        "grade": "scheduled",
        "origin": "self_initiated",
        "resolution": None,
        "created_at": START,
    }
    holding = [one.id for one in national.exclusions if evaluate(one.excludes, row)]
    assert holding == ["self_initiated", "appointment", "no_arrival"]


def test_resources_are_said_in_words(starter: Framework) -> None:
    words = {id: parsed.definition.resources for id, parsed in starter.attendance_definitions.items()}
    assert words["suffolk_older"] == "first suitable resource"
    assert words["national"] == "first resource of any kind"


def test_measures_use_the_definition_in_use(starter: Framework) -> None:
    names, national = starter.names("incidents"), starter.attendance_definitions["national"]
    assert {name: names[name] for name in NAMES} == national.names
    assert starter.parsed("attendance_immediate_median").value == national.seconds


def test_a_definition_without_exclusions_counts_every_incident(starter: Framework) -> None:
    assert starter.attendance is not None
    definition = AttendanceDefinition(id="bare", title="Bare", source_note="none")
    attendance = Attendance(use="bare", exclusions={}, definitions=(definition,))
    parsed = parse_attendance(attendance, definition, starter.names("incidents"), {})
    row = dict.fromkeys([*TIMES, "grade"])
    assert evaluate(parsed.counts, row) is True
    assert evaluate(parsed.standard_seconds, row) is None


def test_by_area_needs_the_area(starter: Framework) -> None:
    definition = AttendanceDefinition(
        id="area", title="Area", source_note="none", standards={"immediate": ByArea(urban=1, rural=2)}
    )
    attendance = Attendance(use="area", exclusions={}, definitions=(definition,))
    names = {name: kind for name, kind in starter.names("incidents").items() if name != "urban_rural"}
    with pytest.raises(AttendanceError, match="there is no column of incidents 'urban_rural'") as refused:
        parse_attendance(attendance, definition, names, {})
    assert refused.value.place == ("definitions", 0, "standards", "immediate")
