"""New averages that the data suggest: where, on what evidence, and what was decided of them."""

from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from peelian.apps.performance.models import DecidedSuggestion
from peelian.documents.dates import period_label
from peelian.documents.readings import Reading
from peelian.framework.measure import Measure
from peelian.pipeline.show import show_value
from peelian.stats.spc import suggest_rebase


@dataclass(frozen=True)
class Suggestion:
    """A new average that fits better from the period that begins on `day`. `numbers` are the evidence, as
    `stats.spc.RebaseSuggestion` says it, for JSON.
    """

    measure: Measure
    unit: str
    day: date
    numbers: dict[str, Any]

    @property
    def period(self) -> str:
        return period_label(self.day, self.measure.period)

    @property
    def evidence(self) -> str:
        return in_words(self.numbers, self.measure)


def suggested(reading: Reading) -> Suggestion | None:
    """Where the data say that a new level has held, with the notes that are in force, and nobody has decided.

    None for nowhere.
    """
    series, points = reading.series, reading.verdict.points
    starts = [now.date for before, now in pairwise(points) if now.segment != before.segment]
    found = suggest_rebase(
        [point.date for point in points],
        [point.value for point in points],
        rebase=starts,
        ghosts=[point.date for point in points if point.ghost],
    )
    if found is None:
        return None
    day = date.fromisoformat(found.date.isoformat()[:10])
    decided = DecidedSuggestion.objects.filter(measure=series.measure.id, unit=series.unit, day=day)
    if decided.exists():
        return None
    return Suggestion(series.measure, series.unit, day, asdict(found) | {"date": day.isoformat()})


def in_words(numbers: dict[str, Any], measure: Measure) -> str:
    """The numbers of a suggestion as words that begin a sentence."""
    before, since, low, high = (
        show_value(measure, numbers[name]) for name in ("old_mean", "new_mean", "nlpl", "nupl")
    )
    return (
        f"The {numbers['n']} points since then average {since}. "
        f"The {numbers['old_n']} before averaged {before}, "
        f"and chance seldom took one below {low} or above {high}."
    )
