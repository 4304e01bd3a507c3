"""Batches of rows offered in memory: read as what they say they are, and loads like any other."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from peelian.framework.errors import UserError
from peelian.pipeline.offered import Kind, load_rows, one_batch, receipt_called, table_of
from peelian.pipeline.receipts import receipts
from peelian.pipeline.workspace import Workspace

ROWS: list[dict[str, Any]] = [
    {"visit_id": "1", "arrived_at": "2024-05-01T10:00:00Z", "people": 2, "urgent": True, "reason": None},
    {"visit_id": "2", "arrived_at": "2024-05-02T10:00:00Z", "people": None, "urgent": None, "reason": "lost"},
]


def as_json(rows: Any) -> bytes:
    return json.dumps(rows).encode()


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    def cell(value: Any) -> str:
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    lines = [list(rows[0]), *([cell(row[name]) for name in rows[0]] for row in rows)]
    return "".join(",".join(line) + "\r\n" for line in lines).encode()


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "body"),
    [("json", as_json(ROWS)), ("csv", as_csv(ROWS)), ("parquet", as_parquet(ROWS))],
)
def test_each_kind_of_body_gives_the_same_rows(kind: Kind, body: bytes, workspace: Workspace) -> None:
    receipt = load_rows(workspace, "visits", body, kind, name="batch")
    assert (receipt.read, receipt.accepted, receipt.rejected) == (2, 2, 0)
    assert receipt.file == "batch"
    columns = ["visit_id", "people", "urgent", "reason"]
    rows = workspace.tables.read("rows/visits", columns).to_pylist()
    told = [{name: row[name] for name in columns} for row in ROWS]
    assert sorted(rows, key=lambda row: row["visit_id"]) == told


def test_rows_are_rejected_revised_and_unchanged_like_any_load(workspace: Workspace) -> None:
    load_rows(workspace, "visits", as_json(ROWS), "json", name="first")
    again = load_rows(workspace, "visits", as_json(ROWS), "json", name="again")
    assert (again.accepted, again.unchanged) == (0, 2)
    changed = [ROWS[0] | {"people": 3}, {"visit_id": "3", "arrived_at": "soon"}]
    receipt = load_rows(workspace, "visits", as_json(changed), "json", name="changed")
    assert (receipt.read, receipt.accepted, receipt.revised, receipt.rejected) == (2, 1, 1, 1)
    assert sum(receipt.reasons.values()) == 1


def test_a_receipt_is_found_by_the_name_of_its_batch(workspace: Workspace) -> None:
    receipt = load_rows(workspace, "visits", as_json(ROWS), "json", name="one")
    assert receipt_called(workspace, "visits", "one") == receipt
    assert receipt_called(workspace, "visits", "two") is None


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"[", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'[{"a": NaN}]', "NaN is not a number"),
        (b'[{"a": 1, "a": 2}]', "twice"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"a": 1}', "a list of rows"),
        (b"[1]", "a list of rows"),
        (b"[]", "no rows"),
        (b"[{}]", "no rows"),
        (b'[{"a": "\\ud800"}]', "half a character"),
        (b'[{"\\ud800": "a"}]', "half a character"),
    ],
)
def test_what_is_not_a_list_of_rows_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(UserError, match=says):
        table_of(body)


def test_a_small_body_does_not_become_a_large_table() -> None:
    every = [{f"column {number}": 1} for number in range(2_001)]
    with pytest.raises(UserError, match="2,001 columns"):
        table_of(as_json(every))
    wide = [{str(number): 1 for number in range(2_000)}, *({} for _ in range(16_001))]
    with pytest.raises(UserError, match="send it in several"):
        table_of(as_json(wide))


def test_numbers_are_kept_as_they_were_written() -> None:
    written = "123456789012345678901234567890.10"
    assert table_of(f'[{{"a": {written}, "b": [1, {{}}]}}]'.encode()).to_pylist() == [
        {"a": written, "b": '["1", {}]'}
    ]


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("csv", b"PK\x03\x04....", "not CSV"),
        ("csv", b"PAR1....", "not CSV"),
        ("parquet", b"a,b\n1,2\n", "not a Parquet file"),
        ("parquet", b"PAR1 and no more", "cannot be read"),
    ],
)
def test_a_body_is_what_it_says_it_is(kind: Kind, body: bytes, says: str, workspace: Workspace) -> None:
    with pytest.raises(UserError, match=says):
        load_rows(workspace, "visits", body, kind, name="batch")
    assert receipts(workspace) == []


def test_writers_at_once_lose_nothing(workspace: Workspace) -> None:
    def offer(writer: int) -> None:
        for batch in range(5):
            rows = [
                {"visit_id": f"{writer}-{batch}-{row}", "arrived_at": "2024-05-01T10:00:00Z"}
                for row in range(3)
            ]
            with one_batch(workspace):
                load_rows(workspace, "visits", as_json(rows), "json", name=f"{writer}-{batch}")

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(offer, range(4)))
    rows = workspace.tables.read("rows/visits", ["visit_id"]).to_pylist()
    assert len({row["visit_id"] for row in rows}) == len(rows) == 4 * 5 * 3
    kept = receipts(workspace)
    assert sorted(receipt.file for receipt in kept) == sorted(f"{w}-{b}" for w in range(4) for b in range(5))
    assert sum(receipt.accepted for receipt in kept) == 60
