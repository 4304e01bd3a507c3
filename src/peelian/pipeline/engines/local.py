"""The engine that is always there: numpy over facts read from their files, a month or so at a time."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from peelian.framework.parsed import Breakdown
from peelian.framework.tree import Expression
from peelian.pipeline.compile import Plan
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.facts import DATE, UNIT, reduced
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.periods import Days, months_within, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.standing import standing
from peelian.pipeline.tables import connect
from peelian.pipeline.tallies import Kernel, Tallies, placed
from peelian.pipeline.vectors import Vectors


class Local:
    """Tallies of plans, from the facts of their sources."""

    rows_at_once = 1_000_000  # by each worker

    def __init__(self, tables: Pinned, organisation: Organisation, books: Mapping[str, Factbook]) -> None:
        self.tables, self.organisation, self.books = tables, organisation, books

    def tallies(self, plan: Plan, first: int, periods: int) -> list[Tallies]:
        """What a plan asks for, by unit, of the rows in some consecutive periods (rows around them too)."""
        kernel, columns = over_facts(plan)
        edges = self._edges(plan, first, periods)
        facts = self._facts(plan, first, periods, [UNIT, DATE, *columns])
        return [kernel.tallies(placed(Vectors(each), UNIT, edges)) for each in facts]

    def _facts(self, plan: Plan, first: int, periods: int, columns: list[str]) -> Iterator[pa.Table]:
        book = self.books[plan.source.id]
        if plan.source.period is None:
            with connect() as connection:
                rows = standing(self.tables, connection, plan.source, plan.every, first, periods)
            yield book.layout.lay_out(rows, self.organisation).select(columns)
        else:
            yield from book.read(months_within(first, periods, plan.every), columns)

    def _edges(self, plan: Plan, first: int, periods: int) -> Days:
        """The days on which a period starts or the organisation changes, sorted."""
        starts = period_start(np.arange(first, first + periods + 1), plan.every)
        return np.union1d(starts, self.organisation.changes)


def over_facts(plan: Plan) -> tuple[Kernel, list[str]]:
    """A plan in terms of facts, and the columns of them it reads."""
    read: dict[str, Expression] = {}
    return (
        Kernel(
            plan,
            [reduced(each, read) for each in plan.conditions],
            [reduced(each, read) for each in plan.values],
            [Breakdown(each.id, reduced(each.expression, read), each.bands) for each in plan.breakdowns],
        ),
        list(read),
    )
