"""Spells as rows: who and what stood on the last day of each period."""

import duckdb
import numpy as np
import pyarrow as pa

from peelian.framework.measure import Period
from peelian.framework.source import Source
from peelian.pipeline.periods import period_start
from peelian.pipeline.pinned import Pinned


def standing(
    tables: Pinned,
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    every: Period,
    first: int,
    periods: int,
) -> pa.Table:
    """The rows of a source of spells, once for each period on whose last day, `_date`, they are in force."""
    assert source.spell is not None
    ends = period_start(np.arange(first + 1, first + periods + 1), every) - 1
    days = ", ".join(f"(DATE '{np.datetime64(int(day), 'D')}')" for day in ends)
    rows = tables.relation(connection, f"rows/{source.id}")
    inside = f'"{source.spell.start}" <= day AND ("{source.spell.end}" IS NULL OR day < "{source.spell.end}")'
    sql = f"SELECT * EXCLUDE (_date), day AS _date FROM {rows}, (VALUES {days}) AS ends(day) WHERE {inside}"
    return connection.sql(sql).to_arrow_table()
