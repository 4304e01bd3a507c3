"""`peelian watch`: extracts dropped into a folder are loaded and values follow, across kills."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peelian.cli import app
from peelian.pipeline.receipts import receipts
from peelian.pipeline.values import series
from peelian.pipeline.workspace import Workspace, init

PATIENCE = 120  # seconds before a test gives up


def extract(first: int, count: int) -> str:
    rows = (f"{n},2025-05-{n % 28 + 1:02}T09:00:00Z,immediate,999" for n in range(first, first + count))
    return "\n".join(["incident_id,created_at,grade,origin", *rows]) + "\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = init(tmp_path / "workspace", name="Test Police")
    (tmp_path / "in" / "incidents").mkdir(parents=True)
    return made


def recorded(workspace: Workspace) -> float:
    (one,) = series(workspace, measures=["incidents_recorded"], units=["force"])
    return float(one.value[-1])


@contextmanager
def watching(workspace: Workspace, folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "peelian.cli", "-w", str(workspace.root), "watch", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(holds: object) -> None:
    """Waits for something to hold."""
    given_up = time.monotonic() + PATIENCE
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < given_up
        time.sleep(0.1)


def test_what_is_there_is_loaded_and_values_follow(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "incidents"
    (folder / "may.csv").write_text(extract(0, 50))
    (folder / "wrong.csv").write_text("colour\nred\n")
    (tmp_path / "in" / "incident").mkdir()
    said = CliRunner().invoke(app, ["-w", str(workspace.root), "watch", str(tmp_path / "in"), "--once"])
    assert said.exit_code == 0, said.output
    assert "50 read = 50 accepted" in said.output
    assert "wrong.csv is refused" in said.output
    assert "incident is not a source" in said.output
    assert recorded(workspace) == 50
    assert (folder / "loaded" / "may.csv.receipt.json").is_file()
    assert (folder / "refused" / "wrong.csv.problem.txt").is_file()


def test_a_watch_that_is_killed_loads_nothing_twice_and_loses_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "in" / "incidents"
    (folder / "before.csv").write_text(extract(0, 10))
    with watching(workspace, tmp_path / "in") as process:
        until((folder / "loaded" / "before.csv").exists)
        (folder / "during.csv.part").write_text(extract(10, 2000))
        os.replace(folder / "during.csv.part", folder / "during.csv")
        until(lambda: (workspace.root / ".loading").exists() or not (folder / "during.csv").exists())
        process.send_signal(signal.SIGKILL)
        process.wait()
    (folder / "after.csv").write_text(extract(2010, 5))
    with watching(workspace, tmp_path / "in"):
        until(lambda: all((folder / "loaded" / f"{n}.csv").exists() for n in ("during", "after")))
        until(lambda: recorded(workspace) == 2015)
    rows = workspace.tables.read("rows/incidents", ["incident_id"])
    assert rows.num_rows == 2015
    assert sum(receipt.accepted for receipt in receipts(workspace)) == 2015
    told = json.loads((folder / "loaded" / "after.csv.receipt.json").read_text())
    assert told["accepted"] == 5
