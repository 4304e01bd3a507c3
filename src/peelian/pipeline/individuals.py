"""Values of individuals: computed when someone entitled asks, never stored."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from peelian.framework.errors import UserError
from peelian.pipeline.compile import Plan, compile_plans
from peelian.pipeline.contents import contents
from peelian.pipeline.coverage import coverages
from peelian.pipeline.engines.local import over_facts
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.facts import DATE, PERSON
from peelian.pipeline.organisation import Organisation, days_of
from peelian.pipeline.periods import months_within, period_index, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.result import ADDS, values_in
from peelian.pipeline.rollup import Above, Parts, Rollup
from peelian.pipeline.scores import Scores
from peelian.pipeline.tallies import Sorted, Tallies, placed
from peelian.pipeline.values import Floats, Series
from peelian.pipeline.vectors import Vectors
from peelian.pipeline.workspace import Workspace

MOST = 128 << 20  # bytes of conditions kept for the next time somebody asks
_kept: OrderedDict[tuple[str, str], tuple[Sorted, int]] = OrderedDict()
_lock = Lock()


def individual_series(workspace: Workspace, measure_id: str, people: Iterable[str]) -> list[Series]:
    """The series of a measure for individuals, computed now from their rows; in the order asked.

    UserError for a measure whose source names no individual, and for rates and derived measures.
    """
    measure = workspace.framework.measure(measure_id)
    wanted = list(dict.fromkeys(people))
    source = workspace.framework.sources.get(measure.source or "")
    if source is None or source.individual is None or measure.kind in ("rate", "derived", "stock"):
        raise UserError(f"{measure.title!r} is not measured for individuals")
    tables = Pinned(workspace.tables)
    rows = tables.snapshot(f"rows/{source.id}")
    files = contents(workspace, source, rows) if rows else []
    covered = coverages({source.id: files}, {source.id: source}).get(source.id)
    if covered is None or not wanted:
        return []
    organisation = Organisation.read(workspace)
    edges = np.array([covered.first, covered.last], np.int32)
    first, last = (int(i) for i in period_index(edges, measure.period))
    starts = period_start(np.arange(first, last + 2), measure.period)
    book = Factbook(tables, workspace.framework, source, organisation)
    plan = compile_plans(workspace.framework, [measure])[0].whole()
    parts = individual_parts(book, plan, wanted, first, last - first + 1)
    value, n = values_in(parts)[0, :, :, 0], parts.n[0, :, :, 0]
    here = _posted(organisation, wanted, starts) | (n > 0)
    scores = Scores.read(workspace, source.id, rows)
    quality = np.array([scores.between(int(s), int(e)) for s, e in pairwise(starts)])
    complete = covered.complete(starts[:-1], starts[1:], adds=measure.kind in ADDS)

    def shown(numbers: npt.NDArray[Any] | None, place: int) -> Floats:
        if numbers is None:
            return np.full(last - first + 1, np.nan)
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


def individual_parts(book: Factbook, plan: Plan, people: Sequence[str], first: int, periods: int) -> Parts:
    """The parts of a plan's one measure, (1, people, periods, 1), for some individuals."""
    asked = pa.array(people, pa.string())
    found = list(_tallies(book, plan, first, periods))
    over = [_towards(rows, asked, plan, first, periods) for rows, _ in found]
    tallies = [each for _, each in found]
    return next(Rollup(plan, tallies, over, len(people), periods).parts())


def _tallies(book: Factbook, plan: Plan, first: int, periods: int) -> Iterator[tuple[Sorted, Tallies]]:
    """The rows of each file of facts by individual, and what a plan asks of them.

    Conditions once worked out are kept.
    """
    kernel, columns = over_facts(plan)
    starts = period_start(np.arange(first, first + periods + 1), plan.every)
    for rows, file in book.files(months_within(first, periods, plan.every)):
        key = (f"{book.tables.tables.root}/{file.path}" if file else "", plan.every)
        with _lock:
            found, _ = _kept.pop(key, (None, 0))  # nobody else's while it is used
        if found is None:
            facts = book.table(rows, file, list(dict.fromkeys([PERSON, DATE, *columns])))
            found = placed(Vectors(facts), PERSON, starts)
        elif plan.values or not found.vectors.knows(kernel.conditions):
            found.vectors.take_up(book.table(rows, file, columns))
        yield found, kernel.tallies(found)
        if file:
            _keep(key, found)


def _keep(key: tuple[str, str], found: Sorted) -> None:
    with _lock:
        _kept[key] = found, found.vectors.let_go() + found.starts.nbytes * 2
        while sum(size for _, size in _kept.values()) > MOST:
            _kept.popitem(last=False)


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
    for posting in organisation.postings:
        if posting.person in place:
            begin, end = days_of(posting.start), days_of(posting.end)
            out[place[posting.person]] |= (begin < starts[1:]) & (starts[:-1] < end)
    return out
