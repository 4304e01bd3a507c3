"""A series read: its verdict as the words and marks that a page or a paper shows.

The marks stand for what NHS Making Data Count icons stand for, in our own drawing: a shape and a letter
as well as a colour, and always with their words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from peelian.documents.dates import period_label
from peelian.documents.noted import Event, events, left_out, notes_at
from peelian.documents.sparkline import Sparkline, sparkline
from peelian.framework.measure import Measure, Standard
from peelian.pipeline.quality import Rating, rating
from peelian.pipeline.show import show_value
from peelian.pipeline.values import Series
from peelian.pipeline.verdicts import judged, verdict_of, verdicts_of
from peelian.stats.spc import TYPES, Direction, Point, Variation, Verdict


@dataclass(frozen=True)
class Mark:
    """An icon and its words. `key` names the drawing, `letter` is drawn in it."""

    key: str
    letter: str
    label: str

    @property
    def is_signal(self) -> bool:
        """Whether it says that something has changed."""
        return self.key in ("improvement", "concern", "neutral")


STEADY = Mark("steady", "", "No clear change")
TOO_SOON = Mark("withheld", "", "Too soon to judge")
NOTHING = Mark("withheld", "", "No figures yet")
BETTER_HIGH = Mark("improvement", "H", "Getting better")
BETTER_LOW = Mark("improvement", "L", "Getting better")
WORSE_HIGH = Mark("concern", "H", "Getting worse")
WORSE_LOW = Mark("concern", "L", "Getting worse")
HIGHER = Mark("neutral", "H", "Higher than usual")
LOWER = Mark("neutral", "L", "Lower than usual")

PASSES = Mark("passes", "P", "Meeting the standard")
FAILS = Mark("fails", "F", "Not meeting the standard")
MAY_MISS = Mark("hit-or-miss", "?", "Hit or miss")

VARIATIONS = (WORSE_HIGH, BETTER_HIGH, HIGHER, LOWER, STEADY, TOO_SOON, NOTHING)


@dataclass(frozen=True)
class Reading:
    """One series with its verdict."""

    series: Series
    verdict: Verdict

    @property
    def measure(self) -> Measure:
        return self.series.measure

    @cached_property
    def variation(self) -> Mark:
        """What the last point says, withheld when the verdict is."""
        verdict = self.verdict
        if verdict.last is None:
            return NOTHING
        return TOO_SOON if verdict.withheld else mark_of(verdict.variation, verdict.improves)

    @cached_property
    def assurance(self) -> Mark | None:
        """Whether the process can be relied on to meet its standard; None without one."""
        if self.verdict.withheld or self.verdict.assurance is None:
            return None
        return {
            "consistently_passing": PASSES,
            "consistently_failing": FAILS,
            "hit_or_miss": MAY_MISS,
        }[self.verdict.assurance]

    @property
    def is_signal(self) -> bool:
        """Whether something has changed."""
        return self.variation.is_signal

    @property
    def latest(self) -> str:
        """The last judged value in the measure's unit; "no value" when there is none."""
        last = self.verdict.last
        return show_value(self.measure, np.nan if last is None or last.value is None else last.value)

    @property
    def latest_period(self) -> str:
        """The period of `latest` in words, "" without one."""
        last = self.verdict.last
        return _label(self.series, last.date if last is not None else None)

    @property
    def usual(self) -> str:
        """The mean in force at the last point."""
        last = self.verdict.last
        return show_value(self.measure, np.nan if last is None or last.mean is None else last.mean)

    @property
    def standard(self) -> Standard | None:
        """The standard in force at the last judged point."""
        last = self.verdict.last
        return self.measure.standard_on(_day(last.date)) if last is not None else None

    @property
    def standard_shown(self) -> str:
        return show_value(self.measure, self.standard.value) if self.standard else ""

    @property
    def sentence(self) -> str:
        return self.verdict.sentence

    @cached_property
    def events(self) -> list[Event]:
        """What happened and was noted, with the numbers that the chart shows."""
        return events(self.series)

    @cached_property
    def alt(self) -> str:
        """What the picture says to who does not see it: the verdict, then the numbered events."""
        if not self.events:
            return self.verdict.alt
        told = "; ".join(f"{event.number}, {event.words}" for event in self.events)
        return f"{self.verdict.alt} Events marked: {told}."

    @cached_property
    def sparkline(self) -> Sparkline | None:
        return sparkline(self.verdict)

    @cached_property
    def lines(self) -> list["Line"]:
        """The table behind the chart: a line a period, newest first."""
        noted, out = notes_at(self.series), left_out(self.series)
        return [
            _line(self, at, point, tuple(noted.get(at, ())), out.get(at))
            for at, point in reversed(list(enumerate(self.verdict.points)))
        ]

    @property
    def quality_rating(self) -> Rating:
        """`quality` in a word."""
        return rating(self.quality)

    @property
    def quality(self) -> float:
        """The data-quality score of the last judged period, 0 to 1, NaN when unknown."""
        scores = self.series.quality[self.series.complete & ~np.isnan(self.series.quality)]
        return float(scores[-1]) if len(scores) else float("nan")


@dataclass(frozen=True)
class Line:
    """One period in words. `value` is "" when missing; `says` is what the point means.

    `notes` are events of the period, and why a new average begins with it.
    """

    period: str
    value: str
    numerator: str
    denominator: str
    mean: str
    limits: str
    standard: str
    says: str
    rules: tuple[str, ...]
    notes: tuple[str, ...] = ()


RULES = {
    "outside": "outside the limits",
    "trend": "part of a trend",
    "two_of_three": "two of three points near a limit",
    "shift": "part of a run on one side of the mean",
    "change_from_constant": "a change from a constant",
    "long_run": "part of a long run on one side of the median",
    "few_crossings": "part of a series that seldom crosses the median",
}
_SAYS = {
    "common_cause": "Usual",
    "special_cause_improvement": "Improvement",
    "special_cause_concern": "Concern",
    "special_cause_neutral_high": "Higher than usual",
    "special_cause_neutral_low": "Lower than usual",
}


def _line(reading: Reading, at: int, point: Point, notes: tuple[str, ...], out: str | None) -> Line:
    measure, series = reading.measure, reading.series

    def shown(value: float | None) -> str:
        return "" if value is None else show_value(measure, value)

    if point.value is None:
        says = "In progress" if not series.complete[at] else "Nothing submitted, or nothing to measure"
    elif out:
        says = out
    elif point.ghost:
        says = "Left out" if series.complete[at] else "In progress, not judged"
    elif point.opposed:
        says = f"{_SAYS[point.type]}, but rules disagree on its direction"
    else:
        says = _SAYS[point.type]
    return Line(
        period=period_label(_day(point.date), measure.period),
        value=shown(point.value),
        numerator=_count(series.numerator[at]),
        denominator=_count(series.denominator[at]),
        mean=shown(point.mean),
        limits=f"{shown(point.lpl)} to {shown(point.upl)}" if point.lpl is not None else "",
        standard=shown(point.target),
        says=says,
        rules=tuple(RULES[rule] for rule in point.rules),
        notes=notes,
    )


def _count(number: float) -> str:
    return "" if number != number else f"{number:,.0f}"


def read(series: Series) -> Reading:
    """The reading of one series."""
    return Reading(series, verdict_of(series))


def read_all(many: Sequence[Series]) -> list[Reading]:
    """The readings of several series, in order."""
    return [Reading(*pair) for pair in zip(many, verdicts_of(many), strict=True)]


@dataclass(frozen=True)
class Glance:
    """A series with its mark and the last period judged, "" without one: a reading without its words."""

    series: Series
    variation: Mark
    latest_period: str


def glances(many: Sequence[Series]) -> list[Glance]:
    """What several series say, in order; many times as fast as their readings."""
    found = [Glance(series, NOTHING, "") for series in many]
    for places, verdicts in judged(many):
        withheld = verdicts.withheld
        for row, place in enumerate(places):
            series, last = many[place], verdicts.last[row]
            if last >= 0:
                kind = mark_of(TYPES[verdicts.variation[row]], series.measure.improves)
                label = _label(series, series.periods[last].item())
                found[place] = Glance(series, TOO_SOON if withheld[row] else kind, label)
    return found


def _label(series: Series, period: date | None) -> str:
    return period_label(_day(period), series.measure.period) if period is not None else ""


def mark_of(kind: Variation, improves: Direction) -> Mark:
    """The mark of a kind of point, by which way its measure improves."""
    grows = improves == "increase"
    return {
        "common_cause": STEADY,
        "special_cause_improvement": BETTER_HIGH if grows else BETTER_LOW,
        "special_cause_concern": WORSE_LOW if grows else WORSE_HIGH,
        "special_cause_neutral_high": HIGHER,
        "special_cause_neutral_low": LOWER,
    }[kind]


def _day(when: date) -> date:
    return when.date() if hasattr(when, "date") else when
