"""Measures to plans: one plan for each source and length of period, however many measures it has.

A plan is a single SELECT over the source's rows. Every distinct condition and whole-number expression
among its measures is evaluated once; a measure is then a list of positions in that SELECT.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from peelian.framework.load import Framework
from peelian.framework.measure import Measure, Period
from peelian.framework.parsed import NO, NOT_RECORDED, OUTSIDE_BANDS, YES, Breakdown
from peelian.framework.source import Source
from peelian.framework.sql import to_sql
from peelian.framework.tree import And, Expression, Literal, type_of


@dataclass(frozen=True)
class Step:
    """What one measure needs of its plan: positions of its conditions, value and breakdowns."""

    measure: Measure
    where: tuple[int, ...]
    numerator: tuple[int, ...]
    value: int | None
    breakdowns: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """Everything to compute from one source for one length of period, in one pass over its rows."""

    source: Source
    every: Period
    steps: tuple[Step, ...]
    conditions: tuple[Expression, ...]
    values: tuple[Expression, ...]
    breakdowns: tuple[Breakdown, ...]

    def select(self) -> list[str]:
        """The SELECT list: c0.. conditions (NULL counts as false), v0.. values, b0.. categories."""
        return [
            *(f"coalesce({to_sql(c)}, false)::UTINYINT AS c{i}" for i, c in enumerate(self.conditions)),
            *(f"({to_sql(v)})::BIGINT AS v{i}" for i, v in enumerate(self.values)),
            *(f"{category_sql(b)} AS b{i}" for i, b in enumerate(self.breakdowns)),
        ]


def compile_plans(framework: Framework, measures: Iterable[Measure]) -> list[Plan]:
    """One plan per source and length of period. Derived measures need no rows, so have no plan."""

    def place(measure: Measure) -> tuple[str, str]:
        return (measure.source or "", measure.period)

    from_rows = sorted((m for m in measures if m.source is not None), key=place)
    return [
        _plan(framework, framework.sources[source], list(group))
        for (source, _), group in groupby(from_rows, key=place)
    ]


def _plan(framework: Framework, source: Source, measures: Sequence[Measure]) -> Plan:
    conditions: dict[Expression, int] = {}
    values: dict[Expression, int] = {}
    breakdowns: dict[Breakdown, int] = {}

    def place(expression: Expression | None, among: dict[Expression, int]) -> int | None:
        return None if expression is None else among.setdefault(expression, len(among))

    steps = []
    for measure in measures:
        parsed = framework.parsed(measure.id)
        steps.append(
            Step(
                measure,
                tuple(conditions.setdefault(c, len(conditions)) for c in conjuncts(parsed.where)),
                tuple(
                    conditions.setdefault(c, len(conditions))
                    for c in (conjuncts(parsed.numerator) if parsed.numerator is not None else ())
                ),
                place(parsed.value, values),
                tuple(breakdowns.setdefault(b, len(breakdowns)) for b in parsed.by),
            )
        )
    return Plan(
        source,
        measures[0].period,
        tuple(steps),
        tuple(conditions),
        tuple(values),
        tuple(breakdowns),
    )


def conjuncts(condition: Expression) -> tuple[Expression, ...]:
    """The conditions that must all be true; none for `true`."""
    if condition == Literal(True, "boolean"):
        return ()
    return condition.parts if isinstance(condition, And) else (condition,)


def category_sql(breakdown: Breakdown) -> str:
    """SQL for `breakdown.label`: the category a row falls in, as text and never NULL."""
    value = to_sql(breakdown.expression)
    if type_of(breakdown.expression) == "boolean":
        return f"CASE {value} WHEN true THEN '{YES}' WHEN false THEN '{NO}' ELSE '{NOT_RECORDED}' END"
    if not breakdown.bands:
        return f"coalesce({value}, '{NOT_RECORDED}')"
    cases = []
    for band in breakdown.bands:
        ends = [f"{value} >= {band.start}"] if band.start is not None else []
        ends += [f"{value} <= {band.end}"] if band.end is not None else []
        label = band.label.replace("'", "''")
        cases.append(f"WHEN {' AND '.join(ends) or f'{value} IS NOT NULL'} THEN '{label}'")
    return f"CASE WHEN {value} IS NULL THEN '{NOT_RECORDED}' {' '.join(cases)} ELSE '{OUTSIDE_BANDS}' END"
