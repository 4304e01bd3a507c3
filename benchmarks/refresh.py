"""The pipeline at national size. The reference is one bare DuckDB scan that sums the raw columns they need.

Everything is timed twice on files the machine has just read or written, and the quicker taken.
"""

from collections.abc import Iterator

import duckdb

from benchmarks.figure import Figure, peak, seconds
from benchmarks.world import counts_and_proportions, typical_times, world, write_measures
from peelian.pipeline.refresh import refresh
from peelian.pipeline.tables import connect
from peelian.pipeline.workspace import Workspace

TEXTS = ["grade", "first_grade", "highest_grade", "urban_rural", "origin", "resolution"]
NUMBERS = ["regrades", "resources", "created_hour", "created_weekday"]
INSTANTS = ["created_at", "despatched_at", "at_scene_at", "resulted_at"]
SCAN = "one scan of the raw columns"


def figures(rows: int) -> Iterator[Figure]:
    workspace = world(rows)
    scan = seconds(lambda: _scan(workspace), times=3)
    yield Figure("scan of the raw columns", scan, "s", "itself", 1.0, None)
    lay = seconds(lambda: _lay_out(workspace))
    yield Figure("raw rows to compact sorted facts", lay, "s", SCAN, lay / scan, 6)
    taken = seconds(lambda: refresh(workspace, full=True), times=2)
    name = "200 counts and proportions, every unit and month, written"
    yield Figure(name, taken, "s", SCAN, taken / scan, 6)
    yield Figure("peak memory so far", peak(), "GB", "2 GB", peak() / 2, 1)


def _scan(workspace: Workspace) -> None:
    with connect() as connection:
        table = workspace.tables.relation(connection, "rows/incidents")
        sums = [f"sum(strlen({name}))" for name in TEXTS] + [f"sum({name})" for name in NUMBERS]
        sums += [f"sum(epoch_us({name}))" for name in INSTANTS]
        connection.sql(f"SELECT {', '.join(sums)} FROM {table}").fetchall()
