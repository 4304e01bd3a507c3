"""Order statistics of many cells at once, against sorting each."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from peelian.pipeline.rollup import Ordered
from peelian.stats.quantiles import position

values = st.integers(-5, 5) | st.integers(-(2**62), 2**62)
rows = st.lists(st.tuples(st.integers(0, 4), values, st.integers(1, 3)), max_size=40)


@given(rows, st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(1, 100)]), st.booleans())
@settings(max_examples=200, deadline=None)
def test_order_statistics(rows: list[tuple[int, int, int]], p: Fraction, counted: bool) -> None:
    cell, value, count = (np.array([row[i] for row in rows], np.int64) for i in range(3))
    none = np.zeros(0, np.int64)
    n, lower, upper = Ordered(cell, value, count if counted else none, 5).between(p)
    for place in range(5):
        own = sorted(v for c, v, times in rows if c == place for _ in range(times if counted else 1))
        assert n[place] == len(own)
        if own:
            below, above, _ = position(len(own), p)
            assert (lower[place], upper[place]) == (own[int(below)], own[int(above)])
        else:
            assert lower[place] == upper[place] == 0
