"""Measures to plans: one plan for each source and length of period, however many measures it has.

Every distinct condition, value and breakdown among a plan's measures is worked out once for each row, and
every distinct tally of them made once for each place; a measure is then a few positions among the tallies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from peelian.framework.load import Framework
from peelian.framework.measure import Measure, Period
from peelian.framework.parsed import Breakdown
from peelian.framework.source import Source
from peelian.framework.tree import And, Expression, IsNull, Literal, Not

Item = TypeVar("Item")


@dataclass(frozen=True)
class Tally:
    """How many rows meet all of some `conditions`; or a `value`'s sum over them. Positions in the plan."""

    conditions: frozenset[int]
    value: int | None = None


PRESENT = Tally(frozenset())  # how many rows there are at all; the first tally of every plan


@dataclass(frozen=True)
class Step:
    """What one measure needs of its plan: positions of tallies, of its value, and of its breakdowns.

    `asked` are the rows of its `where`; `n` those its value rests on, which have a value; `numerator` is
    what is divided, or all there is.
    """

    measure: Measure
    asked: int
    n: int
    numerator: int
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
    tallies: tuple[Tally, ...]

    def whole(self) -> "Plan":
        """The same without breakdowns."""
        return replace(self, steps=tuple(replace(s, breakdowns=()) for s in self.steps), breakdowns=())

    def steps_by(self, breakdown: int | None) -> list[Step]:
        """The steps that have a breakdown; all of them for None, the whole."""
        return [step for step in self.steps if breakdown is None or breakdown in step.breakdowns]

    def tallies_by(self, breakdown: int | None) -> list[int]:
        """The tallies that are needed by a breakdown; all of them for None, the whole."""
        if breakdown is None:
            return list(range(len(self.tallies)))
        steps = self.steps_by(breakdown)
        return sorted({place for step in steps for place in (step.asked, step.n, step.numerator)})

    def spreads_by(self, breakdown: int | None) -> list[tuple[int, int]]:
        """The tally of rows and the value of each distribution a breakdown needs, for quantiles."""
        steps = self.steps_by(breakdown)
        of_quantiles = (step for step in steps if step.measure.fraction is not None)
        return sorted({(step.n, step.value) for step in of_quantiles if step.value is not None})


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
    tallies: dict[Tally, int] = {PRESENT: 0}

    def meeting(*all_of: Expression) -> frozenset[int]:
        return frozenset(_place(each, conditions) for one in all_of for each in conjuncts(one))

    steps = []
    for measure in measures:
        parsed = framework.parsed(measure.id)
        value = None
        asked = n = numerator = Tally(meeting(parsed.where))
        if parsed.value is not None:
            value = _place(parsed.value, values)
            n = numerator = Tally(meeting(parsed.where, Not(IsNull(parsed.value))))
            if measure.fraction is None:
                numerator = Tally(n.conditions, value)
        elif parsed.numerator is not None:
            numerator = Tally(meeting(parsed.where, parsed.numerator))
        steps.append(
            Step(
                measure,
                asked=_place(asked, tallies),
                n=_place(n, tallies),
                numerator=_place(numerator, tallies),
                value=value,
                breakdowns=tuple(_place(each, breakdowns) for each in parsed.by),
            )
        )
    return Plan(
        source,
        measures[0].period,
        tuple(steps),
        tuple(conditions),
        tuple(values),
        tuple(breakdowns),
        tuple(tallies),
    )


def _place(item: Item, among: dict[Item, int]) -> int:
    return among.setdefault(item, len(among))


def conjuncts(condition: Expression) -> tuple[Expression, ...]:
    """The conditions that must all be true; none for `true`."""
    if condition == Literal(True, "boolean"):
        return ()
    return condition.parts if isinstance(condition, And) else (condition,)
