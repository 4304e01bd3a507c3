"""The funnel plot of units compared, from its judgement: one Vega-Lite spec for screen, SVG, PNG and paper.

Nothing is told by colour alone: units beyond the limits differ by shape, filled when beyond the outer ones,
and carry their names; the two pairs of limits differ by dash and are named at their ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from peelian.documents.chart_dress import Spec, dressed, legend
from peelian.documents.chart_style import (
    GREY,
    INK,
    KINDS,
    LAYOUTS,
    PAPER,
    WASH,
    Kind,
    Layout,
    Width,
    spread,
    text_width,
)
from peelian.documents.name_places import places
from peelian.framework.measure import Measure
from peelian.pipeline.show import show_value
from peelian.stats.funnel import POSITIONS, Funnel, Position
from peelian.stats.funnel_words import label

INNER: dict[str, Any] = {"color": GREY, "strokeWidth": 1.3, "strokeDash": [3, 3]}
OUTER: dict[str, Any] = {"color": GREY, "strokeWidth": 1.6, "strokeDash": [10, 4]}
POOLED: dict[str, Any] = {"color": INK, "strokeWidth": 2.0}
MOST_NAMES: dict[Width, int] = {"wide": 16, "medium": 12, "narrow": 6}


def funnel_chart(judged: Funnel, measure: Measure, *, width: Width = "wide", out_of: str = "cases") -> Spec:
    """The funnel plot as a Vega-Lite spec: values up, denominators along, in a measure's own unit.

    `out_of` says in a word or two what the denominators count. Units without cases are not drawn.
    """
    drawing = _Drawing.of(judged, measure, LAYOUTS[width])
    layout = drawing.layout
    layers = [*drawing.limits(), *drawing.points(), *drawing.unit_names(MOST_NAMES[width])]
    return dressed([drawing.axes(out_of), *layers], layout, padding=6)


def kind_of(position: Position, judged: Funnel) -> Kind:
    """How a unit in a position is drawn: hollow beyond the inner limits, filled beyond the outer."""
    words = label(position, judged.improves)
    if position in ("within", "no_cases"):
        return Kind(words, GREY, GREY, "circle")
    side = "high" if position.startswith("high") else "low"
    if judged.improves == "neutral":
        look = KINDS[f"special_cause_neutral_{side}"]
    else:
        better = (side == "high") == (judged.improves == "increase")
        look = KINDS["special_cause_improvement" if better else "special_cause_concern"]
    return look._replace(words=words, fill=look.colour if position.endswith("998") else PAPER)


@dataclass(frozen=True)
class _Drawing:
    """What every layer shares. `plot` is about how many pixels wide the plot is: never more than it is."""

    judged: Funnel
    measure: Measure
    layout: Layout
    left: float
    right: float
    low: float
    high: float
    plot: float

    @classmethod
    def of(cls, judged: Funnel, measure: Measure, layout: Layout) -> "_Drawing":
        known = ~np.isnan(judged.value)
        at = judged.curve.at
        left, right = (float(at[0]), float(at[-1])) if known.any() else (0.0, 1.0)
        low, high = _range(judged) if known.any() else (0.0, 1.0)
        beside = text_width(_line_name(judged, measure, layout), layout.font, bold=True) + 14
        plot = max(layout.width - 75 - beside, 60)
        return cls(judged, measure, layout, left, right, low, high, plot)

    @property
    def share(self) -> bool:
        return self.measure.unit == "%" or self.measure.kind == "proportion"

    def x(self, field: str = "x", **given: Any) -> alt.X:
        over = alt.Scale(domain=[self.left, self.right], nice=False, zero=False)
        return alt.X(f"{field}:Q", scale=over, **given)

    def y(self, field: str = "y", **given: Any) -> alt.Y:
        over = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        return alt.Y(f"{field}:Q", scale=over, **given)

    def axes(self, out_of: str) -> alt.Chart:
        """The band within the inner limits, which brings the axes."""
        along = alt.Axis(
            title=f"Number of {out_of}",
            titlePadding=8,
            grid=False,
            format=",~r",
            tickCount=8 if self.layout.long_names else 3,
            labelPadding=6,
            labelOverlap=True,
        )
        unit = "Percentage" if self.share else self.measure.unit or "Value"
        up = alt.Axis(
            format="~%" if self.share else ",.3~f",
            tickCount=6,
            title=unit[:1].upper() + unit[1:],
            titleAlign="left",
            titleAnchor="end",
            titleAngle=0,
            titleX=-36,
            titleY=-16,
            domain=False,
            ticks=False,
            labelPadding=8,
        )
        edges = self.judged.curve.limits
        band = self._curve(edges.low_95, edges.high_95).mark_area(color=WASH, clip=True)
        drawn: alt.Chart = band.encode(x=self.x(axis=along), y=self.y(axis=up), y2=alt.Y2("top:Q"))
        return drawn

    def limits(self) -> list[alt.Chart]:
        """The curves, the pooled line, and their names at the right end."""
        edges, charts = self.judged.curve.limits, []
        for edge, look in zip(edges.edges, (INNER, INNER, OUTER, OUTER), strict=True):
            line = self._curve(edge).mark_line(clip=True, **look)
            charts.append(line.encode(x=self.x(), y=self.y(), order=alt.Order("x:Q")))
        level = np.full(len(self.judged.curve.at), self.judged.pooled)
        pooled = self._curve(level).mark_line(**POOLED)
        return [*charts, pooled.encode(x=self.x(), y=self.y(), order=alt.Order("x:Q")), *self._line_names()]

    def _line_names(self) -> list[alt.Chart]:
        if not len(self.judged.curve.at):
            return []
        edges, long = self.judged.curve.limits, self.layout.long_names
        named = sorted(
            [
                (float(self.judged.pooled), _line_name(self.judged, self.measure, self.layout), True),
                *(
                    (float(e[-1]), "95% limit" if long else "95%", False)
                    for e in (edges.low_95, edges.high_95)
                ),
                *(
                    (float(e[-1]), "99.8% limit" if long else "99.8%", False)
                    for e in (edges.low_998, edges.high_998)
                ),
            ]
        )
        heights = spread([self._up(y) for y, *_ in named], self.layout.gap, 0, self.layout.height)
        charts = []
        for height, (_, words, bold) in zip(heights, named, strict=True):
            row = {"x": self.right, "y": self._value(height), "words": words}
            marked = self._rows([row]).mark_text(
                align="left",
                baseline="middle",
                dx=8,
                fontSize=self.layout.font,
                color=INK if bold else GREY,
                fontWeight="bold" if bold else "normal",
            )
            charts.append(marked.encode(x=self.x(), y=self.y(), text=alt.Text("words:N")))
        return charts

    def points(self) -> list[alt.Chart]:
        """A dot for each unit, those within the limits the smaller."""
        judged = self.judged
        kinds = {p: kind_of(p, judged) for p in POSITIONS if p != "no_cases" and p in judged.position}
        rows = [
            {
                "x": float(judged.denominator[at]),
                "y": float(judged.value[at]),
                "kind": kinds[position].words,
                "size": self.layout.point * (0.8 if position == "within" else 1.5),
            }
            for at, position in enumerate(judged.position)
            if position != "no_cases"
        ]
        if not rows:
            return []
        domain = [kind.words for kind in kinds.values()]

        two_lines = {} if self.layout.long_names else {"labelExpr": "split(datum.label, ': ')"}
        key = legend(domain, self.layout, **two_lines)

        def by_kind(channel: Any, look: Sequence[str]) -> Any:
            return channel("kind:N", scale=alt.Scale(domain=domain, range=list(look)), legend=key)

        drawn: alt.Chart = (
            self._rows(rows)
            .mark_point(strokeWidth=2, opacity=1)
            .encode(
                x=self.x(),
                y=self.y(),
                shape=by_kind(alt.Shape, [kind.shape for kind in kinds.values()]),
                fill=by_kind(alt.Fill, [kind.fill for kind in kinds.values()]),
                stroke=by_kind(alt.Stroke, [kind.colour for kind in kinds.values()]),
                size=alt.Size("size:Q", scale=None, legend=None),
            )
        )
        return [drawn]

    def unit_names(self, most: int) -> list[alt.Chart]:
        """The names of units beyond the limits, those furthest out first, beside their dots.

        One that is moved up or down is tied to its dot by a line. One that finds no room goes unnamed here.
        """
        judged, font = self.judged, self.layout.font
        known = [at for at, position in enumerate(judged.position) if position != "no_cases"]
        out = [at for at in known if judged.position[at] != "within"]
        out.sort(key=lambda at: -abs(judged.z[at]))
        charts = []
        for named in places(
            [self._pixels(at) for at in known],
            [(known.index(at), judged.units[at]) for at in out[:most]],
            font, self.plot, self.layout.height,
        ):  # fmt: skip
            x, y = self._point(known[named.at])
            across, up = named.box.middle
            row = {
                "x": x,
                "y": self._value(up),
                "from": y,
                "beside": self._across(across) if named.align == "center" else x,
                "words": judged.units[known[named.at]],
            }
            if abs(up - self._up(y)) > font / 2:
                tie = self._rows([row]).mark_rule(color=INK, strokeWidth=0.8)
                charts.append(tie.encode(x=self.x(), y=self.y("from"), y2=alt.Y2("y:Q")))
            dx = {"left": 9, "right": -9, "center": 0}[named.align]
            look: dict[str, Any] = {"align": named.align, "baseline": "middle", "dx": dx, "fontSize": font}
            halo: dict[str, Any] = {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
            for each in (look | halo, look):
                text = self._rows([row]).mark_text(color=INK, **each)
                charts.append(text.encode(x=self.x("beside"), y=self.y(), text=alt.Text("words:N")))
        return charts

    def _point(self, at: int) -> tuple[float, float]:
        return float(self.judged.denominator[at]), float(self.judged.value[at])

    def _pixels(self, at: int) -> tuple[float, float]:
        x, y = self._point(at)
        return (x - self.left) / (self.right - self.left or 1.0) * self.plot, self._up(y)

    def _across(self, pixels: float) -> float:
        return self.left + pixels / self.plot * (self.right - self.left)

    def _up(self, y: float) -> float:
        return (y - self.low) / (self.high - self.low) * self.layout.height

    def _value(self, height: float) -> float:
        return self.low + height / self.layout.height * (self.high - self.low)

    def _curve(self, level: Any, top: Any = None) -> alt.Chart:
        rows = [
            {"x": float(x), "y": float(level[at])} | ({} if top is None else {"top": float(top[at])})
            for at, x in enumerate(self.judged.curve.at)
        ]
        return self._rows(rows)

    @staticmethod
    def _rows(rows: Sequence[dict[str, Any]]) -> alt.Chart:
        return alt.Chart(alt.InlineData(values=tuple(rows)))


def _line_name(judged: Funnel, measure: Measure, layout: Layout) -> str:
    return f"Pooled {show_value(measure, judged.pooled)}" if layout.long_names else "Pooled"


def _range(judged: Funnel) -> tuple[float, float]:
    """From the lowest to the highest value or outer limit of a unit of middling size, and a little more.

    The limits of a very small unit may reach from nothing to everything: they would flatten all others.
    """
    known = ~np.isnan(judged.value)
    size = np.where(known, judged.denominator, np.inf)
    larger = size >= np.median(size[known])
    larger &= known
    low = min(judged.value[known].min(), judged.limits.low_998[larger].min())
    high = max(judged.value[known].max(), judged.limits.high_998[larger].max())
    spare = float(high - low or abs(high) or 1.0) * 0.07
    return max(0.0, float(low) - spare), float(high) + spare
