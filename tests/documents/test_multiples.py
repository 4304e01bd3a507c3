"""Small multiples: one scale, every point where its value is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.documents.multiples import BOTTOM, LEFT, RIGHT, SHOWN, TOP, multiples, scale_of
from peelian.documents.readings import read_all
from tests.documents.made import BETTER, NAN, STEADY, measure, series, standard

NUMBERS = st.one_of(st.floats(0, 1), st.just(NAN))


def made(*many, **more):
    return read_all([series(values, **more) for values in many])


@given(st.lists(st.lists(NUMBERS, min_size=20, max_size=20), min_size=1, max_size=4))
def test_all_values_lie_on_the_one_scale(many) -> None:
    readings = made(*many)
    scale = scale_of(readings)
    known = [point.value for r in readings for point in r.verdict.points if point.value is not None]
    if not known:
        assert scale is None
        return
    assert scale is not None
    assert scale.low <= min(known) + 1e-9
    assert scale.high >= max(known) - 1e-9
    assert 2 <= len(scale.ticks) <= 6
    for one in multiples(readings, scale):
        values = [p for p in one.reading.verdict.points if p.value is not None]
        assert len(one.dots) == len(values)
        for dot, point in zip(one.dots, values, strict=True):
            assert LEFT <= dot.x <= RIGHT
            assert TOP <= dot.y <= BOTTOM
            share = (BOTTOM - dot.y) / (BOTTOM - TOP)
            assert scale.low + share * (scale.high - scale.low) == pytest.approx(point.value, abs=0.01)


def test_equal_values_of_two_units_are_drawn_at_equal_heights() -> None:
    readings = made(STEADY, [0.1, *STEADY[1:]])
    one, other = multiples(readings, scale_of(readings))
    assert [dot.y for dot in one.dots[1:]] == [dot.y for dot in other.dots[1:]]
    assert one.dots[0].y < other.dots[0].y


def test_a_gap_is_not_bridged_and_a_period_in_progress_is_hollow_and_apart() -> None:
    readings = made([*STEADY[:5], NAN, *STEADY[6:], 0.5], last_complete=False)
    (one,) = multiples(readings, scale_of(readings))
    assert one.line.count("M") == 2
    assert one.line.count("L") == len(STEADY) - 1 - 2
    assert [dot.hollow for dot in one.dots] == [False] * (len(STEADY) - 1) + [True]


def test_only_the_last_three_years_are_shown_and_marked() -> None:
    readings = made([*STEADY, *STEADY, *BETTER])
    scale = scale_of(readings)
    (one,) = multiples(readings, scale)
    assert len(one.dots) == scale.count == SHOWN
    assert (scale.first, scale.last) == ("March 2024", "February 2027")
    assert any(dot.type == "special_cause_improvement" for dot in one.dots)


def test_mean_band_and_standard_are_steps_of_whole_periods() -> None:
    readings = made(STEADY, of=measure(standards=[standard(0.9)]))
    (one,) = multiples(readings, scale_of(readings))
    ends = [float(x) for x in re.findall(r"H([0-9.]+)", one.standard)]
    assert ends[-1] == pytest.approx(RIGHT, abs=0.2)
    assert one.mean.count("M") == 1
    assert one.band.count("z") == len(STEADY)


@pytest.mark.parametrize(
    ("values", "of", "unit", "label"),
    [
        ([0.5, 0.9], {}, "%", "100%"),
        ([1.0] * 14, {}, "%", "100%"),
        ([0.0] * 14, {"kind": "count", "numerator": None}, "", "0"),
        ([300.0, 660.0], {"kind": "median", "unit": "seconds", "numerator": None}, "minutes", "10"),
        ([50.0, 66.0] * 7, {"kind": "median", "unit": "seconds", "numerator": None}, "seconds", "50"),
        ([50000.0, 66000.0] * 7, {"kind": "count", "unit": "calls", "numerator": None}, "calls", "100k"),
    ],
)
def test_the_scale_is_in_the_unit_of_the_measure(values, of, unit, label) -> None:
    scale = scale_of(made(values, of=measure(**{k: v for k, v in of.items() if v is not None})))
    assert scale.unit == unit
    assert label in [tick.words for tick in scale.ticks]
    assert not any(tick.words in ("150%", "-50%") for tick in scale.ticks)
