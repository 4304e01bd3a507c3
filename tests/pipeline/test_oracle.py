"""The pipeline against the oracle: random frameworks, random rows, every value at every level, exactly."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peelian.framework.evaluate import evaluate
from peelian.pipeline.individuals import individual_series
from peelian.pipeline.ingest import load
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import Workspace
from tests.pipeline.oracle import Cell, Value, World
from tests.pipeline.worlds import (
    PEOPLE,
    Rows,
    frameworks,
    job_rows,
    organisations,
    write_extract,
    write_rows,
    write_workspace,
)

FIELDS = ("measure", "unit", "period", "breakdown", "category")


def stored(workspace: Workspace) -> dict[Cell, Value]:
    """Every value row a reader of the table sees."""
    rates = [m.id for m in workspace.framework.measures.values() if m.kind == "rate"]
    connection = duckdb.connect()
    if not workspace.tables.exists("values"):
        return {}
    relation = workspace.tables.relation(connection, "values")
    sql = f"SELECT *, value IS NULL AS empty FROM {relation}"
    found = {}
    for row in connection.sql(sql).to_arrow_table().to_pylist():
        if row["measure"] in rates and row["source"] != "combined":
            continue
        key = tuple(row[name] for name in FIELDS)
        assert key not in found, f"two rows for {key}"
        found[key] = Value(row["numerator"], row["denominator"], row["n"], row["value"])
    return found


def build(folder: Path, measures: list[dict[str, Any]], world: dict[str, Rows]) -> Workspace:
    write_workspace(folder, measures)
    workspace = Workspace.open(folder)
    for source, rows in world.items():
        write_rows(workspace.tables, source, rows)
    return workspace


def check(workspace: Workspace, world: dict[str, Rows]) -> None:
    expected = World(workspace.framework, world, evaluate).values()
    actual = stored(workspace)
    assert actual.keys() == expected.keys()
    wrong = {key: (actual[key], value) for key, value in expected.items() if actual[key] != value}
    assert not wrong


@given(measures=frameworks(), organisation=organisations(), jobs=job_rows())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_value_equals_the_oracle(measures: Any, organisation: dict[str, Rows], jobs: Rows) -> None:
    world = organisation | {"jobs": jobs}
    with TemporaryDirectory() as folder:
        workspace = build(Path(folder) / "w", measures, world)
        refresh(workspace)
        check(workspace, world)


@given(measures=frameworks(), organisation=organisations(), jobs=job_rows())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_breakdowns_into_many_categories(measures: Any, organisation: dict[str, Rows], jobs: Rows) -> None:
    """As if every breakdown had more categories than are counted one after another."""
    world = organisation | {"jobs": jobs}
    with TemporaryDirectory() as folder, patch("peelian.pipeline.tallies.WIDE", 0):
        workspace = build(Path(folder) / "w", measures, world)
        refresh(workspace)
        check(workspace, world)


@given(
    measures=frameworks(),
    organisation=organisations(),
    before=job_rows(20),
    after=job_rows(20),
    data=st.data(),
)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_incremental_equals_full(
    measures: Any, organisation: dict[str, Rows], before: Rows, after: Rows, data: st.DataObject
) -> None:
    """Rows, postings and definitions that change between refreshes leave what one full refresh would."""
    later = {"jobs": after, "postings": data.draw(st.sampled_from([organisation["postings"], []]))}
    with TemporaryDirectory() as folder:
        workspace = build(Path(folder) / "w", measures, organisation | {"jobs": before})
        refresh(workspace)
        for source, rows in later.items():
            write_rows(workspace.tables, source, rows)
            refresh(workspace)
        check(workspace, organisation | later)
        assert refresh(workspace).computed == 0


@given(
    measures=frameworks(),
    organisation=organisations(),
    extracts=st.lists(job_rows(12), min_size=2, max_size=5),
    data=st.data(),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_loads_and_revisions_equal_one_refresh(
    measures: Any, organisation: dict[str, Rows], extracts: list[Rows], data: st.DataObject
) -> None:
    """Extracts that add, revise, move to other months and repeat, refreshed now and then."""
    with TemporaryDirectory() as folder:
        workspace = build(Path(folder) / "w", measures, organisation)
        latest: dict[str, Any] = {}
        for number, rows in enumerate([*extracts, data.draw(st.sampled_from(extracts))]):
            file = Path(folder) / f"{number}.csv"
            write_extract(file, rows)
            load(workspace, "jobs", [file])
            latest |= {row["job_id"]: row for row in rows}
            if data.draw(st.booleans()):
                refresh(workspace)
        refresh(workspace)
        check(workspace, organisation | {"jobs": list(latest.values())})
        found = stored(workspace)
        refresh(workspace, full=True)
        assert stored(workspace) == found


@given(measures=frameworks(), organisation=organisations(), jobs=job_rows())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_individuals_equal_the_oracle(measures: Any, organisation: dict[str, Rows], jobs: Rows) -> None:
    """A person's value is the force's value over that person's rows alone."""
    with TemporaryDirectory() as folder:
        workspace = build(Path(folder) / "w", measures, organisation | {"jobs": jobs})
        for person in PEOPLE:
            own = [job for job in jobs if job["person_id"] == person]
            expected = World(workspace.framework, organisation | {"jobs": own}, evaluate).values()
            for measure in workspace.framework.measures.values():
                if measure.kind in ("rate", "derived", "stock"):
                    continue
                for series in individual_series(workspace, measure.id, [person]):
                    for i, period in enumerate(series.periods.astype(object)):
                        wanted = expected.get((measure.id, "F", period, "", ""))
                        if wanted is None or not wanted.n:
                            assert not series.n[i] > 0
                        else:
                            assert (series.n[i], series.value[i]) == (
                                wanted.n,
                                pytest.approx(wanted.value, abs=0),
                            )
