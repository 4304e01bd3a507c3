"""A series as a drawing the height of a line of text: SVG geometry from the verdict, no style attributes."""

from dataclasses import dataclass
from itertools import groupby

from peelian.stats.spc import Point, Verdict

WIDTH, HEIGHT = 150, 40
_LEFT, _TOP, _RIGHT, _BOTTOM = 4.0, 5.0, WIDTH - 8.0, HEIGHT - 5.0
SHOWN = 36
"""The most points a sparkline shows: three years of months."""


@dataclass(frozen=True)
class Dot:
    """One marked point: a special cause, or the last."""

    x: float
    y: float
    type: str
    last: bool
    hollow: bool


@dataclass(frozen=True)
class Sparkline:
    """Geometry in pixels of a box WIDTH by HEIGHT. `line` and `mean` are SVG path data.

    `band` holds (x, y, width, height) of the process limits wherever they stay the same.
    """

    line: str
    mean: str
    band: tuple[tuple[float, float, float, float], ...]
    dots: tuple[Dot, ...]


def sparkline(verdict: Verdict) -> Sparkline | None:
    """The sparkline of the last `SHOWN` points, None when none of them has a value."""
    points = verdict.points[-SHOWN:]
    levels = [v for p in points for v in (p.value, p.mean, p.lpl, p.upl) if v is not None]
    if all(p.value is None for p in points):
        return None
    low, high = min(levels), max(levels)
    spread = (high - low) or 1.0
    step = (_RIGHT - _LEFT) / max(len(points) - 1, 1)

    def x(at: float) -> float:
        return round(_LEFT + at * step, 1)

    def y(value: float) -> float:
        middle = high == low
        return round(
            (_TOP + _BOTTOM) / 2 if middle else _BOTTOM - (value - low) / spread * (_BOTTOM - _TOP), 1
        )

    last = max((at for at, p in enumerate(points) if p.value is not None and not p.ghost), default=-1)
    dots = tuple(
        Dot(x(at), y(p.value), p.type, at == last, p.ghost)
        for at, p in enumerate(points)
        if p.value is not None and (p.type != "common_cause" or at == last or p.ghost)
    )

    def runs(*fields: str) -> list[tuple[int, int, list[float]]]:
        """The first and last place of each stretch over which some levels stay the same."""
        found = []
        levels = [(p.segment, *(getattr(p, field) for field in fields)) for p in points]
        for (_, *same), run in groupby(range(len(points)), key=levels.__getitem__):
            places = list(run)
            if None not in same:
                found.append((places[0], places[-1], same))
        return found

    def edges(first: int, last: int) -> tuple[float, float]:
        """Half a period before one place to half a period after another, where levels can meet."""
        return x(max(first - 0.5, 0)), x(min(last + 0.5, len(points) - 1))

    band = []
    for first, last_of, (lower, upper) in runs("lpl", "upl"):
        left, right = edges(first, last_of)
        band.append((left, y(upper), round(right - left, 1), round(y(lower) - y(upper), 1)))
    mean = ""
    for first, last_of, (level,) in runs("mean"):
        left, right = edges(first, last_of)
        mean += f"M{left} {y(level)}H{right}"
    return Sparkline(_line(points, x, y), mean, tuple(band), dots)


def _line(points: tuple[Point, ...], x, y) -> str:  # type: ignore[no-untyped-def]
    """Path data joining neighbouring known points; a missing one is a gap."""
    drawn, pen = [], "M"
    for at, point in enumerate(points):
        if point.value is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{x(at)} {y(point.value)}")
        pen = "L"
    return "".join(drawn)
