"""A series read: its verdict as the words and marks that a page or a paper shows.

The marks stand for what NHS Making Data Count icons stand for, in our own drawing: a shape and a letter
as well as a colour, and always with their words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from peelian.stats.spc import TYPES, Direction, Language, Point, Variation, Verdict
from peelian.stats.spc.words import phrase


@dataclass(frozen=True)
class Mark:
    """An icon and its words. `key` names the drawing, `letter` is drawn in it, `says` is its phrase."""

    key: str
    letter: str
    says: str
    language: Language = "en"

    @property
    def label(self) -> str:
        """Its words."""
        return phrase(self.says, self.language)

    @property
    def is_signal(self) -> bool:
        """Whether it says that something has changed."""
        return self.key in ("improvement", "concern", "neutral")


STEADY = Mark("steady", "", "label.common_cause")
TOO_SOON = Mark("withheld", "", "label.withheld")
NOTHING = Mark("withheld", "", "label.none")
BETTER_HIGH = Mark("improvement", "H", "label.special_cause_improvement")
BETTER_LOW = Mark("improvement", "L", "label.special_cause_improvement")
WORSE_HIGH = Mark("concern", "H", "label.special_cause_concern")
WORSE_LOW = Mark("concern", "L", "label.special_cause_concern")
HIGHER = Mark("neutral", "H", "label.special_cause_neutral_high")
LOWER = Mark("neutral", "L", "label.special_cause_neutral_low")

PASSES = Mark("passes", "P", "mark.consistently_passing")
FAILS = Mark("fails", "F", "mark.consistently_failing")
MAY_MISS = Mark("hit-or-miss", "?", "mark.hit_or_miss")

VARIATIONS = (WORSE_HIGH, BETTER_HIGH, HIGHER, LOWER, STEADY, TOO_SOON, NOTHING)


@dataclass(frozen=True)
class Reading:
    """One series with its verdict."""

    series: Series
    verdict: Verdict

    @property
    def measure(self) -> Measure:
        return self.series.measure

    @property
    def language(self) -> Language:
        """The language of all its words."""
        return self.verdict.language

    def in_language(self, language: Language) -> "Reading":
        """The same in another language."""
        return self if language == self.language else read(self.series, language)

    @cached_property
    def variation(self) -> Mark:
        """What the last point says, withheld when the verdict is."""
        verdict = self.verdict
        if verdict.last is None:
            found = NOTHING
        else:
            found = TOO_SOON if verdict.withheld else mark_of(verdict.variation, verdict.improves)
        return replace(found, language=self.language)

    @cached_property
    def assurance(self) -> Mark | None:
        """Whether the process can be relied on to meet its standard; None without one."""
        if self.verdict.withheld or self.verdict.assurance is None:
            return None
        found = {
            "consistently_passing": PASSES,
            "consistently_failing": FAILS,
            "hit_or_miss": MAY_MISS,
        }[self.verdict.assurance]
        return replace(found, language=self.language)

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
        return _label(self.series, last.date if last is not None else None, self.language)

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

    @property
    def in_full(self) -> str:
        """What to call the paragraph."""
        return phrase("page.in_full", self.language)

    @property
    def draft(self) -> list[tuple[Language, str]]:
        """That its words are a draft, in their language and in English, where they are one."""
        if not self.verdict.draft:
            return []
        return [(language, phrase("page.draft", language)) for language in (self.language, "en")]

    @cached_property
    def events(self) -> list[Event]:
        """What happened and was noted, with the numbers that the chart shows."""
        return events(self.series)

    @cached_property
    def alt(self) -> str:
        """What the picture says to who does not see it: the verdict, then the numbered events."""
        if not self.events:
            return self.verdict.alt
        told = "; ".join(f"{event.number}, {event.said(self.language)}" for event in self.events)
        return f"{self.verdict.alt} {phrase('note.events', self.language, said=told)}"

    @property
    def columns(self) -> dict[str, str]:
        """The names of the columns of `lines`."""
        names = ("period", "value", "numerator", "denominator", "mean", "limits", "standard", "says")
        found = {name: phrase(f"column.{name}", self.language) for name in names}
        if self.verdict.chart in ("run", "g"):
            found["mean"] = phrase("column.median", self.language)
        return found

    @cached_property
    def sparkline(self) -> Sparkline | None:
        return sparkline(self.verdict)

    @cached_property
    def lines(self) -> list["Line"]:
        """The table behind the chart: a line a period, newest first."""
        noted, out = notes_at(self.series, self.language), left_out(self.series, self.language)
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


def _line(reading: Reading, at: int, point: Point, notes: tuple[str, ...], out: str | None) -> Line:
    measure, series = reading.measure, reading.series

    def shown(value: float | None) -> str:
        return "" if value is None else show_value(measure, value)

    language = reading.language
    if point.value is None:
        says = phrase("point.missing" if series.complete[at] else "point.in_progress", language)
    elif out:
        says = out
    elif point.ghost:
        says = phrase("point.left_out" if series.complete[at] else "point.not_judged", language)
    else:
        says = phrase(f"point.{point.type}", language)
        if point.opposed:
            says = phrase("point.opposed", language, says=says)
    low, high = shown(point.lpl), shown(point.upl)
    return Line(
        period=period_label(_day(point.date), measure.period, language),
        value=shown(point.value),
        numerator=_count(series.numerator[at]),
        denominator=_count(series.denominator[at]),
        mean=shown(point.mean),
        limits=phrase("column.range", language, low=low, high=high) if point.lpl is not None else "",
        standard=shown(point.target),
        says=says,
        rules=tuple(phrase(f"rule.{rule}", language) for rule in point.rules),
        notes=notes,
    )


def _count(number: float) -> str:
    return "" if number != number else f"{number:,.0f}"


def read(series: Series, language: Language = "en") -> Reading:
    """The reading of one series."""
    return Reading(series, verdict_of(series, language))


def read_all(many: Sequence[Series], language: Language = "en") -> list[Reading]:
    """The readings of several series, in order."""
    return [Reading(*pair) for pair in zip(many, verdicts_of(many, language), strict=True)]


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


def _label(series: Series, period: date | None, language: Language = "en") -> str:
    return period_label(_day(period), series.measure.period, language) if period is not None else ""


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
