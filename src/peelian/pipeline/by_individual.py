"""Facts in order of individual, with the conditions that were worked out kept for the next question."""

import sys
from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock

import numpy as np
import pyarrow as pa

from peelian.pipeline.compile import Plan
from peelian.pipeline.engines.local import over_facts
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.facts import DATE, PERSON
from peelian.pipeline.held import Held
from peelian.pipeline.periods import Days, months_within, period_start
from peelian.pipeline.tallies import Kernel, Sorted, placed
from peelian.pipeline.vectors import Vectors

WHOLE = 512 << 20  # bytes of facts up to which all of a source's are held in memory
MOST = 128 << 20  # bytes of conditions kept of the files of larger sources
_wholes: Held[Sorted] = Held(6)
_kept: OrderedDict[tuple[str, str], tuple[Sorted, int]] = OrderedDict()
_lock = Lock()


def by_individual(
    book: Factbook, plan: Plan, first: int, periods: int, asked: pa.Array | None = None
) -> Iterator[tuple[Kernel, Sorted]]:
    """The rows of each file of facts that some periods have rows in, by individual, and the plan over them.

    Rows of individuals other than those `asked` for may be left out. Columns are read when a condition has
    not been worked out before, or a value is asked for.
    """
    kernel, columns = over_facts(plan)
    starts = period_start(np.arange(first, first + periods + 1), plan.every)
    if book.facts is not None and book.facts.rows * len(book.layout.schema) * 8 <= WHOLE:
        held = _wholes.get((book.facts, sys.intern(plan.every)), lambda: _whole(book, starts))
        few = None if asked is None else held.few(asked, list(dict.fromkeys([DATE, *columns])))
        yield kernel, few or held
        return
    for rows, file in book.files(months_within(first, periods, plan.every)):
        key = (f"{book.tables.tables.root}/{file.path}" if file else "", plan.every)
        with _lock:
            found, _ = _kept.pop(key, (None, 0))  # nobody else's while it is used
        if found is None:
            facts = book.table(rows, file, list(dict.fromkeys([PERSON, DATE, *columns])))
            found = placed(Vectors(facts), PERSON, starts)
        elif plan.values or not found.vectors.knows(kernel.conditions):
            found.vectors.take_up(book.table(rows, file, columns))
        yield kernel, found
        if file:
            _keep(key, found)


def _whole(book: Factbook, starts: Days) -> Sorted:
    """All facts of a source, with every column that measures read."""
    facts = pa.concat_tables(book.read(None, [PERSON, DATE, *book.layout.columns]))
    return placed(Vectors(facts.unify_dictionaries()), PERSON, starts)


def _keep(key: tuple[str, str], found: Sorted) -> None:
    with _lock:
        _kept[key] = found, found.vectors.let_go() + found.starts.nbytes * 2
        while sum(size for _, size in _kept.values()) > MOST:
            _kept.popitem(last=False)
