"""A small workspace whose extracts are loaded in a cycle, so what it must hold is known at every step."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from peelian.pipeline.ingest import load
from peelian.pipeline.refresh import refresh
from peelian.pipeline.values import series
from peelian.pipeline.workspace import Workspace
from tests.pipeline.test_refresh import MEASURES
from tests.pipeline.worlds import SOURCES, write_workspace

STEPS = 4  # extracts in a cycle
KEYS = 600  # jobs in all; each extract revises half of them, and moves some to another month
REVISED = KEYS // 2  # rows an extract has, its repeated one and its broken ones aside
UNITS = [("F", "force", ""), ("C1", "command", "F"), ("T1", "team", "C1"), ("T2", "team", "C1")]
SHOWN = ("measure", "unit", "period", "breakdown", "category", "numerator", "denominator", "lower", "upper")
SHOWN = (*SHOWN, "n", "value", "quality", "complete", "level", "every", "source", "bucket", "edition")

Bag = Counter[tuple[Any, ...]]


@dataclass(frozen=True)
class Cycle:
    """The extracts, and the rows, values and series of values that a workspace holds after each of them.

    The first of each is the empty workspace, the next those of the first round; from the
    second round on they repeat.
    """

    extracts: list[Path]
    rows: list[Bag]
    values: list[Bag]
    seen: list[Bag]

    @classmethod
    def make(cls, folder: Path) -> "Cycle":
        """Write the extracts, and learn what one process alone makes of them."""
        folder.mkdir()
        extracts = [_jobs(folder / f"jobs{step}.csv", step) for step in range(STEPS)]
        alone = made(folder / "alone")
        rows, values, shown = [rows_of(alone)], [values_of(alone)], [seen(alone)]
        for step in range(2 * STEPS):
            load(alone, "jobs", [extracts[step % STEPS]])
            refresh(alone, full=True)
            rows.append(rows_of(alone))
            values.append(values_of(alone))
            shown.append(seen(alone))
        return cls(extracts, rows, values, shown)

    def extract(self, step: int) -> Path:
        """The extract that leads to a step."""
        return self.extracts[(step - 1) % STEPS]

    def rows_at(self, step: int) -> Bag:
        """The rows after so many loads."""
        return self.rows[_place(step)]

    def values_at(self, step: int) -> Bag:
        """The values of those rows."""
        return self.values[_place(step)]


def _place(step: int) -> int:
    return step if step <= STEPS else STEPS + 1 + (step - 1) % STEPS


def made(root: Path) -> Workspace:
    """A workspace with its units, and no jobs yet."""
    write_workspace(root, MEASURES)
    workspace = Workspace.open(root)
    load(workspace, "units", [units(root)])
    return workspace


def units(folder: Path, *more: str) -> Path:
    """An extract of the units, and of more teams."""
    teams = [(team, "team", "C1") for team in more]
    rows = [[unit, unit, level, parent, "2020-01-01", ""] for unit, level, parent in [*UNITS, *teams]]
    return _written(folder / "units.csv", list(SOURCES["units"]["columns"]), rows)


def rows_of(workspace: Workspace) -> Bag:
    """Every job as the tables have it, and how often."""
    names = (*SOURCES["jobs"]["columns"], "_date", "_month")
    return _bag(workspace, "rows/jobs", names)


def values_of(workspace: Workspace) -> Bag:
    """Every value row but when it was computed, and how often."""
    return _bag(workspace, "values", SHOWN)


def seen(workspace: Workspace) -> Bag:
    """The series of values as a page or a pack sees them."""
    columns = ("periods", "value", "numerator", "denominator", "n", "quality", "complete")
    return Counter(
        (one.measure.id, one.unit, one.category, *(getattr(one, column).tobytes() for column in columns))
        for one in series(workspace)
    )


def left_behind(workspace: Workspace, *, ever: bool = False) -> list[Path]:
    """Files that no table names (with `ever`: in none of its versions), marks and scratch."""
    tables, named = workspace.tables, set()
    for name in tables.names():
        versions = range(tables.version(name) + 1) if ever else [None]
        files = (file for version in versions for file in tables.files(name, version))
        named |= {Path(tables.location(name), file.path) for file in files}
    begun = [path for path in Path(tables.root).rglob("*") if "#" in path.name or path.suffix == ".new"]
    data = [path for path in Path(tables.root).rglob("*.parquet") if "_delta_log" not in path.parts]
    scratch = [*workspace.root.glob(".scratch/*"), *workspace.root.glob(".loading")]
    return [*begun, *scratch, *(path for path in data if path not in named)]


def _bag(workspace: Workspace, name: str, columns: tuple[str, ...]) -> Bag:
    if not workspace.tables.exists(name):
        return Bag()
    table = workspace.tables.read(name, columns)
    return Counter(zip(*(table.column(column).to_pylist() for column in columns), strict=True))


def _jobs(file: Path, step: int) -> Path:
    """Half of the jobs in this step's version, a repeat, and some rows that break the contract."""
    random = Random(step)
    rows = []
    for number in range(KEYS):
        if (number + step) % STEPS < STEPS // 2:
            continue
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(60 * 24 * 300))
        done = at + timedelta(seconds=random.randrange(5000))
        rows.append([
            f"j{number}", random.choice("abc"), random.choice(["true", "false", ""]),
            random.randrange(-50, 50), random.randrange(10**9), f"{at:%Y-%m-%d %H:%M:%SZ}",
            f"{done:%Y-%m-%d %H:%M:%SZ}", random.choice(["T1", "T2", "T9", ""]), "",
        ])  # fmt: skip
    broken = [["bad", "a", "true", "x", "", "", "", "", ""]] * (step + 1)
    return _written(file, list(SOURCES["jobs"]["columns"]), [*rows, rows[0], *broken])


def _written(file: Path, names: list[str], rows: list[list[Any]]) -> Path:
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([names, *rows])
    return file
