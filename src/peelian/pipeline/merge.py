"""Lays an extract's rows over a table: which are new, revise a row, or change nothing. Then writes them.

Only the months that change are written, each whole, sorted by unit, individual and date.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from peelian.framework.source import Source
from peelian.pipeline.contracts import SEPARATOR, content_sql, row_schema
from peelian.pipeline.snapshot import Snapshot, Staged
from peelian.pipeline.spool import Spool
from peelian.pipeline.sql import named, quoted, sql_type
from peelian.pipeline.tables import Tables

CHUNK = 1_000_000  # rows laid over the table at a time
WRITERS = 2  # months written at once
_ORDINAL = rf"\{SEPARATOR}#(\d+)$"  # at the end of the key of the second and later rows of one
_ID = f"CASE WHEN contains(_key, '{SEPARATOR}#') THEN regexp_replace(_key, '{_ORDINAL}', '') ELSE _key END"


@dataclass
class Merged:
    """What came of the rows that were kept, and the files that say so, not yet committed."""

    fresh: int = 0
    revised: int = 0
    same: int = 0
    months: list[str] = field(default_factory=list)  # those written anew
    staged: Staged = field(kw_only=True)


@dataclass
class Merge:
    """One extract against one version of its source's table (None when there is no table yet)."""

    spool: Spool
    tables: Tables
    name: str
    snapshot: Snapshot | None
    load_id: str

    def run(self, progress: Callable[[int, int, str], None]) -> Merged:
        """Stage every month that changes, as many months at a time as fit the memory."""
        self._number()
        done, left = Merged(staged=self.tables.staged(self.name)), self._left_behind()
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
        for file in self.snapshot.files if self.snapshot else ():
            if file.partition["_month"] in rows:
                rows[file.partition["_month"]] += file.rows
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

    def _number(self) -> None:
        """Make the view `kept`: the rows to lay over the table, with their `_key`.

        Where several rows of one key are allowed, those of the table with the same content keep their
        numbers, so that an extract in another order revises nothing.
        """
        run = self.spool.connection.execute
        key = f"_id || CASE WHEN ordinal > 1 THEN {quoted(SEPARATOR + '#')} || ordinal ELSE '' END"
        run(f"CREATE TABLE keys AS SELECT _member, _line, fate, {key} AS _key FROM settled")
        if self.snapshot and self.snapshot.files and self.source.key and self.source.repeats == "numbered":
            self._renumber(self.snapshot)
        columns = ", ".join(named(name) for name in (*self.source.columns, "_date", "_month"))
        run(f"""
            CREATE VIEW kept AS SELECT {columns}, coalesce(_key, _id) AS _key
            FROM good LEFT JOIN keys USING (_member, _line) WHERE coalesce(fate, 'kept') = 'kept'
        """)

    def _renumber(self, snapshot: Snapshot) -> None:
        run = self.spool.connection.execute
        months = None
        if self.source.period in self.source.key:
            months = [row[0] for row in run("SELECT DISTINCT _month FROM good").fetchall()]
        table = self._table(months)
        run(f"""
            CREATE TABLE numbered AS
            SELECT _id FROM settled WHERE fate = 'kept' GROUP BY _id HAVING count(*) > 1
            UNION
            SELECT DISTINCT {_ID} FROM {table} WHERE contains(_key, '{SEPARATOR}#')
        """)
        run(f"""
            CREATE TABLE there AS
            WITH named AS (
                SELECT * FROM (SELECT *, {_ID} AS _id FROM {table}) WHERE _id IN (SELECT _id FROM numbered)
            ), known AS (
                SELECT _key, _id, {content_sql(self.source)} AS content,
                    coalesce(try_cast(regexp_extract(_key, '{_ORDINAL}', 1) AS INTEGER), 1) AS number
                FROM named
            )
            SELECT *, row_number() OVER (PARTITION BY _id, content ORDER BY number) AS occurrence FROM known
        """)
        # Rows that are alone in their extract but not in the table are numbered too.
        run(f"""
            INSERT INTO settled
            SELECT _member, _line, _id, {content_sql(self.source)}, 'kept', 1, _line FROM good
            WHERE _keyed AND _id IN (SELECT _id FROM there) AND _id NOT IN (SELECT _id FROM settled)
        """)
        run(f"""
            CREATE OR REPLACE TABLE keys AS
            WITH here AS (
                SELECT *, row_number() OVER (PARTITION BY _id, content ORDER BY _member, _line) AS occurrence
                FROM settled WHERE fate = 'kept'
            ), alike AS (
                SELECT here.*, there._key FROM here LEFT JOIN there USING (_id, content, occurrence)
            ), waiting AS (
                SELECT *, row_number() OVER (PARTITION BY _id ORDER BY _member, _line) AS place
                FROM alike WHERE _key IS NULL
            ), free AS (
                SELECT _id, _key, row_number() OVER (PARTITION BY _id ORDER BY number) AS place
                FROM there ANTI JOIN alike USING (_key)
            ), taken AS (
                SELECT _id, max(number) AS highest, count(free._key) AS spare
                FROM there LEFT JOIN free USING (_id, _key) GROUP BY _id
            ), given AS (
                SELECT waiting._member, waiting._line, waiting._id, free._key,
                    coalesce(highest, 0) + place - coalesce(spare, 0) AS number
                FROM waiting LEFT JOIN free USING (_id, place) LEFT JOIN taken ON taken._id = waiting._id
            )
            SELECT _member, _line, fate, NULL AS _key FROM settled WHERE fate <> 'kept'
            UNION ALL SELECT _member, _line, 'kept', _key FROM alike WHERE _key IS NOT NULL
            UNION ALL SELECT _member, _line, 'kept', coalesce(_key, _id ||
                CASE WHEN number > 1 THEN '{SEPARATOR}#' || number ELSE '' END) FROM given
        """)

    def _left_behind(self) -> set[str]:
        """Make the table `moved`, the rows whose revision is of another month; the months they leave."""
        run = self.spool.connection.execute
        run("CREATE TABLE moved (_key VARCHAR, _month VARCHAR)")
        keyed_by_period = self.source.period in self.source.key or not self.source.key
        if self.source.period and not keyed_by_period and self.snapshot and self.snapshot.files:
            run(f"""
                INSERT INTO moved
                SELECT there._key, there._month FROM {self._table(None)} there JOIN kept USING (_key)
                WHERE there._month <> kept._month
            """)
        return {row[0] for row in run("SELECT DISTINCT _month FROM moved").fetchall()}

    def _several(self, months: list[str], left: set[str], done: Merged) -> None:
        """Stage those of some months that change."""
        connection = self.spool.connection
        columns = ", ".join(map(named, (*self.source.columns, "_date", "_month")))
        query = f"SELECT {columns}, {quoted(self.load_id)} AS _load, _key FROM kept WHERE {_within(months)}"
        arriving = connection.sql(query).to_arrow_table()
        connection.register("arriving", arriving)
        split = _by_month(arriving)
        counts = [(month, "new", len(rows)) for month, rows in split.items()]
        if self._kept(months) or left:
            there = self._table(months) if self._kept(months) else None
            connection.execute(f"CREATE OR REPLACE TABLE fates AS {self._fates(there)}")
            counts = connection.execute("SELECT _month, fate, count(*) FROM fates GROUP BY ALL").fetchall()
        done.fresh += sum(n for _, fate, n in counts if fate == "new")
        done.revised += sum(n for _, fate, n in counts if fate == "revised")
        done.same += sum(n for _, fate, n in counts if fate == "same")
        changed = sorted({m for m, fate, _ in counts if fate != "same"} | left.intersection(months))
        with ThreadPoolExecutor(WRITERS) as writers:
            written = [
                writers.submit(self._write, month, self._rows(month, split), done) for month in changed
            ]
        for each in written:
            each.result()

    def _fates(self, there: str | None) -> str:
        """A query of what becomes of each row in `arriving`: `new`, `revised` another, or the `same`."""
        if there is None:
            fate = "CASE WHEN moved._key IS NULL THEN 'new' ELSE 'revised' END"
            return f"SELECT a._key, a._month, {fate} AS fate FROM arriving a LEFT JOIN moved USING (_key)"
        same = " AND ".join(
            f"a.{named(name)} IS NOT DISTINCT FROM there.{named(name)}"
            for name, column in self.source.columns.items()
            if not column.part
        )
        return f"""
            SELECT a._key, a._month, CASE WHEN there._key IS NOT NULL AND {same} THEN 'same'
                WHEN there._key IS NOT NULL OR moved._key IS NOT NULL THEN 'revised' ELSE 'new' END AS fate
            FROM arriving a LEFT JOIN {there} there ON there._key = a._key AND there._month = a._month
            LEFT JOIN moved ON moved._key = a._key
        """

    def _rows(self, month: str, arriving: dict[str, pa.Table]) -> pa.Table:
        """A month's rows as they will be: those arriving, and the table's that neither changed nor left."""
        if not self._kept([month]):
            return arriving[month]
        columns = ", ".join(map(named, (*self.source.columns, "_date", "_load", "_key")))
        changed = f"SELECT _key FROM fates WHERE {_within([month])} AND fate <> 'same'"
        gone = f"SELECT _key FROM moved WHERE {_within([month])} UNION ALL {changed}"
        query = f"""
            SELECT {columns} FROM arriving WHERE {_within([month])} AND _key IN ({changed}) UNION ALL
            SELECT {columns} FROM {self._table([month])} WHERE _key NOT IN ({gone})
        """
        return self.spool.connection.sql(query).to_arrow_table()

    def _write(self, month: str, rows: pa.Table, done: Merged) -> None:
        """Write a month's rows, by unit, individual and date where they have a unit."""
        done.months.append(month)
        order = [
            c for c in (self.source.unit, self.source.individual) if c and rows[c].null_count < len(rows)
        ]
        if order:
            rows = rows.sort_by([(column, "ascending") for column in (*order, "_date")])
        if len(rows):
            self.tables.stage_partition(self.name, rows, {"_month": month}, done.staged)

    def _kept(self, months: list[str]) -> bool:
        """Whether the table has rows of any of these months."""
        partitions = [{"_month": month} for month in months]
        return self.snapshot is not None and bool(self.snapshot.within(partitions))

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
