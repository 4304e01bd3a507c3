"""Receipts and rejected rows: kept, paged, counted, and never of a load that did not happen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.quarantine import SCHEMA, rejected_reasons, rejected_rows
from peelian.pipeline.readers import Query
from peelian.pipeline.receipts import Receipt, receipts
from peelian.pipeline.spool import Spool
from peelian.pipeline.workspace import Workspace

Writes = Callable[..., Path]

RECEIPT = Receipt(
    load_id="1",
    source="visits",
    file="é.csv",
    mapping="desk",
    at=datetime(2024, 1, 1, 9, tzinfo=UTC),
    read=3,
    accepted=1,
    rejected=1,
    unchanged=1,
    revised=1,
    reasons={"why": 1},
    first_period=date(2024, 1, 1),
    last_period=None,
    quality=0.5,
    unmapped=("a",),
)


def test_a_receipt_survives_being_text() -> None:
    assert Receipt.from_json(RECEIPT.to_json()) == RECEIPT


def test_a_receipt_that_does_not_add_up_cannot_be() -> None:
    with pytest.raises(AssertionError, match="rows have gone missing"):
        replace(RECEIPT, read=4)


def test_no_loads_have_no_receipts(workspace: Workspace) -> None:
    assert receipts(workspace) == []
    assert rejected_rows(workspace, "visits") == []
    assert rejected_reasons(workspace, "visits") == {}


def test_rejected_rows_come_in_pages_newest_load_first(workspace: Workspace, extract: Writes) -> None:
    first = load(workspace, "visits", [extract("visit_id,arrived_at\n1,x\n2,y\n", "one.csv")])[0]
    second = load(workspace, "visits", [extract("visit_id,arrived_at\n3,z\n4,\n5\n", "two.csv")])[0]
    every = rejected_rows(workspace, "visits")
    assert [(row.file, row.line) for row in every] == [
        ("two.csv", 2), ("two.csv", 3), ("two.csv", 4), ("one.csv", 2), ("one.csv", 3),
    ]  # fmt: skip
    assert rejected_rows(workspace, "visits", limit=2, offset=2) == every[2:4]
    assert rejected_rows(workspace, "visits", first.load_id) == every[3:]
    assert every[2].reasons == ("2 columns expected, 1 found",)
    assert every[2].cells == {"visit_id": "5"}
    assert rejected_reasons(workspace, "visits") == {
        "arrived_at: not a date and time": 3,
        "arrived_at: missing": 1,
        "not as many columns as the header": 1,
    }
    assert rejected_reasons(workspace, "visits", second.load_id)["arrived_at: missing"] == 1


def test_rejected_rows_of_a_load_that_did_not_happen_are_not_seen(
    workspace: Workspace, extract: Writes
) -> None:
    load(workspace, "visits", [extract("visit_id,arrived_at\n1,x\n")])
    orphan = dict.fromkeys(SCHEMA.names, "[]") | {"_load": "9", "line": 1}
    workspace.tables.append("rejected/visits", _table(orphan))
    assert len(rejected_rows(workspace, "visits")) == 1


def _table(row: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist([row], schema=SCHEMA)


def test_a_query_has_a_receipt_that_hides_its_password(workspace: Workspace, tmp_path: Path) -> None:
    query = Query("sqlite://", "SELECT 1 AS visit_id, '2024-01-01 10:00' AS arrived_at")
    (receipt,) = load(workspace, "visits", query)
    assert (receipt.file, receipt.accepted) == ("sqlite://", 1)
    (again,) = load(workspace, "visits", query)
    assert again.unchanged == 1


def test_many_ragged_rows_and_spilled_batches(
    workspace: Workspace, extract: Writes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peelian.pipeline.ingest.Spool", lambda *given, holds: Spool(*given, holds=1))
    reader = import_module("peelian.pipeline.readers.delimited")
    monkeypatch.setattr("peelian.pipeline.readers.batches.ROWS", 500)
    monkeypatch.setattr(reader, "BLOCK", 4096)
    monkeypatch.setattr("peelian.pipeline.merge.CHUNK", 700)
    lines = [f"{i},2024-{1 + i % 12:02}-03 10:00" if i % 10 else f"{i}" for i in range(5000)]
    file = extract("visit_id,arrived_at\n" + "\n".join(lines) + "\n")
    (receipt,) = load(workspace, "visits", [file])
    assert (receipt.read, receipt.accepted, receipt.rejected) == (5000, 4500, 500)
    assert [row.line for row in rejected_rows(workspace, "visits")] == [2 + i for i in range(0, 5000, 10)]
    (again,) = load(workspace, "visits", [file])
    assert (again.unchanged, again.rejected) == (4500, 500)
