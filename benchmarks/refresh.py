"""The pipeline at national size. The reference is one bare DuckDB scan that sums the
raw columns that the measures need.

Everything reads files that this machine has just read or written, so neither side waits for the disk. What
changes the workspace is done to a copy of it.
"""

import csv
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree, rmtree

import numpy as np

from benchmarks.figure import Figure, peak, seconds
from benchmarks.world import (
    IN_TEAM,
    MONTHS,
    ROWS_EACH,
    WORK,
    counts_and_proportions,
    typical_times,
    world,
    write_measures,
)
from peelian.pipeline.compile import compile_plans
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.individuals import individual_parts
from peelian.pipeline.ingest import load
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.periods import month_index
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.refresh import refresh
from peelian.pipeline.tables import connect
from peelian.pipeline.workspace import Workspace

TEXTS = ["grade", "first_grade", "highest_grade", "urban_rural", "origin", "resolution"]
NUMBERS = ["regrades", "resources", "created_hour", "created_weekday"]
INSTANTS = ["created_at", "despatched_at", "at_scene_at", "resulted_at"]
SCAN = "one scan of the raw columns"
HEADER = ["incident_id", "created_at", "despatched_at", "at_scene_at", "grade", "unit_id", "individual_id"]
NEW = 1_000  # rows that arrive


def figures(rows: int) -> Iterator[Figure]:
    made = world(rows)
    scan = seconds(lambda: _scan(made), times=3)
    yield Figure("one scan of the raw columns", scan, "s", f"{rows:,} rows", 1, None)

    workspace = _copy(made, counts_and_proportions())
    refresh(workspace)
    rmtree(workspace.root / "tables" / "facts")
    laid = seconds(lambda: _book(workspace).lay_out(lambda done, total, what: None))
    yield Figure("raw rows to compact sorted facts", laid, "s", SCAN, laid / scan, 6)
    name = "200 counts and proportions, every unit and month, written"
    taken = seconds(lambda: refresh(workspace, full=True), times=2)
    yield Figure(name, taken, "s", SCAN, taken / scan, 6)
    yield Figure("most memory held until here", peak(), "GB", "2 GB", peak() / 2, 1)
    people = rows // ROWS_EACH
    book = _book(workspace)
    _individuals(book, people)  # what they read is in memory from now on
    alone = seconds(lambda: _individuals(book, people), times=3)
    name = f"one measure of {people:,} individuals, every month, once loaded"
    yield Figure(name, alone, "s", SCAN, alone / scan, 0.05)

    workspace = _copy(made, typical_times())
    refresh(workspace)
    taken = seconds(lambda: refresh(workspace, full=True), times=2)
    name = "exact medians and 90th centiles, every unit and month, written"
    yield Figure(name, taken, "s", SCAN, taken / scan, 4)

    workspace = _copy(made, counts_and_proportions() + typical_times())
    whole = seconds(lambda: refresh(workspace))
    files = [_extract(place, people) for place in range(3)]
    times = [seconds(lambda file=file: _arrive(workspace, file)) for file in files]  # type: ignore[misc]
    name = f"{NEW:,} new rows loaded, laid out and refreshed, with exact quantiles"
    beside = "a full refresh of all rows, laid out too"
    yield Figure(name, min(times), "s", beside, min(times) / whole, 0.03)


def _scan(workspace: Workspace) -> None:
    with connect() as connection:
        table = workspace.tables.relation(connection, "rows/incidents")
        sums = [f"sum(strlen({name}))" for name in TEXTS] + [f"sum({name})" for name in NUMBERS]
        sums += [f"sum(epoch_us({name}))" for name in INSTANTS]
        connection.sql(f"SELECT {', '.join(sums)} FROM {table}").fetchall()


def _copy(made: Workspace, measures: list[dict[str, object]]) -> Workspace:
    """A workspace with the same rows and other measures; files are shared, since none is ever changed."""
    folder = WORK / "copy"
    rmtree(folder, ignore_errors=True)
    copytree(made.root, folder, copy_function=os.link, ignore=lambda _, names: {"facts", "values"} & {*names})
    rmtree(folder / "framework" / "measures")
    (folder / "framework" / "measures").mkdir()
    write_measures(folder, measures)
    return Workspace.open(folder)


def _book(workspace: Workspace) -> Factbook:
    organisation = Organisation.read(workspace)
    source = workspace.framework.source("incidents")
    return Factbook(Pinned(workspace.tables), workspace.framework, source, organisation)


def _individuals(book: Factbook, count: int) -> None:
    plan = compile_plans(book.framework, [book.framework.measure("share_0")])[0].whole()
    first = int(month_index(MONTHS[:1].astype("datetime64[D]").astype(np.int32))[0])
    people = [f"P{person}" for person in range(count)]
    parts = individual_parts(book, plan, people, first, len(MONTHS))
    assert parts.n.shape == (1, count, len(MONTHS), 1)


def _extract(number: int, people: int) -> Path:
    """A file of new incidents of the last month."""
    file, opened = WORK / f"new-{number}.csv", datetime.fromisoformat(f"{MONTHS[-1]}-01T00:00:00")
    with file.open("w", newline="") as text:
        out = csv.writer(text)
        out.writerow(HEADER)
        for row in range(NEW):
            at = opened + timedelta(minutes=40 * row)
            later = (at + timedelta(seconds=s) for s in (0, 60 + row % 50, 600 + row))
            person = row * 7 % people
            out.writerow(
                [f"n{number}-{row}", *later, "immediate", f"T{person % (people // IN_TEAM)}", f"P{person}"]
            )
    return file


def _arrive(workspace: Workspace, file: Path) -> None:
    load(workspace, "incidents", [file])
    refresh(workspace)
