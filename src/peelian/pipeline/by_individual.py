"""Facts in order of individual, with the conditions that were worked out kept for the next question."""

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock

import numpy as np

from peelian.pipeline.compile import Plan
from peelian.pipeline.engines.local import over_facts
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.facts import DATE, PERSON
from peelian.pipeline.periods import months_within, period_start
from peelian.pipeline.tallies import Kernel, Sorted, placed
from peelian.pipeline.vectors import Vectors

MOST = 128 << 20  # bytes of conditions kept
_kept: OrderedDict[tuple[str, str], tuple[Sorted, int]] = OrderedDict()
_lock = Lock()


def by_individual(book: Factbook, plan: Plan, first: int, periods: int) -> Iterator[tuple[Kernel, Sorted]]:
    """The rows of each file of facts that some periods have rows in, by individual, and the plan over them.

    Columns are read when a condition has not been worked out before, or a value is asked for.
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
        yield kernel, found
        if file:
            _keep(key, found)


def _keep(key: tuple[str, str], found: Sorted) -> None:
    with _lock:
        _kept[key] = found, found.vectors.let_go() + found.starts.nbytes * 2
        while sum(size for _, size in _kept.values()) > MOST:
            _kept.popitem(last=False)
