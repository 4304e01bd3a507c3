"""Whether the measure that was to show an action's success has moved since the action was opened.

It has moved when a special cause (`stats.spc`) marks a period that begins on or after the day the action was
opened. Two things keep that honest. The periods are judged against the average that was in force then: a new
average that somebody started since would hide what it was started for. And a stretch of marked points that
was known already when the action was opened, and goes on unbroken, is no move: the action did not start it.
The latest marked stretch decides. Nothing here says that the action was the cause.

It is too soon to say while no such period is complete, or the chart has too few points for any verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.documents.dates import period_label
from peelian.pipeline.values import Series
from peelian.pipeline.verdicts import judged
from peelian.stats.spc import TYPES, MatrixVerdicts, Variation

TITLES = {
    "improved": "Its measure got better",
    "worse": "Its measure got worse",
    "no_change": "Its measure has not moved",
    "too_soon": "Too soon to say whether its measure moved",
    "neutral": "Its measure has no better or worse",
    "no_values": "Its measure has no values",
}
UNMOVED = ("worse", "no_change")
"""What a closed action says plainly."""
_BETTER: Variation = "special_cause_improvement"
_WORSE: Variation = "special_cause_concern"
_NEUTRAL: dict[Variation, str] = {
    "special_cause_neutral_high": "higher",
    "special_cause_neutral_low": "lower",
}
_NUMBERS = ("value", "numerator", "denominator", "n")


@dataclass(frozen=True)
class Moved:
    """What a measure did since a day: `outcome` is a key of TITLES, `sentence` says it in full. `began` is
    the first period of the move, None without one.
    """

    outcome: str
    sentence: str
    began: date | None = None

    @property
    def title(self) -> str:
        return TITLES[self.outcome]

    @property
    def disappoints(self) -> bool:
        """Whether the measure was to move, could have been seen to, and did not, or moved the wrong way."""
        return self.outcome in UNMOVED


NO_VALUES = Moved("no_values", "There are no values of this measure at this unit, so nothing can be said.")


def moved(many: Sequence[tuple[Series, date]]) -> list[Moved]:
    """What each series did since its day, in order."""
    found = [NO_VALUES] * len(many)
    as_it_was = [_rebased_before(series, since) for series, since in many]
    known_then = _types_then(
        [_until(series, since) for series, (_, since) in zip(as_it_was, many, strict=True)]
    )
    for places, verdicts in judged(as_it_was):
        for row, place in enumerate(places):
            found[place] = _moved(as_it_was[place], many[place][1], verdicts, row, known_then[place])
    return found


def _moved(series: Series, since: date, verdicts: MatrixVerdicts, row: int, then: Variation) -> Moved:
    known = series.complete & ~np.isnan(series.value)
    if not known.any():
        return NO_VALUES
    start = int(np.searchsorted(series.periods, np.datetime64(since, "D")))
    count = int(known[start:].sum())
    every = series.measure.period
    if not count:
        return Moved("too_soon", f"No {every} that began since {_on(since)} is complete yet.")
    if bool(verdicts.withheld[row]):
        return Moved("too_soon", "The chart has too few points for a verdict, so it is too soon to say.")
    types = np.where(known, verdicts.types[row], 0)
    marked = start + np.flatnonzero(types[start:])
    kind = TYPES[types[marked[-1]]] if len(marked) else TYPES[0]
    if not len(marked):
        return _unmoved(series, f"no clear change in the {_counted(count, every)} since {_on(since)}")
    began = _began(types, known, int(marked[-1]))
    if began < start and then == kind:
        return _unmoved(series, _went_on(kind, since))
    first = series.periods[max(began, start)].item()
    label = period_label(first, every)
    if kind in _NEUTRAL:
        return _unmoved(series, f"it has been {_NEUTRAL[kind]} than before from {label}", first)
    last = int(np.flatnonzero(known)[-1])
    after = "" if types[last] else " It is within its usual range again."
    if kind == _BETTER:
        return Moved("improved", f"It got better, by more than chance, from {label}.{after}", first)
    return Moved("worse", f"It got worse, by more than chance, from {label}.{after}", first)


def _unmoved(series: Series, what: str, began: date | None = None) -> Moved:
    """No move in a direction that counts: for a measure with neither better nor worse, whatever it did."""
    if series.measure.improves == "neutral":
        told = (
            "Neither higher nor lower is better of this measure, so it cannot say whether the action worked"
        )
        return Moved("neutral", f"{told}: {what}.", began)
    return Moved("no_change", f"{what[:1].upper()}{what[1:]}.")


def _went_on(kind: Variation, since: date) -> str:
    told = {_BETTER: "getting better", _WORSE: "getting worse"}.get(kind) or f"{_NEUTRAL[kind]} than before"
    return f"it was {told} already on {_on(since)}, and nothing has changed since"


def _began(types: npt.NDArray[Any], known: npt.NDArray[np.bool_], last: int) -> int:
    """The first place of the unbroken stretch of points marked like the one at `last`."""
    first = last
    for at in range(last - 1, -1, -1):
        if not known[at]:
            continue
        if types[at] != types[last]:
            break
        first = at
    return first


def _rebased_before(series: Series, since: date) -> Series:
    """The series without the new averages that somebody noted on or after a day."""
    kept = tuple(note for note in series.annotations if note.kind != "rebase" or note.day < since)
    return replace(series, annotations=kept)


def _until(series: Series, since: date) -> Series:
    """The series as it was known before the first period on or after a day."""
    later = series.periods >= np.datetime64(since, "D")
    known: dict[str, Any] = {name: np.where(later, np.nan, getattr(series, name)) for name in _NUMBERS}
    return replace(series, **known)


def _types_then(many: Sequence[Series]) -> list[Variation]:
    """What the latest point of each series says, common cause where the verdict is withheld."""
    found: list[Variation] = ["common_cause"] * len(many)
    for places, verdicts in judged(many):
        said = np.where(verdicts.withheld | (verdicts.last < 0), 0, verdicts.variation)
        for place, kind in zip(places, said.tolist(), strict=True):
            found[place] = TYPES[kind]
    return found


def _on(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _counted(count: int, every: str) -> str:
    return every if count == 1 else f"{count} {every}s"
