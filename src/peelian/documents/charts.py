"""The control chart of one series, from its verdict: one Vega-Lite spec for screen, SVG, PNG, PDF and slide.

Nothing is told by colour alone: points differ by shape, lines by dash and weight (`chart_style`), and every
line carries its name. What is drawn is worked out in `chart_rows` and laid in layers by `chart_layers`.
"""

from typing import Any

import altair as alt
import vl_convert
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from peelian.documents import drawer
from peelian.documents.chart_dress import Spec, dressed
from peelian.documents.chart_layers import Drawing
from peelian.documents.chart_style import (
    GREY,
    INK,
    KINDS,
    LAYOUTS,
    Layout,
    Width,
    wrapped,
)
from peelian.pipeline.values import Series
from peelian.stats.spc import Verdict

__all__ = ["KINDS", "LAYOUTS", "Spec", "Width", "spc_chart", "to_pdf", "to_png", "to_svg"]

SPEC_VERSION = drawer.SPEC_VERSION


def spc_chart(
    verdict: Verdict,
    series: Series,
    *,
    width: Width | Layout = "wide",
    title: str = "",
    note: str = "",
) -> Spec:
    """The chart of `verdict` as a Vega-Lite spec: values in the measure's unit, periods along the bottom.

    A period in progress is drawn hollow, one left out crossed. Missing periods are gaps. A solid vertical
    line begins a new average; a dotted one with a numbered flag marks an event. `title` and `note` stand
    above it, for paper that carries no words of its own.
    """
    layout = width if isinstance(width, Layout) else LAYOUTS[width]
    drawing = Drawing.of(verdict, series, layout)
    worn: dict[str, Any] = {"padding": {"left": 1, "right": 2, "top": 4, "bottom": 4}}
    if not layout.fit:
        worn |= {"width": drawing.plot, "autosize": "pad"}
    if title:
        worn["title"] = _title(title, note, layout)
    return dressed(drawing.drawn(), layout, **worn)


def to_svg(chart: Spec) -> str:
    """The chart as SVG text."""
    return drawer.svg(chart)


def to_png(chart: Spec, *, scale: float = 2.0) -> bytes:
    """The chart as PNG, `scale` pixels to each unit of the layout."""
    return vl_convert.vegalite_to_png(chart, vl_version=SPEC_VERSION, scale=scale)


def to_pdf(chart: Spec) -> bytes:
    """The chart as a PDF of one page the size of the picture, its words as text in embedded letters."""
    return vl_convert.vegalite_to_pdf(chart, vl_version=SPEC_VERSION)


def _title(title: str, note: str, layout: Layout) -> alt.TitleParams:
    wide = layout.width - 20
    title, note = (ILLEGAL_CHARACTERS_RE.sub("\ufffd", words) for words in (title, note))
    return alt.TitleParams(
        text=wrapped(title, layout.font + 4, wide, bold=True),
        subtitle=wrapped(note, layout.font, wide) if note else alt.Undefined,
        anchor="start",
        frame="bounds",
        fontSize=layout.font + 4,
        fontWeight="bold",
        color=INK,
        subtitleFontSize=layout.font,
        subtitleColor=GREY,
        subtitlePadding=6,
        offset=14,
    )
