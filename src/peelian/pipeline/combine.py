"""Rates and derived measures: values made of other measures' values, after the roll-up.

They rest on several sources, so their cells are computed last, in the same commit: for each unit and
period the inputs are those just computed, or where nothing changed those already stored.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from graphlib import TopologicalSorter
from hashlib import sha256
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from peelian.framework.formula import Constant, Formula, Operation, Reference, evaluate_formula, references
from peelian.framework.load import Framework
from peelian.framework.measure import Measure
from peelian.pipeline.compile import Plan
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.result import COMBINED, ROWS, VALUES


class Dated(Protocol):
    """What is needed of a cell: the plan it computes, its bucket and its digest."""

    plan: Plan
    bucket: str
    digest: str


def formula_of(framework: Framework, measure: Measure) -> Formula:
    """The parsed formula of a derived measure."""
    formula = framework.parsed(measure.id).formula
    assert formula is not None, measure.id
    return formula


def derived_in_order(framework: Framework) -> list[Measure]:
    """The derived measures, each after those it rests on."""
    derived = {m.id: references(formula_of(framework, m)) for m in framework.measures.values() if m.formula}
    return [framework.measures[id_] for id_ in TopologicalSorter(derived).static_order() if id_ in derived]


class Combined:
    """The rates and derived measures of a framework, and the inputs kept for them."""

    def __init__(self, framework: Framework, cells: Iterable[Dated]) -> None:
        self.framework = framework
        self.rates = [m for m in framework.measures.values() if m.kind == "rate"]
        self.derived = derived_in_order(framework)
        self.inputs = {m.id for m in self.rates} | {m.per for m in self.rates if m.per}
        self.inputs |= {name for m in self.derived for name in references(formula_of(framework, m))}
        self.cells = defaultdict[str, list[Dated]](list)
        for cell in cells:
            if any(step.measure.id in self.inputs for step in cell.plan.steps):
                self.cells[cell.bucket].append(cell)
        self.kept: list[pa.Table] = []
        self.superseded: set[tuple[str, str]] = set()  # cells whose stored rows are out of date

    def digests(self) -> dict[tuple[str, str], str]:
        """The digest of each combined cell: of the measures it has and of the cells they rest on."""
        found = {}
        for bucket, cells in self.cells.items():
            measures = self._made_of({step.measure.id for cell in cells for step in cell.plan.steps})
            if measures:
                parts = (
                    [self.framework.fingerprint(measure) for measure in measures],
                    sorted((cell.plan.source.id, cell.digest) for cell in cells),
                )
                found[COMBINED, bucket] = sha256(repr(parts).encode()).hexdigest()[:24]
        return found

    def _made_of(self, known: set[str]) -> list[str]:
        """The rates and derived measures that have rows where the measures `known` do."""
        made = [rate.id for rate in self.rates if rate.id in known]
        for measure in self.derived:
            if references(formula_of(self.framework, measure)) & (known | set(made)):
                made.append(measure.id)
        return made

    def inputs_in(self, rows: pa.Table) -> pa.Table:
        """Those computed rows that a rate or derived measure rests on."""
        wanted = pa.array(sorted(self.inputs), pa.string())
        chosen = rows.filter(pc.is_in(rows["measure"].cast(pa.string()), wanted))
        return chosen.cast(ROWS)


def combined_rows(
    combined: Combined,
    buckets: set[str],
    tables: Pinned,
    connection: duckdb.DuckDBPyConnection,
    as_of: datetime,
) -> Iterator[tuple[str, pa.Table]]:
    """For each of `buckets`, the value rows of every rate and derived measure."""
    if not buckets:
        return
    inputs = pa.concat_tables(
        [ROWS.empty_table(), *combined.kept, *_stored(combined, buckets, tables, connection)]
    )
    inputs = inputs.filter(pc.is_in(inputs["bucket"], pa.array(sorted(buckets), pa.string())))
    connection.register("inputs", inputs)
    connection.sql("CREATE OR REPLACE TEMP TABLE known AS FROM inputs")
    for measure in (*combined.rates, *combined.derived):
        made = (
            _rate_sql(measure)
            if measure.kind == "rate"
            else _derived_sql(measure, formula_of(combined.framework, measure))
        )
        columns = ", ".join(f'"{name}"' for name in ROWS.names)
        sql = f"SELECT {columns} FROM ({made})"
        parameters: dict[str, object] = {"as_of": as_of}
        if measure.kind == "derived":
            parameters["combined"] = [m.id for m in (*combined.rates, *combined.derived)]
        made_rows: pa.Table = connection.sql(sql, params=parameters).to_arrow_table()
        connection.register("made", made_rows.cast(ROWS))
        connection.sql("INSERT INTO known SELECT * FROM made")
    own = connection.sql("SELECT * FROM known WHERE source = $source", params={"source": COMBINED})
    rows: pa.Table = own.to_arrow_table().cast(ROWS)
    for bucket in sorted(buckets):
        yield bucket, rows.filter(pc.equal(rows["bucket"], bucket))


def _stored(
    combined: Combined, buckets: set[str], tables: Pinned, connection: duckdb.DuckDBPyConnection
) -> list[pa.Table]:
    if not tables.exists(VALUES):
        return []
    values = tables.relation(connection, VALUES)
    superseded = pa.table({
        "source": pa.array([s for s, _ in combined.superseded], pa.string()),
        "bucket": pa.array([b for _, b in combined.superseded], pa.string()),
    })  # fmt: skip
    connection.register("superseded", superseded)
    columns = ", ".join(f'"{name}"' for name in ROWS.names)
    sql = (
        f"SELECT {columns} FROM {values} ANTI JOIN superseded USING (source, bucket) "
        "WHERE source <> $combined AND list_contains($measures, measure) AND list_contains($buckets, bucket)"
    )
    found = connection.sql(
        sql, params={"combined": COMBINED, "measures": sorted(combined.inputs), "buckets": sorted(buckets)}
    )
    rows: pa.Table = found.to_arrow_table()
    return [rows.cast(ROWS)]


def _rate_sql(measure: Measure) -> str:
    """The rows of a rate: its own count over the whole of measure `per`, times `scale`."""
    return f"""
        SELECT '{COMBINED}' AS source, top.bucket, top.measure, top.edition, top.unit, top.level, top.every,
            top.period, top.breakdown, top.category, top.numerator, below.numerator AS denominator,
            NULL AS lower, NULL AS upper, top.n,
            CASE WHEN below.numerator > 0
                THEN (top.numerator * {measure.scale})::DOUBLE / below.numerator END AS value,
            least(top.quality, below.quality) AS quality,
            top.complete AND coalesce(below.complete, true) AS complete, $as_of AS as_of
        FROM known AS top LEFT JOIN known AS below
            ON below.measure = '{measure.per}' AND below.breakdown = ''
            AND below.unit = top.unit AND below.period = top.period AND below.bucket = top.bucket
        WHERE top.measure = '{measure.id}' AND top.source <> '{COMBINED}'"""


def formula_sql(formula: Formula) -> str:
    """A formula over columns named for its measures: NULL when a value is, or when dividing by 0."""
    if not references(formula):
        return f"{float(evaluate_formula(formula, {}) or 0)!r}::DOUBLE"
    match formula:
        case Operation("/", left, right):
            return f"({formula_sql(left)} / nullif({formula_sql(right)}, 0))"
        case Operation(operator, left, right):
            return f"({formula_sql(left)} {operator} {formula_sql(right)})"
        case Reference(measure):
            return f'"{measure}"'
        case Constant():
            raise AssertionError(formula)


def _derived_sql(measure: Measure, formula: Formula) -> str:
    """The rows of a derived measure: its formula wherever any of its inputs has a row."""
    names = sorted(references(formula))
    values = ", ".join(f"any_value(value) FILTER (measure = '{name}') AS \"{name}\"" for name in names)
    listed = ", ".join(f"'{name}'" for name in names)
    return f"""
        SELECT '{COMBINED}' AS source, bucket, '{measure.id}' AS measure, edition, unit, level, every, period,
            '' AS breakdown, '' AS category, NULL AS numerator, NULL AS denominator, NULL AS lower,
            NULL AS upper, n, {formula_sql(formula)} AS value, quality, complete, $as_of AS as_of
        FROM (
            SELECT bucket, any_value(edition) AS edition, unit, any_value(level) AS level,
                any_value(every) AS every, period, min(n) AS n, min(quality) AS quality,
                bool_and(complete) AS complete, {values}
            FROM known
            WHERE measure IN ({listed}) AND breakdown = '' AND every = '{measure.period}'
                AND (source = '{COMBINED}') = list_contains($combined, measure)
            GROUP BY bucket, unit, period
        )"""
