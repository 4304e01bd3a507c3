"""The control chart of one series, from its verdict: one Vega-Lite spec for the screen, SVG, PNG and paper.

Nothing is told by colour alone: points differ by shape, the mean is a solid line, the process limits are
dashed, the standard is dotted, and every line carries its name.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import altair as alt
import vl_convert

from peelian.framework.measure import Measure
from peelian.pipeline.show import show_value
from peelian.pipeline.values import Series
from peelian.stats.spc import Point, Verdict

Width = Literal["wide", "narrow"]
Spec = dict[str, Any]
SPEC_VERSION = vl_convert.get_vegalite_versions()[-1]
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"  # of one width, so that names measured here fit there

INK, GREY, RULE, WASH, STANDARD = "#0b0c0c", "#5b6670", "#d5dbe1", "#eef2f5", "#7a1f5c"


class _Kind(NamedTuple):
    """How points of one kind are drawn."""

    words: str
    colour: str
    fill: str
    shape: str


KINDS = {
    "common_cause": _Kind("Within the usual range", GREY, GREY, "circle"),
    "special_cause_improvement": _Kind("Improvement", "#005eb8", "#005eb8", "diamond"),
    "special_cause_concern": _Kind("Concern", "#b25000", "#b25000", "square"),
    "special_cause_neutral_high": _Kind("Higher than usual", "#54319f", "#54319f", "triangle-up"),
    "special_cause_neutral_low": _Kind("Lower than usual", "#54319f", "#54319f", "triangle-down"),
    "in_progress": _Kind("In progress, not judged", GREY, "#ffffff", "circle"),
}


@dataclass(frozen=True)
class _Layout:
    width: int
    height: int
    font: int
    point: int
    label_gap: int  # the least pixels between the names of two lines
    long_names: bool


LAYOUTS: dict[Width, _Layout] = {
    "wide": _Layout(920, 340, 14, 70, 17, True),
    "narrow": _Layout(285, 280, 13, 45, 16, False),
}


def spc_chart(verdict: Verdict, series: Series, *, width: Width = "wide") -> Spec:
    """The chart of `verdict` as a Vega-Lite spec: values in the measure's unit, periods along the bottom.

    A period in progress is drawn hollow. Missing periods are gaps. A vertical line marks each rebase.
    """
    layout, measure = LAYOUTS[width], series.measure
    scale = _Scale.of(verdict, measure)
    rows = _rows(verdict, scale)
    data = alt.NamedData(name="points")  # put in at the end: Altair copies all it is given many times
    drawing = _Drawing(
        data,
        alt.X(
            "date:T",
            axis=alt.Axis(
                title=None,
                format=TICKS[measure.period],
                grid=False,
                labelFlush=False,
                labelOverlap=True,
                labelPadding=6,
                tickCount=8 if width == "wide" else 4,
            ),
        ),
        alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False),
        alt.Axis(
            format=scale.format,
            tickCount=6,
            title=scale.title,
            titleAlign="left",
            titleAnchor="end",
            titleAngle=0,
            titleX=-36,
            titleY=-12,
        ),
    )
    line: dict[str, Any] = {"color": GREY, "strokeWidth": 1.5}
    chart: alt.LayerChart = (
        alt.layer(
            *_lines(drawing),
            *_rebases(rows, drawing),
            alt.Chart(data).mark_line(**line).encode(x=drawing.x, y=drawing.y("value"), order="date:T"),
            *_points(rows, drawing, layout),
            *_names(verdict, scale, measure, layout),
        )
        .properties(
            width=layout.width,
            height=layout.height,
            background="white",
            padding={"left": 6, "right": 6, "top": 26, "bottom": 6},
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=layout.font,
            titleFontSize=layout.font,
            titleFontWeight="normal",
            labelColor=INK,
            titleColor=INK,
            gridColor="#e8ecef",
            domainColor=RULE,
            tickColor=RULE,
        )
        .configure_legend(
            orient="bottom",
            title=None,
            labelFontSize=layout.font,
            labelLimit=320,
            symbolSize=90,
            direction="horizontal",
            columns=4 if width == "wide" else 1,
            offset=10,
        )
    )
    spec: Spec = chart.to_dict(validate=False)
    return spec | {"datasets": {"points": rows, **spec.get("datasets", {})}}


def to_svg(chart: Spec) -> str:
    """The chart as SVG text."""
    return vl_convert.vegalite_to_svg(chart, vl_version=SPEC_VERSION)


def to_png(chart: Spec, *, scale: float = 2.0) -> bytes:
    """The chart as PNG, `scale` pixels to each unit of the layout."""
    return vl_convert.vegalite_to_png(chart, vl_version=SPEC_VERSION, scale=scale)


@dataclass(frozen=True)
class _Scale:
    """How values are drawn: divided by `per`, on an axis from `low` to `high`."""

    per: float
    low: float
    high: float
    format: str
    title: str

    @classmethod
    def of(cls, verdict: Verdict, measure: Measure) -> "_Scale":
        levels = [
            level
            for p in verdict.points
            for level in (p.value, p.mean, p.lpl, p.upl, p.target)
            if level is not None
        ] or [0.0, 1.0]
        per, style, title = 1.0, ",~r", measure.unit or "Number"
        if measure.unit == "seconds":
            per, title = (60.0, "Minutes") if max(levels) >= 120 else (1.0, "Seconds")
            per, title = (3600.0, "Hours") if max(levels) >= 3 * 3600 else (per, title)
            style = ",.1~f"
        elif measure.unit == "%" or measure.kind == "proportion":
            style, title = ".1~%", "Percentage"
        low, high = min(levels) / per, max(levels) / per
        spare = (high - low or abs(high) or 1.0) * 0.08
        bottom = 0.0 if 0 <= low <= 0.25 * high else low - spare
        top = 1.0 if style == ".1~%" and high <= 1 < high + spare else high + spare
        return cls(per, bottom, top, style, title[:1].upper() + title[1:])


@dataclass(frozen=True)
class _Drawing:
    """What every layer shares: the rows and the axes."""

    data: alt.NamedData
    x: alt.X
    scale: alt.Scale
    axis: alt.Axis

    def y(self, field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=self.scale, axis=self.axis)


TICKS = {"day": "%-d %b", "week": "%-d %b %y", "month": "%b %y", "quarter": "%b %y", "year": "%Y"}


def _rows(verdict: Verdict, scale: _Scale) -> list[dict[str, Any]]:
    """A row a point. `spell` numbers the stretches in which one standard is in force."""

    def scaled(value: float | None) -> float | None:
        return None if value is None else value / scale.per

    rows: list[dict[str, Any]] = []
    spell = 0
    for at, point in enumerate(verdict.points):
        spell += at > 0 and point.target != verdict.points[at - 1].target
        rows.append(
            {
                "date": _day(point),
                "value": scaled(point.value),
                "mean": scaled(point.mean),
                "lower": scaled(point.lpl),
                "upper": scaled(point.upl),
                "standard": scaled(point.target),
                "segment": point.segment,
                "spell": spell,
                "kind": KINDS["in_progress" if point.ghost else point.type].words,
            }
        )
    return rows


def _lines(drawing: _Drawing) -> list[alt.Chart]:
    def line(field: str, by: str, **mark: Any) -> alt.Chart:
        drawn: alt.Chart = (
            alt.Chart(drawing.data)
            .mark_line(**mark)
            .encode(x=drawing.x, y=drawing.y(field), detail=f"{by}:N")
        )
        return drawn

    band = alt.Chart(drawing.data).mark_area(color=WASH)
    limits: dict[str, Any] = {"strokeDash": [7, 4], "strokeWidth": 1.2, "color": GREY}
    return [
        band.encode(x=drawing.x, y=drawing.y("lower"), y2="upper:Q", detail="segment:N"),
        line("upper", "segment", **limits),
        line("lower", "segment", **limits),
        line("mean", "segment", strokeWidth=1.6, color=INK),
        line("standard", "spell", strokeDash=[2, 3], strokeWidth=2.4, color=STANDARD),
    ]


def _rebases(rows: list[dict[str, Any]], drawing: _Drawing) -> list[alt.Chart]:
    starts = [after for before, after in pairwise(rows) if before["segment"] != after["segment"]]
    if not starts:
        return []
    data = alt.InlineData(values=[{"date": row["date"], "name": "New average"} for row in starts])
    name: dict[str, Any] = {
        "align": "left",
        "baseline": "bottom",
        "dx": 4,
        "fontSize": 12,
        "color": INK,
        "y": -2,
    }
    return [
        alt.Chart(data).mark_rule(color=INK, strokeWidth=1, strokeDash=[1, 3]).encode(x=drawing.x),
        alt.Chart(data).mark_text(**name).encode(x=drawing.x, text="name:N"),
    ]


def _points(rows: list[dict[str, Any]], drawing: _Drawing, layout: _Layout) -> list[alt.Chart]:
    used = {row["kind"] for row in rows if row["value"] is not None}
    kinds = [kind for kind in KINDS.values() if kind.words in used]
    words = [kind.words for kind in kinds]
    if not kinds:
        return []

    def by_kind(channel: Any, look: list[str]) -> Any:
        return channel("kind:N", scale=alt.Scale(domain=words, range=look))

    drawn: alt.Chart = (
        alt.Chart(drawing.data)
        .transform_filter("isValid(datum.value)")
        .mark_point(size=layout.point, strokeWidth=1.5, opacity=1)
        .encode(
            x=drawing.x,
            y=drawing.y("value"),
            fill=by_kind(alt.Fill, [kind.fill for kind in kinds]),
            stroke=by_kind(alt.Stroke, [kind.colour for kind in kinds]),
            shape=by_kind(alt.Shape, [kind.shape for kind in kinds]),
        )
    )
    return [drawn]


def _names(verdict: Verdict, scale: _Scale, measure: Measure, layout: _Layout) -> list[alt.Chart]:
    """The name of each line at its right end, moved apart where two would overlap."""
    end = verdict.points[-1]
    upper, lower = ("Upper limit", "Lower limit") if layout.long_names else ("Upper", "Lower")
    named: list[tuple[float | None, str, str, bool]] = [
        (end.target, "Standard", STANDARD, True),
        (end.mean, "Mean", INK, True),
        (end.upl, upper, GREY, False),
        (end.lpl, lower, GREY, False),
    ]
    placed = sorted((value, name, colour, bold) for value, name, colour, bold in named if value is not None)
    pixels = layout.height / (scale.high - scale.low)
    heights = apart([value / scale.per * pixels for value, *_ in placed], layout.label_gap)
    charts: list[alt.Chart] = []
    for height, (value, name, colour, bold) in zip(heights, placed, strict=True):
        words = f"{name} {show_value(measure, value)}" if layout.long_names else name
        data = alt.InlineData(values=[{"date": _day(end), "value": height / pixels, "name": words}])
        look: dict[str, Any] = {
            "align": "left",
            "baseline": "middle",
            "dx": 10,
            "fontSize": layout.font,
            "color": colour,
            "fontWeight": "bold" if bold else "normal",
        }
        charts.append(alt.Chart(data).mark_text(**look).encode(x="date:T", y="value:Q", text="name:N"))
    return charts


def apart(heights: list[float], gap: float) -> list[float]:
    """Ascending `heights` moved as little as keeps at least `gap` between neighbours."""
    groups: list[list[float]] = []
    for height in heights:
        groups.append([height])
        while len(groups) > 1 and _top(groups[-2], gap) + gap > _bottom(groups[-1], gap):
            groups[-2].extend(groups.pop())
    return [_bottom(group, gap) + at * gap for group in groups for at in range(len(group))]


def _bottom(group: list[float], gap: float) -> float:
    return sum(group) / len(group) - gap * (len(group) - 1) / 2


def _top(group: list[float], gap: float) -> float:
    return _bottom(group, gap) + gap * (len(group) - 1)


def _day(point: Point) -> str:
    return point.date.isoformat()[:10]
