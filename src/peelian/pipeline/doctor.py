"""Looking a workspace over: what is well, what is not, and what to do about it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from peelian.framework.check import check
from peelian.framework.errors import UserError
from peelian.pipeline.quality import freshness
from peelian.pipeline.refresh import pending
from peelian.pipeline.tables import connect
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
    framework = workspace.framework
    findings = [
        Finding(True, f"definitions: {len(framework.measures)} measures, edition {framework.edition.edition}")
    ]
    for source_id in framework.sources:
        findings += _source(workspace, source_id, now or datetime.now(UTC))
    findings.append(_values(workspace))
    return findings


def _source(workspace: Workspace, source_id: str, now: datetime) -> list[Finding]:
    fresh = freshness(workspace, source_id)
    if fresh.last_loaded_at is None:
        return [Finding(True, f"{source_id}: nothing loaded")]
    try:
        with connect() as connection:
            relation = workspace.tables.relation(connection, f"rows/{source_id}")
            connection.sql(f"SELECT count(*) FROM {relation}").fetchall()
    except UserError as error:
        return [Finding(False, f"{source_id}: {error}")]
    except Exception as error:
        return [
            Finding(
                False, f"{source_id}: its table cannot be read: {error}", "Restore tables/ from a backup."
            )
        ]
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
