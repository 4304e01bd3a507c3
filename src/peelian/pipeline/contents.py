"""What each file of a source's rows holds, counted once: files never change.

The counts are kept in a file beside the tables for as long as the file of rows is in its table; it may be
deleted.
"""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from peelian.framework.source import Source
from peelian.framework.tree import columns_of, conjunction
from peelian.pipeline.bits import number
from peelian.pipeline.contracts import flag_rules, row_schema
from peelian.pipeline.held import Held
from peelian.pipeline.snapshot import Snapshot, TableFile
from peelian.pipeline.tables import Tables
from peelian.pipeline.vectors import Vectors

if TYPE_CHECKING:
    from peelian.pipeline.workspace import Workspace


@dataclass(frozen=True)
class Content:
    """One file's rows: how many, how many break a rule that flags, how many have each watched column filled,
    how many each load brought.

    `days`, since 1970-01-01 and sorted, are those that rows are dated; of spells, on which any starts or
    ends. `units` are those that rows name.
    """

    month: str
    rows: int
    flagged: int
    filled: Sequence[int]
    loads: dict[str, int]
    days: Sequence[int]
    units: Sequence[str]


def contents(workspace: "Workspace", source: Source, snapshot: Snapshot | None = None) -> list[Content]:
    """The contents of every file of a source's rows, as in `snapshot`, the latest when None."""
    tables, name = workspace.tables, f"rows/{source.id}"
    if snapshot is None:
        if not tables.exists(name):
            return []
        snapshot = tables.snapshot(name)
    seen = snapshot
    return _held.get((source, seen), lambda: _contents(workspace, source, seen))


_held: Held[list[Content]] = Held(64)


def _contents(workspace: "Workspace", source: Source, snapshot: Snapshot) -> list[Content]:
    tables = workspace.tables
    asked = sha256(
        repr((watched(source), flag_rules(source), source.unit, source.spell)).encode()
    ).hexdigest()[:16]
    beside = Path(tables.root) if tables.local else workspace.root / "tables"
    file = beside / "contents" / f"{source.id}.json"
    known = _read(file, asked)
    found = {
        each.path: Content(**known[each.path])
        if each.path in known
        else _count(tables, source, snapshot, each)
        for each in snapshot.files
    }
    if found.keys() != known.keys():
        _write(file, {"asked": asked, "files": {path: vars(content) for path, content in found.items()}})
    return [content for content in found.values() if content.rows]


def watched(source: Source) -> list[str]:
    """The columns whose cells should be filled."""
    return [name for name, column in source.columns.items() if column.required or column.expected]


def _count(tables: Tables, source: Source, snapshot: Snapshot, file: TableFile) -> Content:
    dated = [source.spell.start, source.spell.end] if source.spell else ["_date"]
    units, rules = [source.unit] if source.unit else [], flag_rules(source)
    ruled = [name for rule in rules for name in columns_of(rule)]
    read = dict.fromkeys([*watched(source), *ruled, *dated, *units, "_load"])
    schema = row_schema(source)
    rows = tables.columns(snapshot, file, pa.schema([schema.field(name) for name in read]))
    vectors = Vectors(rows)
    flagged = vectors.fails(conjunction(*rules))  # a rule that fails makes all of them fail
    loads = rows["_load"].value_counts().to_pylist()
    days = np.unique(np.concatenate([_days(rows[name]) for name in dated]))
    return Content(
        month=file.partition["_month"],
        rows=len(rows),
        flagged=number(flagged),
        filled=[len(rows) - rows[name].null_count for name in watched(source)],
        loads={each["values"]: each["counts"] for each in loads},
        days=days.tolist(),
        units=sorted(unit for name in units for unit in _distinct(rows[name])),
    )


def _days(column: pa.ChunkedArray) -> Any:
    return pc.unique(column.drop_null()).cast(pa.int32()).to_numpy(zero_copy_only=False)


def _distinct(column: pa.ChunkedArray) -> list[str]:
    return [value for value in column.unique().to_pylist() if value is not None]


def _read(file: Path, asked: str) -> dict[str, dict[str, Any]]:
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["asked"] == asked:
            return dict(kept["files"])
    return {}


def _write(file: Path, kept: dict[str, Any]) -> None:
    new = file.with_suffix(f".{os.getpid()}.new")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(kept), encoding="utf-8")
        new.replace(file)
    with suppress(OSError):
        new.unlink(missing_ok=True)  # what did not fit on the disk
