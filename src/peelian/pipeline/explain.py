"""How a measure comes to be: its definition, where its rows come from, and which rows it leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass

from peelian.framework.formula import references
from peelian.framework.measure import Measure
from peelian.framework.sql import render, to_sql
from peelian.framework.tree import Expression, IsNull, Not, columns_of
from peelian.pipeline.bits import everything, number
from peelian.pipeline.by_individual import by_individual
from peelian.pipeline.combine import formula_of
from peelian.pipeline.compile import Plan, compile_plans, conjuncts
from peelian.pipeline.facts import reduced
from peelian.pipeline.individuals import covered_days, everything_of
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.quality import freshness
from peelian.pipeline.receipts import receipts
from peelian.pipeline.scan import scan
from peelian.pipeline.vectors import Vectors
from peelian.pipeline.workspace import Workspace


@dataclass(frozen=True)
class Explanation:
    """What there is to know of one measure.

    `exclusions` are the conditions of its `where` in order, each with how many of the rows that passed
    the ones before it does not let through; empty where the source has no rows.
    """

    measure: Measure
    definition: str
    lineage: tuple[str, ...]
    sql: str
    exclusions: tuple[tuple[str, int], ...]
    quality: str


def explain(workspace: Workspace, measure_id: str, tables: Pinned | None = None) -> Explanation:
    """Everything about one measure; UserError naming the nearest when there is none of that name.

    The rows are as `tables` has them, now when None.
    """
    tables = tables or Pinned(workspace.tables)
    measure = workspace.framework.measure(measure_id)
    file = workspace.root / "framework" / "measures" / f"{measure.id}.yaml"
    definition = file.read_text(encoding="utf-8")
    if measure.source is None:
        names = sorted(references(formula_of(workspace.framework, measure)))
        rests_on = tuple(f"the measure {name}" for name in names)
        return Explanation(measure, definition, rests_on, "", (), "Its quality is the lowest of its inputs'.")
    plan = compile_plans(workspace.framework, [measure])[0]
    columns = ",\n  ".join(["_date", *_selected(plan)])
    sql = f"SELECT\n  {columns}\nFROM rows/{plan.source.id}"
    fresh = freshness(workspace, measure.source, tables)
    loaded = [r for r in receipts(workspace, measure.source) if r.accepted]
    files = f", last {loaded[0].file} on {loaded[0].at:%d %B %Y}" if loaded else ""
    lineage = [f"{plan.source.title}: {len(loaded)} extracts{files}"]
    if measure.per:
        lineage.append(f"divided by the measure {measure.per}")
    known = f"covers up to {fresh.covers_to:%d %B %Y}" if fresh.covers_to else "has no rows yet"
    quality = f"The source {known}; its quality is rated {fresh.rating} ({fresh.quality:.3f})."
    exclusions = _exclusions(workspace, tables, measure)
    return Explanation(measure, definition, tuple(lineage), sql, exclusions, quality)


def _selected(plan: Plan) -> list[str]:
    """What a measure reads of a row, as SQL: c0.. its conditions, v0.. its values, b0.. its categories."""
    return [
        *(f"coalesce({to_sql(each)}, false) AS c{i}" for i, each in enumerate(plan.conditions)),
        *(f"({to_sql(each)})::BIGINT AS v{i}" for i, each in enumerate(plan.values)),
        *(f"{to_sql(each.category)} AS b{i}" for i, each in enumerate(plan.breakdowns)),
    ]


def _exclusions(workspace: Workspace, tables: Pinned, measure: Measure) -> tuple[tuple[str, int], ...]:
    source = workspace.framework.sources[measure.source or ""]
    covered = covered_days(workspace, tables, source)
    if covered is None:
        return ()
    parsed = workspace.framework.parsed(measure.id)
    conditions = [*conjuncts(parsed.where)]
    told = [render(condition) for condition in conditions]
    if parsed.value is not None:
        told.append(f"{render(parsed.value)} is not empty")
        conditions.append(Not(IsNull(parsed.value)))
    if not conditions:
        return ()

    def dropped(rows: Vectors, asked: Sequence[Expression]) -> list[int]:
        """How many rows each condition does not let through of those that passed the ones before it."""
        left, counts = everything(len(rows)), []
        for condition in asked:
            passed = left & rows.holds(condition)
            counts.append(number(left & ~passed))
            left = passed
        return counts

    if source.period:
        plan = compile_plans(workspace.framework, [measure])[0].whole()
        read: dict[str, Expression] = {}
        asked = [reduced(condition, read) for condition in conditions]
        book, first, periods = everything_of(workspace, tables, plan, covered)
        found = by_individual(book, plan, first, periods)
        each = [dropped(rows.vectors, asked) for _, rows in found]
    else:
        columns = sorted({name for condition in conditions for name in columns_of(condition)})
        each = list(scan(tables, source, columns, lambda rows: dropped(rows, conditions)))
    return tuple(zip(told, map(sum, zip(*each, strict=True)), strict=True))
