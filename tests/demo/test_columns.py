import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.demo.columns import choose, choose_by_row, instants, iso_instants, labels, lognormal, numbered


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=8), st.integers(0, 2**32))
def test_choices_are_always_among_the_weights(weights: list[float], seed: int) -> None:
    drawn = choose(np.random.default_rng(seed), weights, 200)
    assert drawn.min() >= 0
    assert drawn.max() < len(weights)


def test_choices_follow_their_weights() -> None:
    rng = np.random.default_rng(1)
    shares = np.bincount(choose(rng, [1, 3, 0, 4], 80_000), minlength=4) / 80_000
    assert shares == pytest.approx([0.125, 0.375, 0, 0.5], abs=0.01)
    rows = np.repeat([0, 1], 40_000)
    by_row = choose_by_row(np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]]), rows, rng)
    assert (by_row[:40_000] == 0).all()
    assert np.bincount(by_row[40_000:], minlength=3) / 40_000 == pytest.approx([0, 0.5, 0.5], abs=0.01)


def test_lognormal_seconds_have_the_median_asked_for() -> None:
    seconds = lognormal(np.random.default_rng(1), 320.0, 0.5, 50_000)
    assert np.median(seconds) == pytest.approx(320, rel=0.02)
    assert seconds.min() >= 1


def test_times_are_written_as_london_reads_them() -> None:
    utc = np.array([1_751_371_200, 1_764_590_400])  # noon UTC on 1 July and 1 December 2025
    assert [str(time) for time in instants(utc).to_pylist()] == ["2025-07-01 13:00:00", "2025-12-01 12:00:00"]
    assert iso_instants(utc, np.array([True, False])).to_pylist() == ["2025-07-01T13:00:00+01:00", None]
    assert instants(utc, np.array([False, True])).null_count == 1


def test_labels_and_identifiers() -> None:
    missing = np.array([False, True, False])
    assert labels(np.array([1, 0, 0]), ["a", "b"], missing).to_pylist() == ["b", None, "a"]
    assert numbered("X-", 2, start=9).to_pylist() == ["X-0000009", "X-0000010"]
