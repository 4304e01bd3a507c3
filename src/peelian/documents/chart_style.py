"""How a control chart looks: its kinds of points and lines, their sizes at three widths, and its letters.

Nothing is told by colour alone. Each kind of point has a shape of its own and each kind of line a dash or a
weight of its own, and all of them stand out from white and from the shaded band in greyscale.
"""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from peelian.stats.spc.words import phrase

Width = Literal["wide", "medium", "narrow"]

FONT = "Arial, Helvetica, Liberation Sans, sans-serif"  # of one width, so that names measured here fit there
INK, GREY, WASH, STANDARD = "#0b0c0c", "#56616b", "#eef2f5", "#7a1f5c"
PAPER, GRID, AXIS = "#ffffff", "#e8ecef", "#7b868f"


class Kind(NamedTuple):
    """How points of one kind are drawn. `shape` is a name of Vega's or an outline two units across."""

    words: str
    colour: str
    fill: str
    shape: str


CROSSED = "M-1,0A1,1,0,1,0,1,0A1,1,0,1,0,-1,0M-0.6,-0.6L0.6,0.6M0.6,-0.6L-0.6,0.6"
HOURGLASS = "M-1,-1L1,-1L-1,1L1,1Z"

KINDS = {
    "common_cause": Kind(phrase("legend.common_cause"), GREY, GREY, "circle"),
    "special_cause_improvement": Kind(
        phrase("point.special_cause_improvement"), "#005eb8", "#005eb8", "diamond"
    ),
    "special_cause_concern": Kind(phrase("point.special_cause_concern"), "#b25000", "#b25000", "square"),
    "special_cause_neutral_high": Kind(
        phrase("point.special_cause_neutral_high"), "#54319f", "#54319f", "triangle-up"
    ),
    "special_cause_neutral_low": Kind(
        phrase("point.special_cause_neutral_low"), "#54319f", "#54319f", "triangle-down"
    ),
    "opposed": Kind(phrase("legend.opposed"), "#54319f", "#54319f", HOURGLASS),
    "in_progress": Kind(phrase("point.not_judged"), GREY, PAPER, "circle"),
    "left_out": Kind(phrase("point.left_out"), INK, PAPER, CROSSED),
}

LINES: dict[str, dict[str, Any]] = {
    "value": {"color": GREY, "strokeWidth": 1.5},
    "mean": {"color": INK, "strokeWidth": 2.0},
    "limits": {"color": GREY, "strokeWidth": 1.3, "strokeDash": [7, 4]},
    "provisional": {"color": GREY, "strokeWidth": 1.0, "strokeDash": [3, 5]},
    "standard": {"color": STANDARD, "strokeWidth": 2.4, "strokeDash": [2, 3]},
    "rebase": {"color": INK, "strokeWidth": 1.0},
    "event": {"color": GREY, "strokeWidth": 1.0, "strokeDash": [1, 3]},
}
"""Vega's names for the look of each kind of line. The mean and a rebase lie across each other."""


@dataclass(frozen=True)
class Layout:
    """Sizes in pixels of a picture `width` across, of which the plot is `height` high.

    One that does not `fit` is about as wide: its plot is as wide as is left when names are measured here. It
    is drawn once, where fitting takes Vega a second time, and says nothing of its parts to screen readers: it
    stands where its alt text does.
    """

    width: int
    height: int
    font: int
    point: int
    gap: int  # the least between the names of two lines
    long_names: bool
    fit: bool = True


LAYOUTS: dict[Width, Layout] = {
    "wide": Layout(1100, 340, 15, 80, 18, True),
    "medium": Layout(708, 320, 14, 60, 17, True),
    "narrow": Layout(345, 270, 13, 45, 16, False),
}

ON_PAPER = Layout(708, 240, 14, 60, 17, True, fit=False)
"""Of charts that are drawn by the dozen, for a page of A4 or a slide."""

_THOUSANDTHS = {
    222: "ijl|'’",
    278: " !,./:;It[]f\\\N{NO-BREAK SPACE}",
    333: '()-r`"',
    500: "cksvxyzJ*^",
    556: "0123456789abdeghnopqu$_#?L–",
    600: "+<=>~−",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W@",
}
_EMS = {letter: wide / 1000 for wide, letters in _THOUSANDTHS.items() for letter in letters}


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """The pixels that `words` take in letters `size` high; one that is not here counts as broad."""
    return size * sum(
        _EMS.get(letter, 1.0) * (1.07 if bold and letter.isalpha() else 1.0) for letter in words
    )


def wrapped(words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """`words` as lines no wider than `width` pixels, but for a word that is wider by itself."""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Ascending `places` moved as little as keeps `gap` between neighbours, and then within `low` to `high`.

    Where they do not all fit they begin at `low` and go beyond `high`.
    """
    moved = apart(places, gap)
    last = len(moved) - 1
    moved = [min(place, high - gap * (last - at)) for at, place in enumerate(moved)]
    return [max(place, low + gap * at) for at, place in enumerate(moved)]


def apart(places: list[float], gap: float) -> list[float]:
    """Ascending `places` moved as little as keeps at least `gap` between neighbours."""
    groups: list[list[float]] = []
    for place in places:
        groups.append([place])
        while len(groups) > 1 and _top(groups[-2], gap) + gap > _bottom(groups[-1], gap):
            groups[-2].extend(groups.pop())
    return [_bottom(group, gap) + at * gap for group in groups for at in range(len(group))]


def _bottom(group: list[float], gap: float) -> float:
    return sum(group) / len(group) - gap * (len(group) - 1) / 2


def _top(group: list[float], gap: float) -> float:
    return _bottom(group, gap) + gap * (len(group) - 1)
