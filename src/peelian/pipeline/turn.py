"""One writer at a time, and what a writer that was killed left undone."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from peelian.pipeline.lock import writing
from peelian.pipeline.receipts import append, committed, is_kept
from peelian.pipeline.trouble import told

if TYPE_CHECKING:
    from peelian.pipeline.workspace import Workspace

MARK = ".loading"  # in the workspace: the source whose rows are being committed
SCRATCH = ".scratch"  # in the workspace: what a writer puts down for a while


@contextmanager
def turn(workspace: "Workspace", *, wait: bool = True) -> Iterator[Callable[[str], None]]:
    """The workspace's tables for one writer alone; any other is waited for (see `writing`).

    Yields a function that marks which source is about to be committed ('' when it has been). A mark left
    by a load that was killed tells the next command which receipt to look for. When the work fails, files
    it wrote and did not commit are deleted; UserError when the disk is full or may not be written.
    """
    file = workspace.root / MARK

    def mark(source: str) -> None:
        if source:
            file.write_text(source, encoding="utf-8")
        else:
            file.unlink(missing_ok=True)

    with told(workspace.tables.root), writing(workspace.root, wait=wait):
        try:
            shutil.rmtree(workspace.root / SCRATCH, ignore_errors=True)
            if file.is_file():
                _finish(workspace, file.read_text(encoding="utf-8").strip())
                mark("")
            yield mark
        finally:
            workspace.tables.discard()


def scratch(workspace: "Workspace") -> Path:
    """A folder for what a writer puts down for a while, emptied at the next writer's turn."""
    folder = workspace.root / SCRATCH
    folder.mkdir(exist_ok=True)
    return folder


def finish_interrupted(workspace: "Workspace") -> None:
    """Keep the receipt of a load that was killed after its rows were committed, if there is one.

    The marked moments of a load that is going on are waited for, and not the load that comes after it. In
    a workspace that may only be read the receipt stays unkept.
    """
    while (workspace.root / MARK).is_file() and os.access(workspace.root, os.W_OK):
        try:
            with turn(workspace, wait=False):
                return
        except BlockingIOError:
            time.sleep(0.005)


def _finish(workspace: "Workspace", source: str) -> None:
    receipt = committed(workspace.tables, source) if source in workspace.framework.sources else None
    if receipt and not is_kept(workspace.tables, receipt.load_id):
        append(workspace.tables, receipt)
