"""What pages read again and again, kept in memory while the files and tables it came from are unchanged."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from peelian.documents.readings import Reading, read
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.quality import Freshness, freshness
from peelian.pipeline.values import Series, series
from peelian.pipeline.workspace import Workspace, workspace_from_environment

_LARGEST = 150
_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()

T = TypeVar("T")


def keep(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """The value kept under `key`, made when there is none; the least recently asked for are forgotten."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]
            return found
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > _LARGEST:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """Forget everything kept."""
    with _lock:
        _kept.clear()


def opened() -> Workspace:
    """The workspace of the environment, read again only when one of its definitions has changed."""
    workspace = workspace_from_environment()
    return keep(("workspace", workspace.root, edited(workspace.root)), lambda: workspace)


def edited(root: Path) -> tuple[int, int]:
    """How many definition files a workspace has, and when the last was written (nanoseconds)."""
    files = [
        root / "peelian.yaml",
        *(root / "framework").rglob("*.yaml"),
        *(root / "sources").rglob("*.yaml"),
    ]
    return len(files), max(file.stat().st_mtime_ns for file in files)


def version(workspace: Workspace, *tables: str) -> tuple[int, ...]:
    """The versions of some tables, -1 for one that does not exist yet."""
    kept = workspace.tables
    return tuple(kept.version(name) if kept.exists(name) else -1 for name in tables)


def organisation(workspace: Workspace) -> Organisation:
    """The organisation as the tables now describe it."""
    names = version(workspace, "rows/units", "rows/postings", "values")
    return keep(("organisation", workspace.root, names), lambda: Organisation.read(workspace))


def readings(
    workspace: Workspace,
    *,
    measures: Iterable[str] | None = None,
    units: Iterable[str] | None = None,
    breakdown: str = "",
) -> list[Reading]:
    """Stored series, each with its verdict; which ones as in `pipeline.values.series`."""
    asked = (
        None if measures is None else tuple(measures),
        None if units is None else tuple(units),
        breakdown,
    )

    def made() -> list[Reading]:
        found: list[Series] = series(workspace, measures=asked[0], units=asked[1], breakdown=breakdown)
        return [read(one) for one in found]

    state = (workspace.root, edited(workspace.root), version(workspace, "values"))
    return keep(("readings", *state, *asked), made)


def fresh(workspace: Workspace, source_id: str) -> Freshness:
    """How fresh and how good a source's rows are, asked of the tables once for each of their versions."""
    state = version(workspace, f"rows/{source_id}", f"rejected/{source_id}", "loads")
    key = ("freshness", workspace.root, edited(workspace.root), state, source_id)
    return keep(key, lambda: freshness(workspace, source_id))
