"""A file larger than the memory it may have loads, twice, in bounded memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from peelian.pipeline.workspace import Workspace

CHECKOUT = Path(__file__).resolve().parents[2]
CHILD = """
import json, re, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.pipeline.conftest import open_workspace
from peelian.pipeline.ingest import load
(receipt,) = load(open_workspace(Path(sys.argv[1])), "visits", [Path(sys.argv[2])])
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])  # not its parent's
print(json.dumps([peak, receipt.read, receipt.accepted, receipt.rejected, receipt.unchanged]))
"""


def load_in(workspace: Workspace, file: Path, megabytes: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A load in a child process with so much memory for DuckDB: its peak in MB, and what it came to."""
    monkeypatch.setenv("PEELIAN_MEMORY", str(megabytes))
    arguments = [sys.executable, "-c", CHILD, str(workspace.root), str(file), str(CHECKOUT)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    peak, *counts = json.loads(done.stdout)
    return [peak >> 10, *counts]


@pytest.mark.soak
def test_a_file_larger_than_memory_loads(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, rows = tmp_path / "large.csv", 12_000_000
    with file.open("w") as out:
        out.write("visit_id,arrived_at,reason,office,officer,weight,notes\n")
        for start in range(0, rows, 10_000):
            out.writelines(
                f"V{i:012},{2015 + i % 10}-{1 + i % 12:02}-{1 + i % 28:02} {i % 24:02}:{i % 60:02}:00,"
                f"{'murder' if i % 1000 == 0 else 'lost'},OFFICE{i % 50},AB{i % 900},{i % 7}.5,{'x' * 60}\n"
                for i in range(start, start + 10_000)
            )
    size, rejected = file.stat().st_size >> 20, rows // 1000
    for expected in ([rows, rows - rejected, rejected, 0], [rows, 0, rejected, rows - rejected]):
        peak, *counts = load_in(workspace, file, 256, monkeypatch)
        assert counts == expected
        assert peak < size
