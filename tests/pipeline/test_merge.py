"""How a month grows: by a file when all its rows are new, else whole."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.merge import MOST_FILES
from peelian.pipeline.workspace import Workspace

Writes = Callable[..., Path]


def put(workspace: Workspace, extract: Writes, *visits: str, day: str = "2024-07-01") -> tuple[int, ...]:
    lines = "".join(f"{visit},{day} 10:00,{office}\n" for visit, office in map(str.split, visits))
    (receipt,) = load(workspace, "visits", [extract(f"visit_id,arrived_at,office\n{lines}")])
    return receipt.accepted, receipt.revised, receipt.unchanged


def files(workspace: Workspace, month: str = "2024-07") -> set[str]:
    every = workspace.tables.files("rows/visits")
    return {file.path for file in every if file.partition["_month"] == month}


def visits(workspace: Workspace) -> list[tuple[str, str, str]]:
    table = workspace.tables.read("rows/visits", ["visit_id", "office", "_month"])
    return sorted(tuple(row.values()) for row in table.to_pylist())


def test_rows_that_are_all_new_leave_the_files_of_their_month_as_they_were(
    workspace: Workspace, extract: Writes
) -> None:
    assert put(workspace, extract, "1 A", "2 B") == (2, 0, 0)
    before = files(workspace)
    assert put(workspace, extract, "4 B", "3 A") == (2, 0, 0)
    (added,) = files(workspace) - before
    assert len(files(workspace)) == 2
    written = pq.read_table(workspace.root / "tables/rows/visits" / added, partitioning=None)
    assert written["visit_id"].to_pylist() == ["3", "4"]
    assert put(workspace, extract, "1 A", "2 B", "3 A", "4 B") == (0, 0, 4)
    assert visits(workspace) == [(v, o, "2024-07") for v, o in ("1A", "2B", "3A", "4B")]


def test_a_month_with_a_row_revised_is_written_whole(workspace: Workspace, extract: Writes) -> None:
    put(workspace, extract, "1 A", "2 B")
    put(workspace, extract, "3 A")
    before = files(workspace)
    assert put(workspace, extract, "2 C", "3 A", "4 D") == (2, 1, 1)
    assert len(files(workspace)) == 1
    assert not files(workspace) & before
    assert visits(workspace) == [(v, o, "2024-07") for v, o in ("1A", "2C", "3A", "4D")]


def test_a_row_that_moves_is_added_to_its_new_month_and_taken_from_the_old(
    workspace: Workspace, extract: Writes
) -> None:
    put(workspace, extract, "1 A", "2 B")
    put(workspace, extract, "3 A", day="2024-08-01")
    july, august = files(workspace), files(workspace, "2024-08")
    assert put(workspace, extract, "2 B", "4 A", day="2024-08-01") == (2, 1, 0)
    assert not files(workspace) & july
    assert files(workspace, "2024-08") > august
    assert visits(workspace) == [
        ("1", "A", "2024-07"), ("2", "B", "2024-08"), ("3", "A", "2024-08"), ("4", "A", "2024-08"),
    ]  # fmt: skip


@pytest.mark.parametrize("chunk", [1, 1_000])
def test_a_month_of_many_files_becomes_one_when_more_arrives(
    workspace: Workspace, extract: Writes, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("peelian.pipeline.merge.CHUNK", chunk)
    for visit in range(1, MOST_FILES + 1):
        put(workspace, extract, f"{visit} A")
        assert len(files(workspace)) == visit
    assert put(workspace, extract, "1 A") == (0, 0, 1)
    assert len(files(workspace)) == MOST_FILES
    assert put(workspace, extract, "9 A") == (1, 0, 0)
    assert len(files(workspace)) == 1
    assert [visit for visit, _, _ in visits(workspace)] == [str(n) for n in range(1, MOST_FILES + 2)]
