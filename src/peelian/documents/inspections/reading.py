"""Reading documents: each in a process of its own, which is ended when it takes too much."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from peelian.documents.inspections.document import Document, of_json
from peelian.documents.inspections.files import LARGEST
from peelian.documents.inspections.flags import compared
from peelian.framework.errors import UserError

PROCESSOR = 20
"""Seconds of a processor that reading one file may take."""
PATIENCE = 60
"""Seconds after which one is given up, whatever it is doing."""
MEMORY = 1_500 * 2**20
"""Bytes of addresses that reading one file may use."""
ENDINGS = (".txt", ".text", ".md", ".html", ".htm", ".docx", ".odt", ".pdf")
"""Files of a folder that are read; a file that is named itself is read whatever it is called."""
AT_ONCE = 2
MOST_FILES = 1_000


@dataclass(frozen=True, slots=True)
class Read:
    """Documents that were read, in the order of their files; what was wrong with others; files left alone."""

    documents: tuple[Document, ...]
    refused: tuple[str, ...]
    left: tuple[str, ...] = ()


def read_documents(paths: Iterable[Path | str]) -> Read:
    """Read files, and what is in folders. Documents of one report are compared with one another."""
    files, left = _files([Path(path) for path in paths])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(_tried, files))
    documents = compared([one for one in results if isinstance(one, Document)])
    refused = tuple(one for one in results if isinstance(one, str))
    return Read(tuple(documents), refused, tuple(left))


def read_bytes(name: str, content: bytes) -> Document:
    """Read one file that is held in memory. UserError that names it when it cannot be read."""
    if len(content) > LARGEST:
        raise UserError(
            f"{name}: it has {len(content):,} bytes, and {LARGEST:,} are read at most: make it smaller"
        )
    command = [sys.executable, "-P", "-m", "peelian.documents.inspections.child", str(PROCESSOR), str(MEMORY)]
    asked = json.dumps(name).encode() + b"\n" + content
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise UserError(f"{name}: it takes too long to read: save it as plain text and read that") from error
    try:
        made = json.loads(done.stdout)
    except ValueError as error:
        raise UserError(
            f"{name}: reading it took more time or memory than a document may: save it as plain text and read that"
        ) from error
    if "wrong" in made:
        raise UserError(f"{name}: {made['wrong']}")
    return of_json(made["document"], made["text"])


def _tried(path: Path) -> Document | str:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            return f"{path}: it has {size:,} bytes, and {LARGEST:,} are read at most: make it smaller"
        return read_bytes(path.name, path.read_bytes())
    except OSError as error:
        return f"{path}: it cannot be opened ({error.strerror or error})"
    except UserError as error:
        return f"{path.parent}/{error}" if str(path.parent) != "." else str(error)


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The files to read, and those of folders that are left alone."""
    files: list[Path] = []
    left: list[str] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        for one in sorted(path.iterdir()):
            if one.is_file() and not one.name.startswith("."):
                (files.append(one) if one.suffix.lower() in ENDINGS else left.append(str(one)))
    if len(files) > MOST_FILES:
        raise UserError(f"{len(files):,} files at once, and {MOST_FILES:,} are read at most: name fewer")
    return files, left
