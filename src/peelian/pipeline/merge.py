"""Lays an extract's rows over a table: which are new, revise a row, or change nothing. Then writes them.

Only months that change are touched. Rows that are all new to their month become a file more of it; else the
month is written anew, whole. Every file is sorted by unit, individual and date.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from peelian.framework.source import Source
from peelian.pipeline.contracts import row_schema
from peelian.pipeline.numbering import number
from peelian.pipeline.snapshot import Snapshot, Staged
from peelian.pipeline.spool import Spool
from peelian.pipeline.sql import named, quoted, sql_type
from peelian.pipeline.tables import Tables

CHUNK = 1_000_000  # rows laid over the table at a time
WRITERS = 2  # months written at once
MOST_FILES = 8  # of a month: one that has as many is written anew rather than given another


@dataclass
class Merged:
    """What came of the rows that were kept, and the files that say so, not yet committed."""

    fresh: int = 0
    revised: int = 0
    same: int = 0
    replaced: list[str] = field(default_factory=list)  # months written anew
    staged: Staged = field(kw_only=True)


@dataclass
class Merge:
    """One extract against one version of its source's table (None when there is no table yet)."""

    spool: Spool
    tables: Tables
    name: str
    snapshot: Snapshot | None
    load_id: str
    anew: set[str] = field(default_factory=set)  # months that a file more would not do for

    def run(self, progress: Callable[[int, int, str], None]) -> Merged:
        """Stage every month that changes, as many months at a time as fit the memory."""
        self._lay_out()
        done, left = Merged(staged=self.tables.staged(self.name)), self._recognise()
        chunks = self._chunks(left)
        for place, months in enumerate(chunks):
            span = f"{months[0]} to {months[-1]}" if months[1:] else months[0] or "rows"
            progress(place, len(chunks), f"writing {span}")
            self._several(months, left, done)
        return done

    def _chunks(self, left: set[str]) -> list[list[str]]:
        """The months that rows arrive in or leave, in order, in lots of at most CHUNK rows or one month."""
        counted = self.spool.connection.execute("SELECT _month, count(*) FROM good GROUP BY _month")
        rows = dict.fromkeys(left, 0) | dict(counted.fetchall())
        for month in rows:
            rows[month] += self._rows_there([month])
        chunks: list[list[str]] = []
        size = CHUNK
        for month in sorted(rows):
            if size + rows[month] > CHUNK:
                chunks.append([])
                size = 0
            chunks[-1].append(month)
            size += rows[month]
        return chunks

    @property
    def source(self) -> Source:
        return self.spool.source

    def _lay_out(self) -> None:
        """Make the view `kept`: the rows to lay over the table, with their `_key`."""
        table = None
        if self.snapshot and self.snapshot.files and self.source.key and self.source.repeats == "numbered":
            table = self._table(self._arriving() if self.source.period in self.source.key else None)
        number(self.spool, table)
        columns = ", ".join(named(name) for name in (*self.source.columns, "_date", "_month"))
        self.spool.connection.execute(f"""
            CREATE VIEW kept AS SELECT {columns}, coalesce(_key, _id) AS _key
            FROM good LEFT JOIN keys USING (_member, _line) WHERE coalesce(fate, 'kept') = 'kept'
        """)

    def _recognise(self) -> set[str]:
        """Find the keys in `kept` that the table has, reading nothing else of it, and so which months `anew`.

        Makes the table `moved`, the rows whose revision is of another month; returns the months they leave.
        """
        run = self.spool.connection.execute
        run("CREATE TABLE known (_key VARCHAR, _month VARCHAR)")
        if self.snapshot and self.snapshot.files:
            stays = not self.source.period or self.source.period in self.source.key or not self.source.key
            run(f"""
                INSERT INTO known SELECT _key, _month
                FROM {self._table(self._arriving() if stays else None)} SEMI JOIN kept USING (_key)
            """)
            files = Counter(file.partition["_month"] for file in self.snapshot.files)
            self.anew |= {month for month, count in files.items() if count >= MOST_FILES}
        run("CREATE TABLE moved AS FROM known ANTI JOIN kept USING (_key, _month)")
        self.anew |= {row[0] for row in run("SELECT DISTINCT _month FROM known").fetchall()}
        return {row[0] for row in run("SELECT DISTINCT _month FROM moved").fetchall()}

    def _arriving(self) -> list[str]:
        """The months of the extract's rows."""
        found = self.spool.connection.execute("SELECT DISTINCT _month FROM good").fetchall()
        return [row[0] for row in found]

    def _several(self, months: list[str], left: set[str], done: Merged) -> None:
        """Stage those of some months that change. One that is larger than memory stays with DuckDB."""
        connection = self.spool.connection
        columns = ", ".join(map(named, (*self.source.columns, "_date", "_month")))
        query = f"SELECT {columns}, {quoted(self.load_id)} AS _load, _key FROM kept WHERE {_within(months)}"
        large = self._rows_there(months) + self.spool.count(f"SELECT count(*) FROM ({query})") > CHUNK
        split: dict[str, pa.Table] = {}
        if large:
            connection.execute(f"CREATE TABLE arriving AS {query}")
        else:
            arriving = connection.sql(query).to_arrow_table()
            connection.register("arriving", arriving)
            split = _by_month(arriving)
        if large or left or self._rows_there(months):
            connection.execute(f"CREATE OR REPLACE TABLE fates AS {self._fates(months)}")
            by_month = "SELECT _month, fate, count(*) FROM fates GROUP BY ALL"
            counts = connection.execute(by_month).fetchall()
        else:
            counts = [(month, "new", len(rows)) for month, rows in split.items()]
        done.fresh += sum(n for _, fate, n in counts if fate == "new")
        done.revised += sum(n for _, fate, n in counts if fate == "revised")
        done.same += sum(n for _, fate, n in counts if fate == "same")
        changed = sorted({m for m, fate, _ in counts if fate != "same"} | left.intersection(months))
        done.replaced += [month for month in changed if self._rows_there([month])]
        if large:
            for month in changed:
                self._copy(month, done)
            connection.execute("DROP TABLE arriving")
            return
        with ThreadPoolExecutor(WRITERS) as writers:
            written = [
                writers.submit(self._write, month, self._rows(month, split), done) for month in changed
            ]
        for each in written:
            each.result()
        connection.unregister("arriving")

    def _fates(self, months: list[str]) -> str:
        """A query of what becomes of each row in `arriving`: `new`, `revised` another, or the `same`."""
        if not self._rows_there(months):
            fate = "CASE WHEN moved._key IS NULL THEN 'new' ELSE 'revised' END AS fate"
            return f"SELECT a._key, a._month, {fate} FROM arriving a LEFT JOIN moved USING (_key)"
        same = " AND ".join(
            f"a.{named(name)} IS NOT DISTINCT FROM there.{named(name)}"
            for name, column in self.source.columns.items()
            if not column.part
        )
        return f"""
            SELECT a._key, a._month, CASE WHEN there._key IS NOT NULL AND {same} THEN 'same'
                WHEN there._key IS NOT NULL OR moved._key IS NOT NULL THEN 'revised' ELSE 'new' END AS fate
            FROM arriving a LEFT JOIN {self._table(sorted(self.anew.intersection(months)))} there
                ON there._key = a._key AND there._month = a._month
            LEFT JOIN moved ON moved._key = a._key
        """

    def _rows(self, month: str, arriving: dict[str, pa.Table]) -> pa.Table:
        """A month's rows as they will be."""
        if not self._rows_there([month]):
            return arriving[month]
        return self.spool.connection.sql(self._query(month)).to_arrow_table()

    def _query(self, month: str) -> str:
        """A month's rows as they will be: those arriving, and the table's that neither changed nor left."""
        columns = ", ".join(map(named, (*self.source.columns, "_date", "_load", "_key")))
        arriving = f"SELECT {columns} FROM arriving WHERE {_within([month])}"
        if not self._rows_there([month]):
            return arriving
        changed = f"SELECT _key FROM fates WHERE {_within([month])} AND fate <> 'same'"
        gone = f"SELECT _key FROM moved WHERE {_within([month])} UNION ALL {changed}"
        return f"""
            {arriving} AND _key IN ({changed}) UNION ALL
            SELECT {columns} FROM {self._table([month])} WHERE _key NOT IN ({gone})
        """

    def _write(self, month: str, rows: pa.Table, done: Merged) -> None:
        """Write a month's rows, by unit, individual and date where they have a unit."""
        order = [c for c in self._order() if rows[c].null_count < len(rows)]
        if order:
            rows = rows.sort_by([(column, "ascending") for column in (*order, "_date")])
        if len(rows):
            self.tables.stage_partition(self.name, rows, {"_month": month}, done.staged)

    def _copy(self, month: str, done: Merged) -> None:
        """As `_write`, of a month that memory cannot hold."""
        order = ", ".join(map(named, (*self._order(), "_date")))
        query = f"SELECT * FROM ({self._query(month)}) ORDER BY {order}"
        self.tables.stage(
            self.spool.connection, self.name, query, ["_month"], done.staged, partition={"_month": month}
        )

    def _order(self) -> list[str]:
        return [column for column in (self.source.unit, self.source.individual) if column]

    def _rows_there(self, months: list[str]) -> int:
        """How many rows the table has of those of these months that are written anew when they change."""
        partitions = [{"_month": month} for month in self.anew.intersection(months)]
        return sum(file.rows for file in self.snapshot.within(partitions)) if self.snapshot else 0

    def _table(self, months: list[str] | None) -> str:
        assert self.snapshot is not None
        partitions = None if months is None else [{"_month": month} for month in months]
        relation = self.tables.relation_of(self.spool.connection, self.snapshot, partitions)
        kept = set(self.snapshot.schema.names)
        columns = ", ".join(
            named(field.name)
            if field.name in kept
            else f"NULL::{sql_type(field.type)} AS {named(field.name)}"
            for field in row_schema(self.source)
        )
        return f"(SELECT {columns} FROM {relation})"


def _by_month(rows: pa.Table) -> dict[str, pa.Table]:
    """The rows of each month, in the order they are in, without the month itself."""
    codes = rows.column("_month").combine_chunks().dictionary_encode()
    months, places = codes.dictionary.to_pylist(), codes.indices.to_numpy()
    rows = rows.drop_columns("_month")
    if (np.diff(places) < 0).any():
        order = np.argsort(places, kind="stable")
        rows, places = rows.take(pa.array(order)), places[order]
    starts = np.searchsorted(places, np.arange(len(months) + 1))
    return {month: rows.slice(starts[i], starts[i + 1] - starts[i]) for i, month in enumerate(months)}


def _within(months: list[str]) -> str:
    return f"_month IN ({', '.join(map(quoted, months))})"
