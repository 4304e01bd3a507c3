"""What processes that are killed do. They are forked from one that has the modules and no table open."""

import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import timedelta
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from peelian.framework.errors import UserError
from peelian.pipeline.ingest import load
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.receipts import receipts
from peelian.pipeline.refresh import refresh
from peelian.pipeline.tidy import tidy
from peelian.pipeline.values import series
from peelian.pipeline.workspace import Workspace
from tests.harm.cycle import Cycle, rows_of, seen, values_of

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.harm.work"])


def loading(root: Path, file: Path, source: str = "jobs") -> None:
    load(Workspace.open(root), source, [file])


def refreshing(root: Path, full: bool = False) -> None:
    refresh(Workspace.open(root), full=full)


def tidying(root: Path, days: float = 0) -> None:
    tidy(Workspace.open(root), keep=timedelta(days=days))


def reading(root: Path, times: int = 1) -> None:
    """As a pack does: values, rows and receipts."""
    for _ in range(times):
        workspace = Workspace.open(root)
        pinned = Pinned(workspace.tables)
        for found in (
            pinned.read("values"),
            pinned.read("rows/jobs"),
            series(workspace),
            receipts(workspace),
        ):
            assert len(found)


def watching(root: Path, cycle: Cycle, stop: Path) -> None:
    """Read until `stop` is there: every read is of one state of the cycle, and its rows have receipts."""
    parent = parent_process()
    while not stop.exists() and parent is not None and parent.is_alive():
        workspace = Workspace.open(root)
        pinned = Pinned(workspace.tables)
        loads = set(pinned.read("rows/jobs", ["_load"])["_load"].to_pylist())
        assert loads <= {receipt.load_id for receipt in receipts(workspace)}, "rows of no receipt"
        assert rows_of(workspace) in cycle.rows, "rows that are of no one load"
        assert values_of(workspace) in cycle.values, "values that are of no one refresh"
        assert seen(workspace) in cycle.seen, "series that are of no one refresh"


def started(work: Callable[..., None], *given: object) -> BaseProcess:
    """A process that has begun such a piece of work."""
    here, there = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_run, args=(there, work, given))
    process.start()
    there.close()
    here.recv()
    process.said = here  # type: ignore[attr-defined]
    return process


def ended(process: BaseProcess) -> str:
    """Wait for it; what it said: 'done', its UserError, or '' when it was killed."""
    process.join(300)
    assert process.exitcode is not None, "it never ends"
    with suppress(EOFError):
        said: str = process.said.recv()  # type: ignore[attr-defined]
        return said
    return ""


def _run(said: Connection, work: Callable[..., None], given: tuple[object, ...]) -> None:
    with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere), redirect_stdout(nowhere):
        said.send("begun")
        try:
            work(*given)
        except UserError as error:
            said.send(str(error))
        except Exception as error:  # and a failed assertion
            said.send(f"not for a person: {error!r}")
        else:
            said.send("done")
