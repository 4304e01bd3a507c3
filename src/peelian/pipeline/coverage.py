"""What has been loaded: which days the rows of each source cover."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt

from peelian.framework.source import Source
from peelian.pipeline.periods import Days, month_index, period_start
from peelian.pipeline.pinned import Pinned

Bools = npt.NDArray[np.bool_]

MOST = 0.9


@dataclass(frozen=True)
class Coverage:
    """First and last day covered, and the days that have rows, in days since 1970-01-01, sorted.

    Rows dated to the month cover all of it. For spells the days are those on which any starts or ends.
    """

    first: int
    last: int
    days: Days

    def complete(self, starts: Days, ends: Days, *, adds: bool) -> Bools:
        """Which periods [start, end) are covered well enough to be judged.

        What `adds` up (a count, a sum) is too low until the period is over: one day may be quiet at either
        edge of what was loaded. A share or a typical time needs most of the period: nine days in ten.
        """
        if adds:
            return (self.first <= starts + 1) & (self.last >= ends - 2)
        covered = np.minimum(ends, self.last + 1) - np.maximum(starts, self.first)
        return covered >= MOST * (ends - starts)


def coverages(
    tables: Pinned, connection: duckdb.DuckDBPyConnection, sources: Mapping[str, Source]
) -> dict[str, Coverage]:
    """The coverage of every source that has rows."""
    found = {}
    for source_id, source in sources.items():
        name = f"rows/{source_id}"
        if tables.exists(name) and (
            covered := _coverage(connection, tables.relation(connection, name), source)
        ):
            found[source_id] = covered
    return found


def _coverage(connection: duckdb.DuckDBPyConnection, rows: str, source: Source) -> Coverage | None:
    if source.spell is None:
        sql = f"SELECT DISTINCT _date AS day FROM {rows}"
    else:
        ends = (source.spell.start, source.spell.end)
        sql = " UNION ".join(f'SELECT "{column}" AS day FROM {rows}' for column in ends)
    found = connection.sql(f"SELECT day FROM ({sql}) WHERE day IS NOT NULL ORDER BY day").to_arrow_table()
    days = found["day"].to_numpy().astype("datetime64[D]").astype(np.int32)
    if not len(days):
        return None
    last = int(days[-1])
    if source.period and source.columns[source.period].type == "month":
        last = int(period_start(month_index(days[-1:]) + 1, "month")[0]) - 1
    return Coverage(int(days[0]), last, days)
