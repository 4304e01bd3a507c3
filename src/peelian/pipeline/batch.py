"""The rows a plan needs, fetched once, as arrays; and the parts of each of its measures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peelian.pipeline.compile import Plan, Step
from peelian.pipeline.organisation import Codes, Organisation
from peelian.pipeline.periods import Days, period_index, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.rollup import Bools, Grid, Ints


@dataclass(frozen=True)
class Parts:
    """One measure under one breakdown: whole numbers for each (unit, period, category).

    Counts and stocks fill `numerator`; proportions and means also `denominator`; quantiles `lower` and
    `upper`, the order statistics they lie between. `n` is how many rows the value rests on. `absent` marks
    the sums of rows of which none has a value: nothing was recorded, which is not zero.
    """

    step: Step
    breakdown: str
    categories: Sequence[str]
    numerator: Ints
    denominator: Ints | None
    n: Ints
    lower: Ints | None = None
    upper: Ints | None = None
    absent: Bools | None = None


@dataclass(frozen=True)
class Batch:
    """Rows of one plan for periods `first` .. `first + periods - 1`, and where each belongs."""

    plan: Plan
    rows: pa.Table
    leaf: Codes
    paths: npt.NDArray[np.int32]
    units: int
    first: int
    periods: int

    @cached_property
    def _period(self) -> npt.NDArray[np.int32]:
        days = self.rows.column("_date").to_numpy().astype("datetime64[D]").astype(np.int32)
        return (period_index(days, self.plan.every) - self.first).astype(np.int32)

    @cached_property
    def present(self) -> Bools:
        """(units, periods): whether any row at all falls there, whatever the measures make of it."""
        return self._grid(None)[0].total(np.arange(len(self.rows)))[:, :, 0] > 0

    @cached_property
    def _conditions(self) -> list[Bools]:
        return [self.rows.column(f"c{i}").to_numpy().astype(bool) for i in range(len(self.plan.conditions))]

    def _grid(self, breakdown: int | None) -> tuple[Grid, Sequence[str]]:
        grid = (self.leaf, self.paths, self.units, self._period, self.periods)
        if breakdown is None:
            return Grid(*grid), ("",)
        coded = self.rows.column(f"b{breakdown}").combine_chunks().dictionary_encode()
        coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
        labels = coded.dictionary.to_pylist()
        return Grid(*grid, coded.indices.to_numpy().astype(np.int32), max(len(labels), 1)), labels or ("",)

    def parts(self) -> Iterator[Parts]:
        """The parts of every measure of the plan, whole and by each of its breakdowns."""
        grids = {b: self._grid(b) for b in (None, *range(len(self.plan.breakdowns)))}
        for step in self.plan.steps:
            mask = self._all(step.where)
            for breakdown in (None, *step.breakdowns):
                grid, labels = grids[breakdown]
                name = "" if breakdown is None else self.plan.breakdowns[breakdown].id
                yield self._parts(step, name, labels, grid, mask)

    def _all(self, conditions: Sequence[int]) -> Bools:
        mask = np.ones(len(self.rows), dtype=bool)
        for index in conditions:
            mask &= self._conditions[index]
        return mask

    def _parts(self, step: Step, name: str, labels: Sequence[str], grid: Grid, mask: Bools) -> Parts:
        if step.value is None:
            rows = np.flatnonzero(mask)
            n = grid.total(rows)
            if step.measure.kind != "proportion":
                return Parts(step, name, labels, n, None, n)
            hit = np.flatnonzero(mask & self._all(step.numerator))
            return Parts(step, name, labels, grid.total(hit), n, n)
        values, known = self._value(step.value)
        rows = np.flatnonzero(mask & known)
        if (p := step.measure.fraction) is not None:
            n, lower, upper = grid.order_statistics(rows, values[rows], p)
            return Parts(step, name, labels, n, None, n, lower, upper)
        n = grid.total(rows)
        total = grid.total(rows, values[rows])
        if step.measure.kind == "mean":
            return Parts(step, name, labels, total, n, n)
        absent = (grid.total(np.flatnonzero(mask)) > 0) & (n == 0)
        return Parts(step, name, labels, total, None, n, absent=absent)

    def _value(self, index: int) -> tuple[Ints, Bools]:
        column = self.rows.column(f"v{index}").combine_chunks()
        known = column.is_valid().to_numpy(zero_copy_only=False)
        return column.fill_null(0).to_numpy(), known


def fetch(
    tables: Pinned,
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    first: int,
    periods: int,
    *,
    where: str = "true",
) -> pa.Table:
    """The plan's rows for some consecutive periods: its SELECT list, `_date`, `_unit` and `_individual`.

    For a source of spells there is one row for each period at whose last day the spell is in force.
    """
    source = plan.source
    start, end = period_start(np.array([first, first + periods]), plan.every)
    unit = f'"{source.unit}"' if source.unit else "NULL::VARCHAR"
    person = f'"{source.individual}"' if source.individual else "NULL::VARCHAR"
    select = ", ".join(["_date", f"{unit} AS _unit", f"{person} AS _individual", *plan.select()])
    rows = tables.relation(
        connection, f"rows/{source.id}", months=_months(start, end) if source.period else None
    )
    if source.period:
        within = f"_date >= {_date(start)} AND _date < {_date(end)}"
        return _table(connection, f"SELECT {select} FROM {rows} WHERE {within} AND ({where})")
    ends = period_start(np.arange(first + 1, first + periods + 1), plan.every) - 1
    days = ", ".join(f"({_date(day)})" for day in ends)
    spell = source.spell
    assert spell is not None
    inside = f'"{spell.start}" <= day AND ("{spell.end}" IS NULL OR day < "{spell.end}")'
    stood = (
        f"(SELECT * EXCLUDE (_date), day AS _date FROM {rows}, (VALUES {days}) AS ends(day) WHERE {inside})"
    )
    return _table(connection, f"SELECT {select} FROM {stood} WHERE ({where})")


def _table(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    return coded(connection.sql(sql).to_arrow_table())


def coded(table: pa.Table) -> pa.Table:
    """The table with `_unit` and `_individual` as codes of the ids in it."""
    encoded = [
        table.column(name).dictionary_encode() if name in ("_unit", "_individual") else table.column(name)
        for name in table.column_names
    ]
    return pa.table(dict(zip(table.column_names, encoded, strict=True))).combine_chunks()


def _date(day: int) -> str:
    return f"DATE '{np.datetime64(int(day), 'D')}'"


def _months(start: int, end: int) -> list[str]:
    first, last = np.array([start, end - 1]).astype("datetime64[D]").astype("datetime64[M]")
    return [str(month) for month in np.arange(first, last + 1)]


def place_rows(
    organisation: Organisation, rows: pa.Table, *, posted: bool, hierarchy: str
) -> tuple[Codes, npt.NDArray[np.int32]]:
    """Where each row belongs: (rows,) leaves, and (leaves, depth) paths of unit codes from the root.

    A row belongs to the unit its individual was posted to that day, else to the unit it names; without
    either, or when that unit did not exist that day, to the root alone.
    """
    days: Days = rows.column("_date").to_numpy().astype("datetime64[D]").astype(np.int32)
    unit = _codes(rows.column("_unit"), organisation)
    if posted:
        individual = _dictionary(rows.column("_individual"))
        person = organisation.posted_unit(individual, days)
        unit = np.where(person >= 0, person, unit)
    paths = organisation.paths if hierarchy == "as_was" else organisation.paths_now
    segment = organisation.segment_of(days) if hierarchy == "as_was" else np.zeros(len(days), dtype=np.int32)
    root = organisation.code_of[organisation.root.id]
    lost = unit < 0
    unit = np.where(lost, root, unit)
    unit = np.where(paths[segment, unit, 0] < 0, root, unit)
    distinct, leaf = np.unique(
        segment.astype(np.int64) * len(organisation.unit_ids) + unit, return_inverse=True
    )
    chosen = paths[distinct // len(organisation.unit_ids), distinct % len(organisation.unit_ids)]
    return leaf.astype(np.int32), chosen


def place_individuals(rows: pa.Table) -> tuple[list[str], Codes, npt.NDArray[np.int32]]:
    """The same for individuals: their ids, (rows,) leaves and (people, 1) paths. Rows need an individual."""
    coded = _dictionary(rows.column("_individual"))
    people = coded.dictionary.to_pylist()
    return people, coded.indices.to_numpy().astype(np.int32), np.arange(len(people), dtype=np.int32)[:, None]


def _dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    whole = column.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _codes(column: pa.ChunkedArray, organisation: Organisation) -> Codes:
    coded = _dictionary(column)
    entries = [organisation.code_of.get(unit, -1) for unit in coded.dictionary.to_pylist()]
    of_entry = np.array([*entries, -1], dtype=np.int32)
    codes: Codes = of_entry[coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)]
    return codes
