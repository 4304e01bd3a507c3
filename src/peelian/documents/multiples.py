"""Small multiples: a control chart the size of a stamp for each unit, all on one scale. SVG geometry only.

Drawn in the page itself, so that many cost one request; no style attributes, as the policy has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, log10

from peelian.documents.dates import period_label
from peelian.documents.readings import Reading
from peelian.framework.measure import Measure
from peelian.stats.spc import Point

WIDTH, HEIGHT = 320, 132
LEFT, RIGHT, TOP, BOTTOM = 44.0, WIDTH - 8.0, 8.0, HEIGHT - 22.0
SHOWN = 36
"""The most points that are shown: three years of months."""


@dataclass(frozen=True)
class Tick:
    y: float
    words: str


@dataclass(frozen=True)
class Scale:
    """One scale for all: values from `low` to `high` up, and `count` periods along from place `start`."""

    low: float
    high: float
    start: int
    count: int
    ticks: tuple[Tick, ...]
    first: str
    last: str
    unit: str

    def x(self, at: int) -> float:
        return round(LEFT + (at + 0.5) * (RIGHT - LEFT) / self.count, 1)

    def y(self, value: float) -> float:
        """Values beyond the scale lie on its edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    type: str
    hollow: bool


@dataclass(frozen=True)
class Multiple:
    """One chart: SVG path data of its line, mean, band and standard, and its dots."""

    reading: Reading
    line: str
    mean: str
    band: str
    standard: str
    dots: tuple[Dot, ...]


def scale_of(readings: Sequence[Reading]) -> Scale | None:
    """The scale that all values, means and limits of these fit in, None where there is no value.

    The readings are of one measure, so their periods are the same.
    """
    seen = [point for reading in readings for point in reading.verdict.points[-SHOWN:]]
    values = [point.value for point in seen if point.value is not None]
    if not values:
        return None
    levels = [v for p in seen for v in (p.lpl, p.upl, p.mean, p.target) if v is not None] + values
    measure, days = readings[0].measure, readings[0].verdict.points
    per, unit = _per(measure, max(abs(level) for level in levels))
    low, high = min(levels), max(levels)
    low = 0.0 if 0 <= low < 0.3 * high or low == high > 0 else low
    step = _step((high - low) / per or abs(high) / per or 1.0)
    bottom = floor(low / per / step + 1e-9) * step
    top = -floor(-(high / per) / step + 1e-9) * step
    top = top if top > bottom else bottom + step
    count = min(SHOWN, len(days))
    start = len(days) - count
    scale = Scale(bottom * per, top * per, start, count, (), "", "", unit)
    levels_shown = [bottom + at * step for at in range(round((top - bottom) / step) + 1)]
    ticks = tuple(Tick(scale.y(level * per), _label(level, measure)) for level in levels_shown)
    first, last = (period_label(_day(days[at]), measure.period) for at in (start, len(days) - 1))
    return Scale(scale.low, scale.high, start, count, ticks, first, last, unit)


def multiples(readings: Iterable[Reading], scale: Scale) -> list[Multiple]:
    """A chart of each reading on a common scale."""
    return [_multiple(reading, scale) for reading in readings]


def _multiple(reading: Reading, scale: Scale) -> Multiple:
    points = reading.verdict.points[scale.start :]
    return Multiple(
        reading=reading,
        line=_line(points, scale),
        mean="".join(
            _steps([(at, point.mean) for at, point in part if point.mean is not None], scale)
            for part in _segments(points)
        ),
        band="".join(_band(part, scale) for part in _segments(points)),
        standard=_steps([(at, p.target) for at, p in enumerate(points) if p.target is not None], scale),
        dots=tuple(
            Dot(scale.x(at), scale.y(point.value), point.type, point.ghost)
            for at, point in enumerate(points)
            if point.value is not None
        ),
    )


def _segments(points: Sequence[Point]) -> list[list[tuple[int, Point]]]:
    parts = groupby(enumerate(points), key=lambda each: each[1].segment)
    return [list(part) for _, part in parts]


def _line(points: Sequence[Point], scale: Scale) -> str:
    """Path data joining neighbouring known points; a missing or left-out one is a gap."""
    drawn, pen = [], "M"
    for at, point in enumerate(points):
        if point.value is None or point.ghost:
            pen = "M"
            continue
        drawn.append(f"{pen}{scale.x(at)} {scale.y(point.value)}")
        pen = "L"
    return "".join(drawn)


def _steps(levels: Sequence[tuple[int, float]], scale: Scale) -> str:
    """Path data of a level that holds for the whole of each period."""
    half = (RIGHT - LEFT) / scale.count / 2
    drawn, before = [], None
    for at, level in levels:
        x, y = scale.x(at), scale.y(level)
        pen = "L" if before == at - 1 else "M"
        drawn.append(f"{pen}{x - half:.1f} {y}H{x + half:.1f}")
        before = at
    return "".join(drawn)


def _band(part: Sequence[tuple[int, Point]], scale: Scale) -> str:
    """Path data of the area between the limits of a segment."""
    half = (RIGHT - LEFT) / scale.count / 2
    known = [(at, p.lpl, p.upl) for at, p in part if p.lpl is not None and p.upl is not None]
    return "".join(
        f"M{scale.x(at) - half:.1f} {scale.y(low)}h{2 * half:.1f}V{scale.y(high)}h{-2 * half:.1f}z"
        for at, low, high in known
    )


def _per(measure: Measure, most: float) -> tuple[float, str]:
    """What values are divided by, and the unit they then have."""
    if measure.unit == "seconds":
        return (3600.0, "hours") if most >= 10800 else (60.0, "minutes") if most >= 120 else (1.0, "seconds")
    if measure.unit == "%" or measure.kind == "proportion":
        return 0.01, "%"
    return 1.0, measure.unit


def _step(span: float) -> float:
    """A round step that makes two to four of `span`."""
    size = 10.0 ** floor(log10(span / 2))
    return next(size * times for times in (1.0, 2.0, 2.5, 5.0, 10.0) if span / (size * times) <= 3)


def _label(level: float, measure: Measure) -> str:
    text = f"{round(level, 10):,.6g}" if abs(level) < 10_000 else f"{level / 1000:,.6g}k"
    return f"{text}%" if measure.unit == "%" or measure.kind == "proportion" else text


def _day(point: Point):  # type: ignore[no-untyped-def]
    return point.date.date() if hasattr(point.date, "date") else point.date
