"""The whole demo force counted by Spark: the table of values that the engine here makes."""

from typing import Any

import pytest

from peelian.demo import DemoForce
from peelian.pipeline.refresh import refresh
from peelian.pipeline.tables import connect
from peelian.pipeline.workspace import Workspace


@pytest.mark.soak  # counts of made rows by Spark are held to the oracle in every run
def test_the_values_of_the_demo_force_are_the_same(spark: Any, built: tuple[Workspace, DemoForce]) -> None:
    workspace, _ = built
    with connect() as connection:

        def values() -> Any:
            table = workspace.tables.relation(connection, "values")
            return connection.sql(f"SELECT * EXCLUDE (as_of) FROM {table}").to_arrow_table()

        here = values()  # noqa: F841 - DuckDB reads it by name
        settings = workspace.settings.model_copy(update={"engine": "spark"})
        cells = refresh(Workspace(workspace.root, settings), full=True)
        there = values()
        assert cells.computed == cells.cells > 0
        assert there.num_rows > 100_000
        differ = "(FROM {} EXCEPT ALL FROM {})"
        for one, other in (("here", "there"), ("there", "here")):
            assert connection.sql(f"FROM {differ.format(one, other)} LIMIT 5").fetchall() == []
