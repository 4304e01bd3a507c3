"""Funnel limits beside a slow reference, what leaves them alone, and how often they are wrong."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from tests.stats import funnel_reference as slow

from peelian.stats.funnel import Funnel, funnel
from peelian.stats.funnel_limits import exact_limits

EDGES = ("low_95", "high_95", "low_998", "high_998")
KINDS = pytest.mark.parametrize("kind", ["proportion", "rate"])


@st.composite
def units(draw, least=1, kind="proportion"):
    """Numerators and denominators of some units with cases."""
    bottoms = draw(st.lists(st.integers(1, 3000), min_size=least, max_size=25))
    most = (lambda n: n) if kind == "proportion" else (lambda n: 4 * n)
    return [draw(st.integers(0, most(n))) for n in bottoms], bottoms


def edges(of) -> np.ndarray:
    return np.array([getattr(of, edge) for edge in EDGES])


@given(n=st.integers(1, 60), share=st.fractions(0, 1, max_denominator=200))
def test_limits_of_a_proportion_are_the_slow_ones(n: int, share: Fraction) -> None:
    found = exact_limits(np.array([float(n)]), float(share), "proportion")
    chances = slow.binomial(n, share) if 0 < share < 1 else None
    assume(chances is not None)
    expected = [*slow.limits(chances, 0.025), *slow.limits(chances, 0.001)]
    assert edges(found)[:, 0] * n == pytest.approx(expected, abs=1e-6)


@given(exposure=st.floats(0.1, 50), rate=st.floats(0.05, 4))
def test_limits_of_a_rate_are_the_slow_ones(exposure: float, rate: float) -> None:
    found = exact_limits(np.array([exposure]), rate, "rate")
    chances = slow.poisson(exposure * rate)
    expected = [*slow.limits(chances, 0.025), *slow.limits(chances, 0.001)]
    assert edges(found)[:, 0] * exposure == pytest.approx(expected, abs=1e-6)


@KINDS
def test_the_lower_limit_is_as_published_and_the_upper_one_case_further_out(kind: str) -> None:
    n, pooled = 200.0, 0.12
    found = exact_limits(np.array([n]), pooled, kind)
    of = stats.binom(n, pooled) if kind == "proportion" else stats.poisson(n * pooled)
    for p, edge, further in ((0.025, found.low_95, 0), (0.975, found.high_95, 1)):
        r = of.ppf(p)
        published = (r - (of.cdf(r) - p) / (of.cdf(r) - of.cdf(r - 1))) / n
        assert edge[0] == pytest.approx(published + further / n)


@pytest.mark.parametrize("share", [0.003, 0.02, 0.1, 0.5, 0.87, 0.99])
def test_no_unit_is_outside_more_often_than_is_said(share: float) -> None:
    for n in (*range(1, 80), 150, 400, 1000):
        found = exact_limits(np.array([float(n)]), share, "proportion")
        counts = np.arange(n + 1)
        chance = stats.binom.pmf(counts, n, share)
        for edge, tail in ((found.low_95, 0.025), (found.low_998, 0.001)):
            assert chance[counts / n < edge[0]].sum() <= tail + 1e-9, n
        for edge, tail in ((found.high_95, 0.025), (found.high_998, 0.001)):
            assert chance[counts / n > edge[0]].sum() <= tail + 1e-9, n


@KINDS
@given(data=st.data())
def test_the_pooled_rate_is_within_and_the_inner_limits_inside_the_outer(kind: str, data) -> None:
    judged = funnel(*data.draw(units(kind=kind)), kind=kind)
    for limits in (judged.plain, judged.limits, judged.curve.plain, judged.curve.limits):
        low_95, high_95, low_998, high_998 = edges(limits)
        assert (low_998 <= low_95 + 1e-9).all()
        assert (low_95 <= judged.pooled + 1e-9).all()
        assert (judged.pooled <= high_95 + 1e-9).all()
        assert (high_95 <= high_998 + 1e-9).all()
        assert (low_998 >= 0).all()
        assert kind == "rate" or (high_998 <= 1).all()


@given(st.integers(1, 500), st.floats(0.02, 0.98))
def test_limits_are_wider_for_a_smaller_unit(n: int, share: float) -> None:
    sizes = np.array([n, 6.0 * n, 60.0 * n])
    low_95, high_95, low_998, high_998 = edges(exact_limits(sizes, share, "proportion"))
    for width in (high_95 - low_95, high_998 - low_998):
        assert width[0] >= width[1] - 1e-9
        assert width[0] > width[2]


@KINDS
@given(data=st.data())
def test_units_in_another_order_are_judged_alike(kind: str, data) -> None:
    tops, bottoms = data.draw(units(kind=kind))
    order = data.draw(st.permutations(range(len(tops))))
    one = funnel(tops, bottoms, kind=kind)
    other = funnel([tops[at] for at in order], [bottoms[at] for at in order], kind=kind)
    assert [one.position[at] for at in order] == list(other.position)
    assert edges(one.limits)[:, order] == pytest.approx(edges(other.limits))
    assert (one.phi is None) == (other.phi is None)
    assert one.phi is None or one.phi == pytest.approx(other.phi)


@KINDS
@given(data=st.data(), times=st.sampled_from([0.5, 2.0, 64.0, 1024.0]))
def test_a_multiplier_multiplies_values_and_limits_and_changes_no_judgement(kind, data, times) -> None:
    tops, bottoms = data.draw(units(kind=kind))
    one, other = funnel(tops, bottoms, kind=kind), funnel(tops, bottoms, kind=kind, multiplier=times)
    assert one.position == other.position
    assert one.phi == other.phi
    assert other.pooled == pytest.approx(times * one.pooled)
    assert edges(other.limits) == pytest.approx(times * edges(one.limits))
    assert other.value == pytest.approx(times * one.value)


@given(units())
def test_the_share_without_is_the_share_with_in_a_mirror(given_units) -> None:
    tops, bottoms = given_units
    one = funnel(tops, bottoms)
    other = funnel(np.subtract(bottoms, tops), bottoms)
    assert one.limits.low_95 == pytest.approx(1 - other.limits.high_95, abs=1e-9)
    assert one.limits.high_998 == pytest.approx(1 - other.limits.low_998, abs=1e-9)


@KINDS
@given(data=st.data())
def test_units_without_cases_change_nothing_for_the_others(kind: str, data) -> None:
    tops, bottoms = data.draw(units(kind=kind))
    one = funnel(tops, bottoms, kind=kind)
    other = funnel([0, *tops, None, 3], [0, *bottoms, 50, None], kind=kind)
    assert other.position == ("no_cases", *one.position, "no_cases", "no_cases")
    assert other.phi == one.phi
    assert other.pooled == pytest.approx(one.pooled)
    assert edges(other.limits)[:, 1:-2] == pytest.approx(edges(one.limits))
    assert np.isnan(other.value[[0, -2, -1]]).all()
    assert other.compared == len(tops)


@KINDS
@given(data=st.data())
def test_overdispersion_is_the_slow_one_and_widens_only_above_1(kind: str, data) -> None:
    tops, bottoms = data.draw(units(least=10, kind=kind))
    judged = funnel(tops, bottoms, kind=kind)
    assert judged.phi == pytest.approx(slow.phi(tops, bottoms, kind), abs=1e-9)
    if judged.phi <= 1:
        assert not judged.widened
        assert judged.spread == 1
        assert (edges(judged.limits) == edges(judged.plain)).all()
    else:
        assert judged.spread == pytest.approx(judged.phi**0.5)
        stretched = judged.pooled + judged.spread * (edges(judged.plain) - judged.pooled)
        assert edges(judged.limits) == pytest.approx(
            np.clip(stretched, 0, 1 if kind == "proportion" else None)
        )


@given(units(least=10))
def test_overdispersion_may_be_left_out(given_units) -> None:
    judged = funnel(*given_units, overdispersed=False)
    assert judged.phi is None
    assert not judged.widened


def test_nine_units_are_too_few_to_tell_how_far_units_differ_and_ten_are_not() -> None:
    tops, bottoms = [10, 90] * 5, [100] * 10
    assert funnel(tops[:9], bottoms[:9]).phi is None
    assert funnel(tops, bottoms).phi > 1


def test_one_unit_that_truly_differs_does_not_hide_itself_among_ten() -> None:
    judged = funnel([100] * 9 + [220], [1000] * 10)
    assert judged.position[:9] == ("within",) * 9
    assert judged.position[9] == "high_998"


def of_chance(rng, kind: str, spread: float = 0.0) -> Funnel:
    """Forty units of very different sizes with one rate, or with rates of their own."""
    sizes = rng.integers(20, 2000, 40)
    share = np.full(40, 0.15) if not spread else rng.beta(0.15 / spread, 0.85 / spread, 40)
    tops = rng.binomial(sizes, share) if kind == "proportion" else rng.poisson(sizes * share)
    return funnel(tops, sizes, kind=kind)


@KINDS
def test_where_only_chance_is_at_work_few_units_are_outside(kind: str) -> None:
    rng = np.random.default_rng(5)
    many = [of_chance(rng, kind) for _ in range(400)]
    share = {p: sum(one.count(p) for one in many) / (400 * 40) for p in ("high_998", "low_998")}
    beyond = 1 - sum(one.count("within") for one in many) / (400 * 40)
    assert 0.025 < beyond < 0.05  # discrete counts and pooling keep it under 5%
    assert all(each < 0.001 + 0.0008 for each in share.values())
    assert sum(one.widened for one in many) / 400 < 0.1


@KINDS
def test_where_units_differ_anyway_widened_limits_keep_most_within(kind: str) -> None:
    rng = np.random.default_rng(6)
    many = [of_chance(rng, kind, spread=0.02) for _ in range(200)]
    outside = 1 - sum(one.count("within") for one in many) / (200 * 40)
    plain = [np.mean((one.value < one.plain.low_95) | (one.value > one.plain.high_95)) for one in many]
    assert all(one.widened for one in many)
    assert np.mean(plain) > 0.4
    assert outside < 0.2
    assert sum(one.count("high_998", "low_998") for one in many) / (200 * 40) < 0.05


def test_curves_pass_through_the_limits_of_the_units() -> None:
    judged = funnel([30, 60, 200], [100, 200, 1000])
    at = np.searchsorted(judged.curve.at, 1000)
    near = judged.curve.at[at - 1 : at + 1]
    assert near[0] <= 1000 <= near[1]
    low = np.interp(1000, near, judged.curve.limits.low_95[at - 1 : at + 1])
    assert low == pytest.approx(judged.limits.low_95[2], abs=0.003)
    assert judged.curve.at[0] < 100
    assert judged.curve.at[-1] > 1000


@pytest.mark.parametrize(
    ("tops", "bottoms", "more", "said"),
    [
        ([1, 2], [3], {}, "2 numerators, 1 denominators"),
        ([1], [3], {"units": ["a", "b"]}, "2 units"),
        ([4], [3], {"units": ["North"]}, "'North': the numerator is larger than its denominator: 4"),
        ([-1], [3], {}, "negative"),
        ([1], [-3], {}, "negative"),
        ([1.5], [3], {}, "not whole"),
        ([1], [3.5], {}, "not whole"),
        ([1.5], [3.5], {"kind": "rate"}, "numerator counts something and is not whole"),
        ([1], [float("inf")], {}, "infinite"),
        ([1], [1e13], {}, "larger than"),
        (["x"], [3], {}, "numerators are numbers"),
        ([[1]], [3], {}, "one list"),
        ([1], [3], {"kind": "share"}, "kind is one of proportion, rate"),
        ([1], [3], {"improves": "up"}, "improves is one of"),
        ([1], [3], {"multiplier": 0}, "multiplier is a number above 0"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(tops, bottoms, more, said) -> None:
    with pytest.raises(ValueError, match=said):
        funnel(tops, bottoms, **more)


def test_a_rate_may_have_more_cases_than_its_denominator_and_a_denominator_that_is_not_whole() -> None:
    assert funnel([30, 12], [10.5, 4.25], kind="rate").compared == 2


def test_nobody_and_nothing() -> None:
    assert funnel([], []).position == ()
    assert np.isnan(funnel([0, None], [0, 10]).pooled)
    for tops in ([0, 0, 0], [7, 3, 900]):
        judged = funnel(tops, [7, 3, 900])
        assert judged.position == ("within",) * 3
        assert judged.plain.low_998[0] <= judged.pooled <= judged.plain.high_998[0]


@pytest.mark.parametrize(("count", "least", "most"), [(4, 1.0, 1.0), (5, 0.9, 1.0), (10, 0.0, 0.12)])
def test_why_ten_units(monkeypatch: pytest.MonkeyPatch, count: int, least: float, most: float) -> None:
    monkeypatch.setattr("peelian.stats.funnel.FEWEST_FOR_SPREAD", 1)
    rng = np.random.default_rng(7)
    found, hidden = 0, 0
    for _ in range(200):
        sizes = np.array([600, *rng.integers(100, 1000, count - 1)])
        one = funnel(rng.binomial(sizes, [0.3, *[0.2] * (count - 1)]), sizes)
        if one.value[0] > one.plain.high_998[0]:
            found += 1
            hidden += one.value[0] <= one.limits.high_998[0]
    assert found > 100
    assert least <= hidden / found <= most
