"""The note that a backup leaves in the workspace, so that somebody is told when there has been none."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = ".last-backup"


@dataclass(frozen=True)
class LastBackup:
    """When the newest backup was written, and where it is: a path or a URL."""

    at: datetime
    file: str


def note_backup(root: Path, file: str, at: datetime | None = None) -> None:
    """Note in the workspace at `root` that a backup was written to `file`, now when no moment is given."""
    said = {"at": (at or datetime.now(UTC)).isoformat(), "file": file}
    new = root / f"{FILE}.new"
    new.touch(0o600)
    new.write_text(json.dumps(said) + "\n", encoding="utf-8")
    os.replace(new, root / FILE)


def last_backup(root: Path) -> LastBackup | None:
    """What the newest backup noted; None when there is none, or its note cannot be read."""
    try:
        said = json.loads((root / FILE).read_text(encoding="utf-8"))
        return LastBackup(datetime.fromisoformat(said["at"]).astimezone(UTC), str(said["file"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
