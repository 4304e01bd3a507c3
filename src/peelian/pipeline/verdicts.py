"""Series judged: the standards in force at each point, and the one verdict every page and file uses."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.framework.measure import Charted, Measure
from peelian.pipeline.annotations import Kind
from peelian.pipeline.periods import period_index
from peelian.pipeline.show import show_value
from peelian.pipeline.values import Series
from peelian.stats.spc import Language, MatrixVerdicts, Verdict, verdicts, verdicts_matrix


def standards_at(measure: Measure, periods: Sequence[date]) -> list[float | None]:
    """The standard in force at the start of each period, None before the first."""
    found = (measure.standard_on(period) for period in periods)
    return [standard.value if standard else None for standard in found]


def verdict_of(series: Series, language: Language = "en") -> Verdict:
    """The verdict on one series, its words in English or Welsh.

    Periods still in progress are drawn and never judged, nor are those that an annotation leaves out. A
    rebase, of the measure or of an annotation, starts a new average at the first period on or after its date.
    Limits are never drawn where no value can be: below zero (but for a derived measure), or above 100% of a
    proportion.
    """
    return verdicts_of([series], language)[0]


def verdicts_of(many: Sequence[Series], language: Language = "en") -> list[Verdict]:
    """The verdicts on several series, in order."""
    found: dict[int, Verdict] = {}
    for at, shared in _alike(many):
        words = [(many[i].measure.title, partial(show_value, many[i].measure)) for i in at]
        found |= zip(at, verdicts(**shared, words=words, language=language), strict=True)
    return [found[i] for i in range(len(many))]


def judged(many: Sequence[Series]) -> Iterable[tuple[list[int], MatrixVerdicts]]:
    """The same verdicts as arrays, without their words: groups of places in `many`, each judged together."""
    for at, shared in _alike(many):
        yield at, verdicts_matrix(**shared)


def _alike(many: Sequence[Series]) -> Iterable[tuple[list[int], dict[str, Any]]]:
    """Groups of places in `many` that can be judged together, with what `verdicts` takes of them."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for at, one in enumerate(many):
        measure = one.measure
        rebases = {rebase.date for rebase in measure.rebases} | _noted(one, "rebase")
        floor = None if measure.kind == "derived" else 0.0
        ceiling = 1.0 if measure.kind == "proportion" else None
        drawn = one.periods.tobytes(), _left_out(one).tobytes(), tuple(sorted(rebases))
        key = *drawn, floor, ceiling, measure.chart
        groups.setdefault(key, []).append(at)
    for (_, left_out, rebases, floor, ceiling, chart), together in groups.items():
        first = many[together[0]]
        periods: list[date] = first.periods.astype(object).tolist()
        starts = {next((p for p in periods if p >= rebase), None) for rebase in rebases}
        measures = {id(many[i].measure): many[i].measure for i in together}
        standards = {
            key: np.array(standards_at(measure, periods), np.float64) for key, measure in measures.items()
        }
        yield (
            together,
            {
                "chart": chart,
                **_counted(chart, [many[i] for i in together]),
                "dates": first.periods,
                "improves": [many[i].measure.improves for i in together],
                "target": np.array([standards[id(many[i].measure)] for i in together]),
                "rebase": sorted(p for p in starts if p is not None and p != periods[0]),
                "ghosts": first.periods[np.frombuffer(left_out, np.bool_)],
                "floor": floor,
                "ceiling": ceiling,
            },
        )


def _counted(chart: Charted, many: Sequence[Series]) -> dict[str, npt.NDArray[np.float64]]:
    """What a chart takes: the values, or counts and what they are out of."""
    if chart in ("p", "p_prime", "u", "u_prime"):
        counts = np.array([one.numerator for one in many])
        return {"values": counts, "n": np.array([one.denominator / one.measure.scale for one in many])}
    return {"values": np.array([one.value for one in many])}


def _noted(series: Series, kind: Kind) -> set[date]:
    return {note.day for note in series.annotations if note.kind == kind}


def _left_out(series: Series) -> npt.NDArray[np.bool_]:
    """(periods,): those still in progress, and those in which a day noted as a ghost falls."""
    if not series.annotations:
        return ~series.complete
    days = np.array([series.periods[0], *_noted(series, "ghost")], "datetime64[D]").astype(np.int32)
    first, *noted = period_index(days, series.measure.period)
    return ~series.complete | np.isin(np.arange(len(series.periods)), [each - first for each in noted])
