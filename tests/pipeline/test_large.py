"""A file larger than the memory it may have loads, twice, in bounded memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from peelian.pipeline.workspace import Workspace

CHECKOUT = Path(__file__).resolve().parents[2]
CHILD = """
import json, resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.pipeline.conftest import open_workspace
from peelian.pipeline.ingest import load
limit = int(sys.argv[4]) << 20
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
(receipt,) = load(open_workspace(Path(sys.argv[1])), "visits", [Path(sys.argv[2])])
print(json.dumps([receipt.read, receipt.accepted, receipt.rejected, receipt.unchanged]))
"""


def load_in(workspace: Workspace, file: Path, megabytes: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What a load came to in a child process with so much memory, of which DuckDB may have a quarter."""
    monkeypatch.setenv("PEELIAN_MEMORY", f"{megabytes // 4}MiB")
    arguments = [sys.executable, "-c", CHILD, str(workspace.root), str(file), str(CHECKOUT), str(megabytes)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[int] = json.loads(done.stdout)
    return found


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
    assert file.stat().st_size > 1_350 << 20
    rejected = rows // 1000
    assert load_in(workspace, file, 1200, monkeypatch) == [rows, rows - rejected, rejected, 0]
    assert load_in(workspace, file, 1200, monkeypatch) == [rows, 0, rejected, rows - rejected]
