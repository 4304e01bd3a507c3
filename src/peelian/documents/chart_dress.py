"""What every picture wears alike: paper, letters, axes and the legend beneath it."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from altair.utils import schemapi

from peelian.documents.chart_style import AXIS, FONT, GRID, INK, PAPER, Layout, text_width

Spec = dict[str, Any]

schemapi.disable_debug_mode()  # tests hold charts against the schema; doing so each time is half of the work


def dressed(layers: Sequence[alt.Chart], layout: Layout, **properties: Any) -> Spec:
    """Some layers as one Vega-Lite spec as wide as its layout; `properties` are Altair's others.

    The layers are put together here, since Altair's own ways copy each of them several times. Their rows are
    tuples, which it does not copy; the spec has lists.
    """
    frame = alt.LayerChart()
    worn = {
        "width": layout.width,
        "height": layout.height,
        "autosize": alt.AutoSizeParams(type="fit-x", contains="padding"),
        "background": PAPER,
        "config": alt.Config(
            font=FONT,
            aria=alt.Undefined if layout.fit else False,
            view=alt.ViewConfig(stroke=None),
            axis=_axis(layout),
        ),
        **properties,
    }
    for name, value in worn.items():
        frame[name] = value
    spec: Spec = frame.to_dict(validate=False)
    rows: dict[str, Any] = {}
    within = {"top_level": False, "datasets": rows}
    spec["layer"] = [layer.to_dict(validate=False, context=within) for layer in layers]
    spec["datasets"] = {name: list(given) for name, given in rows.items()}
    return spec


def _axis(layout: Layout) -> alt.AxisConfig:
    return alt.AxisConfig(
        labelFontSize=layout.font,
        labelLimit=0,  # a limit has every label measured once more, and measuring is what takes the time
        titleFontSize=layout.font,
        titleFontWeight="normal",
        labelColor=INK,
        titleColor=INK,
        gridColor=GRID,
        domainColor=AXIS,
        tickColor=AXIS,
    )


def legend(words: Sequence[str], layout: Layout, **more: Any) -> alt.Legend:
    """The legend of kinds of points named by `words`, in as many columns as there is room for."""
    widest = max(text_width(each, layout.font) for each in words) + 45
    return alt.Legend(
        orient="bottom",
        title=None,
        labelFontSize=layout.font,
        labelColor=INK,
        labelLimit=0 if widest < layout.width else layout.width - 40,
        symbolSize=90,
        direction="horizontal",
        columns=max(1, min(len(words), int(layout.width / widest))),
        columnPadding=18,
        rowPadding=4,
        offset=12,
        **more,
    )
