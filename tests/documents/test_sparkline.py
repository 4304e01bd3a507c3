"""A sparkline stays in its box, leaves gaps where values are missing and marks what matters."""

import re
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from peelian.documents.readings import read
from peelian.documents.sparkline import HEIGHT, SHOWN, WIDTH, sparkline
from tests.documents.made import BETTER, NAN, STEADY, measure, series

values = st.lists(st.one_of(st.just(NAN), st.floats(-1e6, 1e6)), min_size=1, max_size=60)


@given(values)
def test_everything_is_inside_the_box(given_values: list[float]) -> None:
    drawn = read(series(given_values, of=measure(kind="mean", improves="neutral"))).sparkline
    if drawn is None:
        assert all(value != value for value in given_values[-SHOWN:])
        return
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", drawn.line)]
    xs, ys = numbers[::2], numbers[1::2]
    assert all(0 <= x <= WIDTH for x in [*xs, *(d.x for d in drawn.dots)])
    assert all(0 <= y <= HEIGHT for y in [*ys, *(d.y for d in drawn.dots)])
    assert all(w >= 0 and h >= 0 for _, _, w, h in drawn.band)


def test_a_missing_value_breaks_the_line() -> None:
    whole = read(series(STEADY)).sparkline
    broken = read(series([*STEADY[:5], NAN, *STEADY[6:]])).sparkline
    assert whole is not None
    assert broken is not None
    assert (whole.line.count("M"), broken.line.count("M")) == (1, 2)


def test_special_causes_and_the_last_point_are_marked() -> None:
    drawn = read(series(BETTER)).sparkline
    assert drawn is not None
    assert {dot.type for dot in drawn.dots if not dot.last} >= {"special_cause_improvement"}
    assert [dot.last for dot in drawn.dots].count(True) == 1


def test_a_period_in_progress_is_hollow() -> None:
    drawn = read(series([*STEADY, 0.8], last_complete=False)).sparkline
    assert drawn is not None
    assert [dot.hollow for dot in drawn.dots] == [False, True]


def test_a_rebase_gives_two_bands() -> None:
    rebased = measure(rebases=[{"date": "2023-08-01", "reason": "New control room"}])
    drawn = read(series([*STEADY, *STEADY], of=rebased)).sparkline
    assert drawn is not None
    assert len(drawn.band) == 2
    assert drawn.mean.count("M") == 2


def test_limits_that_differ_from_point_to_point_are_a_band_in_steps() -> None:
    verdict = read(series(STEADY)).verdict
    points = tuple(
        replace(p, lpl=0.7, upl=0.9) if at % 2 else replace(p, lpl=0.75, upl=0.85)
        for at, p in enumerate(verdict.points)
    )
    drawn = sparkline(replace(verdict, chart="p", points=points))
    assert drawn is not None
    assert len(drawn.band) == len(points)
    for before, after in pairwise(drawn.band):
        assert abs(before[0] + before[2] - after[0]) < 0.11  # they meet
        assert before[3] != after[3]


def test_a_run_chart_has_a_median_and_no_band() -> None:
    verdict = read(series(STEADY)).verdict
    points = tuple(replace(p, lpl=None, upl=None) for p in verdict.points)
    drawn = sparkline(replace(verdict, chart="run", points=points))
    assert drawn is not None
    assert drawn.band == ()
    assert drawn.mean
