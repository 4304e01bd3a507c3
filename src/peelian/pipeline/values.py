"""Values as series: stored for teams and above, computed when asked for an individual."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peelian.framework.errors import UserError
from peelian.framework.measure import Measure
from peelian.pipeline.batch import Batch, Parts, fetch, place_individuals
from peelian.pipeline.compile import compile_plans
from peelian.pipeline.coverage import coverages
from peelian.pipeline.organisation import Organisation, days_of
from peelian.pipeline.periods import period_index, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.result import ADDS, COMBINED, VALUES, value_of
from peelian.pipeline.scores import Scores
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


def individual_series(workspace: Workspace, measure_id: str, people: Iterable[str]) -> list[Series]:
    """The series of a measure for individuals, computed now from their rows; in the order asked.

    UserError for a measure whose source names no individual, and for rates and derived measures.
    """
    measure = workspace.framework.measure(measure_id)
    wanted = list(dict.fromkeys(people))
    source = workspace.framework.sources.get(measure.source or "")
    if source is None or source.individual is None or measure.kind in ("rate", "derived", "stock"):
        raise UserError(f"{measure.title!r} is not measured for individuals")
    tables, connection = Pinned(workspace.tables), connect()
    covered = coverages(tables, connection, {source.id: source}).get(source.id)
    if covered is None or not wanted:
        return []
    plan = compile_plans(workspace.framework, [measure])[0]
    first, last = (
        int(i) for i in period_index(np.array([covered.first, covered.last], np.int32), measure.period)
    )
    periods = last - first + 1
    listed = ", ".join("'" + person.replace("'", "''") + "'" for person in wanted)
    rows = fetch(tables, connection, plan, first, periods, where=f'"{source.individual}" IN ({listed})')
    who, leaf, paths = place_individuals(rows)
    batch = Batch(plan, rows, leaf, paths, len(who), first, periods)
    whole = next(iter(batch.parts()))
    starts = period_start(np.arange(first, last + 2), measure.period)
    posted = _posted(Organisation.read(workspace), wanted, starts)
    scores = Scores.read(workspace, source.id)
    quality = np.array([scores.between(int(s), int(e)) for s, e in pairwise(starts)])
    complete = covered.complete(starts[:-1], starts[1:], adds=measure.kind in ADDS)
    return [
        _individual(measure, person, whole, who.index(person) if person in who else None, starts[:-1],
                    posted[i], quality, complete)
        for i, person in enumerate(wanted)
    ]  # fmt: skip


def _posted(
    organisation: Organisation, people: Sequence[str], starts: npt.NDArray[np.int32]
) -> npt.NDArray[np.bool_]:
    """(people, periods): whether the person was posted anywhere on any day of the period."""
    place = {person: i for i, person in enumerate(people)}
    out = np.zeros((len(people), len(starts) - 1), dtype=bool)
    for posting in organisation.postings:
        if posting.person in place:
            begin, end = days_of(posting.start), days_of(posting.end)
            out[place[posting.person]] |= (begin < starts[1:]) & (starts[:-1] < end)
    return out


def _individual(
    measure: Measure,
    person: str,
    parts: Parts,
    code: int | None,
    starts: npt.NDArray[np.int32],
    posted: npt.NDArray[np.bool_],
    quality: Floats,
    complete: npt.NDArray[np.bool_],
) -> Series:
    shape = len(starts)
    empty = np.zeros(shape, dtype=np.int64)

    def of(part: npt.NDArray[np.int64] | None) -> npt.NDArray[np.int64] | None:
        return None if part is None else empty if code is None else part[code, :, 0]

    numerator, denominator, n = of(parts.numerator), of(parts.denominator), of(parts.n)
    assert numerator is not None
    assert n is not None
    value = value_of(measure, numerator, denominator, n, of(parts.lower), of(parts.upper))
    if parts.absent is not None and code is not None:
        value[parts.absent[code, :, 0]] = np.nan
    here = posted | (n > 0)
    missing = np.full(shape, np.nan)

    def shown(numbers: npt.NDArray[Any] | None) -> Floats:
        return missing if numbers is None else np.where(here, numbers.astype(np.float64), np.nan)

    return Series(
        measure, person, "", "", starts.astype("datetime64[D]"),
        shown(value), shown(numerator), shown(denominator), shown(n), quality, complete,
    )  # fmt: skip
