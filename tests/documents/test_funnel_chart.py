"""The funnel plot shows what was judged, without colour, at every width."""

import re

import pytest

from peelian.documents.charts import to_png, to_svg
from peelian.documents.funnel_chart import funnel_chart, kind_of
from peelian.stats.funnel import POSITIONS, Funnel, funnel
from peelian.stats.spc.vocabulary import IMPROVES
from tests.documents.made import measure

UNITS = [f"Team {letter}" for letter in "ABCDEFGHIJKL"]


def judged(**more) -> Funnel:
    tops = [700, 350, 210, 140, 72, 690, 345, 212, 110, 70, 630, 790]
    bottoms = [1000, 500, 300, 200, 100, 1000, 500, 300, 200, 100, 900, 1000]
    return funnel(tops, bottoms, units=UNITS, improves="increase", overdispersed=False, **more)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("width", ["wide", "medium", "narrow"])
def test_units_beyond_the_limits_are_named_and_others_are_not(width) -> None:
    one = judged()
    out = {unit for unit, p in zip(one.units, one.position, strict=True) if p != "within"}
    assert out == {"Team I", "Team L"}
    said = texts(to_svg(funnel_chart(one, measure(), width=width, out_of="incidents")))
    assert {words for words in said if words.startswith("Team ")} == out
    assert "Number of incidents" in said


def test_every_line_carries_its_name_and_the_two_limits_differ_by_dash() -> None:
    chart = funnel_chart(judged(), measure())
    said = texts(to_svg(chart))
    assert said.count("95% limit") == said.count("99.8% limit") == 2
    assert "Pooled 70.8%" in said
    dashes = [
        tuple(layer["mark"].get("strokeDash", ()))
        for layer in chart["layer"]
        if layer["mark"]["type"] == "line"
    ]
    assert len(set(dashes)) == 3


@pytest.mark.parametrize("improves", IMPROVES)
def test_every_position_has_a_look_of_its_own_without_colour(improves) -> None:
    one = funnel([1], [2], improves=improves)
    looks = [
        (kind.shape, kind.fill == "#ffffff")
        for p in POSITIONS
        if p != "no_cases"
        for kind in [kind_of(p, one)]
    ]
    assert len(set(looks)) == len(looks) == 5


def test_dots_lie_where_the_units_do() -> None:
    one = judged()
    chart = funnel_chart(one, measure())
    (points,) = [layer for layer in chart["layer"] if layer["mark"]["type"] == "point"]
    rows = chart["datasets"][points["data"]["name"]] if "name" in points["data"] else points["data"]["values"]
    assert [(row["x"], row["y"]) for row in rows] == list(zip(one.denominator, one.value, strict=True))


def test_a_rate_is_drawn_in_its_unit_and_units_without_cases_are_not() -> None:
    of = measure(
        kind="rate", per="officers_in_post", scale=100, unit="searches", numerator=None, improves="neutral"
    )
    one = funnel([30, 0, 12], [100, 0, 50.5], kind="rate", multiplier=100, units=["A", "B", "C"])
    svg = to_svg(funnel_chart(one, of))
    assert "Searches" in texts(svg)
    assert to_png(funnel_chart(one, of), scale=1).startswith(b"\x89PNG")


@pytest.mark.parametrize("tops", [[5, 5], [0, 0]])
def test_units_all_alike_or_all_of_one_size_are_drawn(tops: list[int]) -> None:
    assert "<svg" in to_svg(funnel_chart(funnel(tops, [5, 5]), measure()))


def test_nothing_to_compare_is_drawn_as_an_empty_plot() -> None:
    assert "<svg" in to_svg(funnel_chart(funnel([], []), measure()))
