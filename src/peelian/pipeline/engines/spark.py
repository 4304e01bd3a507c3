"""The engine for a cluster: facts counted by Spark, everything after that here.

Engines differ in grouping sets, quantiles, time zones and joins by nearest day, so a query has none of them:
it groups rows by unit and stretch of days, and counts or adds up where conditions hold. What a quantile needs
travels as how many rows have each value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from peelian.framework.dialects import SPARK
from peelian.framework.sql import to_sql
from peelian.framework.tree import type_of
from peelian.pipeline.bits import Ints
from peelian.pipeline.compile import Plan
from peelian.pipeline.engines.local import Local, over_facts
from peelian.pipeline.engines.session import failing, session
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.facts import DATE, UNIT
from peelian.pipeline.organisation import Codes, Days, Organisation
from peelian.pipeline.periods import months_within, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.tallies import Counted, Spread, Tallies

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

BATCH = 50  # tallies of one query: a bounded one is within what Spark can compile and hold
STRETCH = "_stretch"


class Spark(Local):
    """Tallies of plans, counted by Spark. Sources of spells are small and are counted here.

    `settings` are Spark's own, for a session that is started for this. Raises UserError when there is no
    Spark to be had, and when it fails.
    """

    rows_at_once = 10_000_000

    def __init__(
        self,
        tables: Pinned,
        organisation: Organisation,
        books: Mapping[str, Factbook],
        settings: Mapping[str, str],
    ) -> None:
        super().__init__(tables, organisation, books)
        self.session = session(settings)

    def tallies(self, plan: Plan, first: int, periods: int) -> list[Tallies]:
        if plan.source.period is None:
            return super().tallies(plan, first, periods)
        with failing(f"Spark could not count the rows of {plan.source.id}"):
            return [Question(plan, self._rows(plan, first, periods)).answer()]

    def _rows(self, plan: Plan, first: int, periods: int) -> "DataFrame":
        """The rows of some periods: unit, date, stretch of days between edges; and the plan's conditions
        as c0.., values as v0.., categories as b0.."""
        kernel, columns = over_facts(plan)
        start, end = map(int, period_start(np.array([first, first + periods]), plan.every))
        stretches = np.searchsorted(self._edges(plan, first, periods), np.arange(start, end), side="right")
        stretch = f"ELEMENT_AT(ARRAY({', '.join(map(str, stretches))}), DATEDIFF({DATE}, {_day(start)}) + 1)"
        facts = self._facts_in(self.books[plan.source.id], months_within(first, periods, plan.every), columns)
        return facts.where(f"{DATE} >= {_day(start)} AND {DATE} < {_day(end)}").selectExpr(
            UNIT,
            DATE,
            f"{stretch} AS {STRETCH}",
            *(f"{to_sql(each, SPARK)} AS c{i}" for i, each in enumerate(kernel.conditions)),
            *(f"{to_sql(each, SPARK)} AS v{i}" for i, each in enumerate(kernel.values)),
            *(f"{to_sql(each.category, SPARK)} AS b{i}" for i, each in enumerate(kernel.breakdowns)),
        )

    def _facts_in(self, book: Factbook, months: Sequence[str], columns: Sequence[str]) -> "DataFrame":
        kept = self.tables.snapshot(book.name)
        files = [file for _, file in book.files(months) if file is not None]
        paths = [_GLOB.sub(r"\\\g<0>", f"{kept.location}/{file.path}") for file in files] if kept else []
        types = {UNIT: "STRING", DATE: "DATE"}
        types |= {name: SPARK.types[type_of(book.layout.columns[name])] for name in columns}
        schema = ", ".join(f"{SPARK.name(name)} {kind}" for name, kind in types.items())
        # Without recursive lookup Spark would take columns from the names of the folders.
        return self.session.read.schema(schema).option("recursiveFileLookup", True).parquet(*paths)


_GLOB = re.compile(r"[\\*?\[\]{}]")  # what Spark reads a meaning into in a path


def _day(days: int) -> str:
    return SPARK.constant(date.fromordinal(date(1970, 1, 1).toordinal() + days), "date")


@dataclass(frozen=True)
class Places:
    """The places that rows are in, as in Tallies, in order of `keys`."""

    units: list[str | None]
    keys: Ints
    unit: Codes
    day: Days

    @classmethod
    def of(cls, groups: pa.Table) -> "Places":
        """One for each group of a grouping by unit and stretch alone."""
        units = pc.unique(groups[UNIT]).to_pylist()
        keys = _keys(groups, units)
        order = np.argsort(keys)
        days = groups[DATE].cast(pa.int32()).to_numpy()[order]
        return cls(units, keys[order], (keys[order] >> 32).astype(np.int32), days)

    def among(self, groups: pa.Table) -> Ints:
        """(groups,) the place of each group."""
        place: Ints = np.searchsorted(self.keys, _keys(groups, self.units))
        return place


def _keys(groups: pa.Table, units: Sequence[str | None]) -> Ints:
    keys: Ints = _codes(groups[UNIT], units).astype(np.int64) << 32 | groups[STRETCH].to_numpy()
    return keys


def _codes(column: pa.ChunkedArray, values: Sequence[str | None]) -> Codes:
    codes: Codes = pc.index_in(column, value_set=pa.array(values, pa.string())).to_numpy()
    return codes


@dataclass(frozen=True)
class Question:
    """All that a plan asks of some `rows`, which are as `Spark._rows` gives them."""

    plan: Plan
    rows: "DataFrame"

    def answer(self) -> Tallies:
        """One query for each batch of tallies, and of distributions of one value, by each breakdown."""
        whole = list(self._grouped(self.rows, [], self.plan.tallies_by(None)))
        places = Places.of(whole[0][1])
        counted, spreads = {}, {}
        for breakdown in (None, *range(len(self.plan.breakdowns))):
            by = [] if breakdown is None else [f"b{breakdown}"]
            found = list(self._grouped(self.rows, by, self.plan.tallies_by(breakdown))) if by else whole
            labels = sorted(pc.unique(found[0][1][by[0]]).to_pylist()) if by else [""]
            counted[breakdown] = _counted(found, places, by, labels)
            for (tally, value), spread in self._spreads(places, breakdown, by, labels):
                spreads[tally, value, breakdown] = spread
        return Tallies(places.units, places.unit, places.day, counted, spreads)

    def _grouped(
        self, rows: "DataFrame", by: Sequence[str], tallies: Sequence[int]
    ) -> Iterator[tuple[Sequence[int], pa.Table]]:
        """Tallies, as t0.., by unit, stretch and more, and the first day: a batch of them at a time."""
        from pyspark.sql.functions import expr

        for start in range(0, len(tallies), BATCH):
            batch = tallies[start : start + BATCH]
            numbers = [expr(f"{self._number(tally)} AS t{tally}") for tally in batch]
            groups = rows.groupBy(UNIT, STRETCH, *by).agg(expr(f"MIN({DATE}) AS {DATE}"), *numbers)
            yield batch, groups.toArrow()

    def _number(self, place: int) -> str:
        tally = self.plan.tallies[place]
        holds = " AND ".join(f"c{condition}" for condition in sorted(tally.conditions)) or "true"
        if tally.value is None:
            return f"COUNT(CASE WHEN {holds} THEN 1 END)"
        return f"COALESCE(SUM(CASE WHEN {holds} THEN v{tally.value} END), 0)"

    def _spreads(
        self, places: Places, breakdown: int | None, by: Sequence[str], labels: Sequence[str]
    ) -> Iterator[tuple[tuple[int, int], Spread]]:
        """Distributions by tally and value."""
        wanted: dict[int, list[int]] = {}
        for tally, value in self.plan.spreads_by(breakdown):
            wanted.setdefault(value, []).append(tally)
        for value, tallies in wanted.items():
            known = self.rows.where(f"v{value} IS NOT NULL")
            for batch, groups in self._grouped(known, [*by, f"v{value}"], tallies):
                place, category = places.among(groups), _categories(groups, by, labels)
                number = groups[f"v{value}"].to_numpy()
                for tally in batch:
                    count = groups[f"t{tally}"].to_numpy()
                    some = np.flatnonzero(count)
                    some = some[np.argsort(place[some], kind="stable")]
                    spread = Spread(labels, place[some], category[some], number[some], count[some])
                    yield (tally, value), spread


def _counted(
    found: Sequence[tuple[Sequence[int], pa.Table]], places: Places, by: Sequence[str], labels: Sequence[str]
) -> Counted:
    rows = sum(len(batch) for batch, _ in found)
    numbers = np.zeros((rows, len(places.keys), len(labels)), np.int64)
    row = 0
    for batch, groups in found:
        place, category = places.among(groups), _categories(groups, by, labels)
        for tally in batch:
            numbers[row, place, category] = groups[f"t{tally}"].to_numpy()
            row += 1
    return Counted(labels, numbers)


def _categories(groups: pa.Table, by: Sequence[str], labels: Sequence[str]) -> Codes:
    return _codes(groups[by[0]], labels) if by else np.zeros(len(groups), np.int32)
