"""The words of a verdict and the one object that carries it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Direction = Literal["increase", "decrease", "neutral"]
Variation = Literal[
    "common_cause",
    "special_cause_improvement",
    "special_cause_concern",
    "special_cause_neutral_high",
    "special_cause_neutral_low",
]
Assurance = Literal["consistently_passing", "consistently_failing", "hit_or_miss"]
Chart = Literal["xmr", "p", "p_prime", "u", "u_prime", "c", "g", "t", "xbar_s", "s", "run"]
Language = Literal["en", "cy"]

IMPROVES: tuple[Direction, ...] = get_args(Direction)
TYPES: tuple[Variation, ...] = get_args(Variation)
CHARTS: tuple[Chart, ...] = get_args(Chart)
ASSURANCES: tuple[Assurance | None, ...] = (None, *get_args(Assurance))
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a chart; values and limits in the unit of the measure.

    `mean` is the centre line: the median of a run or g chart. `n` is how many the value is of (a denominator
    or the size of a subgroup), None where the chart asks for none. `value` is None where it is missing,
    `relative_to_mean` (1, 0 or -1) where it is missing or a ghost, and the limits where none are claimed.
    `rules` holds every rule that fired, in precedence; `opposed` says that they disagree on the direction.
    `segment` counts from 0.
    """

    date: date
    value: float | None
    mean: float | None
    lpl: float | None
    upl: float | None
    nlpl: float | None
    nupl: float | None
    relative_to_mean: int | None
    rules: tuple[str, ...]
    type: Variation
    ghost: bool
    target: float | None
    segment: int
    opposed: bool
    n: float | None = None


@dataclass(frozen=True, slots=True)
class Runs:
    """What the rules of a run chart counted in the last segment, and the limits they hold it to.

    `useful` points are off the median; `longest` of their runs on one side should be no longer than
    `longest_limit`, and the median crossed no fewer than `crossings_limit` times.
    """

    useful: int
    longest: int
    longest_limit: int
    crossings: int
    crossings_limit: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a series says: the source of its chart, sentence, table and API alike.

    `variation` is the type of `last`, the last known point, and `assurance` the last segment's limits against
    `target`, the standard in force at the last date. `withheld` is the reason neither may be shown yet;
    `provisional` says that its limits rest on fewer than 13 points. `flat` is the constant held by the last
    segment's baseline, where it has no variation to draw limits from. `cadence` is the period between points.
    `runs` is the evidence of a run chart, `spread` the s chart of the spread within the subgroups of an
    xbar_s chart; None for others. Its words are in `language`; `draft` says that nobody who speaks it has
    reviewed them yet.
    """

    points: tuple[Point, ...]
    variation: Variation
    assurance: Assurance | None
    improves: Direction
    last_segment_n: int
    withheld: str | None
    provisional: bool
    warnings: tuple[str, ...]
    target: float | None
    last: Point | None
    flat: float | None
    cadence: str
    sentence: str
    label: str
    alt: str
    chart: Chart = "xmr"
    runs: Runs | None = None
    spread: "Verdict | None" = None
    paragraph: str = ""
    language: Language = "en"
    draft: bool = False

    @property
    def last_at(self) -> int:
        """The place of `last` among the points, -1 without one."""
        places = range(len(self.points) - 1, -1, -1)
        return next((at for at in places if self.points[at] is self.last), -1)
