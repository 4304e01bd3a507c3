"""The workspace's tables: Delta Lake logs over Parquet files, read by DuckDB from a list of files.

Every change is one commit: files are staged first, invisible, and a commit names those that come and
those that go. Readers work on one version and never see half a change; files that went stay on disk until
`vacuum`, so a reader that began earlier finishes undisturbed.
"""

import json
import os
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote, unquote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Schema
from deltalake._internal import DeltaFileSystemHandler
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.fs import DeltaStorageHandler
from deltalake.transaction import AddAction, RemoveAction, create_table_with_add_actions
from pyarrow.dataset import FileSystemDataset
from pyarrow.fs import PyFileSystem

from peelian.framework.errors import UserError
from peelian.pipeline.protocol import FORMAT, check_readable, check_writable, unreadable
from peelian.pipeline.snapshot import Snapshot, Staged, TableFile
from peelian.pipeline.sql import named, quoted, sql_type
from peelian.pipeline.trouble import reading


class Tables:
    """The tables under one folder, or under one object-store URL that `deltalake` knows.

    Names are like `rows/incidents`. Partition columns are text.
    """

    def __init__(self, root: Path | str, storage_options: Mapping[str, str] | None = None) -> None:
        self.root = str(root)
        self.local = "://" not in self.root
        self.storage_options = dict(storage_options or {})
        self._uncommitted: list[tuple[str, Staged]] = []
        self._seen: dict[str, tuple[tuple[int, int], Snapshot]] = {}  # local tables as last seen

    def location(self, name: str) -> str:
        return f"{self.root}/{name}"

    def exists(self, name: str) -> bool:
        if self.local:
            return self.latest(name) is not None
        return DeltaTable.is_deltatable(self.location(name), self.storage_options or None)

    def latest(self, name: str) -> tuple[int, int] | None:
        """The latest commit of a local table and when its file was written, None when there is no table."""
        log = f"{self.root}/{name}/_delta_log"
        try:
            latest = max(f for f in os.listdir(log) if f.endswith(".json") and f[:-5].isdecimal())
            return int(latest[:-5]), os.stat(f"{log}/{latest}").st_mtime_ns
        except (OSError, ValueError):
            return None

    def names(self, under: str = "") -> list[str]:
        """The names of the tables under a folder, such as `rows`; of all of them when ''."""
        if self.local:
            logs = Path(self.location(under)).glob("**/_delta_log")
            return sorted(log.parent.relative_to(self.root).as_posix() for log in logs)
        store = DeltaFileSystemHandler(self.root, self.storage_options or None)
        found = (Path(info.path) for info in store.get_file_info_selector(under, True, True))
        return sorted({path.parent.as_posix() for path in found if path.name == "_delta_log"})

    # Reading

    def snapshot(self, name: str, version: int | None = None) -> Snapshot:
        """The table at a version (the latest when None); UserError when there is no such table."""
        if self.local and version is None and (latest := self.latest(name)):
            return self._as_last_seen(name, latest)
        return self._listed(name, self._open(name, version))

    def snapshot_if_any(self, name: str) -> Snapshot | None:
        """The table at its latest version, None when there is no such table."""
        if self.local:
            latest = self.latest(name)
            return self._as_last_seen(name, latest) if latest else None
        return self.snapshot(name) if self.exists(name) else None

    def _as_last_seen(self, name: str, latest: tuple[int, int]) -> Snapshot:
        seen, kept = self._seen.get(name, (None, None))
        if kept is None or seen != latest:
            kept = self._listed(name, self._open(name))
            self._seen[name] = latest, kept
        return kept

    def _listed(self, name: str, delta: DeltaTable) -> Snapshot:
        actions = pa.table(delta.get_add_actions(flatten=True)).to_pylist()
        by = tuple(delta.metadata().partition_columns)
        files = (
            TableFile(
                path=unquote(action["path"]),
                partition={column: action[f"partition.{column}"] or "" for column in by},
                rows=action["num_records"] or 0,
                size=action["size_bytes"],
            )
            for action in actions
        )
        ordered = tuple(sorted(files, key=lambda file: file.path))
        schema = pa.schema(delta.schema().to_arrow())
        return Snapshot(name, delta.version(), self.location(name), schema, by, ordered)

    def version(self, name: str) -> int:
        return self.snapshot(name).version

    def files(self, name: str, version: int | None = None) -> tuple[TableFile, ...]:
        return self.snapshot(name, version).files

    def fingerprint(
        self, name: str, partition: Mapping[str, str] | None = None, version: int | None = None
    ) -> str:
        return self.snapshot(name, version).fingerprint(partition)

    def relation(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        *,
        months: Iterable[str] | None = None,
        partitions: Iterable[Mapping[str, str]] | None = None,
        version: int | None = None,
    ) -> str:
        """SQL for a FROM clause: the table at one version, or the partitions of it that are named.

        `months` is short for partitions by `_month`. Columns a file was written without are null.
        """
        if months is not None:
            partitions = [{"_month": month} for month in months]
        return self.relation_of(connection, self.snapshot(name, version), partitions)

    def relation_of(
        self,
        connection: duckdb.DuckDBPyConnection,
        snapshot: Snapshot,
        partitions: Iterable[Mapping[str, str]] | None = None,
    ) -> str:
        """As `relation`, of a snapshot already taken."""
        files = snapshot.within(partitions)
        empty = ", ".join(
            f"NULL::{sql_type(column.type)} AS {named(column.name)}" for column in snapshot.schema
        )
        none = f"SELECT {empty} WHERE false"
        if not files:
            return f"({none})"
        if not self.local:
            view, chosen = f"delta_{uuid.uuid4().hex}", {file.path for file in files}
            whole = self._open(snapshot.name, snapshot.version).to_pyarrow_dataset()
            pieces = [piece for piece in whole.get_fragments() if piece.path in chosen]
            connection.register(view, FileSystemDataset(pieces, whole.schema, whole.format, whole.filesystem))
            blank = ", ".join(f"coalesce({named(c)}, '') AS {named(c)}" for c in snapshot.partition_by)
            return f"(SELECT * REPLACE ({blank}) FROM {view})" if blank else view
        paths = ", ".join(quoted(f"{snapshot.location}/{file.path}") for file in files)
        columns = ", ".join(named(column.name) for column in snapshot.schema)
        how = "union_by_name = true, hive_partitioning = true, hive_types_autocast = false"
        return (
            f"(SELECT {columns} FROM (SELECT * FROM read_parquet([{paths}], {how}) UNION ALL BY NAME {none}))"
        )

    def scan(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        columns: Sequence[str] | None = None,
        where: str = "true",
        *,
        version: int | None = None,
    ) -> duckdb.DuckDBPyRelation:
        """The rows of one version as a DuckDB relation."""
        chosen = ", ".join(named(column) for column in columns) if columns is not None else "*"
        return connection.sql(
            f"SELECT {chosen} FROM {self.relation(connection, name, version=version)} WHERE {where}"
        )

    def read(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        where: str = "true",
        *,
        version: int | None = None,
    ) -> pa.Table:
        """The rows of one version, in memory. Instants are in UTC."""
        with connect() as connection:
            return self.scan(connection, name, columns, where, version=version).to_arrow_table()

    def columns(
        self, snapshot: Snapshot, file: TableFile, wanted: pa.Schema, *, threads: bool = True
    ) -> pa.Table:
        """Some columns of one file, texts as dictionaries; a column it was written without is null."""
        with reading(f"{snapshot.location}/{file.path}"):
            place = self._readable(snapshot, file)
            metadata = pq.read_metadata(place)
            there = {column for column in metadata.schema.names if column in wanted.names}
            texts = [column for column in there if wanted.field(column).type == pa.string()]
            with pq.ParquetFile(place, metadata=metadata, read_dictionary=texts) as parquet:
                found = parquet.read(list(there), use_threads=threads)
        return pa.table({
            column.name: found[column.name] if column.name in there else pa.nulls(len(found), column.type)
            for column in wanted
        })  # fmt: skip

    def commits(self, name: str, limit: int | None = None) -> list[dict[str, str]]:
        """What was said of each commit, newest first, with its `version`."""
        return self._open(name).history(limit)

    def _readable(self, snapshot: Snapshot, file: TableFile) -> str | pa.NativeFile:
        if self.local:
            return f"{snapshot.location}/{file.path}"
        store = DeltaStorageHandler(self.root, self.storage_options or None)
        return PyFileSystem(store).open_input_file(f"{snapshot.name}/{file.path}")

    # Writing

    def stage(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        query: str,
        partition_by: Sequence[str] = (),
        staged: Staged | None = None,
        *,
        partition: Mapping[str, str] | None = None,
    ) -> Staged:
        """Write a query's rows to new files that no reader sees until `commit`.

        Given `staged`, adds to it. When all rows are of one `partition`, saying so writes them faster, to
        one file in the query's order; the query then leaves those columns out.
        """
        if staged is None:
            staged = self.staged(name)
        stem = staged.new_name()
        options = "FORMAT parquet, COMPRESSION zstd, RETURN_STATS true"
        target = staged.folder / f"{stem}.parquet"
        if partition is not None:
            folders = [f"{column}={quote(value, safe='')}" for column, value in partition.items()]
            target = staged.folder.joinpath(*folders, target.name)
            target.parent.mkdir(parents=True, exist_ok=True)
        elif partition_by:
            by = ", ".join(named(column) for column in partition_by)
            options += f", PARTITION_BY ({by}), FILENAME_PATTERN '{stem}-{{i}}', OVERWRITE_OR_IGNORE true"
            target = staged.folder
        written = connection.execute(f"COPY ({query}) TO {quoted(str(target))} ({options})").fetchall()
        for path, rows, size, _, _, keys, *_ in written:
            if rows:
                relative = Path(path).relative_to(staged.folder).as_posix()
                staged.files.append(TableFile(relative, dict(partition or keys or {}), int(rows), int(size)))
                self._upload(name, Path(path), relative)
            else:
                Path(path).unlink(missing_ok=True)
        return staged

    def stage_partition(
        self,
        name: str,
        rows: pa.Table,
        partition: Mapping[str, str],
        staged: Staged,
        *,
        quick: bool = False,
    ) -> None:
        """Add one file of rows, all of one partition, to `staged`; `rows` has no partition columns.

        `quick` writes in less time and more space.
        """
        quickly, compactly = {"compression": "lz4", "write_statistics": False}, {"compression": "zstd"}
        folders = (f"{column}={value}" for column, value in partition.items())
        relative = "/".join([*folders, f"{staged.new_name()}.parquet"])
        path = staged.folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, path, store_schema=False, **(quickly if quick else compactly))
        staged.files.append(TableFile(relative, dict(partition), len(rows), path.stat().st_size))
        self._upload(name, path, relative)

    def staged(self, name: str) -> Staged:
        """A place for a table's new files, empty so far."""
        folder = Path(self.location(name)) if self.local else Path(mkdtemp(prefix="peelian-"))
        folder.mkdir(parents=True, exist_ok=True)
        staged = Staged(folder)
        self._uncommitted.append((name, staged))
        return staged

    def discard(self) -> None:
        """Delete what was staged and not committed, begun files too; in an object store `vacuum` does that.

        A commit may have been made although it ended in an error, so the table is asked.
        """
        while self._uncommitted:
            name, staged = self._uncommitted.pop()
            if not self.local:
                shutil.rmtree(staged.folder, ignore_errors=True)
            elif not self._names(name, staged):
                staged.discard()

    def _names(self, name: str, staged: Staged) -> bool:
        if not staged.files or not self.exists(name):
            return False
        return staged.files[0].path in {file.path for file in self.files(name)}

    def _upload(self, name: str, written: Path, relative: str) -> None:
        """Put a staged file where the table is, when that is an object store."""
        if not self.local:
            # The public DeltaStorageHandler hands its file pyarrow buffers, which the file refuses.
            store = DeltaFileSystemHandler(self.root, self.storage_options or None)
            output = store.open_output_stream(f"{name}/{relative}")
            with written.open("rb") as source:
                while piece := source.read(1 << 23):
                    output.write(piece)
            output.close()  # type: ignore[attr-defined]
            written.unlink()

    def commit(
        self,
        name: str,
        schema: pa.Schema,
        staged: Staged,
        *,
        partition_by: Sequence[str] = (),
        replacing: Sequence[Mapping[str, str]] = (),
        since: int | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Make the staged files the table's and take out those in the partitions `replacing`, in one commit.

        A partition is some of the partition columns' values; `{}` is the whole table. `since` is the version
        the change was worked out from. UserError when somebody else has committed after it: nothing was
        changed then, and the work can be done again. Returns the new version.
        """
        said = CommitProperties(custom_metadata=dict(metadata or {}), max_commit_retries=0)
        try:
            if self.exists(name):
                version = self._change(name, schema, staged, partition_by, replacing, since, said)
            else:
                version = self._create(name, schema, partition_by, said, [_add(f) for f in staged.files])
        except CommitFailedError:
            self.discard()
            raise UserError(
                f"another process changed the table {name} at the same moment: nothing was written, try again"
            ) from None
        self._uncommitted = [each for each in self._uncommitted if each[1] is not staged]
        if not self.local:
            shutil.rmtree(staged.folder, ignore_errors=True)
        return version

    def _change(
        self,
        name: str,
        schema: pa.Schema,
        staged: Staged,
        partition_by: Sequence[str],
        replacing: Sequence[Mapping[str, str]],
        since: int | None,
        said: CommitProperties,
    ) -> int:
        delta = self._open(name)
        check_writable(delta, name)
        widened = self._widen(name, delta, schema)
        if since is not None and delta.version() != since + widened:
            raise CommitFailedError(f"version {delta.version()} came after {since}")
        gone = self._listed(name, delta).within(replacing) if replacing else ()
        actions: list[AddAction | RemoveAction] = [*map(_add, staged.files), *map(_remove, gone)]
        delta.create_write_transaction(
            actions, "append", delta.schema(), list(partition_by), commit_properties=said
        )
        return delta.version() + 1  # `delta` stays as it was opened

    def append(
        self,
        name: str,
        data: pa.Table | pa.RecordBatchReader,
        partition_by: Sequence[str] = (),
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Add rows, making the table when it is not there. Returns the new version."""
        return self.replace(name, data, [], partition_by, metadata)

    def write(
        self,
        name: str,
        data: pa.Table | pa.RecordBatchReader,
        partition_by: Sequence[str] = (),
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Put rows in the place of all there were. Returns the new version."""
        return self.replace(name, data, [{}], partition_by, metadata)

    def replace(
        self,
        name: str,
        data: pa.Table | pa.RecordBatchReader,
        partitions: Sequence[Mapping[str, str]],
        partition_by: Sequence[str] = (),
        metadata: Mapping[str, str] | None = None,
    ) -> int:
        """Put rows in the place of those in `partitions` (see `commit`). Returns the new version."""
        if isinstance(data, pa.Table) and len(data) and not partition_by:
            staged = self.staged(name)
            self.stage_partition(name, data, {}, staged)
        else:
            with connect() as connection:
                connection.register("data", data)
                staged = self.stage(connection, name, "SELECT * FROM data", partition_by)
        return self.commit(
            name, data.schema, staged, partition_by=partition_by, replacing=partitions, metadata=metadata
        )

    def compact(self, name: str, most: int = 100, order: Sequence[str] = ()) -> None:
        """Put the rows of each partition that is in more than `most` files into one, in one commit.

        They are then in `order`, by those columns.
        """
        snapshot = self.snapshot(name)
        files = Counter(tuple(file.partition.items()) for file in snapshot.files)
        crowded = [dict(partition) for partition, count in files.items() if count > most]
        if not crowded:
            return
        columns = ", ".join(named(c) for c in snapshot.schema.names if c not in snapshot.partition_by)
        by = f"ORDER BY {', '.join(map(named, order))}" if order else ""
        staged = self.staged(name)
        with connect() as connection:
            for partition in crowded:
                rows = self.relation_of(connection, snapshot, [partition] if partition else None)
                query = f"SELECT {columns} FROM {rows} {by}"
                self.stage(connection, name, query, staged=staged, partition=partition)
        by_columns = snapshot.partition_by
        self.commit(
            name, snapshot.schema, staged, partition_by=by_columns, replacing=crowded, since=snapshot.version
        )

    def vacuum(self, name: str, keep: timedelta = timedelta(days=7)) -> list[str]:
        """Delete files no version of the last `keep` names: revised rows, and what a crash left behind.

        Whoever calls it holds the writer's turn: with a short `keep`, files staged now would go too.
        """
        hours, delta = int(keep.total_seconds() // 3600), self._open(name)
        check_writable(delta, name)
        going = delta.vacuum(hours, dry_run=True, enforce_retention_duration=False, full=True)
        if going:
            delta.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=True)
        return going

    def _open(self, name: str, version: int | None = None) -> DeltaTable:
        options = self.storage_options or None
        try:
            delta = DeltaTable(self.location(name), version=version, storage_options=options)
        except TableNotFoundError:
            raise UserError(f"there is no table {name} yet: nothing has been loaded into it") from None
        except DeltaError as error:
            raise unreadable(error, name, self.location(name)) from error
        check_readable(delta, name, self.location(name))
        return delta

    def _create(
        self,
        name: str,
        schema: pa.Schema,
        partition_by: Sequence[str],
        said: CommitProperties,
        adds: list[AddAction],
    ) -> int:
        create_table_with_add_actions(
            self.location(name),
            Schema.from_arrow(schema),
            adds,
            partition_by=list(partition_by),
            description=FORMAT,
            storage_options=self.storage_options or None,
            commit_properties=said,
        )
        return 0

    def _widen(self, name: str, delta: DeltaTable, schema: pa.Schema) -> bool:
        """Add the columns of `schema` the table lacks, if any; UserError when a type has changed."""
        existing = pa.schema(delta.schema().to_arrow())
        new = []
        for column in schema:
            index = existing.get_field_index(column.name)
            if index < 0:
                new.append(column)
            elif existing.field(index).type != column.type:
                raise UserError(
                    f"table {name} keeps {column.name!r} as {existing.field(index).type}, "
                    f"and its definition now says {column.type}: give the changed column a new name"
                )
        if new:
            delta.alter.add_columns(Schema.from_arrow(pa.schema(new)).fields)
        return bool(new)


def connect(memory_limit: str | None = None, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection whose instants are in UTC; `spill` is where it puts what memory cannot hold."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    if memory_limit:
        connection.execute(f"SET memory_limit = {quoted(memory_limit)}")
    if spill:
        connection.execute(f"SET temp_directory = {quoted(str(spill))}")
    return connection


def _in_log(file: TableFile) -> dict[str, str | None]:
    """Partition values as Delta writes them: it has no empty text, only null."""
    return {column: value or None for column, value in file.partition.items()}


def _add(file: TableFile) -> AddAction:
    return AddAction(
        path=file.path,
        size=file.size,
        partition_values=_in_log(file),
        modification_time=int(time.time() * 1000),
        data_change=True,
        stats=json.dumps({"numRecords": file.rows}),
    )


def _remove(file: TableFile) -> RemoveAction:
    return RemoveAction(
        path=file.path,
        data_change=True,
        deletion_timestamp=int(time.time() * 1000),
        size=file.size,
        partition_values=_in_log(file),
    )
