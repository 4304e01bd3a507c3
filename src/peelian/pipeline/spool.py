"""One extract on its way in: checked rows in temporary Parquet files, and which of them repeat others."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from peelian.framework.source import Source
from peelian.pipeline.binding import Binding
from peelian.pipeline.contracts import checked_sql, content_sql
from peelian.pipeline.instants import instants
from peelian.pipeline.readers import Batch, Broken
from peelian.pipeline.sql import quoted

_BROKEN = pa.schema(
    [
        ("_member", pa.int32()),
        ("line", pa.int64()),
        ("reasons", pa.string()),
        ("counted", pa.string()),
        ("cells", pa.string()),
    ]
)
RAGGED = "not as many columns as the header"


@dataclass
class Spool:
    """Checked rows of an extract, in memory or when there are many in `folder`; after `settle` in views
    of `connection`:

    `spooled`, what `checked_sql` gives; `broken`, records that are not rows; and after `settle`, `settled`:
    of rows that share their `_id` with others, which are kept, and under what ordinal.
    """

    connection: duckdb.DuckDBPyConnection
    source: Source
    folder: Path
    holds: int  # bytes of checked rows in memory before they go to disk
    read: int = 0
    batches: int = 0
    held: list[pa.Table] = field(default_factory=list)
    files: int = 0

    def add(self, batch: Batch, member: int, name: str, binding: Binding, zone: str, local: str) -> None:
        """Check a batch of the member of that number and name, and keep it.

        Texts without an offset are in `zone`; parts of instants and dates are those of `local`.
        """
        self.read += len(batch.lines) + len(batch.broken)
        self.batches += 1
        if batch.broken:
            self._keep_broken(batch.broken, member)
        columns = {f"_c{i}": column for i, column in enumerate(batch.cells.columns)}
        columns[f"_c{len(columns)}"] = pa.repeat(pa.scalar(name), len(batch.lines))
        for position in {place for places in binding.positions.values() for place in places}:
            columns[f"_m{position}"] = pc.utf8_trim_whitespace(columns[f"_c{position}"])
        table = pa.table({**columns, "_line": batch.lines})
        self.connection.register("_texts", table)
        for name, column in instants(self.connection, "_texts", binding, self.source, zone, local).items():
            table = table.append_column(name, column)
        self.connection.register("_texts", table)
        rows = f"(SELECT *, {member}::INTEGER AS _member FROM _texts)"
        checked = checked_sql(self.source, binding, zone, rows)
        self.held.append(self.connection.sql(checked).to_arrow_table())
        self.connection.unregister("_texts")
        if sum(table.nbytes for table in self.held) > self.holds:
            self._put_down()

    def _put_down(self) -> None:
        """Move what is held in memory to a file."""
        if not self.held:
            return
        self.files += 1
        pq.write_table(
            pa.concat_tables(self.held), self.folder / f"rows-{self.files}.parquet", compression="lz4"
        )
        self.held.clear()

    def _keep_broken(self, broken: list[Broken], member: int) -> None:
        table = pa.table(
            {
                "_member": [member] * len(broken),
                "line": [each.line for each in broken],
                "reasons": [json.dumps([each.reason]) for each in broken],
                "counted": [json.dumps([RAGGED])] * len(broken),
                "cells": [json.dumps(each.cells, ensure_ascii=False) for each in broken],
            },
            schema=_BROKEN,
        )
        pq.write_table(table, self.folder / f"broken-{self.batches}.parquet")

    def settle(self) -> None:
        """Make the views, and find the rows that repeat others of their extract.

        In `settled` a row's `fate` is `kept` (with its `ordinal` among those of its `_id`), `same` as one
        kept, or `again`: a second of its key, which its source does not allow. `first_line` is where the
        kept one is.
        """
        run = self.connection.execute
        pq.write_table(_BROKEN.empty_table(), self.folder / "broken-none.parquet")
        run(f"CREATE VIEW broken AS FROM read_parquet({quoted(f'{self.folder}/broken-*.parquet')})")
        if self.files:
            self._put_down()
            run(f"CREATE VIEW spooled AS FROM read_parquet({quoted(f'{self.folder}/rows-*.parquet')})")
        else:
            self.connection.register("spooled", pa.concat_tables(self.held))
        run("CREATE VIEW good AS SELECT * FROM spooled WHERE _reasons IS NULL")
        run("CREATE TABLE twice AS SELECT hash(_id) AS h FROM good GROUP BY h HAVING count(*) > 1")
        once = "_keyed" if self.source.repeats == "reject" else "false"
        run(f"""
            CREATE TABLE settled AS
            WITH several AS (
                SELECT _member, _line, _id, _keyed,
                    CASE WHEN _keyed THEN {content_sql(self.source)} ELSE substr(_id, 2) END AS content
                FROM good WHERE hash(_id) IN (SELECT h FROM twice)
            ), counted AS (
                SELECT *, row_number() OVER (PARTITION BY _member, _id, content ORDER BY _line) AS occurrence
                FROM several
            ), shown AS (
                SELECT *, row_number() OVER (
                    PARTITION BY _id, content, occurrence ORDER BY _member, _line
                ) AS showing
                FROM counted
            ), placed AS (
                SELECT *, row_number() OVER (PARTITION BY _id, showing = 1 ORDER BY _member, _line) AS number,
                    row_number() OVER whole AS place, first_value(content) OVER whole AS first_content,
                    first_value(_line) OVER whole AS first_line
                FROM shown WINDOW whole AS (PARTITION BY _id ORDER BY _member, _line)
            )
            SELECT _member, _line, _id, content,
                CASE WHEN {once} AND content <> first_content THEN 'again'
                    WHEN CASE WHEN {once} THEN place ELSE showing END > 1 THEN 'same' ELSE 'kept' END AS fate,
                CASE WHEN {once} THEN 1 ELSE number END AS ordinal, first_line
            FROM placed
        """)

    def count(self, sql: str) -> int:
        """The one number a query gives."""
        return int(self.connection.execute(sql).fetchall()[0][0] or 0)
