"""Quantiles of type 7 equal those of sorting the raw values."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.stats.quantiles import as_fraction, interpolate, position

tenths = st.integers(0, 1000).map(lambda k: Fraction(k, 1000))


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60), tenths)
def test_equals_numpy_on_sorted_values(values: list[int], p: Fraction) -> None:
    ordered = np.sort(np.array(values))
    lower, upper, _ = position(len(values), p)
    got = interpolate(ordered[lower], ordered[upper], len(values), p)
    assert got == pytest.approx(np.quantile(ordered, float(p), method="linear"), rel=1e-12, abs=1e-6)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=40), tenths)
def test_is_the_float_nearest_the_exact_quantile(values: list[int], p: Fraction) -> None:
    ordered = sorted(values)
    h = (len(values) - 1) * p
    low = h.numerator // h.denominator
    high = min(low + 1, len(values) - 1)
    exact = ordered[low] + (ordered[high] - ordered[low]) * (h - low)
    lower, upper, weight = position(len(values), p)
    assert (int(lower), float(weight)) == (low, pytest.approx(float(h - low)))
    assert interpolate(ordered[int(lower)], ordered[int(upper)], len(values), p) == pytest.approx(
        float(exact), rel=2.3e-16, abs=0
    )


def test_ninetieth_of_eleven_is_an_order_statistic() -> None:
    assert [x.item() for x in position(11, "0.9")] == [9, 9, 0.0]


def test_vectorised_over_counts() -> None:
    lower, upper, weight = position(np.array([0, 1, 2, 5]), "0.5")
    assert lower.tolist() == [-1, 0, 0, 2]
    assert upper.tolist() == [-1, 0, 1, 2]
    assert np.isnan(weight[0])
    assert weight[1:].tolist() == [0.0, 0.5, 0.0]
    got = interpolate([0, 7, 3, 9], [0, 7, 4, 9], [0, 1, 2, 5], "0.5")
    assert np.isnan(got[0])
    assert got[1:].tolist() == [7.0, 3.5, 9.0]


def test_values_too_large_for_whole_number_arithmetic_still_interpolate() -> None:
    assert interpolate(2**61, 2**61 + 1024, 2, "0.5") == 2.0**61 + 512
    assert interpolate(-(2**62), 2**62, 2, "0.5") == 0


def test_an_empty_array_gives_an_empty_array() -> None:
    assert interpolate(np.array([], int), np.array([], int), np.array([], int), "0.9").shape == (0,)


@pytest.mark.parametrize("p", [0.9, True, None, "nine tenths", "1.1", "-0.1", "1/0", "nan"])
def test_refuses_a_fraction_that_is_not_exact_or_not_one(p: object) -> None:
    with pytest.raises(ValueError, match="quantile"):
        as_fraction(p)  # type: ignore[arg-type]


def test_refuses_impossible_samples() -> None:
    with pytest.raises(ValueError, match="fewer than no values"):
        position(-1, "0.5")
    with pytest.raises(ValueError, match="whole numbers"):
        interpolate(0.5, 1, 2, "0.5")
    with pytest.raises(ValueError, match="finer than"):
        position(2**61, "0.123")
