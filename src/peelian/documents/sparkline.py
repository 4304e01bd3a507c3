"""A series as a drawing the height of a line of text: SVG geometry from the verdict, no style attributes."""

from dataclasses import dataclass

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

    `band` holds (x, y, width, height) of the process limits of each segment.
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

    def x(at: int) -> float:
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
    segments = [
        [at for at, p in enumerate(points) if p.segment == number]
        for number in {p.segment: 0 for p in points}
    ]
    band = []
    for where in segments:
        first = points[where[0]]
        if first.lpl is not None and first.upl is not None:
            top, bottom = y(first.upl), y(first.lpl)
            band.append((x(where[0]), top, round(x(where[-1]) - x(where[0]), 1), round(bottom - top, 1)))
    mean = "".join(
        f"M{x(where[0])} {y(level)}H{x(where[-1])}"
        for where in segments
        if (level := points[where[0]].mean) is not None
    )
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
