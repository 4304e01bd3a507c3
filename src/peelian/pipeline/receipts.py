"""Receipts: what each load read, and what became of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from peelian.pipeline.held import Held
from peelian.pipeline.quarantine import RejectedRow, rejected_reasons, rejected_rows
from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.tables import Tables

if TYPE_CHECKING:
    from peelian.pipeline.workspace import Workspace

__all__ = ["Receipt", "RejectedRow", "receipts", "rejected_reasons", "rejected_rows"]

LOADS = "loads"
MOST_FILES = 20  # of receipts before they become one
COMMIT_KEY = "peelian_receipt"  # what the commit of a load's rows calls its receipt
SCHEMA = pa.schema(
    [
        ("load_id", pa.string()),
        ("source", pa.string()),
        ("file", pa.string()),
        ("mapping", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("read", pa.int64()),
        ("accepted", pa.int64()),
        ("rejected", pa.int64()),
        ("unchanged", pa.int64()),
        ("revised", pa.int64()),
        ("reasons", pa.string()),
        ("first_period", pa.date32()),
        ("last_period", pa.date32()),
        ("quality", pa.float64()),
        ("unmapped", pa.string()),
        ("absent", pa.string()),
        ("members", pa.string()),
        ("number", pa.int64()),  # loads in the order they happened, whatever the clock said
    ]
)
_LISTS = ("unmapped", "absent", "members")


@dataclass(frozen=True)
class Receipt:
    """What one load read: always read = accepted + rejected + unchanged. `revised` is part of accepted.

    `reasons` counts rejected rows by reason; a row with several is counted under each. The periods are
    the first and last day of the rows that keep the contract. `unmapped` are the extract's columns that
    nothing reads, `absent` those the mapping would read and the extract does not have, `members` the
    files of an archive that were read.
    """

    load_id: str
    source: str
    file: str
    mapping: str
    at: datetime
    read: int
    accepted: int
    rejected: int
    unchanged: int
    revised: int
    reasons: Mapping[str, int]
    first_period: date | None
    last_period: date | None
    quality: float
    unmapped: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.rejected + self.unchanged:
            raise AssertionError(f"rows have gone missing: {self}")

    def to_json(self) -> str:
        """The receipt as text, for the commit of its rows."""
        return json.dumps(asdict(self), default=lambda value: value.isoformat(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Receipt":
        given = json.loads(text)
        given["at"] = datetime.fromisoformat(given["at"])
        for name in ("first_period", "last_period"):
            given[name] = date.fromisoformat(given[name]) if given[name] else None
        return cls(**_known({**given, **{name: tuple(given[name]) for name in _LISTS}}))


def receipts(workspace: "Workspace", source: str | None = None) -> list[Receipt]:
    """The receipts of a workspace's loads, or of one source's, newest first."""
    from peelian.pipeline.turn import finish_interrupted

    finish_interrupted(workspace)
    rows = _kept(workspace.tables)
    return [_receipt(row) for row in reversed(rows) if source in (None, row["source"])]


def append(tables: Tables, receipt: Receipt) -> None:
    """Keep a receipt. From then on its load is seen to have happened."""
    row: dict[str, Any] = {field.name: getattr(receipt, field.name) for field in fields(receipt)}
    row["reasons"] = json.dumps(dict(receipt.reasons), ensure_ascii=False)
    row |= {name: json.dumps(list(row[name]), ensure_ascii=False) for name in _LISTS}
    row["number"] = 1 + tables.version(LOADS) if tables.exists(LOADS) else 0
    tables.append(LOADS, pa.Table.from_pylist([row], schema=SCHEMA))
    tables.compact(LOADS, MOST_FILES)


def committed(tables: Tables, source: str) -> Receipt | None:
    """The receipt said in the latest commit of a source's rows that has one."""
    if not tables.exists(f"rows/{source}"):
        return None
    said = (commit.get(COMMIT_KEY) for commit in tables.commits(f"rows/{source}", 10))
    return next((Receipt.from_json(text) for text in said if text), None)


def is_kept(tables: Tables, load_id: str) -> bool:
    """Whether a load's receipt is in the table of loads."""
    return any(row["load_id"] == load_id for row in _kept(tables))


def _kept(tables: Tables) -> list[dict[str, Any]]:
    """The rows of the table of loads in the order they happened; a row without a number is an old one."""
    snapshot = tables.snapshot_if_any(LOADS)
    if snapshot is None:
        return []
    return _held.get((snapshot,), lambda: _rows(tables, snapshot))


_held: Held[list[dict[str, Any]]] = Held(4)


def _rows(tables: Tables, snapshot: Snapshot) -> list[dict[str, Any]]:
    rows = [row for file in snapshot.files for row in tables.columns(snapshot, file, SCHEMA).to_pylist()]
    return sorted(rows, key=lambda row: (row["number"] or 0, row["at"], row["load_id"]))


def _receipt(row: dict[str, Any]) -> Receipt:
    row = {**row, "reasons": json.loads(row["reasons"])}
    row |= {name: tuple(json.loads(row[name] or "[]")) for name in _LISTS}
    row["at"] = row["at"].astimezone(UTC)
    return Receipt(**_known(row))


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row is a receipt's: a newer version may keep more."""
    return {field.name: row[field.name] for field in fields(Receipt)}
