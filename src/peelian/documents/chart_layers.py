"""The layers of a control chart: what `chart_rows` worked out, in the look of `chart_style`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from peelian.documents.chart_dress import legend
from peelian.documents.chart_rows import (
    Row,
    Scale,
    flags,
    line_names,
    new_averages,
    point_rows,
    provisional_segments,
    step_rows,
    ticks,
)
from peelian.documents.chart_style import (
    GREY,
    INK,
    KINDS,
    LINES,
    PAPER,
    STANDARD,
    WASH,
    Layout,
    text_width,
)
from peelian.documents.noted import events
from peelian.pipeline.values import Series
from peelian.stats.spc import Verdict


@dataclass(frozen=True)
class Drawing:
    """What every layer shares. `plot` is about how many pixels wide the plot is: never more than it is."""

    verdict: Verdict
    series: Series
    layout: Layout
    scale: Scale
    plot: float

    @classmethod
    def of(cls, verdict: Verdict, series: Series, layout: Layout) -> "Drawing":
        scale = Scale.of(verdict, series.measure)
        names = line_names(verdict, scale, series.measure, layout)
        beside = max((text_width(n.words, layout.font, bold=True) for n in names), default=0)
        return cls(verdict, series, layout, scale, max(layout.width - 75 - beside, 60))

    def drawn(self) -> list[alt.Chart]:
        """The layers from the lowest up."""
        lanes, events_lane = self._events()
        averages, high = self._averages(events_lane)
        layers = [*self._levels(), *averages, *lanes, *self._values(), *self._names()]
        first = layers[0].encode(x=self.x(axis=self._along()), y=self.y("level", axis=self._up(high)))
        return [first, *layers[1:]]

    def x(self, field: str = "x", **given: Any) -> alt.X:
        over = alt.Scale(domain=[-0.5, len(self.verdict.points) - 0.5], nice=False, zero=False)
        return alt.X(f"{field}:Q", scale=over, **given)

    def y(self, field: str, **given: Any) -> alt.Y:
        over = alt.Scale(domain=[self.scale.low, self.scale.high], nice=False, zero=False)
        return alt.Y(f"{field}:Q", scale=over, **given)

    def _along(self) -> alt.Axis:
        days = self.series.periods.astype("datetime64[D]").astype(object).tolist()
        labels = ticks(days, self.series.measure.period, self.layout, self.plot)
        return alt.Axis(
            title=None,
            grid=False,
            values=list(labels),
            labelExpr=f"{ {str(at): words for at, words in labels.items()} }[datum.value]",
            labelPadding=6,
            labelFlush=False,
            labelOverlap=False,
            labelLineHeight=self.layout.font + 3,
        )

    def _up(self, above: float) -> alt.Axis:
        return alt.Axis(
            format=self.scale.format,
            tickCount=6,
            title=self.scale.title,
            titleAlign="left",
            titleAnchor="end",
            titleAngle=0,
            titleX=-36,
            titleY=-above - 16,
            domain=False,
            ticks=False,
            labelPadding=8,
            tickMinStep=1 if self.scale.whole else alt.Undefined,
        )

    def _levels(self) -> list[alt.Chart]:
        """The band, then the lines of limits, mean and standard."""
        points, drawn = self.verdict.points, self.scale.drawn
        parts, early = [p.segment for p in points], provisional_segments(self.verdict)
        limits = [(drawn(p.lpl), drawn(p.upl)) for p in points]
        none = (None, None)
        charts = [
            self._rows(step_rows(limits, parts))
            .mark_area(color=WASH)
            .encode(x=self.x(), y=self.y("level"), y2=alt.Y2("top:Q"), detail=alt.Detail("part:N"))
        ]

        def line(levels: Sequence[float | None], parts: Sequence[int], look: str) -> None:
            rows = step_rows([(level,) for level in levels], parts)
            if rows:
                marked = self._rows(rows).mark_line(**LINES[look])
                charts.append(
                    marked.encode(
                        x=self.x(), y=self.y("level"), detail=alt.Detail("part:N"), order=alt.Order("x:Q")
                    )
                )

        for look, wanted in (("limits", False), ("provisional", True)):
            kept = [
                pair if (p.segment in early) == wanted else none
                for pair, p in zip(limits, points, strict=True)
            ]
            for side in (1, 0):
                line([pair[side] for pair in kept], parts, look)
        line([drawn(p.mean) for p in points], parts, "mean")
        line([drawn(p.target) for p in points], [0] * len(points), "standard")
        return charts

    def _averages(self, above: float) -> tuple[list[alt.Chart], float]:
        """Where new averages begin, named above the flags of events, and how high above the plot that is."""
        found = new_averages(self.verdict, self.series.measure, self.layout, self.plot)
        if not found:
            return [], above
        high = above + self.layout.font + 5
        rows = [{"x": each.x, "words": each.words, "before": each.before} for each in found]
        rule = self._rows(rows).mark_rule(**LINES["rebase"])
        charts = [rule.encode(x=self.x(), y=_at(alt.YValue, -high), y2=_at(alt.Y2Value, self.layout.height))]
        for before in (False, True):
            named = [row for row in rows if row["words"] and row["before"] == before]
            if named:
                charts.append(
                    self._rows(named)
                    .mark_text(
                        align="right" if before else "left",
                        baseline="top",
                        dx=-5 if before else 5,
                        fontSize=self.layout.font - 1,
                        color=INK,
                    )
                    .encode(x=self.x(), y=_at(alt.YValue, -high), text=alt.Text("words:N"))
                )
        return charts, high

    def _events(self) -> tuple[list[alt.Chart], float]:
        """A numbered flag above the plot and a dotted line down from it for each event, and their height."""
        found = flags(events(self.series), len(self.verdict.points), self.layout, self.plot)
        if not found:
            return [], 0.0
        middle = 9 + self.layout.font / 2
        lines = [{"x": at, "flag": flag.x} for flag in found for at in flag.at]
        rows = [{"x": flag.x, "words": flag.words} for flag in found]
        down = self._rows(lines).mark_rule(**LINES["event"])
        box = self._rows(rows)
        wide = max(text_width(flag.words, self.layout.font, bold=True) for flag in found) + 6
        return [
            down.encode(x=self.x(), y=_at(alt.YValue, 0), y2=_at(alt.Y2Value, self.layout.height)),
            self._rows(lines)
            .mark_rule(color=GREY, strokeWidth=1)
            .encode(x=self.x("flag"), x2=alt.X2("x:Q"), y=_at(alt.YValue, -middle), y2=_at(alt.Y2Value, 0)),
            box.mark_rect(
                width=wide, height=self.layout.font + 5, fill=PAPER, stroke=INK, cornerRadius=2
            ).encode(x=self.x(), y=_at(alt.YValue, -middle)),
            box.mark_text(fontSize=self.layout.font - 1, fontWeight="bold", color=INK, baseline="middle")
            .encode(x=self.x(), y=_at(alt.YValue, -middle + 0.5), text=alt.Text("words:N")),
        ], middle + self.layout.font / 2 + 6  # fmt: skip

    def _values(self) -> list[alt.Chart]:
        """The line through the points and the points, those that signal something the larger."""
        rows = point_rows(self.verdict, self.series, self.scale)
        used = {row["kind"] for row in rows if row["value"] is not None}
        kinds = [kind for kind in KINDS.values() if kind.words in used]
        if not kinds:
            return []
        most = self.layout.point
        usual = min(most, max(10.0, (0.8 * self.plot / len(rows)) ** 2))
        common = KINDS["common_cause"]
        sizes = [usual if kind == common else 1.2 * max(usual, 0.6 * most) for kind in kinds]
        domain = [kind.words for kind in kinds]
        by_words = dict(zip(domain, sizes, strict=True))

        def by_kind(channel: Callable[..., Any], look: Sequence[Any], **given: Any) -> Any:
            return channel("kind:N", scale=alt.Scale(domain=domain, range=list(look)), **given)

        key = legend(domain, self.layout)
        data = self._rows([row | {"size": by_words.get(row["kind"])} for row in rows])
        return [
            data.mark_line(**LINES["value"]).encode(x=self.x(), y=self.y("line"), order=alt.Order("x:Q")),
            data.transform_filter("isValid(datum.value)")
            .mark_point(strokeWidth=1.5, opacity=1)
            .encode(
                x=self.x(),
                y=self.y("value"),
                shape=by_kind(alt.Shape, [kind.shape for kind in kinds], legend=key),
                fill=by_kind(alt.Fill, [kind.fill for kind in kinds], legend=key),
                stroke=by_kind(alt.Stroke, [kind.colour for kind in kinds], legend=key),
                size=alt.Size("size:Q", scale=None, legend=None),
            ),
        ]

    def _names(self) -> list[alt.Chart]:
        """The name of each line at its right end."""
        looks: dict[str, tuple[str, Any]] = {
            "mean": (INK, "bold"),
            "standard": (STANDARD, "bold"),
            "limits": (GREY, "normal"),
        }
        edge = len(self.verdict.points) - 0.5
        charts = []
        for name in line_names(self.verdict, self.scale, self.series.measure, self.layout):
            colour, weight = looks[name.line]
            marked = self._rows([{"x": edge, "level": name.y, "words": name.words}]).mark_text(
                align="left",
                baseline="middle",
                dx=8,
                fontSize=self.layout.font,
                color=colour,
                fontWeight=weight,
            )
            charts.append(marked.encode(x=self.x(), y=self.y("level"), text=alt.Text("words:N")))
        return charts

    @staticmethod
    def _rows(rows: list[Row]) -> alt.Chart:
        return alt.Chart(alt.InlineData(values=tuple(rows)))


def _at(channel: Any, pixels: float) -> Any:
    """A channel that has the same place for every row, so many pixels below the top of the plot."""
    return channel(pixels)
