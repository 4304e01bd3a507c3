"""Tidying: what revisions replaced and killed commands left goes, once nobody can be reading it."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from peelian.pipeline.turn import turn
from peelian.pipeline.workspace import Workspace

KEEP = timedelta(days=7)
_BEGUN = ("**/_delta_log/*#*", "**/*.new")  # commits, and files beside the tables, never finished


@dataclass(frozen=True)
class Tidied:
    """What was deleted: how many files, and their bytes where the tables are in a folder."""

    files: int
    size: int


def tidy(workspace: Workspace, *, keep: timedelta = KEEP) -> Tidied:
    """Delete every file that no version of the last `keep` names; the rows and values stay as they are.

    A reader that takes longer than `keep`, or opens an older version, finds its files gone.
    """
    tables, files, size = workspace.tables, 0, 0
    with turn(workspace):
        before = _size(tables.root)
        for name in tables.names():
            if not tables.snapshot(name).partition_by:
                tables.compact(name, most=1)
            files += len(tables.vacuum(name, keep))
        for pattern in _BEGUN:
            for path in Path(tables.root).glob(pattern):
                if path.stat().st_mtime <= time.time() - keep.total_seconds():
                    path.unlink()
                    files += 1
        size = max(before - _size(tables.root), 0)
    return Tidied(files, size)


def _size(root: str) -> int:
    return sum(path.stat().st_size for path in Path(root).rglob("*.parquet"))
