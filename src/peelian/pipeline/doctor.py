"""Looking a workspace over: what is well, what is not, and what to do about it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from peelian.framework.check import check
from peelian.framework.errors import UserError
from peelian.pipeline.quality import freshness
from peelian.pipeline.refresh import pending
from peelian.pipeline.tables import Tables
from peelian.pipeline.workspace import Workspace

STALE_AFTER = timedelta(days=45)


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do when it is not well."""

    well: bool
    what: str
    advice: str = ""


def examine(workspace: Workspace, *, now: datetime | None = None) -> list[Finding]:
    """Every finding, the definitions first. `now` is for judging how old the last load is."""
    problems = check(workspace.root)
    if problems:
        told = [Finding(False, str(problem)) for problem in problems]
        return [
            *told,
            Finding(False, f"{len(problems)} problems in the definitions", "Mend them, then ask again."),
        ]
    damaged = _damaged(workspace.tables)
    if damaged:
        advice = "Restore the tables from a backup, then ask again."
        return [*damaged, Finding(False, f"{len(damaged)} files of the tables cannot be read", advice)]
    framework = workspace.framework
    findings = [
        Finding(True, f"definitions: {len(framework.measures)} measures, edition {framework.edition.edition}")
    ]
    for source_id in framework.sources:
        findings += _source(workspace, source_id, now or datetime.now(UTC))
    findings.append(_values(workspace))
    return findings


def _damaged(tables: Tables) -> list[Finding]:
    """A finding for each log that cannot be understood, and each file that is missing or cut short."""
    findings = []
    for name in tables.names():
        try:
            files = tables.files(name)
        except UserError as error:
            findings.append(Finding(False, str(error)))
            continue
        for file in files if tables.local else ():
            path = Path(tables.location(name), file.path)
            try:
                pq.read_metadata(path)
                why = "" if path.stat().st_size == file.size else "its size is not what it was"
            except (OSError, pa.ArrowException) as error:
                why = str(error)
            if why:
                findings.append(Finding(False, f"{name}: {path}: {why}"))
    return findings


def _source(workspace: Workspace, source_id: str, now: datetime) -> list[Finding]:
    fresh = freshness(workspace, source_id)
    if fresh.last_loaded_at is None:
        return [Finding(True, f"{source_id}: nothing loaded")]
    covers = f", covers up to {fresh.covers_to}" if fresh.covers_to else ""
    found = [
        Finding(
            True, f"{source_id}: {fresh.rows:,} rows{covers}, quality {fresh.rating} ({fresh.quality:.3f})"
        )
    ]
    if fresh.rating == "poor":
        found.append(
            Finding(
                False,
                f"{source_id}: its quality is poor",
                f"See what was rejected: peelian rejected {source_id}",
            )
        )
    if now - fresh.last_loaded_at > STALE_AFTER:
        days = (now - fresh.last_loaded_at).days
        found.append(Finding(False, f"{source_id}: last loaded {days} days ago", "Load a newer extract."))
    return found


def _values(workspace: Workspace) -> Finding:
    waiting = pending(workspace)
    if waiting:
        return Finding(False, f"values: {waiting:,} cells are out of date", "Run peelian refresh.")
    return Finding(True, "values: up to date")
