"""What the signals of a question say, and whether a grade says otherwise.

A measure speaks for the work when it is getting better or can be relied on to meet its standard, and against
it when it is getting worse or consistently fails. A grade that stands well is contradicted when more measures
speak against than for, one that stands poorly when more speak for than against. Whoever gives such a grade is
asked why: they may know what no chart does. No grade follows from signals by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from peelian.apps.boards.periods import starts_and_ends
from peelian.documents.kept import stored_series
from peelian.documents.readings import VARIATIONS, Reading, read_all
from peelian.framework.grades import Grade
from peelian.framework.measure import Period
from peelian.pipeline.values import until
from peelian.pipeline.workspace import Workspace


def readings_at(
    workspace: Workspace, *, measures: list[str], units: list[str], period: date, every: Period
) -> list[Reading]:
    """The readings of some measures at some units to the end of a period, those with values by then."""
    _, after = starts_and_ends(period, every)
    found = (until(each, after) for each in stored_series(workspace, measures=measures, units=units))
    return read_all([each for each in found if each is not None])


_ORDER = [mark.key for mark in VARIATIONS]


@dataclass(frozen=True)
class Signals:
    """The readings that a question is judged beside, concerns first."""

    readings: tuple[Reading, ...]

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> "Signals":
        """Those of some readings, in order: what gets worse, what gets better, the rest, each by title."""
        return cls(tuple(sorted(readings, key=lambda r: (_ORDER.index(r.variation.key), r.measure.title))))

    def none_since(self, day: date) -> str:
        """The period of the latest figure when none is of the period that begins on a day; "" otherwise."""
        ends = [r.verdict.last.date for r in self.readings if r.verdict.last is not None]
        if not ends or max(ends) >= day:
            return ""
        return next(
            r.latest_period for r in self.readings if r.verdict.last and r.verdict.last.date == max(ends)
        )

    @cached_property
    def speaking_for(self) -> int:
        return sum(_for(each) for each in self.readings)

    @cached_property
    def speaking_against(self) -> int:
        return sum(_against(each) for each in self.readings)

    @property
    def judged(self) -> int:
        """How many there is a verdict on."""
        return sum(each.variation.key != "withheld" for each in self.readings)

    @property
    def in_words(self) -> str:
        """ "2 getting worse, 1 consistently fails its standard, 5 no clear change"."""
        labels = [each.variation.label.lower() for each in self.readings]
        said = [f"{labels.count(each)} {each}" for each in dict.fromkeys(labels)]
        fails = sum(_fails(each) for each in self.readings)
        if fails:
            said.append(f"{fails} consistently {'fails its' if fails == 1 else 'fail their'} standard")
        return ", ".join(said) or "nothing is measured"

    def contradict(self, grade: Grade) -> bool:
        """Whether a grade says otherwise than they do."""
        ahead = self.speaking_for - self.speaking_against
        return (grade.stands == "well" and ahead < 0) or (grade.stands == "poorly" and ahead > 0)

    @property
    def kept(self) -> dict[str, Any]:
        """What a judgement keeps of them."""
        measures = [
            {
                "measure": each.measure.id,
                "title": each.measure.title,
                "latest": each.latest,
                "period": each.latest_period,
                "variation": each.variation.label,
                "assurance": each.assurance.label if each.assurance else "",
                "sentence": each.sentence,
            }
            for each in self.readings
        ]
        return {
            "in_words": self.in_words, "for": self.speaking_for, "against": self.speaking_against,
            "measures": measures,
        }  # fmt: skip


def _fails(reading: Reading) -> bool:
    return reading.assurance is not None and reading.assurance.key == "fails"


def _for(reading: Reading) -> bool:
    passes = reading.assurance is not None and reading.assurance.key == "passes"
    return reading.variation.key == "improvement" or (passes and reading.variation.key != "concern")


def _against(reading: Reading) -> bool:
    return reading.variation.key == "concern" or (_fails(reading) and reading.variation.key != "improvement")
