"""A series judged: the standards in force at each point, and the one verdict every page and file uses."""

from collections.abc import Iterable, Sequence
from datetime import date

from peelian.framework.measure import Measure
from peelian.pipeline.show import show_value
from peelian.pipeline.values import Series
from peelian.stats.spc import Verdict, verdict


def standards_at(measure: Measure, periods: Sequence[date]) -> list[float | None]:
    """The standard in force at the start of each period, None before the first."""
    found = (measure.standard_on(period) for period in periods)
    return [standard.value if standard else None for standard in found]


def verdict_of(series: Series) -> Verdict:
    """The verdict on one series.

    Periods still in progress are drawn and never judged. A rebase of the measure starts a new average at
    the first period on or after its date. Limits are never drawn where no value can be: below zero (but
    for a derived measure), or above 100% of a proportion.
    """
    measure = series.measure
    periods: list[date] = series.periods.astype(object).tolist()
    rebases = {next((p for p in periods if p >= rebase.date), None) for rebase in measure.rebases}
    return verdict(
        periods,
        series.value,
        improves=measure.improves,
        target=standards_at(measure, periods) if measure.standards else None,
        rebase=sorted(p for p in rebases if p is not None and p != periods[0]),
        ghosts=[p for p, whole in zip(periods, series.complete, strict=True) if not whole],
        name=measure.title,
        show=lambda value: show_value(measure, value),
        floor=None if measure.kind == "derived" else 0.0,
        ceiling=1.0 if measure.kind == "proportion" else None,
    )


def verdicts_of(many: Iterable[Series]) -> list[Verdict]:
    """The verdicts on several series, in order."""
    return [verdict_of(one) for one in many]
