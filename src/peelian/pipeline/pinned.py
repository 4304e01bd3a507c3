"""A consistent view of the tables: each is read at the version it had when first looked at."""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.tables import Tables, connect


class Pinned:
    """Reads of several tables in one piece of work, undisturbed by commits made meanwhile."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._snapshots: dict[str, Snapshot | None] = {}
        self._counts: dict[str, dict[str, int]] = {}

    def snapshot(self, name: str) -> Snapshot | None:
        """The table as first seen, None when there was none."""
        if name not in self._snapshots:
            self._snapshots[name] = self.tables.snapshot_if_any(name)
        return self._snapshots[name]

    def forget(self, name: str) -> None:
        """Look at a table anew: it was written in this piece of work."""
        self._snapshots.pop(name, None)
        self._counts.pop(name, None)

    def exists(self, name: str) -> bool:
        snapshot = self.snapshot(name)
        return snapshot is not None and bool(snapshot.files)

    def months(self, name: str) -> list[str]:
        """The months its rows are in, in order; `['']` for rows without one."""
        snapshot = self.snapshot(name)
        return sorted({file.partition["_month"] for file in snapshot.files}) if snapshot else []

    def rows(self, name: str, months: Iterable[str]) -> int:
        """How many rows it has in those months."""
        return sum(self._rows_by_month(name).get(month, 0) for month in months)

    def _rows_by_month(self, name: str) -> dict[str, int]:
        if name not in self._counts:
            snapshot = self.snapshot(name)
            counts = self._counts[name] = {}
            for file in snapshot.files if snapshot else ():
                counts[file.partition["_month"]] = counts.get(file.partition["_month"], 0) + file.rows
        return self._counts[name]

    def fingerprint(self, name: str, months: Iterable[str] | None = None) -> str:
        """Changes when the rows of those months (of all, when None) were written anew."""
        snapshot = self.snapshot(name)
        if snapshot is None:
            return ""
        if months is None:
            return snapshot.fingerprint()
        return " ".join(snapshot.fingerprint({"_month": month}) for month in sorted(months))

    def relation(
        self, connection: duckdb.DuckDBPyConnection, name: str, *, months: Iterable[str] | None = None
    ) -> str:
        """SQL for a FROM clause: the table, or those months of it."""
        snapshot = self.snapshot(name)
        assert snapshot is not None, name
        partitions = None if months is None else [{"_month": month} for month in months]
        return self.tables.relation_of(connection, snapshot, partitions)

    def read(self, name: str, columns: Iterable[str] = ("*",)) -> pa.Table:
        """Its rows in memory, instants in UTC."""
        with connect() as connection:
            chosen = ", ".join(c if c == "*" else f'"{c}"' for c in columns)
            return connection.sql(f"SELECT {chosen} FROM {self.relation(connection, name)}").to_arrow_table()
