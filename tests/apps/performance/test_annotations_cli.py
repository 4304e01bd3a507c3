"""`peelian values` gives the verdicts that the pages give, notes and all, and makes no records itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from peelian.demo import DemoForce
from peelian.site.database import FILE
from tests.apps.performance.noted import RISEN, WHERE

WRITE = f"""
import sys
from datetime import date
from peelian.cli.app import records_opened
records_opened()
from peelian.apps.access.viewer import CommandLine
from peelian.apps.performance.actions_annotations import annotate, withdraw
from peelian.apps.performance.models import Annotation
if sys.argv[1] == "write":
    annotate(by=CommandLine(), kind="rebase", measure="{RISEN}", unit="{WHERE}", day=date(2025, 2, 1),
             reason="The response rota changed")
else:
    withdraw(by=CommandLine(), note=Annotation.objects.get(), reason="It did not")
"""


@pytest.fixture
def workspace(demo_built: tuple[Path, DemoForce], tmp_path: Path) -> Path:
    """A demo force without records."""
    copied = shutil.copytree(demo_built[0], tmp_path / "demo")
    for name in (FILE, "secret.key"):
        (copied / name).unlink(missing_ok=True)
    return copied


def run(workspace: Path, *words: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "PEELIAN_WORKSPACE": str(workspace)
    }
    done = subprocess.run(
        [sys.executable, *words], env=environment, cwd=workspace, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def values(workspace: Path, *more: str) -> str:
    return run(workspace, "-m", "peelian.cli", "values", RISEN, "--unit", WHERE, *more)


def test_notes_change_what_the_command_says_and_withdrawn_no_more(workspace: Path) -> None:
    before = values(workspace)
    assert "improvement" in before
    assert not (workspace / FILE).exists()
    assert not (workspace / "secret.key").exists()
    run(workspace, "-c", WRITE, "write")
    after = values(workspace)
    assert "no clear change" in after
    values(workspace, "--output", "v.csv")
    assert "special_cause" not in (workspace / "v.csv").read_text(encoding="utf-8").split("2025-02-01")[1]
    run(workspace, "-c", WRITE, "withdraw")
    assert values(workspace) == before


def test_a_database_without_tables_has_no_notes(workspace: Path) -> None:
    before = values(workspace)
    (workspace / FILE).touch()
    assert values(workspace) == before
