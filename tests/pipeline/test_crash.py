"""A load killed at any moment has happened whole or not at all, and loading again makes it so."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import Receipt, receipts, rejected_rows
from peelian.pipeline.workspace import Workspace

CHECKOUT = Path(__file__).resolve().parents[2]
CHILD = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from tests.pipeline.conftest import open_workspace
from peelian.pipeline import ingest
from peelian.pipeline.tables import Tables

what, place, number = sys.argv[3].split()
owner = Tables if hasattr(Tables, what) else ingest
wrapped, calls = getattr(owner, what, None), 0

def killed(*given, **named):
    global calls
    calls += 1
    if calls == int(number) and place == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = wrapped(*given, **named)
    if calls == int(number) and place == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return result

if what != "nothing":
    setattr(owner, what, killed)
print("ready", flush=True)
ingest.load(open_workspace(Path(sys.argv[1])), "visits", [Path(sys.argv[2])])
"""


def start(workspace: Workspace, file: Path, point: str) -> "subprocess.Popen[str]":
    arguments = [sys.executable, "-c", CHILD, str(workspace.root), str(file), point, str(CHECKOUT)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def counts(receipt: Receipt) -> tuple[int, ...]:
    return receipt.read, receipt.accepted, receipt.rejected, receipt.unchanged


def stands(workspace: Workspace) -> Counter[tuple[str, str]]:
    """Each visit with its reason, and how many times the table has it."""
    if not workspace.tables.exists("rows/visits"):
        return Counter()
    table = workspace.tables.read("rows/visits", ["visit_id", "reason"])
    return Counter((row["visit_id"], row["reason"]) for row in table.to_pylist())


def visits(file: Path, reason: str, count: int = 300) -> Path:
    rows = [f"{i},2024-{1 + i % 9:02}-01 10:00,{reason}" for i in range(count)]
    file.write_text("\n".join(["visit_id,arrived_at,reason", *rows, "bad,,", ""]))
    return file


POINTS = [
    "stage_partition before 1", "stage_partition after 4", "stage before 1", "commit before 1",
    "commit after 1", "commit before 2", "commit after 2", "append before 1", "append after 1",
]  # fmt: skip


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_each_step_and_loaded_again(workspace: Workspace, tmp_path: Path, point: str) -> None:
    load(workspace, "visits", [visits(tmp_path / "first.csv", "lost", 200)])
    before, kept = stands(workspace), len(rejected_rows(workspace, "visits"))
    file = visits(tmp_path / "second.csv", "crime")
    child = start(workspace, file, point)
    child.communicate(timeout=120)
    assert child.returncode == -signal.SIGKILL
    after = Counter({(str(i), "crime"): 1 for i in range(300)})
    found = stands(workspace)
    assert found in (before, after)
    committed = found == after
    done = receipts(workspace)  # finishes what was left undone
    assert len(done) == 1 + committed
    if committed:
        assert counts(done[0]) == (301, 300, 1, 0)
        assert (done[0].revised, done[0].file) == (200, "second.csv")
    assert len(rejected_rows(workspace, "visits")) == kept + committed
    (again,) = load(workspace, "visits", [file])
    assert stands(workspace) == after
    assert counts(again) == ((301, 0, 1, 300) if committed else (301, 300, 1, 0))
