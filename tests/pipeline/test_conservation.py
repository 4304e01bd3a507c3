"""Whatever is loaded, in whatever order: nothing is lost, nothing is doubled, and again changes nothing.

What a load must do to a table is worked out here row by row in plain Python.
"""

import csv
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from peelian.framework.errors import UserError
from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import Receipt, receipts, rejected_rows
from peelian.pipeline.workspace import Workspace
from tests.pipeline.conftest import open_workspace

Content = tuple[str | None, ...]
Rows = list[list[str]]

IDS = st.sampled_from(["A", "B", "C|", "C\\", "D|#2", "=", "", " A "])
MONTHS = st.sampled_from(["2024-01", "2024-02", "2024-03", "2024-13", ""])
TIMES = st.sampled_from(["2024-01-05 10:00", "2024-02-05T10:00:00Z", "2024-01-05", "noon", ""])
WORDS = st.sampled_from(["theft", "crime", "", "é", "a,b", 'say "x"', "two\nlines", "\0", "x\x1fy"])
BROKEN = st.sampled_from([["only one"], ["a", "b", "c", "d", "e"]])
OFFENCES = st.lists(st.tuples(IDS, MONTHS, WORDS).map(list) | BROKEN, max_size=14)
VISITS = st.lists(
    st.tuples(IDS, TIMES, st.sampled_from(["crime", "lost", "murder", ""])).map(list) | BROKEN, max_size=14
)


def write(file: Path, header: list[str], rows: Rows) -> Path:
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    return file


def content(row: list[str]) -> Content:
    return tuple(cell.replace("\0", "\x1a").strip() or None for cell in row)


def table(workspace: Workspace, source: str, *columns: str) -> Counter[Content]:
    if not workspace.tables.exists(f"rows/{source}"):
        return Counter()
    found = workspace.tables.read(f"rows/{source}", [*columns, "_key", "_month"]).to_pylist()
    keys = [row["_key"] for row in found]
    assert len(keys) == len(set(keys))
    return Counter(tuple(None if row[c] is None else str(row[c]) for c in columns) for row in found)


def by_key(rows: Counter[Content], width: int) -> dict[Content, Counter[Content]]:
    """Contents by their key: the first `width` cells when none is empty, else the content itself."""
    found: dict[Content, Counter[Content]] = {}
    for row, count in rows.items():
        key = row[:width] if None not in row[:width] else ("", *row)
        found.setdefault(key, Counter())[row] += count
    return found


@settings(max_examples=20, deadline=None)
@given(st.lists(OFFENCES, min_size=1, max_size=3))
def test_rows_whose_keys_may_repeat(extracts: list[Rows]) -> None:
    with TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder))
        for place, rows in enumerate(extracts):
            file = write(Path(folder) / f"{place}.csv", ["number", "month", "what"], rows)
            good = [content(row) for row in rows if len(row) == 3 and re.fullmatch("2024-0[123]", row[1])]
            dated = Counter((number, f"{month}-01", what) for number, month, what in good)
            before = by_key(table(workspace, "offences", "number", "month", "what"), 2)
            (receipt,) = load(workspace, "offences", [file])
            after = by_key(table(workspace, "offences", "number", "month", "what"), 2)
            accepted = revised = 0
            for key, new in by_key(dated, 2).items():
                old = before.pop(key, Counter())
                now = after.pop(key)
                assert now.total() == max(old.total(), new.total())
                assert new <= now
                assert now - new <= old - new
                accepted += (new - old).total()
                revised += min((new - old).total(), (old - new).total())
            assert before == after  # no other key was touched
            expected = (len(rows), accepted, len(rows) - len(good), len(good) - accepted, revised)
            assert counts(receipt) == expected
            again_changes_nothing(workspace, "offences", file, receipt)


@settings(max_examples=20, deadline=None)
@given(st.lists(VISITS, min_size=1, max_size=3))
def test_rows_whose_keys_may_not_repeat(extracts: list[Rows]) -> None:
    with TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder))
        held: dict[Content, Counter[Content]] = {}
        for place, rows in enumerate(extracts):
            file = write(Path(folder) / f"{place}.csv", ["visit_id", "arrived_at", "reason"], rows)
            whole = [row for row in rows if len(row) == 3]
            if whole and all(row[1] == "2024-01-05" for row in whole):
                assert not raises_nothing(workspace, file)
                continue
            accepted = rejected = revised = 0
            seen: dict[Content, Content] = {}
            offered: Counter[Content] = Counter()
            for row in rows:
                number, at, reason = content(row) if len(row) == 3 else (None, None, "murder")
                if at is None or at in ("noon", "2024-01-05") or reason == "murder":
                    rejected += 1
                    continue
                cells = (number, at[:10], reason)
                if number is None:
                    offered[cells] += 1
                elif number not in seen:
                    seen[number] = cells
                    revised += (number,) in held and cells not in held[(number,)]
                    accepted += cells not in held.get((number,), ())
                    held[(number,)] = Counter([cells])
                elif seen[number] != cells:
                    rejected += 1
            for cells, count in offered.items():
                had = held.setdefault(("", *cells), Counter())
                accepted += max(0, count - had[cells])
                had[cells] = max(count, had[cells])
            (receipt,) = load(workspace, "visits", [file])
            found = table(workspace, "visits", "visit_id", "day", "reason")
            assert found == sum(held.values(), Counter())
            unchanged = len(rows) - accepted - rejected
            assert counts(receipt) == (len(rows), accepted, rejected, unchanged, revised)
            again_changes_nothing(workspace, "visits", file, receipt)


def counts(receipt: Receipt) -> tuple[int, ...]:
    return receipt.read, receipt.accepted, receipt.rejected, receipt.unchanged, receipt.revised


def raises_nothing(workspace: Workspace, file: Path) -> bool:
    names = workspace.tables.names()
    try:
        load(workspace, "visits", [file])
    except UserError:
        return workspace.tables.names() != names
    return True


def again_changes_nothing(workspace: Workspace, source: str, file: Path, first: Receipt) -> None:
    name = f"rows/{source}"
    version = workspace.tables.version(name) if workspace.tables.exists(name) else None
    (again,) = load(workspace, source, [file])
    assert counts(again) == (first.read, 0, first.rejected, first.accepted + first.unchanged, 0)
    assert again.reasons == first.reasons
    assert version == (workspace.tables.version(name) if workspace.tables.exists(name) else None)
    assert receipts(workspace, source)[0] == again
    rows = rejected_rows(workspace, source, again.load_id)
    assert len(rows) == again.rejected
    assert all(row.reasons and row.line > 1 for row in rows)
