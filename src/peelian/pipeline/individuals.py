"""Values of individuals: computed when someone entitled asks, never stored."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from peelian.framework.errors import UserError
from peelian.framework.source import Source
from peelian.pipeline.by_individual import by_individual
from peelian.pipeline.compile import Plan, compile_plans
from peelian.pipeline.contents import contents
from peelian.pipeline.coverage import Coverage, coverages
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.held import Held
from peelian.pipeline.organisation import Organisation, days_of
from peelian.pipeline.periods import period_index, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.result import ADDS, values_in
from peelian.pipeline.rollup import Above, Parts, Rollup
from peelian.pipeline.scores import Scores
from peelian.pipeline.tallies import Sorted
from peelian.pipeline.values import Floats, Series
from peelian.pipeline.workspace import Workspace

_books: Held[Factbook] = Held()
_covered: Held[Coverage | None] = Held()


def individual_series(
    workspace: Workspace, measure_id: str, people: Iterable[str], tables: Pinned | None = None
) -> list[Series]:
    """The series of a measure for individuals, computed from their rows; in the order asked.

    The rows are as `tables` has them, now when None.
    UserError for a measure whose source names no individual, and for rates and derived measures.
    """
    measure = workspace.framework.measure(measure_id)
    wanted = list(dict.fromkeys(people))
    source = workspace.framework.sources.get(measure.source or "")
    if source is None or source.individual is None or measure.kind in ("rate", "derived", "stock"):
        raise UserError(f"{measure.title!r} is not measured for individuals")
    tables = tables or Pinned(workspace.tables)
    covered = covered_days(workspace, tables, source)
    if covered is None or not wanted:
        return []
    plan = compile_plans(workspace.framework, [measure])[0].whole()
    book, first, periods = everything_of(workspace, tables, plan, covered)
    starts = period_start(np.arange(first, first + periods + 1), measure.period)
    parts = individual_parts(book, plan, wanted, first, periods)
    value, n = values_in(parts)[0, :, :, 0], parts.n[0, :, :, 0]
    here = _posted(book.organisation, wanted, starts) | (n > 0)
    scores = Scores.read(workspace, source.id, tables.snapshot(f"rows/{source.id}"))
    quality = np.array([scores.between(int(s), int(e)) for s, e in pairwise(starts)])
    complete = covered.complete(starts[:-1], starts[1:], adds=measure.kind in ADDS)

    def shown(numbers: npt.NDArray[Any] | None, place: int) -> Floats:
        if numbers is None:
            return np.full(periods, np.nan)
        return np.where(here[place], numbers[place].astype(np.float64), np.nan)

    numerator, denominator = (
        None if each is None else each[0, :, :, 0] for each in (parts.numerator, parts.denominator)
    )
    days = starts[:-1].astype("datetime64[D]")
    return [
        Series(measure, person, "", "", days, shown(value, i), shown(numerator, i), shown(denominator, i),
               shown(n, i), quality, complete)
        for i, person in enumerate(wanted)
    ]  # fmt: skip


def covered_days(workspace: Workspace, tables: Pinned, source: Source) -> Coverage | None:
    """The days that a source's rows cover, None when it has none."""
    rows = tables.snapshot(f"rows/{source.id}")
    if rows is None:
        return None

    def covered() -> Coverage | None:
        return coverages({source.id: contents(workspace, source, rows)}, {source.id: source}).get(source.id)

    return _covered.get((source, rows), covered)


def everything_of(
    workspace: Workspace, tables: Pinned, plan: Plan, covered: Coverage
) -> tuple[Factbook, int, int]:
    """The facts of a plan's source, the first period they cover and how many they do."""
    source = plan.source
    rows, facts = (tables.snapshot(f"{kind}/{source.id}") for kind in ("rows", "facts"))
    organisation = Organisation.read(workspace, tables)
    book = _books.get(
        (workspace.framework, source, organisation, rows, facts),
        lambda: Factbook(tables, workspace.framework, source, organisation),
    )
    first, last = period_index(np.array([covered.first, covered.last], np.int32), plan.every)
    return book, int(first), int(last - first) + 1


def individual_parts(book: Factbook, plan: Plan, people: Sequence[str], first: int, periods: int) -> Parts:
    """The parts of a plan's one measure, (1, people, periods, 1), for some individuals."""
    asked = pa.array(people, pa.string())
    plans = by_individual(book, plan, first, periods, asked)
    found = [(rows, kernel.tallies(rows)) for kernel, rows in plans]
    over = [_towards(rows, asked, plan, first, periods) for rows, _ in found]
    tallies = [each for _, each in found]
    return next(Rollup(plan, tallies, over, len(people), periods).parts())


def _towards(rows: Sorted, people: pa.Array, plan: Plan, first: int, periods: int) -> Above:
    """Which cells, of individuals asked for, each place counts towards."""
    codes = pc.index_in(rows.names, people).fill_null(-1)
    person = codes.to_numpy(zero_copy_only=False).astype(np.int64)[rows.unit]
    period = period_index(rows.day, plan.every) - first
    place = np.flatnonzero((person >= 0) & (period >= 0) & (period < periods))
    return Above(place, person[place] * periods + period[place])


def _posted(
    organisation: Organisation, people: Sequence[str], starts: npt.NDArray[np.int32]
) -> npt.NDArray[np.bool_]:
    """(people, periods): whether the person was posted anywhere on any day of the period."""
    place = {person: i for i, person in enumerate(people)}
    out = np.zeros((len(people), len(starts) - 1), dtype=bool)
    for person in people:
        for posting in organisation.postings_of(person):
            begin, end = days_of(posting.start), days_of(posting.end)
            out[place[person]] |= (begin < starts[1:]) & (starts[:-1] < end)
    return out
