"""The same plans on Spark: every value equal, and clear words when there is no Spark."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import strategies as st

from peelian.framework.errors import UserError
from peelian.pipeline.engines.session import session
from peelian.pipeline.engines.spark import Spark
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import SETTINGS_FILE, Workspace
from tests.examples import drawn
from tests.pipeline.test_oracle import build, check
from tests.pipeline.worlds import Rows, frameworks, job_rows, organisations

WORLDS = st.tuples(frameworks(), organisations(), job_rows())


def on_spark(workspace: Workspace) -> Workspace:
    """The same workspace with `engine: spark`."""
    file = workspace.root / SETTINGS_FILE
    file.write_text(f"{file.read_text()}engine: spark\n")
    return Workspace.open(workspace.root)


def test_every_value_equals_the_oracle(spark: Any, tmp_path: Path) -> None:
    worlds = [world for world in drawn(WORLDS, 20) if len(world[2]) > 10]
    for number, (measures, organisation, jobs) in enumerate(worlds[:2]):
        world = organisation | {"jobs": jobs}
        workspace = on_spark(build(tmp_path / str(number), measures, world))
        refresh(workspace)
        check(workspace, world)


def test_where_engines_differ(spark: Any, tmp_path: Path) -> None:
    """Quantiles, division of negative numbers, empty values, categories and units, a night that is 23 hours
    long and one of 25, a unit that moves within a month, in a folder whose name means something to Spark."""
    world = {"units": UNITS, "postings": POSTINGS, "jobs": JOBS}
    workspace = on_spark(build(tmp_path / "a [b] {c,d} *é", MEASURES, world))
    refresh(workspace)
    check(workspace, world)
    assert refresh(workspace).computed == 0


def _unit(unit: str, parent: str | None, starts: date, ends: date | None = None) -> dict[str, Any]:
    level = {"F": "force", "C": "command", "T": "team"}[unit[0]]
    row = {"unit_id": unit, "name": unit, "level": level, "parent_id": parent}
    return row | {"starts": starts, "ends": ends}


BEGINNING, MOVED = date(2020, 1, 1), date(2024, 3, 20)
UNITS: Rows = [
    _unit("F", None, BEGINNING),
    _unit("C1", "F", BEGINNING),
    _unit("C2", "F", BEGINNING),
    _unit("T1", "C1", BEGINNING, MOVED),
    _unit("T1", "C2", MOVED),
]
POSTINGS: Rows = [
    {
        "person_id": "p1",
        "name": "",
        "unit_id": "T1",
        "role": "",
        "leads": False,
        "starts": BEGINNING,
        "ends": None,
    }
]


def _job(number: int, at: datetime, day: date) -> dict[str, Any]:
    """Every third value empty, the rest on both sides of nought."""
    x, y = (None if number % 3 == rest else (number - 12) * size for rest, size in ((0, 5), (1, 7**9)))
    return {
        "job_id": f"j{number}",
        "kind": ["a", "b", "it's ${HOME}\\n", None][number % 4],
        "urgent": [True, False, None][number % 3],
        "x": x,
        "y": y,
        "at": at,
        "done_at": None if number % 5 == 0 else at + timedelta(microseconds=(number - 10) * 700_000),
        "unit_id": ["T1", "C1", "stray", None][number % 4],
        "person_id": ["p1", "p2", None][number % 3],
        "_date": day,
    }


MOMENTS = [
    (datetime(2024, 3, 31, 0, 59, 59, tzinfo=UTC), date(2024, 3, 31)),
    (datetime(2024, 3, 31, 23, 30, tzinfo=UTC), date(2024, 4, 1)),  # past midnight, by an hour that is new
    (datetime(2024, 10, 26, 23, 30, tzinfo=UTC), date(2024, 10, 27)),
    (datetime(2024, 10, 27, 23, 59, 59, tzinfo=UTC), date(2024, 10, 27)),
    (datetime(2024, 3, 19, 12, tzinfo=UTC), date(2024, 3, 19)),
    (datetime(2024, 3, 20, 12, tzinfo=UTC), date(2024, 3, 20)),
]
JOBS: Rows = [_job(number, *MOMENTS[number % 6]) for number in range(30)]


def _measure(kind: str, **more: Any) -> dict[str, Any]:
    said = {"title": kind, "question": "q", "improves": "neutral", "owner": "o", "why": "w", "source": "jobs"}
    by = ["kind", "urgent", "x_band"] if kind in ("sum", "median") else []
    return said | {"id": kind, "kind": kind, "by": by} | more


MEASURES = [
    _measure("count", where="not urgent or done_at >= at"),
    _measure("sum", value="y", where="urgent"),
    _measure("mean", value="y / 7 - x"),
    _measure("proportion", numerator="y / x < 0 or taken in (-1, 0)", period="week"),
    _measure("median", value="taken"),
    _measure("quantile", value="y / x", quantile=0.25),
]


def test_an_engine_that_is_not_known_is_refused(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(yaml.safe_dump({"name": "Test", "engine": "abacus"}))
    with pytest.raises(UserError, match="engine: Input should be 'duckdb' or 'spark'"):
        Workspace.open(tmp_path)


def test_without_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError, match="needs Java 17"):
        session({})


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", "/somewhere")
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UserError, match=r"pip install 'peelian\[spark\]'"):
        session({})


def test_a_spark_that_does_not_start_is_said(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\nexit 1\n")
    java.chmod(0o755)
    code = "from peelian.pipeline.engines.session import session; session({})"
    environment = {**os.environ, "JAVA_HOME": str(tmp_path)}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert "UserError: Spark did not start" in ended.stderr.splitlines()[-1]


def test_what_spark_cannot_do_is_said(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = {"units": UNITS, "postings": POSTINGS, "jobs": JOBS}
    workspace = on_spark(build(tmp_path / "w", MEASURES[:1], world))
    monkeypatch.setattr(Spark, "_facts_in", lambda *_: spark.read.parquet("/nowhere"))
    with pytest.raises(UserError, match=r"Spark could not count the rows of jobs: .*PATH_NOT_FOUND"):
        refresh(workspace)
