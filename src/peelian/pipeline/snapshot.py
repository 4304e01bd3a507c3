"""What a table is at one version: files, with their partition values. And files not yet in one."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class TableFile:
    """One Parquet file of a table: its path within the table, partition values, rows and bytes."""

    path: str
    partition: Mapping[str, str]
    rows: int
    size: int


@dataclass(frozen=True)
class Snapshot:
    """A table as it stood at one version."""

    name: str
    version: int
    location: str
    schema: pa.Schema
    partition_by: tuple[str, ...]
    files: tuple[TableFile, ...]

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    def within(self, partitions: Iterable[Mapping[str, str]] | None) -> tuple[TableFile, ...]:
        """The files whose partition values agree with one of `partitions`; all of them when None."""
        if partitions is None:
            return self.files
        wanted: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for partition in partitions:
            wanted.setdefault(tuple(partition), set()).add(tuple(partition.values()))
        return tuple(
            file
            for file in self.files
            if any(tuple(map(file.partition.get, by)) in values for by, values in wanted.items())
        )

    def fingerprint(self, partition: Mapping[str, str] | None = None) -> str:
        """Changes when, and only when, the rows of that partition were written anew."""
        files = self.within(None if partition is None else [partition])
        return sha256("\n".join(sorted(file.path for file in files)).encode()).hexdigest()[:32]


@dataclass
class Staged:
    """Files written and not yet committed, with the folder they are in.

    All their names begin with `stem`, those that were begun and never finished included.
    """

    folder: Path
    files: list[TableFile] = field(default_factory=list)
    stem: str = field(default_factory=lambda: uuid.uuid4().hex)

    def new_name(self) -> str:
        """A file's name, without its ending, that no other file has."""
        return f"{self.stem}-{uuid.uuid4().hex[:12]}"

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    def discard(self) -> None:
        """Delete the files. What is left of them in an object store goes at the next `vacuum`."""
        for path in self.folder.rglob(f"*{self.stem}*"):
            path.unlink(missing_ok=True)
