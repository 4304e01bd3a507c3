"""What pages read again and again, kept in memory while the files and tables it came from are unchanged."""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

from peelian.documents.annotated import Notes, annotated, notes_in_force
from peelian.documents.readings import Reading, read_all
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.quality import Freshness, freshness
from peelian.pipeline.quarantine import RejectedRow, rejected_rows
from peelian.pipeline.receipts import LOADS, Receipt, receipts
from peelian.pipeline.result import VALUES
from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.stored import Stored
from peelian.pipeline.turn import finish_interrupted
from peelian.pipeline.values import Series, series
from peelian.pipeline.workspace import ENVIRONMENT, SETTINGS_FILE, Workspace

T = TypeVar("T")
Key = tuple[Hashable, ...]
State = Hashable

MOST, LARGEST = 150, 512 << 20
"""How many things are kept, and the bytes of those that say how large they are (stored values do)."""
REJECTED = 20_000
"""A source with more rejected rows than this has them read a page at a time."""


@dataclass
class _Kept:
    """One thing, and the state of the files it was made from."""

    lock: RLock = field(default_factory=RLock)
    state: State = None
    value: Any = None
    made: bool = False

    @property
    def size(self) -> int:
        return getattr(self.value, "nbytes", 0)


_kept: OrderedDict[Key, _Kept] = OrderedDict()
_lock = Lock()
_moment: ContextVar[dict[Hashable, Any] | None] = ContextVar("moment", default=None)


def keep(key: Key, state: State, make: Callable[[], T]) -> T:
    """What is kept under `key`, made anew when its state is another: one thread makes it, others wait.

    The least recently asked for are forgotten when there are too many, or they are too large together.
    """
    with _lock:
        entry = _kept.setdefault(key, _Kept())
        _kept.move_to_end(key)
    with entry.lock:
        if not entry.made or entry.state != state:
            entry.value, entry.state, entry.made = make(), state, True
            _make_room()
        found: T = entry.value
        return found


def _make_room() -> None:
    with _lock:
        size = sum(entry.size for entry in _kept.values())
        while len(_kept) > MOST or (size > LARGEST and len(_kept) > 1):
            size -= _kept.popitem(last=False)[1].size


def forget(*kinds: str) -> None:
    """Forget what is kept under keys of some kinds (the first word of a key), or everything."""
    with _lock:
        for key in [key for key in _kept if not kinds or key[0] in kinds]:
            del _kept[key]


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it files and tables are looked at once: all that is read belongs together."""
    token = _moment.set({})
    try:
        yield
    finally:
        _moment.reset(token)


def _seen(key: Hashable, look: Callable[[], T]) -> T:
    """What `look` finds; within a moment, what it found the first time."""
    seen = _moment.get()
    if seen is None:
        return look()
    if key not in seen:
        seen[key] = look()
    found: T = seen[key]
    return found


def opened() -> Workspace:
    """The workspace of the environment, read again only when one of its definitions has changed."""
    named = os.environ.get(ENVIRONMENT, ".")

    def look() -> Workspace:
        root = Path(named).resolve()
        if not (root / SETTINGS_FILE).is_file():
            return Workspace.open(Path(named))
        return keep(("workspace", root), edited(root), lambda: Workspace.open(root))

    return _seen(("workspace", named), look)


def edited(root: Path) -> bytes:
    """Differs whenever a definition of the workspace was written, added or taken away."""
    return _seen(("edited", root), lambda: blake2b(repr(sorted(_definitions(root))).encode()).digest())


def _definitions(root: Path) -> Iterator[tuple[str, int, int]]:
    folders = [str(root / "framework"), str(root / "sources")]
    settings = (root / SETTINGS_FILE).stat()
    yield SETTINGS_FILE, settings.st_mtime_ns, settings.st_size
    while folders:
        folder = folders.pop()
        if os.path.isdir(folder):
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir():
                        folders.append(entry.path)
                    elif entry.name.endswith(".yaml"):
                        told = entry.stat()
                        yield entry.path, told.st_mtime_ns, told.st_size


def version(workspace: Workspace, *tables: str) -> tuple[tuple[int, int], ...]:
    """The versions of some tables and when they were committed, -1 for one that does not exist yet."""
    return tuple(_seen(("version", workspace.root, t), partial(_version, workspace, t)) for t in tables)


def _version(workspace: Workspace, name: str) -> tuple[int, int]:
    tables = workspace.tables
    if tables.local:
        return tables.latest(name) or (-1, 0)
    return (tables.version(name), 0) if tables.exists(name) else (-1, 0)


def pinned(workspace: Workspace) -> Pinned:
    """The tables as they stand; within a moment, as they stood the first time."""
    return _seen(("pinned", workspace.root), lambda: Pinned(workspace.tables))


def organisation(workspace: Workspace) -> Organisation:
    """The organisation as the tables now describe it."""
    state = version(workspace, "rows/units", "rows/postings", VALUES), date.today()  # noqa: DTZ011
    return keep(("organisation", workspace.root), state, lambda: Organisation.read(workspace))


def snapshot(workspace: Workspace, table: str) -> Snapshot | None:
    """A table as it stands, None when there is none."""
    (number, at), tables = *version(workspace, table), workspace.tables
    if number < 0:
        return None
    return keep(("snapshot", workspace.root, table), (number, at), lambda: tables.snapshot(table, number))


def stored(workspace: Workspace, source: str) -> Stored:
    """The values of one source; those of a refresh that left it alone are kept."""
    found = snapshot(workspace, VALUES)
    assert found is not None
    part = keep(
        ("fingerprint", workspace.root, source),
        version(workspace, VALUES),
        lambda: found.fingerprint({"source": source}),
    )
    return keep(
        ("stored", workspace.root, source), part, lambda: Stored.read(workspace.tables, source, found)
    )


def stored_series(
    workspace: Workspace,
    *,
    measures: Iterable[str] | None = None,
    units: Iterable[str] | None = None,
    breakdown: str = "",
) -> list[Series]:
    """Stored series with their notes; which ones as in `pipeline.values.series`."""
    if snapshot(workspace, VALUES) is None:
        return []
    found = series(
        workspace,
        measures=measures,
        units=units,
        breakdown=breakdown,
        stored=lambda source: stored(workspace, source),
    )
    return annotated(found, notes(), partial(organisation, workspace))


def notes() -> Notes:
    """Every note in force, asked of the records once a moment."""
    return _seen("notes", notes_in_force)


def readings(
    workspace: Workspace,
    *,
    measures: Iterable[str] | None = None,
    units: Iterable[str] | None = None,
    breakdown: str = "",
) -> list[Reading]:
    """Stored series, each with its verdict; which ones as in `pipeline.values.series`."""
    return read_all(stored_series(workspace, measures=measures, units=units, breakdown=breakdown))


def fresh(workspace: Workspace, source_id: str) -> Freshness:
    """How fresh and how good a source's rows are, asked of the tables once for each of their versions."""
    tables = version(workspace, f"rows/{source_id}", f"rejected/{source_id}", LOADS)
    state = edited(workspace.root), tables
    return keep(("fresh", workspace.root, source_id), state, lambda: freshness(workspace, source_id))


def loads(workspace: Workspace) -> list[Receipt]:
    """The receipts of every load, newest first."""
    finish_interrupted(workspace)
    state = version(workspace, LOADS)
    return keep(("loads", workspace.root), state, lambda: receipts(workspace))


def rejected(workspace: Workspace, source: str, load_id: str | None, page: slice) -> list[RejectedRow]:
    """A page of the rejected rows of a source, or of one load of it, in the order of `rejected_rows`."""
    found = snapshot(workspace, f"rejected/{source}")
    if found is None or found.rows > REJECTED:
        limit = page.stop - page.start
        return rejected_rows(workspace, source, load_id=load_id, limit=limit, offset=page.start)
    state = found.version, version(workspace, LOADS)
    every = keep(("rejected", workspace.root, source), state, lambda: rejected_rows(workspace, source))
    return [row for row in every if load_id in (None, row.load_id)][page]
