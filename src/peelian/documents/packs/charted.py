"""The charts of a pack: each is drawn once, as SVG, and every form has that picture."""

from functools import lru_cache

import vl_convert

from peelian.documents.drawing import drawn
from peelian.documents.packs.content import PackContent

SCALE = 2.5
"""Pixels of a PNG to each unit of the chart: nearly 300 an inch on paper."""


def charts_of(content: PackContent) -> dict[str, str]:
    """SVG by the id of its measure, of every measure that has a chart and is not left out."""
    shown = {
        measure.id: measure.chart
        for question in content.questions
        for measure in question.measures
        if measure.chart and not measure.suppressed and not question.redacted
    }
    return dict(zip(shown, drawn(shown.values()), strict=True))


@lru_cache(64)
def png(svg: str) -> bytes:
    """The same picture for files that hold no SVG; the last few dozen are kept for the next form."""
    picture: bytes = vl_convert.svg_to_png(svg, scale=SCALE)
    return picture
