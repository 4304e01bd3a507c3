"""Stored values as series."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.framework.measure import Measure, Period
from peelian.pipeline.annotations import Annotation
from peelian.pipeline.periods import period_index, period_start
from peelian.pipeline.result import COMBINED, VALUES
from peelian.pipeline.stored import NUMBERS, Codes, Stored
from peelian.pipeline.workspace import Workspace

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """One measure at one unit (or individual), whole or for one category of a breakdown.

    Arrays are (periods,): every period from the first the measure has values for to the last, without
    gaps. NaN is missing: nothing was submitted, or there was nothing to divide by. A period that is
    not `complete` is still in progress and is never judged. `annotations` are those that bear on it.
    """

    measure: Measure
    unit: str
    breakdown: str
    category: str
    periods: npt.NDArray[np.datetime64]
    value: Floats
    numerator: Floats
    denominator: Floats
    n: Floats
    quality: Floats
    complete: npt.NDArray[np.bool_]
    annotations: tuple[Annotation, ...] = ()


def last_known(series: Series) -> float:
    """The value of the last complete period that has one, NaN when none has."""
    known = series.value[series.complete & ~np.isnan(series.value)]
    return float(known[-1]) if len(known) else float("nan")


def until(series: Series, day: date) -> Series | None:
    """The series as far as the periods that ended by `day`, itself the first day after; None without any.

    Values are as they are known now, and the annotations are all that bear on it.
    """
    index = period_index(np.array([day], "datetime64[D]").astype(np.int32), series.measure.period)
    end = np.datetime64(int(period_start(index, series.measure.period)[0]), "D")
    within = int(np.searchsorted(series.periods, end))
    arrays = ("periods", "value", "numerator", "denominator", "n", "quality", "complete")
    cut = {name: getattr(series, name)[:within] for name in arrays}
    return replace(series, **cut) if within else None


def series(
    workspace: Workspace,
    *,
    measures: Iterable[str] | None = None,
    units: Iterable[str] | None = None,
    breakdown: str = "",
    stored: Callable[[str], Stored] | None = None,
) -> list[Series]:
    """The stored series of some measures at some units (of all, where not named), in that order.

    With `breakdown`, one series for each category instead of the whole; measures without that breakdown
    have none. `stored` gives the values of a source where somebody keeps them; without it they are read.
    """
    framework = workspace.framework
    wanted = [framework.measure(m) for m in (measures if measures is not None else framework.measures)]
    chosen = None if units is None else list(units)
    if stored is None:
        if not workspace.tables.exists(VALUES):
            return []
        stored = partial(Stored.read, workspace.tables, snapshot=workspace.tables.snapshot(VALUES))
    alike: dict[tuple[str, Period], list[Measure]] = {}
    for measure in wanted:
        alike.setdefault((_partition(measure), measure.period), []).append(measure)
    found = [
        one for (source, _), some in alike.items() for one in _dense(stored(source), some, chosen, breakdown)
    ]
    rank = {measure.id: place for place, measure in enumerate(wanted)}
    order = {unit: place for place, unit in enumerate(chosen or ())}
    return sorted(found, key=lambda s: (rank[s.measure.id], order.get(s.unit, 0), s.unit, s.category))


def _partition(measure: Measure) -> str:
    """The source whose partitions of the table hold a measure's values."""
    return COMBINED if measure.kind in ("rate", "derived") else measure.source or ""


def _dense(
    stored: Stored, measures: Sequence[Measure], units: Sequence[str] | None, breakdown: str
) -> Iterator[Series]:
    """The series of measures of one source and one kind of period, in a matrix of (series, periods)."""
    series = stored.find([m.id for m in measures], units, {"", breakdown})
    if not len(series):
        return
    every, unit, measure, part, category = measures[0].period, *stored.codes[:, series]
    rows, lengths = stored.rows(series), stored.start[series + 1] - stored.start[series]
    index = period_index(stored.period[rows].astype(np.int32), every)
    ends = np.cumsum(lengths)
    first, last = (np.full(measure.max() + 1, index[0]) for _ in range(2))
    first[measure], last[measure] = index.max(), index.min()
    np.minimum.at(first, measure, index[ends - lengths])
    np.maximum.at(last, measure, index[ends - 1])
    cells = np.repeat(np.arange(len(series)), lengths), index - np.repeat(first[measure], lengths)
    shape = len(series), int((last - first)[measure].max()) + 1

    def spread(values: npt.ArrayLike, empty: Any) -> npt.NDArray[Any]:
        matrix = np.full(shape, empty)
        matrix[cells] = values
        return matrix

    known, complete = spread(True, False), spread(stored.complete[rows], True)
    numbers: dict[str, Any] = {name: spread(stored.number(name, rows), np.nan) for name in NUMBERS}
    by_id = {m.id: m for m in measures}
    kind = [by_id[stored.texts[1][code]] for code in measure]
    if breakdown:  # how good and how complete a period is, is said of the whole
        adds = np.array([m.kind in ("count", "sum", "stock") for m in kind])
        whole = _wholes(unit, measure, np.array(stored.texts[2])[part] == "")
        # A category without rows in a period for which the source has some is a true zero.
        zero = known[whole] & ~known & adds[:, None]
        for name in ("value", "numerator", "n"):
            numbers[name][zero] = 0.0
        numbers["quality"], complete = numbers["quality"][whole], complete[whole]
    starts = {
        code: period_start(np.arange(first[code], last[code] + 1), every).astype("datetime64[D]")
        for code in set(measure.tolist())
    }
    for at, of in enumerate(kind):
        if stored.texts[2][part[at]] == breakdown:
            periods = starts[measure[at]]
            span = slice(len(periods))
            yield Series(
                measure=of,
                unit=stored.texts[0][unit[at]],
                breakdown=breakdown,
                category=stored.texts[3][category[at]],
                periods=periods,
                complete=complete[at, span],
                **{name: numbers[name][at, span] for name in NUMBERS},
            )


def _wholes(unit: Codes, measure: Codes, is_whole: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Of each series, the place of the whole of its unit and measure; its own where there is none."""
    pair = list(zip(unit.tolist(), measure.tolist(), strict=True))
    place = {pair[at]: at for at in np.flatnonzero(is_whole)}
    return np.array([place.get(one, at) for at, one in enumerate(pair)])
