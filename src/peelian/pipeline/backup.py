"""A workspace's definitions and tables in a backup: what is copied, how it comes back and is checked."""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from peelian.framework.errors import UserError
from peelian.pipeline.archive import Reader, Writer
from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.trouble import told
from peelian.pipeline.workspace import SETTINGS_FILE, Workspace

DEFINITIONS = (SETTINGS_FILE, "framework", "sources", "mappings", ".gitignore")
WORKSPACE = "workspace/"  # folders of the archive
TABLES = "tables/"
_LOG = re.compile(r"(\d{20})\.(json|checkpoint(\.\d+\.\d+)?\.parquet)")
_LAST_CHECKPOINT = "_last_checkpoint"
_GONE = "{} went while it was copied, by `peelian tidy` for one: make the backup again"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class HeldTable:
    """A table at one version: its files of rows, and those of its log up to that version."""

    snapshot: Snapshot
    log: tuple[Path, ...]
    last_checkpoint: bytes | None  # the one file of a log that is written over

    @property
    def files(self) -> Iterator[Path]:
        yield from self.log
        for file in self.snapshot.files:
            yield Path(self.snapshot.location, file.path)


def hold(workspace: Workspace) -> list[HeldTable]:
    """Every table as it is now; whoever asks has the writers' turn. None of tables in an object store."""
    if not workspace.tables.local:
        return []
    tables = workspace.tables
    return [_held(tables.snapshot(name)) for name in tables.names() if tables.exists(name)]


def _held(snapshot: Snapshot) -> HeldTable:
    folder = Path(snapshot.location, "_delta_log")
    log, last = [], None
    for path in sorted(folder.iterdir()):
        found = _LOG.fullmatch(path.name)
        if found and int(found[1]) <= snapshot.version:
            log.append(path)
        elif path.name == _LAST_CHECKPOINT:
            last = path.read_bytes()
    return HeldTable(snapshot, tuple(log), last)


def add_definitions(workspace: Workspace, writer: Writer) -> None:
    """Add the settings, the framework, the sources and the mappings."""
    for name in DEFINITIONS:
        for path in sorted(_files(workspace.root / name)):
            writer.add_file(WORKSPACE + path.relative_to(workspace.root).as_posix(), path)


def _files(path: Path) -> Iterator[Path]:
    """A file, or those below a folder but for hidden ones, such as a version control's."""
    if path.is_file():
        yield path
    for folder, below, files in os.walk(path, followlinks=True):
        below[:] = [name for name in below if not name.startswith(".")]
        yield from (Path(folder, name) for name in files)


def add_tables(tables: list[HeldTable], writer: Writer, progress: Progress) -> None:
    """Add every table as it was held. UserError when one of its files went meanwhile."""
    total = sum(len(table.log) + len(table.snapshot.files) for table in tables)
    done = 0
    for table in tables:
        folder = Path(table.snapshot.location)
        for path in table.files:
            progress(done, total, f"Copying {table.snapshot.name}")
            try:
                writer.add_file(f"{TABLES}{table.snapshot.name}/{path.relative_to(folder).as_posix()}", path)
            except FileNotFoundError:
                raise UserError(_GONE.format(path)) from None
            done += 1
        if table.last_checkpoint is not None:
            name = f"{TABLES}{table.snapshot.name}/_delta_log/{_LAST_CHECKPOINT}"
            writer.add(name, BytesIO(table.last_checkpoint), len(table.last_checkpoint))


def said(workspace: Workspace, tables: list[HeldTable]) -> dict[str, Any]:
    """What the manifest says of the tables."""
    if not workspace.tables.local:
        return {"elsewhere": workspace.settings.tables}
    return {
        table.snapshot.name: {
            "version": table.snapshot.version,
            "rows": table.snapshot.rows,
            "files": len(table.snapshot.files),
        }
        for table in tables
    }


@contextmanager
def restoring(source: Path, target: Path) -> Iterator[tuple[Reader, Path]]:
    """A backup found whole, and a hidden folder to restore it in, which is put at `target` in the end.

    When the work fails, nothing is left. UserError when `target` is not empty or the backup damaged; what a
    killed command left in the folder goes.
    """
    target = target.absolute()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UserError(f"{target} is not empty: name a new folder, nothing was changed")
    reader = Reader(source)
    folder = target.with_name(f".{target.name}.restoring")
    with told(str(target.parent)):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(folder):
            try:
                for left in folder.iterdir():
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
                yield reader, folder
                folder.replace(target)
            finally:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder against another restore; the lock goes with the process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.stat(folder), os.fstat(descriptor)):
            raise FileNotFoundError  # it was finished between the two
        yield
    except (BlockingIOError, FileNotFoundError) as error:
        if error.filename:
            raise
        raise UserError(f"another restore is at work in {folder}") from None
    finally:
        os.close(descriptor)


def unpack(reader: Reader, folder: Path) -> Workspace:
    """Write definitions and tables into `folder`, and open the workspace they are.

    Tables that were kept in a folder outside their workspace come into this one: its settings say so.
    """
    reader.unpack(WORKSPACE, folder)
    workspace = Workspace.open(folder)
    if not workspace.tables.local:
        return workspace
    if not Path(workspace.tables.root).resolve().is_relative_to(folder.resolve()):
        settings = folder / SETTINGS_FILE
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub(r"(?m)^tables:[^#\n]*", "tables: tables ", text), encoding="utf-8")
        workspace = Workspace.open(folder)
    reader.unpack(TABLES, Path(workspace.tables.root))
    return workspace


def check_tables(workspace: Workspace, expected: dict[str, Any]) -> None:
    """Read every table again; UserError when one has not the version, files and rows it had."""
    if not workspace.tables.local:
        return
    for name, right in expected.items():
        snapshot = workspace.tables.snapshot(name)
        try:
            paths = [Path(snapshot.location, file.path) for file in snapshot.files]
            rows = sum(pq.read_metadata(path).num_rows for path in paths)
        except (OSError, pa.ArrowException) as error:
            raise UserError(f"the table {name} does not read as it was restored: {error}") from None
        found = {"version": snapshot.version, "rows": rows, "files": len(paths)}
        if found != right:
            raise UserError(f"the table {name} came back as {found}, not as {right}")
