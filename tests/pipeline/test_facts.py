"""Facts say what the rows said, and are laid out anew when, and only when, what they rest on changes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peelian.framework.tree import Expression
from peelian.pipeline.contracts import ARROW_TYPES
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.facts import _worked_out, reduced
from peelian.pipeline.individuals import individual_series
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.refresh import refresh
from peelian.pipeline.vectors import Vectors
from peelian.pipeline.workspace import Workspace
from tests.framework import trees
from tests.framework.trees import plain
from tests.pipeline.test_vectors import Row, told, vectors
from tests.pipeline.worlds import write_rows, write_workspace


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expression=trees.anything, rows=st.lists(trees.rows, min_size=1, max_size=20))
def test_an_expression_over_facts_is_that_over_the_rows(expression: Expression, rows: list[Row]) -> None:
    read: dict[str, Expression] = {}
    over_facts, over_rows = reduced(expression, read), vectors(rows)
    facts = pa.table(
        {"_": pa.nulls(len(rows))} | {n: _worked_out(over_rows, each) for n, each in read.items()}
    )
    found, wanted = told(Vectors(facts), over_facts), told(over_rows, expression)
    assert [plain(value) for value in found] == [plain(value) for value in wanted]


MEASURES: list[dict[str, Any]] = [
    {"id": "quick", "kind": "proportion", "where": "kind = 'a'", "numerator": "taken <= 900"},
    {"id": "typical", "kind": "median", "value": "taken"},
]
UNITS = [
    {"unit_id": unit, "name": unit, "level": level, "parent_id": parent, "starts": date(2020, 1, 1)}
    for unit, level, parent in [("F", "force", None), ("T1", "team", "F"), ("T2", "team", "F")]
]


def posting(person: str, unit: str, start: date, end: date | None = None) -> Row:
    return {"person_id": person, "name": person, "unit_id": unit, "role": "", "starts": start, "ends": end}


def job(number: int, day: date, person: str = "p1") -> Row:
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    return {
        "job_id": f"j{number}", "kind": "a", "at": at, "done_at": at + timedelta(seconds=600 + number),
        "unit_id": "T2", "person_id": person, "_date": day,
    }  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    said = {"source": "jobs", "question": "q", "improves": "neutral", "owner": "o", "why": "w"}
    write_workspace(tmp_path / "w", [said | measure | {"title": measure["id"]} for measure in MEASURES])
    workspace = Workspace.open(tmp_path / "w")
    write_rows(workspace.tables, "units", UNITS)
    write_rows(workspace.tables, "postings", [posting("p1", "T1", date(2020, 1, 1))])
    write_rows(workspace.tables, "jobs", [job(n, date(2024, 1 + n % 3, 10)) for n in range(9)])
    refresh(workspace)
    return workspace


def book(workspace: Workspace) -> Factbook:
    source = workspace.framework.source("jobs")
    return Factbook(Pinned(workspace.tables), workspace.framework, source, Organisation.read(workspace))


def months_missing(workspace: Workspace) -> list[str]:
    return sorted(partition["_month"] for _, partition in book(workspace).missing())


def test_a_refresh_leaves_nothing_to_lay_out(workspace: Workspace) -> None:
    assert months_missing(workspace) == []
    facts = pa.concat_tables(book(workspace).read(["2024-01", "2024-02"], ["_unit", "_individual"]))
    assert set(facts["_unit"].to_pylist()) == {"T1"}  # where p1 was posted, not the unit on the row
    assert set(facts["_individual"].to_pylist()) == {"p1"}


def test_a_posting_touches_the_months_it_is_in(workspace: Workspace) -> None:
    moved = date(2024, 2, 5)
    postings = [posting("p1", "T1", date(2020, 1, 1), moved), posting("p1", "T2", moved)]
    write_rows(workspace.tables, "postings", postings)
    assert months_missing(workspace) == ["2024-02", "2024-03"]
    assert refresh(workspace).computed == 2
    assert months_missing(workspace) == []


def test_rows_of_one_month_are_laid_out_alone(workspace: Workspace) -> None:
    before = {file.path for file in workspace.tables.files("facts/jobs")}
    kept = [file for file in workspace.tables.files("rows/jobs") if file.partition["_month"] != "2024-03"]
    changed = workspace.tables.read("rows/jobs", where="_month = '2024-03'")
    extra = pa.concat_tables([changed, changed.slice(0, 1)])
    workspace.tables.replace("rows/jobs", extra, [{"_month": "2024-03"}], ("_month",))
    assert months_missing(workspace) == ["2024-03"]
    assert refresh(workspace).computed == 1
    after = {file.path for file in workspace.tables.files("facts/jobs")}
    assert len(before & after) == len(kept) == 2
    assert sum(file.rows for file in workspace.tables.files("facts/jobs")) == 10


def test_a_measure_that_reads_more_lays_out_more(workspace: Workspace) -> None:
    file = workspace.root / "framework" / "measures" / "quick.yaml"
    file.write_text(file.read_text().replace("kind = 'a'", "kind = 'a' and x is null"))
    again = Workspace.open(workspace.root)
    assert months_missing(again) == ["2024-01", "2024-02", "2024-03"]
    refresh(again)
    assert months_missing(again) == []


def test_individuals_are_right_before_rows_are_laid_out_and_after(workspace: Workspace) -> None:
    write_rows(workspace.tables, "jobs", [job(n, date(2024, 1, 10), f"p{n % 2}") for n in range(8)])
    for _ in range(3):
        (series,) = individual_series(workspace, "typical", ["p1"])
        assert series.value.tolist() == [604.0]
        (series,) = individual_series(workspace, "quick", ["p0"])
        assert (series.value.tolist(), series.n.tolist()) == ([1.0], [4.0])
        refresh(workspace)


def test_types_of_facts_are_those_of_expressions(workspace: Workspace) -> None:
    schema = book(workspace).layout.schema
    assert [str(kind) for kind in schema.types] == [
        "string", "string", "date32[day]", "int64", "string", *["string"] * 3
    ]  # fmt: skip
    assert ARROW_TYPES["integer"] in schema.types
