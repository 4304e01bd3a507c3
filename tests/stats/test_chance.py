"""How many signals chance gives: the shipped table against simulation, and the sums made of it."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.stats.spc import verdicts_matrix
from peelian.stats.spc.chance import expected_signals

CHARTS = 60_000
TOLERANCE = 5 * np.sqrt(0.04 * 0.96 / CHARTS)
"""Five standard errors of the largest share found in so many charts: 0.004."""


@cache
def simulated(points: int, run_length: int) -> tuple[float, float]:
    """Shares of charts in control that are marked at their latest point, and newly so."""
    noise = np.random.default_rng(points + run_length).normal(size=(CHARTS, points))
    now, before = (
        verdicts_matrix(
            noise[:, :upto], np.arange(upto).astype("datetime64[D]"), improves="increase",
            run_length=run_length,
        )
        for upto in (points, points - 1)
    )  # fmt: skip
    was = np.where(before.withheld, 0, before.variation)
    marked = now.variation != 0
    return float(marked.mean()), float((marked & (now.variation != was)).mean())


@pytest.mark.parametrize("run_length", [6, 7])
@pytest.mark.parametrize("points", [13, 15, 24, 36, 45, 60])
def test_the_shares_are_those_of_charts_in_control(points: int, run_length: int) -> None:
    marked, new = simulated(points, run_length)
    expected = expected_signals([points], run_length=run_length)
    assert expected.marked == pytest.approx(marked, abs=TOLERANCE)
    assert expected.new == pytest.approx(new, abs=TOLERANCE)


def test_it_is_told_apart_from_a_table_that_is_wrong() -> None:
    """The tolerance is less than what the run length, or being new, makes."""
    six, seven = (expected_signals([36], run_length=run) for run in (6, 7))
    assert six.marked - seven.marked > 2 * TOLERANCE
    assert seven.marked - seven.new > TOLERANCE


@given(st.lists(st.integers(0, 400), max_size=30), st.integers(0, 40))
def test_charts_add_up_and_withheld_ones_count_nothing(points: list[int], withheld: int) -> None:
    each = [expected_signals([n]) for n in points]
    together = expected_signals(points + [12] * withheld)
    assert together.marked == pytest.approx(sum(one.marked for one in each))
    assert together.new == pytest.approx(sum(one.new for one in each))
    assert all(0.012 <= one.new <= one.marked <= 0.04 for one, n in zip(each, points, strict=True) if n >= 13)
    assert all(one == (0, 0) for one, n in zip(each, points, strict=True) if n < 13)


def test_every_chart_is_new_when_it_is_first_judged() -> None:
    first = expected_signals([13])
    assert first.marked == first.new


def test_three_thousand_charts_of_three_years() -> None:
    assert expected_signals(np.full(3000, 36)).marked == pytest.approx(3000 * 0.0175, rel=0.01)


def test_another_run_length_is_refused() -> None:
    with pytest.raises(ValueError, match="6 or 7, not 8"):
        expected_signals([24], run_length=8)
