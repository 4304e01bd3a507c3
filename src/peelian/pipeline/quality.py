"""Data quality: how complete, valid and consistent a source's rows are, and how fresh.

docs/guide/loading.md explains the rules to analysts.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import fsum
from typing import TYPE_CHECKING, Literal, TypeAlias

from peelian.framework.source import Source
from peelian.pipeline.contents import Content, contents, watched
from peelian.pipeline.contracts import flagged_sql
from peelian.pipeline.held import Held
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.sql import named

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


def freshness(workspace: "Workspace", source_id: str, tables: Pinned | None = None) -> Freshness:
    """How fresh and good a source is; a source without rows has quality 0.

    The tables are as `tables` has them, now when None.
    """
    from peelian.pipeline.receipts import LOADS
    from peelian.pipeline.turn import finish_interrupted

    source = workspace.framework.source(source_id)
    if tables is None:
        finish_interrupted(workspace)
        tables = Pinned(workspace.tables)
    rows = tables.snapshot(f"rows/{source_id}")
    return _fresh.get((source, rows, tables.snapshot(LOADS)), lambda: _freshness(workspace, source, rows))


_fresh: Held[Freshness] = Held(64)


def _freshness(workspace: "Workspace", source: Source, snapshot: Snapshot | None) -> Freshness:
    from peelian.pipeline.receipts import receipts

    last = max((load.at for load in receipts(workspace, source.id)), default=None)
    files = contents(workspace, source, snapshot) if snapshot else []
    if not files:
        return Freshness(last, None, 0, 0.0, "poor")
    months = period_quality(workspace, source.id, snapshot)
    latest = [months[month] for month in sorted(months)[-LATEST:]]
    rows = sum(quality.rows for quality in latest)
    score = sum(quality.score * quality.rows for quality in latest) / rows
    days = [file.days[-1] for file in files if file.days] if source.period else []
    covers = date(1970, 1, 1) + timedelta(max(days)) if days else None
    if covers and source.period and source.columns[source.period].type == "month":
        covers = covers.replace(day=monthrange(covers.year, covers.month)[1])
    return Freshness(last, covers, sum(file.rows for file in files), score, rating(score))


def period_quality(
    workspace: "Workspace", source_id: str, snapshot: Snapshot | None = None
) -> dict[str, Quality]:
    """The quality of each month's rows ('YYYY-MM'; '' for spells), as in `snapshot`, the latest when None.

    A row is as valid as the share its load accepted of what it read.
    """
    from peelian.pipeline.receipts import LOADS

    tables, source = Pinned(workspace.tables), workspace.framework.source(source_id)
    loads, snapshot = tables.snapshot(LOADS), snapshot or tables.snapshot(f"rows/{source_id}")
    return _held.get((source, snapshot, loads), lambda: _by_month(workspace, source, snapshot))


_held: Held[dict[str, Quality]] = Held(64)


def _by_month(workspace: "Workspace", source: Source, snapshot: Snapshot | None) -> dict[str, Quality]:
    from peelian.pipeline.receipts import receipts

    if snapshot is None:
        return {}
    valid = {
        load.load_id: 1 - load.rejected / load.read if load.read else 1.0
        for load in receipts(workspace, source.id)
    }
    by_month: dict[str, list[Content]] = {}
    for content in contents(workspace, source, snapshot):
        by_month.setdefault(content.month, []).append(content)
    return {month: _quality(files, valid) for month, files in by_month.items()}


def _quality(files: Sequence[Content], valid: Mapping[str, float]) -> Quality:
    """The quality of some files' rows; `valid` is the share of its rows that each load accepted."""
    rows = sum(file.rows for file in files)
    filled = [sum(counts) for counts in zip(*(file.filled for file in files), strict=True)]
    accepted = (valid.get(load, 1.0) * count for file in files for load, count in file.loads.items())
    flagged = sum(file.flagged for file in files)
    return Quality(_complete(filled, rows), fsum(accepted) / rows, 1 - flagged / rows, rows)


def spooled_quality(spool: "Spool", rejected: int) -> Quality:
    """The quality of an extract being loaded, of which `rejected` rows were."""
    filled_sql = [f"count({named(name)})" for name in watched(spool.source)]
    asked = ["count(*)", f"count(*) FILTER ({flagged_sql(spool.source)})", *filled_sql]
    row = spool.connection.execute(f"SELECT {', '.join(asked)} FROM good").fetchall()[0]
    rows, flagged, filled = int(row[0]), int(row[1]), [int(n) for n in row[2:]]
    if not rows:
        return Quality(1.0, 0.0 if rejected else 1.0, 1.0, 0)
    return Quality(_complete(filled, rows), 1 - rejected / spool.read, 1 - flagged / rows, rows)


def _complete(filled: Sequence[int], rows: int) -> float:
    return sum(filled) / (len(filled) * rows) if filled else 1.0
