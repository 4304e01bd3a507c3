"""Files dropped into folders: each is loaded once it is whole, then put aside with what became of it.

In FOLDER/SOURCE/ (or FOLDER itself for one source) a file goes to `loaded/` beside its receipt, or to
`refused/` beside the reason. A process killed between the two finds the file again: its rows are then
unchanged, since a load of the same rows changes nothing.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from peelian.framework.errors import UserError, nearest
from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import Receipt
from peelian.pipeline.trouble import explained
from peelian.pipeline.workspace import Workspace

Look: TypeAlias = tuple[int, int]

SETTLED = 1.0
"""Seconds that a file's size and time stay as they are before it is taken to be whole."""
LOADED, REFUSED = "loaded", "refused"
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")


@dataclass(frozen=True)
class Dropped:
    """What became of one file: its receipt, or why it was refused. `moved` is where it is now."""

    file: Path
    moved: Path
    source: str
    receipt: Receipt | None
    problem: str


@dataclass
class Drops:
    """What lies in the folders and how it looked. `source` says that all files are of one source."""

    workspace: Workspace
    folder: Path
    source: str = ""
    clock: Callable[[], float] = time.monotonic
    _seen: dict[Path, tuple[Look, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise UserError(f"there is no folder {self.folder}: make it, with a folder for each source in it")
        if self.source:
            self.workspace.framework.source(self.source)

    def strangers(self) -> list[str]:
        """Folders that are no source's, in words."""
        sources = set(self.workspace.framework.sources)
        if self.source:
            return []
        names = sorted(p.name for p in self.folder.iterdir() if p.is_dir() and not p.name.startswith("."))
        return [f"{name} is not a source{nearest(name, sources)}" for name in names if name not in sources]

    def take(self) -> Iterator[Dropped]:
        """Load every file that is whole, oldest first; each is put aside before the next.

        UserError when the machine is in the way (a full disk): the file stays where it is.
        """
        for source, file in self._whole():
            try:
                yield self._load(source, file)
            except FileNotFoundError:  # somebody took it away meanwhile
                continue
            finally:
                self._seen.pop(file, None)

    @property
    def waiting(self) -> bool:
        """Whether there are files that are not yet taken to be whole."""
        return bool(self._seen)

    def _whole(self) -> list[tuple[str, Path]]:
        now, found = self.clock(), []
        lying = {file: (source, look) for source, file, look in self._lying()}
        for gone in self._seen.keys() - lying.keys():
            del self._seen[gone]
        for file, (source, look) in lying.items():
            seen, since = self._seen.get(file, (None, now))
            if seen != look:
                self._seen[file] = look, now
            elif now - since >= SETTLED:
                found.append((look[1], file.name, source, file))
        return [(source, file) for _, _, source, file in sorted(found)]

    def _lying(self) -> Iterator[tuple[str, Path, Look]]:
        sources = [self.source] if self.source else list(self.workspace.framework.sources)
        for source in sources:
            folder = self.folder if self.source else self.folder / source
            if folder.is_dir():
                with os.scandir(folder) as entries:
                    for entry in entries:
                        hidden = entry.name.startswith((".", "~$"))
                        if entry.is_file() and not hidden and not entry.name.lower().endswith(UNFINISHED):
                            told = entry.stat()
                            yield source, Path(entry.path), (told.st_size, told.st_mtime_ns)

    def _load(self, source: str, file: Path) -> Dropped:
        try:
            (receipt,) = load(self.workspace, source, file)
        except UserError as error:
            if error.__cause__ is not None and explained(error.__cause__):
                raise
            moved = _aside(file, REFUSED)
            _beside(moved, ".problem.txt", f"{error}\n")
            return Dropped(file, moved, source, None, str(error))
        moved = _aside(file, LOADED)
        _beside(moved, ".receipt.json", receipt.to_json() + "\n")
        return Dropped(file, moved, source, receipt, "")


def _aside(file: Path, folder: str) -> Path:
    """Move a file into a folder beside it, never over another: a second of one name is numbered."""
    where = file.parent / folder
    where.mkdir(exist_ok=True)
    to, number = where / file.name, 1
    while to.exists():
        number += 1
        to = where / f"{file.stem}-{number}{file.suffix}"
    os.replace(file, to)
    return to


def _beside(file: Path, ending: str, text: str) -> None:
    if ending.endswith(".json"):
        text = json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    file.with_name(file.name + ending).write_text(text, encoding="utf-8")
