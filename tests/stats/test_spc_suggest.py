"""Which chart is suggested, for series of which it is known what made them."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stats.series import months

from peelian.stats.spc import CHARTS, suggest_chart, verdict

Made = tuple[list, list | None]


def many(make: Callable[[np.random.Generator], Made], times: int = 200) -> Counter:
    random = np.random.default_rng(11)
    every = [make(random) for _ in range(times)]
    return Counter(suggest_chart(values, n=n).chart for values, n in every)


def shares(random: np.random.Generator, spread: float = 0.0, scale: int = 100) -> Made:
    n = random.integers(scale // 2, scale * 2, 30)
    return random.binomial(n, random.uniform(0.4 - spread, 0.4 + spread, 30)).tolist(), n.tolist()


def rates(random: np.random.Generator, spread: float = 0.0) -> Made:
    n = random.integers(4, 40, 30)
    return random.poisson(n * random.uniform(4 - spread, 4 + spread, 30)).tolist(), n.tolist()


def counts(random: np.random.Generator, spread: float = 0.0) -> Made:
    return random.poisson(random.uniform(60 - spread, 60 + spread, 30)).tolist(), None


@pytest.mark.parametrize(("make", "chart"), [(shares, "p"), (rates, "u"), (counts, "c")])
def test_what_chance_makes_gets_the_plain_chart(make: Callable, chart: str) -> None:
    assert many(make)[chart] == pytest.approx(180, abs=18)  # the test of dispersion errs one time in ten


@pytest.mark.parametrize(
    ("make", "chart"),
    [
        (partial(shares, spread=0.1, scale=1000), "p_prime"),
        (partial(rates, spread=3), "u_prime"),
        (partial(counts, spread=50), "xmr"),
    ],
)
def test_what_spreads_further_gets_another(make: Callable, chart: str) -> None:
    assert many(make)[chart] == 200


@pytest.mark.parametrize(
    ("values", "n", "chart", "says"),
    [
        ([1.5, 2.5, None] * 10, None, "xmr", "measurements"),
        ([-3, 4] * 10, None, "xmr", "measurements"),
        ([3, 4, 5], None, "run", "Only 3 values are known"),
        ([0, 0, 0, 1] * 6, None, "t", "0.25 a period"),
        ([[1, 2, 3], [2, 3, 4]] * 8, None, "xbar_s", "subgroup"),
        ([[1], [2]] * 8, None, "xmr", "one measurement"),
        ([0.2, 0.5] * 8, [10] * 16, "xmr", "not counts"),
        ([0] * 14, [10] * 14, "p", "never vary"),
        ([7, 7, 7, 7] * 4, [10] * 16, "p_prime", "too wide"),
        ([0] * 14, None, "t", "0.00 a period"),
    ],
)
def test_each_kind_of_series(values: list, n: list | None, chart: str, says: str) -> None:
    found = suggest_chart(values, n=n)
    assert found.chart == chart
    assert says in found.reason


@pytest.mark.parametrize(
    ("values", "n", "says"),
    [
        ([], None, "no value is known"),
        ([None] * 5, None, "no value is known"),
        ([1, 2], [1], "2 dates and 1 numbers n"),
        ([1, 2], [0, None], "no value has an n above 0"),
        (["a"], None, "not a number"),
    ],
)
def test_what_no_chart_fits_is_refused(values: list, n: list | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        suggest_chart(values, n=n)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.integers(0, 50), min_size=1, max_size=40), st.booleans(), st.data())
def test_whatever_is_suggested_can_be_drawn(values: list, sized: bool, data: st.DataObject) -> None:
    n = [data.draw(st.integers(50, 90)) for _ in values] if sized else None
    if not any(value is not None for value in values):
        return
    found = suggest_chart(values, n=n)
    assert found.chart in CHARTS
    assert found.reason.endswith(".")
    assert found.chart not in dict(found.considered)
    if found.chart == "t":  # asks for times between events, which these values are not
        return
    takes_n = found.chart in ("p", "p_prime", "u", "u_prime")
    verdict(months(len(values)), values, chart=found.chart, n=n if takes_n else None)
