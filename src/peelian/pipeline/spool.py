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
HELD = 256 << 20  # bytes of checked rows in memory before they go to disk
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
        if sum(table.nbytes for table in self.held) > HELD:
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
                SELECT _member, _line, _id, _keyed, {content_sql(self.source)} AS content
                FROM good WHERE hash(_id) IN (SELECT h FROM twice)
            ), counted AS (
                SELECT *, row_number() OVER (PARTITION BY _member, _id, content ORDER BY _line) AS occurrence
                FROM several
            ), shown AS (
                SELECT *, row_number() OVER (
                    PARTITION BY _id, content, CASE WHEN {once} THEN 0 ELSE occurrence END
                    ORDER BY _member, _line
                ) AS showing
                FROM counted
            )
            SELECT _member, _line, _id, content, 'same' AS fate, 0 AS ordinal, 0 AS first_line
            FROM shown WHERE showing > 1
            UNION ALL
            SELECT _member, _line, _id, content,
                CASE WHEN {once} AND ordinal > 1 THEN 'again' ELSE 'kept' END, ordinal, first_line
            FROM (
                SELECT *, row_number() OVER place AS ordinal, first_value(_line) OVER place AS first_line
                FROM shown WHERE showing = 1
                WINDOW place AS (PARTITION BY _id ORDER BY _member, _line)
            )
        """)

    def count(self, sql: str) -> int:
        """The one number a query gives."""
        found = self.connection.execute(sql).fetchone()
        return int(found[0]) if found and found[0] is not None else 0
