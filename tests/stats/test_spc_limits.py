"""Means are the floats nearest the true means, so that what lies on a mean or a limit is decided exactly."""

from fractions import Fraction

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from peelian.stats.spc.limits import mean_of_known

decimals = st.integers(-(10**6), 10**6).flatmap(lambda k: st.integers(0, 6).map(lambda d: k / 10**d))


def true_mean(values: list[float]) -> float:
    known = [Fraction(value) for value in values if not np.isnan(value)]
    return float(sum(known) / len(known)) if known else np.nan


@given(st.lists(decimals | st.floats(-1e300, 1e300) | st.just(np.nan), min_size=1, max_size=60))
@example([4.407311228357655e16, 1.0, -1.401298464324817e-45])  # half way between two floats, to 60 digits
def test_the_mean_is_the_nearest_float(values: list[float]) -> None:
    got, nearest = mean_of_known(np.array([values]).T)[0], true_mean(values)
    if got == nearest or np.isnan(nearest):
        return
    known = [Fraction(value) for value in values if not np.isnan(value)]
    exact = sum(known) / len(known)
    further = abs(Fraction(float(got)) - exact) - abs(Fraction(nearest) - exact)
    assert further <= max(map(abs, known)) / 2**100, "not even as near as thirty digits can tell"


@given(st.lists(st.lists(decimals | st.just(np.nan), min_size=9, max_size=9), min_size=1, max_size=6))
def test_each_column_has_its_own_mean(columns: list[list[float]]) -> None:
    got = mean_of_known(np.array(columns).T)
    np.testing.assert_array_equal(got, [true_mean(column) for column in columns])


def test_nothing_known_has_no_mean() -> None:
    assert np.isnan(mean_of_known(np.full((3, 2), np.nan))).all()
    assert np.isnan(mean_of_known(np.empty((0, 2)))).all()
