"""A chart says the same without colour, and is drawn from its verdict alone."""

from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.documents.charts import KINDS, apart, spc_chart, to_png, to_svg
from peelian.documents.readings import Reading, read
from tests.documents.made import BETTER, NAN, STEADY, WORSE, measure, series, standard


def spec(reading: Reading, width: Any = "wide") -> dict[str, Any]:
    return spc_chart(reading.verdict, reading.series, width=width)


def texts(reading: Reading, width: Any = "wide") -> list[str]:
    svg = ElementTree.fromstring(to_svg(spc_chart(reading.verdict, reading.series, width=width)))
    return [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_kinds_differ_by_shape_or_fill_as_well_as_colour() -> None:
    assert len({(kind.shape, kind.fill == "#ffffff") for kind in KINDS.values()}) == len(KINDS)


def test_lines_are_named_with_their_values() -> None:
    named = texts(read(series(STEADY, of=measure(standards=[standard(0.9)]))))
    assert "Standard 90.0%" in named
    assert any(text.startswith("Mean 80.") for text in named)
    assert any(text.startswith("Upper limit") for text in named)
    assert any(text.startswith("Lower limit") for text in named)


def test_lines_differ_by_dash() -> None:
    layers = spec(read(series(STEADY, of=measure(standards=[standard(0.9)]))))["layer"]
    dashes = {
        layer["encoding"]["y"]["field"]: str(layer["mark"].get("strokeDash"))
        for layer in layers
        if isinstance(layer["mark"], dict) and layer["mark"]["type"] == "line"
    }
    assert dashes["upper"] == dashes["lower"]
    assert len({dashes["mean"], dashes["upper"], dashes["standard"]}) == 3


def test_only_the_kinds_that_occur_are_in_the_legend() -> None:
    words = texts(read(series(BETTER)))
    assert "Improvement" in words
    assert "Concern" not in texts(read(series(STEADY)))
    assert "In progress, not judged" in texts(read(series([*STEADY, 0.8], last_complete=False)))


def test_a_missing_value_is_a_gap_and_not_a_zero() -> None:
    drawn = spec(read(series([*STEADY, NAN, 0.0])))
    rows = drawn["datasets"]["points"]
    assert [row["value"] for row in rows[-2:]] == [None, 0.0]


@pytest.mark.parametrize(("seconds", "title"), [(40.0, "Seconds"), (700.0, "Minutes"), (20000.0, "Hours")])
def test_time_is_in_a_unit_people_read(seconds: float, title: str) -> None:
    timed = measure(kind="median", unit="seconds", improves="decrease")
    reading = read(series([seconds * v for v in STEADY], of=timed))
    assert title in texts(reading)


def test_a_rebase_is_a_line_with_its_name() -> None:
    rebased = measure(rebases=[{"date": "2023-08-01", "reason": "New control room"}])
    assert "New average" in texts(read(series([*STEADY, *WORSE], of=rebased)))


def test_narrow_fits_a_phone() -> None:
    svg = ElementTree.fromstring(
        to_svg(spc_chart(read(series(BETTER)).verdict, series(BETTER), width="narrow"))
    )
    assert float(svg.attrib["width"]) <= 400


def test_nothing_inline_that_a_strict_policy_would_refuse() -> None:
    svg = to_svg(spc_chart(read(series(BETTER)).verdict, series(BETTER)))
    assert "style=" not in svg
    assert "<script" not in svg


def test_png_is_a_picture() -> None:
    reading = read(series(STEADY))
    assert to_png(spc_chart(reading.verdict, reading.series)).startswith(b"\x89PNG")


@pytest.mark.parametrize("values", [[NAN] * 3, [0.5], [0.0] * 20, [1.0] * 20, [0.4, NAN] * 8])
def test_any_series_can_be_drawn(values: list[float]) -> None:
    reading = read(series(values))
    assert texts(reading)
    assert to_png(spc_chart(reading.verdict, reading.series))
    alt.LayerChart.from_dict(spec(reading))  # raises where Vega-Lite does not allow it


@given(st.lists(st.floats(0, 400), min_size=0, max_size=6), st.floats(1, 30))
def test_names_are_kept_apart(heights: list[float], gap: float) -> None:
    moved = apart(sorted(heights), gap)
    assert all(above - below >= gap - 1e-6 for below, above in pairwise(moved))
    assert len(moved) == len(heights)
    assert sum(moved) == pytest.approx(sum(heights), abs=1e-6)


def test_names_far_apart_do_not_move() -> None:
    assert apart([10.0, 100.0, 200.0], 16) == [10.0, 100.0, 200.0]
