"""Stored values as series."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peelian.framework.measure import Measure
from peelian.pipeline.periods import period_index, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.result import COMBINED, VALUES
from peelian.pipeline.tables import connect
from peelian.pipeline.workspace import Workspace

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """One measure at one unit (or individual), whole or for one category of a breakdown.

    Arrays are (periods,): every period from the first the measure has values for to the last, without
    gaps. NaN is missing: nothing was submitted, or there was nothing to divide by. A period that is
    not `complete` is still in progress and is never judged.
    """

    measure: Measure
    unit: str
    breakdown: str
    category: str
    periods: npt.NDArray[np.datetime64]
    value: Floats
    numerator: Floats
    denominator: Floats
    n: Floats
    quality: Floats
    complete: npt.NDArray[np.bool_]


def last_known(series: Series) -> float:
    """The value of the last complete period that has one, NaN when none has."""
    known = series.value[series.complete & ~np.isnan(series.value)]
    return float(known[-1]) if len(known) else float("nan")


def series(
    workspace: Workspace,
    *,
    measures: Iterable[str] | None = None,
    units: Iterable[str] | None = None,
    breakdown: str = "",
) -> list[Series]:
    """The stored series of some measures at some units (of all, where not named), in that order.

    With `breakdown`, one series for each category instead of the whole; measures without that breakdown
    have none.
    """
    tables = Pinned(workspace.tables)
    if not tables.exists(VALUES):
        return []
    framework = workspace.framework
    wanted = [framework.measure(m) for m in (measures if measures is not None else framework.measures)]
    connection = connect()
    values = tables.relation(connection, VALUES)
    filters = [
        "list_contains($measures, measure)",
        "list_contains(['', $breakdown], breakdown)",
        f"(source = '{COMBINED}') = list_contains($combined, measure)",
        *(["list_contains($units, unit)"] if units is not None else []),
    ]
    chosen = list(units) if units is not None else None
    parameters: dict[str, object] = {
        "measures": [m.id for m in wanted],
        "combined": [m.id for m in wanted if m.kind in ("rate", "derived")],
        "breakdown": breakdown,
    }
    if chosen is not None:
        parameters["units"] = chosen
    columns = (
        "measure, unit, breakdown, category, period, value, numerator, denominator, n, quality, complete"
    )
    order = "measure, unit, breakdown, category, period"
    sql = f"SELECT {columns} FROM {values} WHERE {' AND '.join(filters)} ORDER BY {order}"
    return _assemble(connection.sql(sql, params=parameters).to_arrow_table(), wanted, chosen, breakdown)


def _assemble(
    table: pa.Table, wanted: Sequence[Measure], units: Sequence[str] | None, breakdown: str
) -> list[Series]:
    if not len(table):
        return []
    measure, unit, name, category = (
        np.array(table[c].to_pylist(), dtype=object) for c in ("measure", "unit", "breakdown", "category")
    )
    day = table["period"].to_numpy().astype("datetime64[D]")
    numbers = {
        c: table[c].to_numpy(zero_copy_only=False).astype(np.float64)
        for c in ("value", "numerator", "denominator", "n", "quality")
    }
    complete = table["complete"].to_numpy(zero_copy_only=False).astype(bool)
    change = (
        np.flatnonzero(
            (measure[1:] != measure[:-1])
            | (unit[1:] != unit[:-1])
            | (name[1:] != name[:-1])
            | (category[1:] != category[:-1])
        )
        + 1
    )
    spans: dict[tuple[str, str, str, str], slice] = {}
    for start, end in zip([0, *change], [*change, len(day)], strict=True):
        spans[measure[start], unit[start], name[start], category[start]] = slice(int(start), int(end))
    by_id = {m.id: m for m in wanted}
    edges: dict[str, tuple[int, int]] = {}
    indexes = np.empty(len(day), dtype=np.int64)
    for key in np.unique(measure.astype(str)):
        here = measure == key
        indexes[here] = period_index(day[here].astype(np.int32), by_id[key].period)
        edges[key] = int(indexes[here].min()), int(indexes[here].max())
    found = []
    for (m, u, b, c), rows in spans.items():
        if b != breakdown:
            continue
        first, last = edges[m]
        axis = np.arange(first, last + 1)
        at = indexes[rows] - first
        whole = spans.get((m, u, "", ""), rows) if b else rows
        dense = {field: _dense(len(axis), at, values[rows]) for field, values in numbers.items()}
        quality = _dense(len(axis), indexes[whole] - first, numbers["quality"][whole])
        finished = np.ones(len(axis), dtype=bool)
        finished[indexes[whole] - first] = complete[whole]
        if b and by_id[m].kind in ("count", "sum", "stock"):
            _fill_zeros(dense, at, indexes[whole] - first)
        found.append(
            Series(
                by_id[m], u, b, c, period_start(axis, by_id[m].period).astype("datetime64[D]"),
                dense["value"], dense["numerator"], dense["denominator"], dense["n"], quality, finished,
            )
        )  # fmt: skip
    rank = {m.id: i for i, m in enumerate(wanted)}
    order = {u: i for i, u in enumerate(units or ())}
    return sorted(found, key=lambda s: (rank[s.measure.id], order.get(s.unit, 0), s.unit, s.category))


def _dense(length: int, at: npt.NDArray[np.int64], values: Floats) -> Floats:
    out = np.full(length, np.nan)
    out[at] = values
    return out


def _fill_zeros(dense: dict[str, Floats], at: npt.NDArray[np.int64], known: npt.NDArray[np.int64]) -> None:
    """A category without rows in a period for which the source has some is a true zero."""
    zero = np.setdiff1d(known, at)
    for field in ("value", "numerator", "n"):
        dense[field][zero] = 0.0
