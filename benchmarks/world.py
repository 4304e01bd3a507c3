"""The made-up force that the pipeline is timed on: incidents over 60 months and who went to them.

30 million rows have 6,000 individuals in 600 teams, 60 departments, 6 commands and one force; fewer rows,
fewer people in proportion. Rows are written as a load leaves them, a month at a time, once; the folder is
kept for the next run.
"""

from datetime import date
from itertools import product
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from peelian.pipeline.contracts import row_schema
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.workspace import Workspace, init

WORK = Path(__file__).parent / ".work"
MONTHS = np.arange("2020-01", "2025-01", dtype="datetime64[M]")
ROWS_EACH = 5_000  # of one individual, in all
IN_TEAM, COMMANDS = 10, 6  # people in a team and teams in a department; commands in the force
SECOND = np.int64(1_000_000)

GRADES = ["immediate", "priority", "standard", "scheduled", "resolution_without_deployment"]
ORIGINS = ["999", "101", "online", "front_counter", "self_initiated", "other"]
RESOLUTIONS = ["attended", "cancelled", "resolved_without_deployment", "appointment", "duplicate", "other"]


def world(rows: int) -> Workspace:
    """The workspace with that many incidents and no values; made when it is not there yet."""
    folder = WORK / f"national-{rows}"
    if not (folder / "made").is_file():
        rmtree(folder, ignore_errors=True)
        WORK.mkdir(exist_ok=True)
        init(folder, name="Made-up Police")
        for file in (folder / "framework" / "measures").glob("*.yaml"):
            file.unlink()
        workspace = Workspace.open(folder)
        people = rows // ROWS_EACH
        _organisation(workspace, people)
        _incidents(workspace, rows, people)
        Organisation.read(workspace)  # counts what each file holds, which is done once
        (folder / "made").touch()
    write_measures(folder, counts_and_proportions())
    return Workspace.open(folder)


def write_measures(folder: Path, measures: list[dict[str, Any]]) -> None:
    """Put these measures in the place of those the workspace has."""
    place = folder / "framework" / "measures"
    for file in place.glob("*.yaml"):
        file.unlink()
    for measure in measures:
        (place / f"{measure['id']}.yaml").write_text(yaml.safe_dump(measure))


def counts_and_proportions() -> list[dict[str, Any]]:
    """200 measures over the incidents: 100 counts and 100 proportions of conditions that differ."""
    who = [f"grade = '{grade}'" for grade in GRADES[:4]]
    where = [
        "urban_rural = 'urban'",
        "urban_rural = 'rural'",
        "origin in ('999', '101')",
        "origin = 'online'",
    ]
    when = [
        "created_hour between 7 and 18", "not created_hour between 7 and 18", "created_weekday >= 6",
        "resources > 1", "regrades = 0", "resolution = 'attended'",
    ]  # fmt: skip
    hits = [
        "at_scene_at - created_at <= 900", "at_scene_at - created_at <= 3600",
        "despatched_at - created_at <= 300", "at_scene_at - despatched_at <= 600",
        "resulted_at - at_scene_at <= 7200", "resulted_at - created_at <= 86400", "was_regraded",
        "first_grade <> grade", "highest_grade = 'immediate'", "resolution = 'attended'",
    ]  # fmt: skip
    conditions = [" and ".join(parts) for parts in product(who, where, when)][:100]
    conditions += [f"{who[0]} and {hit}" for hit in hits][: 100 - len(conditions)]
    counts = [_measure(f"count_{i}", "count", where=each) for i, each in enumerate(conditions)]
    shares = [
        _measure(f"share_{i}", "proportion", where=each, numerator=hits[i % len(hits)])
        for i, each in enumerate(conditions)
    ]
    return counts + shares


def typical_times() -> list[dict[str, Any]]:
    """The median and the 90th centile of the seconds to attend."""
    value = "at_scene_at - created_at"
    return [
        _measure("median", "median", value=value),
        _measure("ninetieth", "quantile", value=value, quantile=0.9),
    ]


def _measure(id: str, kind: str, **more: Any) -> dict[str, Any]:
    said = {
        "title": id,
        "question": "responding_to_the_public",
        "improves": "neutral",
        "owner": "nobody",
        "why": "timing",
    }
    return {"id": id, "kind": kind, "source": "incidents", **said, **more}


def _organisation(workspace: Workspace, people: int) -> None:
    start, teams = date(2019, 1, 1), people // IN_TEAM
    departments = max(teams // IN_TEAM, 1)
    units = [("F", "force", None)]
    units += [(f"C{i}", "command", "F") for i in range(COMMANDS)]
    units += [(f"D{i}", "department", f"C{i % COMMANDS}") for i in range(departments)]
    units += [(f"T{i}", "team", f"D{i % departments}") for i in range(teams)]
    rows = [
        {"unit_id": unit, "name": unit, "level": level, "parent_id": parent, "starts": start}
        for unit, level, parent in units
    ]
    _write(workspace, "units", "", {name: [row[name] for row in rows] for name in rows[0]})
    moves = np.random.default_rng(1).integers(0, len(MONTHS), people)
    postings = []
    for person in range(people):
        name, before, after = f"P{person}", person % teams, (person * 7 + 1) % teams
        moved = (MONTHS[moves[person]].astype("datetime64[D]") + 14).astype(object)
        postings.append({"person_id": name, "unit_id": f"T{before}", "starts": start, "ends": moved})
        postings.append({"person_id": name, "unit_id": f"T{after}", "starts": moved, "ends": None})
    _write(workspace, "postings", "", {name: [row[name] for row in postings] for name in postings[0]})


def _incidents(workspace: Workspace, rows: int, people: int) -> None:
    tables, source = workspace.tables, workspace.framework.source("incidents")
    staged = tables.staged("rows/incidents")
    random = np.random.default_rng(2)
    for place, month in enumerate(MONTHS):
        table = _month(random, month, rows // len(MONTHS), place * (rows // len(MONTHS)), people)
        table = _like(table, row_schema(source)).drop_columns("_month")
        tables.stage_partition("rows/incidents", table, {"_month": str(month)}, staged)
    tables.commit("rows/incidents", row_schema(source), staged, partition_by=["_month"])


def _month(random: np.random.Generator, month: np.datetime64, rows: int, first: int, people: int) -> pa.Table:
    """A month's incidents, in order of unit, individual and date, as a load leaves them."""
    begin, end = (m.astype("datetime64[s]").astype(np.int64) for m in (month, month + 1))
    created = random.integers(begin, end, rows)
    person, teams = random.integers(0, people, rows), people // IN_TEAM
    grade = random.choice(5, rows, p=[0.2, 0.35, 0.25, 0.1, 0.1])
    despatched = created + random.exponential(240.0, rows).astype(np.int64) * (1 + grade)
    arrived = despatched + random.exponential(600.0, rows).astype(np.int64)
    resulted = arrived + random.exponential(5000.0, rows).astype(np.int64)
    nobody = random.random(rows) < 0.15
    order = np.lexsort((created, person, person % teams))
    created, person, grade, despatched = created[order], person[order], grade[order], despatched[order]
    arrived, resulted, nobody = arrived[order], resulted[order], nobody[order]
    clock = created.astype("datetime64[s]")

    def instants(seconds: Any, empty: Any = None) -> pa.Array:
        return pa.array(seconds * SECOND, mask=empty).cast(pa.timestamp("us", "UTC"))

    def chosen(texts: list[str], codes: Any) -> pa.Array:
        return pa.array(texts).take(pa.array(codes))

    ids = chosen([f"i{first + i:08}" for i in range(rows)], order)
    return pa.table({
        "incident_id": ids,
        "created_at": instants(created),
        "despatched_at": instants(despatched, nobody),
        "at_scene_at": instants(arrived, nobody),
        "resulted_at": instants(resulted),
        "grade": chosen(GRADES, grade),
        "first_grade": chosen(GRADES, np.where(random.random(rows) < 0.9, grade, 1)),
        "highest_grade": chosen(GRADES, np.minimum(grade, random.integers(0, 5, rows))),
        "regrades": pa.array(random.poisson(0.2, rows)),
        "urban_rural": chosen(["urban", "rural"], random.integers(0, 2, rows)),
        "unit_id": chosen([f"T{i}" for i in range(teams)], person % teams),
        "individual_id": chosen([f"P{i}" for i in range(people)], person),
        "origin": chosen(ORIGINS, random.integers(0, 6, rows)),
        "resolution": chosen(RESOLUTIONS, np.where(nobody, random.integers(1, 6, rows), 0)),
        "resources": pa.array(random.poisson(1.2, rows)),
        "created_hour": pa.array(created // 3600 % 24),
        "created_weekday": pa.array((clock.astype("datetime64[D]").astype(np.int64) + 3) % 7 + 1),
        "_date": pa.array(clock.astype("datetime64[D]")),
        "_load": pa.repeat("made", rows),
        "_key": ids,
    })  # fmt: skip


def _write(workspace: Workspace, source_id: str, month: str, columns: dict[str, Any]) -> None:
    schema = row_schema(workspace.framework.source(source_id))
    rows = len(next(iter(columns.values())))
    known = {**columns, "_month": [month] * rows, "_key": [str(row) for row in range(rows)]}
    table = pa.table({
        field.name: pa.array(known.get(field.name, [None] * rows), field.type) for field in schema
    })  # fmt: skip
    workspace.tables.write(f"rows/{source_id}", table, ("_month",))


def _like(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with the schema's columns, empty where it has none."""
    return pa.table(
        [
            table[field.name].cast(field.type) if field.name in table.column_names
            else pa.repeat("", len(table)) if field.name == "_month" else pa.nulls(len(table), field.type)
            for field in schema
        ],
        schema=schema,
    )  # fmt: skip
