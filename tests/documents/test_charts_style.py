"""Nothing on a chart is told by colour alone, and everything stands out from what is behind it."""

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from peelian.documents.chart_style import (
    AXIS,
    GREY,
    INK,
    KINDS,
    LINES,
    PAPER,
    STANDARD,
    WASH,
    apart,
    spread,
    text_width,
    wrapped,
)
from peelian.documents.charts import spc_chart, to_png
from peelian.documents.readings import read
from tests.documents.made import BETTER, series


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, 0 to 1, of "#rrggbb"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_kinds_of_points_differ_by_shape_or_by_being_hollow() -> None:
    assert len({(kind.shape, kind.fill == PAPER) for kind in KINDS.values()}) == len(KINDS)
    assert len({kind.words for kind in KINDS.values()}) == len(KINDS)


def test_kinds_of_lines_differ_by_dash_or_weight() -> None:
    looks = [(str(line.get("strokeDash")), line["strokeWidth"]) for line in LINES.values()]
    assert len(set(looks)) == len(LINES)
    dashes = {name: str(line.get("strokeDash")) for name, line in LINES.items()}
    assert len({dashes[name] for name in ("mean", "limits", "provisional", "standard", "event")}) == 5


@pytest.mark.parametrize("behind", [PAPER, WASH])
@pytest.mark.parametrize("colour", sorted({line["color"] for line in LINES.values()} | {INK, GREY, STANDARD}))
def test_words_and_lines_stand_out(colour: str, behind: str) -> None:
    assert contrast(colour, behind) >= 4.5


@pytest.mark.parametrize("behind", [PAPER, WASH])
def test_points_and_the_axis_stand_out(behind: str) -> None:
    for kind in KINDS.values():
        assert contrast(kind.colour, behind) >= 4.5, kind.words
    assert contrast(AXIS, PAPER) >= 3


def test_a_grey_print_keeps_every_mark_dark() -> None:
    reading = read(series(BETTER))
    picture = Image.open(io.BytesIO(to_png(spc_chart(reading.verdict, reading.series), scale=1)))
    colours = picture.convert("RGB").getcolors(1 << 20) or []
    marks = [KINDS["special_cause_improvement"].colour, KINDS["special_cause_concern"].colour]
    for mark in marks:
        wanted = tuple(int(mark[at : at + 2], 16) for at in (1, 3, 5))
        assert any(count > 20 and colour == wanted for count, colour in colours)
        grey = Image.new("RGB", (1, 1), wanted).convert("L").getpixel((0, 0))
        assert isinstance(grey, int)
        assert grey < 140


@given(st.lists(st.floats(0, 400), min_size=0, max_size=6), st.floats(1, 30))
def test_names_are_kept_apart(places: list[float], gap: float) -> None:
    moved = apart(sorted(places), gap)
    assert all(above - below >= gap - 1e-6 for below, above in pairwise(moved))
    assert len(moved) == len(places)
    assert sum(moved) == pytest.approx(sum(places), abs=1e-6)


@given(st.lists(st.floats(-50, 450), min_size=1, max_size=8), st.floats(1, 40))
def test_names_stay_within_what_holds_them(places: list[float], gap: float) -> None:
    moved = spread(sorted(places), gap, 0, 400)
    assert all(above - below >= gap - 1e-6 for below, above in pairwise(moved))
    assert moved[0] >= -1e-6
    assert moved[-1] <= 400 + 1e-6


def test_names_far_apart_do_not_move() -> None:
    assert apart([10.0, 100.0, 200.0], 16) == [10.0, 100.0, 200.0]


@given(st.lists(st.text("abcW i", min_size=1, max_size=12), min_size=1, max_size=12), st.floats(20, 300))
def test_lines_hold_every_word_and_no_more_than_fits(words: list[str], width: float) -> None:
    said = " ".join(words)
    lines = wrapped(said, 14, width)
    assert " ".join(lines) == said
    assert all(text_width(line, 14) <= width or " " not in line.strip() for line in lines)
