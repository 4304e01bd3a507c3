"""What a control chart draws, as rows of numbers and words: no look, no Vega.

Along the bottom a period stands at its place, 0, 1, 2 and so on, and reaches half a period either way. A
level (the mean, a limit, the standard) holds for the whole of its period: levels that differ from point to
point are steps, and a new average begins between two points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from peelian.documents.chart_style import KINDS, Layout, spread, text_width
from peelian.documents.noted import Event, left_out
from peelian.framework.measure import Measure, Period
from peelian.pipeline.show import SPACE, show_value
from peelian.pipeline.values import Series
from peelian.stats.spc import FEWEST, Point, Verdict

Row = dict[str, Any]


@dataclass(frozen=True)
class Scale:
    """How values are drawn: divided by `per`, on an axis from `low` to `high`."""

    per: float
    low: float
    high: float
    format: str
    title: str
    whole: bool  # only whole numbers can be

    @classmethod
    def of(cls, verdict: Verdict, measure: Measure) -> "Scale":
        levels = [
            level
            for p in verdict.points
            for level in (p.value, p.mean, p.lpl, p.upl, p.target)
            if level is not None
        ] or [0.0, 1.0]
        per, style, title = 1.0, ",~r", measure.unit or "Number"
        if measure.unit == "seconds":
            most = max(abs(level) for level in levels)
            per, title = (60.0, "Minutes") if most >= 120 else (1.0, "Seconds")
            per, title = (3600.0, "Hours") if most >= 3 * 3600 else (per, title)
            style = ",.3~f"
        elif measure.unit == "%" or measure.kind == "proportion":
            style, title = "~%", "Percentage"
        low, high = min(levels) / per, max(levels) / per
        spare = (high - low or abs(high) or 1.0) * 0.08
        bottom = 0.0 if 0 <= low <= 0.25 * high else low - spare
        top = 1.0 if style == "~%" and high <= 1 < high + spare else high + spare
        whole = measure.kind == "count" and top - bottom < 8
        return cls(per, bottom, top, style, title[:1].upper() + title[1:], whole)

    def drawn(self, value: float | None) -> float | None:
        return None if value is None else value / self.per


def point_rows(verdict: Verdict, series: Series, scale: Scale) -> list[Row]:
    """A row a period. `line` is the value where the line through the points goes: not through one left
    out."""
    out = left_out(series)
    return [
        {
            "x": at,
            "value": scale.drawn(point.value),
            "line": None if at in out else scale.drawn(point.value),
            "kind": KINDS[_kind(point, at in out)].words,
        }
        for at, point in enumerate(verdict.points)
    ]


def _kind(point: Point, noted: bool) -> str:
    if point.ghost:
        return "left_out" if noted else "in_progress"
    return "opposed" if point.opposed else point.type


def step_rows(levels: Sequence[tuple[float | None, ...]], parts: Sequence[int]) -> list[Row]:
    """The steps of a line or band: for each stretch of equal levels, a row where it begins and where it ends.

    Rows have "x", "level" (and "top", where there are two levels) and "part": rows of one part are joined.
    A gap or another of `parts` begins a new part.
    """
    rows: list[Row] = []
    part = -1
    stretches = [
        (key, [at for at, _ in run])
        for key, run in groupby(enumerate(zip(levels, parts, strict=True)), key=lambda pair: pair[1])
    ]
    before = None
    for (level, of), places in stretches:
        if any(one is None for one in level):
            before = None
            continue
        part += before != of
        before = of
        for x in (places[0] - 0.5, places[-1] + 0.5):
            rows.append({"x": x, "part": part, **dict(zip(("level", "top"), level, strict=False))})
    return rows


def provisional_segments(verdict: Verdict) -> set[int]:
    """The segments whose limits rest on too few points to judge by."""
    known: dict[int, int] = {}
    for point in verdict.points:
        known[point.segment] = known.get(point.segment, 0) + (point.value is not None and not point.ghost)
    found = {segment for segment, count in known.items() if count < FEWEST}
    return found | ({verdict.points[-1].segment} if verdict.provisional else set())


def centre_name(verdict: Verdict) -> str:
    """What the centre line is."""
    return "Median" if verdict.chart in ("run", "g") else "Mean"


def short_value(measure: Measure, value: float) -> str:
    """A value in words without the unit that the axis names."""
    words = show_value(measure, value)
    return words.removesuffix(f"{SPACE}{measure.unit}") if measure.unit else words


@dataclass(frozen=True)
class Name:
    """The name of a line, at height `y` on the axis of values."""

    words: str
    y: float
    line: str


def line_names(verdict: Verdict, scale: Scale, measure: Measure, layout: Layout) -> list[Name]:
    """The name of each line at the last point, moved apart where two would overlap."""
    end = verdict.points[-1]
    upper, lower = ("Upper limit", "Lower limit") if layout.long_names else ("Upper", "Lower")
    if end.segment in provisional_segments(verdict):
        upper = lower = "Provisional limit" if layout.long_names else "Provisional"
    named = [
        (end.target, "Standard", "standard"),
        (end.mean, centre_name(verdict), "mean"),
        (end.upl, upper, "limits"),
        (end.lpl, lower, "limits"),
    ]
    placed = sorted((value, name, line) for value, name, line in named if value is not None)
    pixels = layout.height / (scale.high - scale.low)
    heights = spread(
        [(value / scale.per - scale.low) * pixels for value, *_ in placed], layout.gap, 0, layout.height
    )
    return [
        Name(
            f"{name} {short_value(measure, value)}" if layout.long_names else name,
            scale.low + height / pixels,
            line,
        )
        for height, (value, name, line) in zip(heights, placed, strict=True)
    ]


@dataclass(frozen=True)
class Flag:
    """The numbers of events at one place: `words` at `x`, its events at the places `at`."""

    words: str
    x: float
    at: tuple[int, ...]


def flags(found: Sequence[Event], count: int, layout: Layout, plot: float) -> list[Flag]:
    """Flags of events above a plot of `count` periods and `plot` pixels, none on another.

    Events of one period share a flag, and so do neighbours where there is not room for all.
    """
    together = [list(run) for _, run in groupby(found, key=lambda event: event.at)]

    def words(group: list[Event]) -> str:
        return "–".join(dict.fromkeys((str(group[0].number), str(group[-1].number))))

    pixels = plot / count
    while together:
        gap = max(text_width(words(group), layout.font, bold=True) for group in together) + 11
        middle = [(sum(event.at for event in group) / len(group) + 0.5) * pixels for group in together]
        places = spread(middle, gap, 0.0, plot)
        if len(together) == 1 or all(
            abs(place - own) < gap for place, own in zip(places, middle, strict=True)
        ):
            return [
                Flag(words(group), place / pixels - 0.5, tuple(sorted({event.at for event in group})))
                for place, group in zip(places, together, strict=True)
            ]
        near = min(range(len(together) - 1), key=lambda at: middle[at + 1] - middle[at])
        together[near] += together.pop(near + 1)
    return []


@dataclass(frozen=True)
class NewAverage:
    """Where a segment begins: `x`, and its words ("" where there is no room), left of it if `before`."""

    x: float
    words: str
    before: bool


def new_averages(verdict: Verdict, measure: Measure, layout: Layout, plot: float) -> list[NewAverage]:
    """The beginnings of all segments but the first."""
    points = verdict.points
    starts = [at for at in range(1, len(points)) if points[at].segment != points[at - 1].segment]
    plain = "New median" if centre_name(verdict) == "Median" else "New average"

    def long(at: int) -> str:
        mean = points[at].mean
        return plain if mean is None or not layout.long_names else f"{plain} {short_value(measure, mean)}"

    pixels = plot / len(points)
    ends = [*(at * pixels for at in starts[1:]), plot + 40.0]  # names of lines are lower, so it may go over
    for words in ([long(at) for at in starts], [plain] * len(starts)):
        found, free = [], 0.0
        for at, said, end in zip(starts, words, ends, strict=False):
            x, width = at * pixels, text_width(said, layout.font - 1) + 8
            after = x >= free and x + width <= end
            before = not after and x - width >= free
            found.append(NewAverage(at - 0.5, said if after or before else "", before))
            free = x + width if after else x
        if all(each.words for each in found):
            return found
    return found


_STEPS: dict[Period, tuple[int, ...]] = {
    "day": (1, 2, 7, 14, 28, 42, 56, 84, 112, 182, 364),
    "week": (1, 2, 4, 8, 13, 17, 26, 52, 104, 208),
    "month": (1, 2, 3, 6, 12, 24, 36, 60, 120),
    "quarter": (1, 2, 4, 8, 20, 40),
    "year": (1, 2, 3, 4, 5, 10, 20, 50),
}


def ticks(periods: Sequence[date], every: Period, layout: Layout, plot: float) -> dict[int, list[str]]:
    """The places that have a label, and its lines: the period, and the year where it is another."""
    widest = text_width("30 Mar" if every in ("day", "week") else "2024", layout.font) + 10
    room = max(int(plot / widest), 1)
    step = next((s for s in _STEPS[every] if len(periods) <= s * room), _STEPS[every][-1])
    whole = {"month": 12, "quarter": 4}.get(every)
    first = _offset(periods[0], every, step) if whole else 0
    labelled = list(range(first, len(periods), step)) or [0]
    return dict(_labels([(at, periods[at]) for at in labelled], every))


def _offset(first: date, every: Period, step: int) -> int:
    """The first place at which a year, or a whole part of it, begins."""
    index = first.year * 12 + first.month - 1
    return -(index if every == "month" else index // 3) % step


def _labels(labelled: Sequence[tuple[int, date]], every: Period) -> Iterator[tuple[int, list[str]]]:
    years = [None, *(day.year for _, day in labelled)]
    for (at, day), (before, year) in zip(labelled, pairwise(years), strict=True):
        if every == "year":
            yield at, [f"{day:%Y}"]
            continue
        short = f"{day.day} {day:%b}" if every in ("day", "week") else f"{day:%b}"
        yield at, [short, f"{day:%Y}"] if before != year else [short]
