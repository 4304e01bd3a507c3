"""What is tried on a small disk and on read-only ones: run as a process that has them to itself."""

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deltalake import DeltaTable

from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import receipts
from peelian.pipeline.refresh import refresh
from peelian.pipeline.tables import Tables
from peelian.pipeline.workspace import Workspace
from tests.harm.cycle import Cycle, left_behind, made, rows_of, values_of
from tests.pipeline.test_tables import months
from tests.test_cli import peelian


def full(disk: Path, cycle: Cycle) -> None:
    """Loads and refreshes with ever more room, until there is enough."""
    workspace = made(disk / "workspace")
    load(workspace, "jobs", [cycle.extract(1)])
    refresh(workspace)
    for step, work in (
        (1, lambda: load(workspace, "jobs", [cycle.extract(2)])),
        (2, lambda: refresh(workspace)),
    ):
        refused = _until_it_fits(disk, workspace, work)
        assert refused > 2, refused
        assert rows_of(workspace) == cycle.rows_at(2)
        assert values_of(workspace) == cycle.values_at(step)
        assert len(receipts(workspace, "jobs")) == 2
    with _filled(disk, 0):
        told = peelian("refresh", "--full", cwd=workspace.root)
        assert told.returncode == 1
        assert f"Error: the disk that holds {workspace.tables.root} is full" in told.stderr


def _until_it_fits(disk: Path, workspace: Workspace, work: Callable[[], object]) -> int:
    """How many times there was too little room; each time nothing had changed."""
    before = rows_of(workspace), values_of(workspace), receipts(workspace)
    for refused in range(30):
        with _filled(disk, 24 * refused):
            said = _said_by(work)
            if not said:
                return refused
            assert f"the disk that holds {workspace.tables.root} is full: nothing is half done" in said
            if rows_of(workspace) != before[0]:
                return refused  # committed, with no room for its receipt: that is kept by the next command
            left = [path for path in left_behind(workspace, ever=True) if path.name != ".loading"]
            assert not left, left
        assert (rows_of(workspace), values_of(workspace), receipts(workspace)) == before
    raise AssertionError("it never fits")


def _said_by(work: Callable[[], object]) -> str:
    try:
        work()
    except Exception as error:
        return str(error)
    return ""


def checkpoint(disk: Path, cycle: Cycle) -> None:
    """A commit is made and its checkpoint fails: the commit's files are not taken for left behind."""
    tables = Tables(disk / "tables")
    tables.append("rows/x", months("2024-01"), ["_month"])
    DeltaTable(tables.location("rows/x")).alter.set_table_properties({"delta.checkpointInterval": "5"})
    for _ in range(2):
        tables.append("rows/x", months("2024-01"), ["_month"])
    with _filled(disk, 8):
        said = _said_by(lambda: tables.append("rows/x", months("2024-02"), ["_month"]))
        assert "No space left" in said
        tables.discard()
    assert tables.version("rows/x") == 4
    assert tables.read("rows/x").num_rows == 4


def read_only(root: Path, cycle: Cycle) -> None:
    """Every verb that reads does, even with a load to finish; every verb that writes says it cannot."""
    workspace = Workspace.open(root)
    assert rows_of(workspace) == cycle.rows_at(2)
    for words in (["values"], ["values", "m_count"], ["loads"], ["rejected", "jobs"], ["explain", "m_count"]):
        told = peelian(*words, cwd=root)
        assert told.returncode == 0, told.stderr
    assert "cells are out of date" in peelian("doctor", cwd=root).stdout
    for words in (["load", "jobs", str(cycle.extract(3))], ["refresh"], ["tidy"]):
        told = peelian(*words, cwd=root)
        assert told.returncode == 1
        assert "is read-only: nothing was changed" in told.stderr, told.stderr


def noted(root: Path, cycle: Cycle) -> None:
    """What people noted is read where nothing may be written: the verdict is the one that pages show."""
    told = peelian("values", "m_count", cwd=root)
    assert told.returncode == 0, told.stderr
    assert told.stdout == (root / "said.txt").read_text(encoding="utf-8")


def pages(root: Path, cycle: Cycle) -> None:
    """The pages over tables that may only be read."""
    os.environ |= {"PEELIAN_WORKSPACE": str(root), "DJANGO_SETTINGS_MODULE": "peelian.site.settings"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.test import Client

    from peelian.apps.access.actions import create_account, give_grant
    from peelian.apps.access.viewer import CommandLine

    client = Client(SERVER_NAME="localhost")
    account = create_account(by=CommandLine(), username="a", display_name="A")
    give_grant(by=CommandLine(), account=account, role="analyst", reason="To look")
    client.force_login(account)
    for path in ("/", "/units/", "/units/T1/", "/measures/m_count/", "/data/", "/data/jobs/"):
        assert client.get(path).status_code == 200, path


@contextmanager
def _filled(disk: Path, free: int) -> Iterator[None]:
    """The disk with only so many kilobytes free."""
    disk_now = os.statvfs(disk)
    file = disk / "filling"
    file.write_bytes(bytes(max(disk_now.f_bavail * disk_now.f_frsize - 1024 * free, 0)))
    yield
    file.unlink()


if __name__ == "__main__":
    place, what, known = sys.argv[1:]
    globals()[what](Path(place), pickle.loads(Path(known).read_bytes()))
