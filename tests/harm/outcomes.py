"""What comes of offering an extract to a workspace: in words, after seeing that nothing is half done.

As a program of its own: offers the large cases one after another, and says how much memory they took.
"""

import json
import resource
import sys
from pathlib import Path
from typing import TypeAlias

from peelian.framework.errors import UserError
from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import rejected_rows
from peelian.pipeline.workspace import Workspace
from tests.harm.malformed import Case, cases

MEMORY = 1 << 30  # bytes that all the large cases may have at once
ADDRESSED = 8 << 30  # bytes, of which allocators use little

State: TypeAlias = dict[str, tuple[int, int]]


def state(workspace: Workspace) -> State:
    """Every file of a workspace but its lock, with its size and when it was changed."""
    files = [file for file in workspace.root.rglob("*") if file.is_file() and file.name != ".lock"]
    return {str(file): ((told := file.stat()).st_size, told.st_mtime_ns) for file in files}


def rows_of(workspace: Workspace, table: str) -> int:
    """How many rows a table has."""
    if not workspace.tables.exists(table):
        return 0
    return sum(file.rows for file in workspace.tables.files(table))


def offer(workspace: Workspace, case: Case, file: Path) -> str:
    """Load a case from its file: what came of it. AssertionError where something is amiss."""
    table = f"rows/{case.source}"
    before, rows, loads = state(workspace), rows_of(workspace, table), rows_of(workspace, "loads")
    try:
        (receipt,) = load(workspace, case.source, [file])
    except UserError as refused:
        assert state(workspace) == before
        return f"refused: {refused}"
    assert receipt.read == receipt.accepted + receipt.rejected + receipt.unchanged
    assert rows_of(workspace, "loads") == loads + 1
    assert rows_of(workspace, table) == rows + receipt.accepted - receipt.revised
    rejected = rejected_rows(workspace, case.source, receipt.load_id) if receipt.rejected else []
    assert len(rejected) == receipt.rejected
    assert all(row.line > 0 and all(row.reasons) and row.reasons for row in rejected)
    reasons = "; ".join(f"{count} {reason}" for reason, count in receipt.reasons.items())
    return f"loads: {receipt.read} read, {receipt.rejected} rejected" + (f": {reasons}" if reasons else "")


def most_memory() -> int:
    """The most bytes this process has had. Of rusage's the parent's are part: they outlive exec."""
    noted = Path("/proc/self/status").read_text(encoding="ascii")
    return int(noted.partition("VmHWM:")[2].split()[0]) << 10


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_DATA, (ADDRESSED, ADDRESSED))
    workspace, folder = Workspace.open(Path(sys.argv[1])), Path(sys.argv[2])
    for number, large in enumerate(cases()):
        if large.is_large:
            print(
                json.dumps([large.name, offer(workspace, large, folder / f"{number}" / large.file)]),
                flush=True,
            )
    print(json.dumps(["", most_memory()]))
