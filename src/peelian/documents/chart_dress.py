"""What every picture wears alike: paper, letters, axes and the legend beneath it."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from peelian.documents.chart_style import AXIS, FONT, GRID, INK, PAPER, Layout, text_width

Spec = dict[str, Any]


def dressed(chart: alt.LayerChart | alt.FacetChart, layout: Layout, **properties: Any) -> Spec:
    """A chart of some layers as a Vega-Lite spec as wide as its layout; `properties` are Altair's others."""
    chart = (
        chart.properties(
            width=layout.width,
            height=layout.height,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            background=PAPER,
            **properties,
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=layout.font,
            titleFontSize=layout.font,
            titleFontWeight="normal",
            labelColor=INK,
            titleColor=INK,
            gridColor=GRID,
            domainColor=AXIS,
            tickColor=AXIS,
        )
    )
    spec: Spec = chart.to_dict(validate=False)
    return spec


def legend(words: Sequence[str], layout: Layout, **more: Any) -> alt.Legend:
    """The legend of kinds of points named by `words`, in as many columns as there is room for."""
    widest = max(text_width(each, layout.font) for each in words) + 45
    return alt.Legend(
        orient="bottom",
        title=None,
        labelFontSize=layout.font,
        labelColor=INK,
        labelLimit=layout.width - 40,
        symbolSize=90,
        direction="horizontal",
        columns=max(1, min(len(words), int(layout.width / widest))),
        columnPadding=18,
        rowPadding=4,
        offset=12,
        **more,
    )
