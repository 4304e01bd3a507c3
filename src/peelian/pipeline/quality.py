"""Data quality: how complete, valid and consistent a source's rows are, and how fresh.

docs/guide/loading.md explains the rules to analysts.
"""

import json
import os
from calendar import monthrange
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from peelian.framework.source import Source
from peelian.pipeline.contracts import flagged_sql
from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.sql import named
from peelian.pipeline.tables import connect

if TYPE_CHECKING:
    from peelian.pipeline.spool import Spool
    from peelian.pipeline.workspace import Workspace

Rating: TypeAlias = Literal["good", "fair", "poor"]

GOOD, FAIR = 0.95, 0.85  # the least score of each rating
LATEST = 12  # months that the rating of a whole source looks back on


@dataclass(frozen=True)
class Quality:
    """Three shares of 0 to 1, and their product.

    completeness: of the cells in required and expected columns, the share that is filled;
    validity: of the rows read, the share that was not rejected;
    consistency: of the rows accepted, the share that breaks no rule that flags.
    """

    completeness: float
    validity: float
    consistency: float
    rows: int

    @property
    def score(self) -> float:
        return self.completeness * self.validity * self.consistency

    @property
    def rating(self) -> Rating:
        return rating(self.score)


@dataclass(frozen=True)
class Freshness:
    """How a source stands: its last load, the last day its rows cover, how many, and their quality.

    `quality` and `rating` are of the latest twelve months that have rows.
    """

    last_loaded_at: datetime | None
    covers_to: date | None
    rows: int
    quality: float
    rating: Rating


def rating(score: float) -> Rating:
    """good from 0.95, fair from 0.85, else poor."""
    return "good" if score >= GOOD else "fair" if score >= FAIR else "poor"


def freshness(workspace: "Workspace", source_id: str) -> Freshness:
    """How fresh and good a source is; a source without rows has quality 0."""
    from peelian.pipeline.receipts import receipts

    loads = receipts(workspace, source_id)
    last = max((load.at for load in loads), default=None)
    counts = _counts(workspace, source_id)
    if not counts:
        return Freshness(last, None, 0, 0.0, "poor")
    months = period_quality(workspace, source_id)
    latest = [months[month] for month in sorted(months)[-LATEST:]]
    rows = sum(quality.rows for quality in latest)
    score = sum(quality.score * quality.rows for quality in latest) / rows
    day = counts[max(counts)]["last"]
    covers = date.fromisoformat(day) if day else None
    source = workspace.framework.source(source_id)
    if covers and source.period and source.columns[source.period].type == "month":
        covers = covers.replace(day=monthrange(covers.year, covers.month)[1])
    whole = sum(int(count["rows"]) for count in counts.values())
    return Freshness(last, covers, whole, score, rating(score))


def period_quality(workspace: "Workspace", source_id: str) -> dict[str, Quality]:
    """The quality of each month's rows ('YYYY-MM'; '' for spells).

    A row is as valid as the share its load accepted of what it read.
    """
    from peelian.pipeline.receipts import receipts

    valid = {
        load.load_id: 1 - load.rejected / load.read if load.read else 1.0
        for load in receipts(workspace, source_id)
    }
    found = {}
    for month, count in _counts(workspace, source_id).items():
        rows = int(count["rows"])
        validity = fsum(valid.get(load, 1.0) * n for load, n in count["loads"].items()) / rows  # in any order
        found[month] = Quality(_complete(count["filled"], rows), validity, 1 - count["flagged"] / rows, rows)
    return found


def spooled_quality(spool: "Spool", rejected: int) -> Quality:
    """The quality of an extract being loaded, of which `rejected` rows were."""
    row = spool.connection.execute(f"SELECT {', '.join(_measures(spool.source))} FROM good").fetchall()[0]
    rows, flagged, filled = int(row[0]), int(row[1]), [int(n) for n in row[2:]]
    if not rows:
        return Quality(1.0, 0.0 if rejected else 1.0, 1.0, 0)
    return Quality(_complete(filled, rows), 1 - rejected / spool.read, 1 - flagged / rows, rows)


def _watched(source: Source) -> list[str]:
    return [name for name, column in source.columns.items() if column.required or column.expected]


def _measures(source: Source) -> list[str]:
    filled = [f"count({named(name)})" for name in _watched(source)]
    return ["count(*)", f"count(*) FILTER ({flagged_sql(source)})", *filled]


def _complete(filled: list[int], rows: int) -> float:
    return sum(filled) / (len(filled) * rows) if filled else 1.0


def _counts(workspace: "Workspace", source_id: str) -> dict[str, dict[str, Any]]:
    """By month: rows, flagged, filled cells by column, rows by load, last day.

    They are kept in a file beside the tables for as long as a month's rows are; it may be deleted.
    """
    tables, source, name = workspace.tables, workspace.framework.source(source_id), f"rows/{source_id}"
    if not tables.exists(name):
        return {}
    snapshot = tables.snapshot(name)
    months = sorted({file.partition["_month"] for file in snapshot.files})
    definition = sha256(" ".join(_measures(source)).encode()).hexdigest()[:16]
    prints = {month: f"{definition} {snapshot.fingerprint({'_month': month})}" for month in months}
    beside = Path(tables.root) if tables.local else workspace.root / "tables"
    file = beside / "quality" / f"{source_id}.json"
    kept: dict[str, dict[str, Any]] = {}
    with suppress(OSError, ValueError):
        kept = json.loads(file.read_text(encoding="utf-8"))
    stale = [month for month in months if kept.get(month, {}).get("print") != prints[month]]
    if stale:
        kept = {month: kept[month] for month in months if month not in stale}
        kept |= _counted(workspace, source, snapshot, stale, prints)
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            new = file.with_suffix(f".{os.getpid()}.new")
            new.write_text(json.dumps(kept), encoding="utf-8")
            new.replace(file)
    return {month: kept[month] for month in months if kept[month]["rows"]}


def _counted(
    workspace: "Workspace", source: Source, snapshot: Snapshot, months: list[str], prints: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    missing = [name for name in source.columns if name not in snapshot.schema.names]
    with connect() as connection:
        relation = workspace.tables.relation_of(connection, snapshot, [{"_month": m} for m in months])
        absent = "".join(f", NULL AS {named(name)}" for name in missing)
        table = f"(SELECT *{absent} FROM {relation})"
        rows = connection.execute(
            f"SELECT _month, max(_date), {', '.join(_measures(source))} FROM {table} GROUP BY _month"
        ).fetchall()
        loads: dict[str, dict[str, int]] = {}
        by_load = f"SELECT _month, _load, count(*) FROM {table} GROUP BY _month, _load"
        for month, load, count in connection.execute(by_load).fetchall():
            loads.setdefault(month, {})[load] = count
    return {
        month: {
            "print": prints[month],
            "last": last.isoformat() if last else None,
            "rows": count,
            "flagged": flagged,
            "filled": filled,
            "loads": loads[month],
        }
        for month, last, count, flagged, *filled in rows
    }
