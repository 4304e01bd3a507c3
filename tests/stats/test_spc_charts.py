"""Every chart has the limits of its formula, the rules of all charts, and textbook examples' figures."""

from itertools import chain
from math import isclose
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.stats import reference, reference_charts
from tests.stats.series import months

from peelian.stats.spc import CHARTS, verdict, verdicts_matrix

RATIO = ("p", "p_prime", "u", "u_prime")
LIMITS = ("mean", "lpl", "upl", "nlpl", "nupl")


@st.composite
def cases(draw: st.DrawFn, charts: tuple[str, ...] = CHARTS) -> dict:
    """A chart with points `(value, n, sd)` that it can be of, some missing, perhaps in segments."""
    chart = draw(st.sampled_from([one for one in charts if one != "xmr"]))
    size = draw(st.integers(4, 40))
    random = Random(draw(st.integers(0, 2**32)))
    level = draw(st.floats(0.05, 0.9))
    step = draw(st.floats(0.4, 1.0))
    missing = draw(st.sampled_from([0.0, 0.1]))
    points = []
    for at in range(size):
        here = level * (step if at > size // 2 else 1)
        n = random.randint(2, 60)
        if chart in ("p", "p_prime"):
            value = sum(random.random() < here for _ in range(n))
        elif chart in ("u", "u_prime", "c", "g", "run"):
            value = random.randint(0, max(1, round(40 * here)))
        elif chart == "t":
            value = round(random.expovariate(1 / (50 * here)) + 0.01, 3)
        else:
            n = random.choice([5, 5, 4])
            value = round(random.gauss(100 * here, 8), 3)
        sd = round(abs(random.gauss(5, 1)) + 0.1, 3) if chart in ("xbar_s", "s") else None
        if chart == "s":
            value = sd
        points.append((None if random.random() < missing else value, n, sd))
    return {
        "chart": chart,
        "points": points,
        "start": draw(st.none() | st.integers(2, size - 2)),
        "baseline": draw(st.none() | st.just(12)),
        "screen": draw(st.booleans()),
        "improves": draw(st.sampled_from(["increase", "decrease", "neutral"])),
    }


def judged(case: dict, **changes):
    case = case | changes
    when = months(len(case["points"]))
    values, n, sd = (list(each) for each in zip(*case["points"], strict=True))
    sized = case["chart"] in (*RATIO, "xbar_s", "s")
    return verdict(
        when,
        values,
        chart=case["chart"],
        n=n if sized else None,
        sd=sd if case["chart"] == "xbar_s" else None,
        improves=case["improves"],
        rebase=[] if case["start"] is None else [when[case["start"]]],
        baseline=case["baseline"],
        screen=case["screen"],
    )


def segments(case: dict) -> list[list[reference_charts.Point]]:
    points, start = case["points"], case["start"]
    return [points] if start is None else [points[:start], points[start:]]


def expected(case: dict, points: list[reference_charts.Point]) -> list:
    chart, baseline, screen = case["chart"], case["baseline"], case["screen"]
    if chart in RATIO:
        return reference_charts.ratios(
            points, poisson=chart[0] == "u", prime=chart.endswith("prime"), baseline=baseline, screen=screen
        )
    match chart:
        case "c":
            return reference_charts.counts(points, baseline)
        case "g":
            return reference_charts.between(points, baseline)
        case "t":
            return reference_charts.times(points, baseline, screen)
        case "xbar_s":
            return reference_charts.averages(points, baseline)
    sigma = reference_charts.within(points, baseline)
    return [
        reference_charts.around(
            sigma, sigma * (1 - reference_charts.c4(n) ** 2) ** 0.5 / reference_charts.c4(n), floor=0
        )
        for _, n, _ in points
    ]


def enough(case: dict) -> bool:
    """Whether each baseline has two known neighbours, so that there is something to draw."""
    return all(
        sum(value is not None for value, _, _ in part[: case["baseline"]]) > 1 for part in segments(case)
    )


@settings(max_examples=400, deadline=None)
@given(cases(tuple(one for one in CHARTS if one != "run")))
def test_limits_are_those_of_the_formula(case: dict) -> None:
    assume(enough(case))
    found = iter(judged(case).points)
    for part in segments(case):
        for want, (value, n, _), point in zip(expected(case, part), part, found, strict=False):
            plotted = value / n if case["chart"] in RATIO and value is not None else value
            assert point.value == (None if value is None else pytest.approx(plotted))
            if point.upl is None:  # a constant, or no neighbours: no limits are claimed
                assert want[2] is None or isclose(want[1], want[2], abs_tol=1e-9) or want[1] == want[0]
                continue
            for name, edge in zip(LIMITS, want, strict=True):
                assert getattr(point, name) == pytest.approx(edge, rel=1e-9, abs=1e-12), name


@settings(max_examples=200, deadline=None)
@given(cases(tuple(one for one in CHARTS if one not in ("run", "g"))))
def test_the_rules_are_those_of_every_chart(case: dict) -> None:
    assume(enough(case))
    points = iter(judged(case).points)
    for part in segments(case):
        mine = [next(points) for _ in part]
        assume(all(point.upl is not None for point in mine))
        rows = [
            reference.Row(point.value, point.mean, point.lpl, point.upl, point.nlpl, point.nupl)
            for point in mine
        ]
        for row in rows:
            if row.value is not None:
                row.relative = (row.value > row.mean) - (row.value < row.mean)
        reference.fire(rows, 7)
        for row, point in zip(rows, mine, strict=True):
            assert set(point.rules) == row.rules
            assert point.type == reference.type_of(row, case["improves"])


@settings(max_examples=200, deadline=None)
@given(cases(("run",)))
def test_a_run_chart_counts_runs_and_crossings(case: dict) -> None:
    assume(enough(case))
    found = judged(case)
    points = iter(found.points)
    for part in segments(case):
        mine = [next(points) for _ in part]
        values = [value for value, _, _ in part]
        centre, useful, longest, most, crossings, least, long, last = reference_charts.runs(
            values, case["baseline"]
        )
        assert {point.mean for point in mine} == {centre}
        assert {at for at, point in enumerate(mine) if "long_run" in point.rules} == long
        assert {at for at, point in enumerate(mine) if "few_crossings" in point.rules} == last
        for at, point in enumerate(mine):
            assert (point.type != "common_cause") == (at in long | last)
            assert point.upl is None
    runs = found.runs
    assert (runs.useful, runs.longest, runs.crossings) == (useful, longest, crossings)
    assert (runs.longest_limit, runs.crossings_limit) == (most, least)
    assert found.assurance is None


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_a_segment_knows_nothing_of_the_others(case: dict, data: st.DataObject) -> None:
    assume(enough(case) and case["start"] is not None)
    start = case["start"]
    other = data.draw(cases((case["chart"], "xmr")))["points"]
    changed = judged(case | {"points": [*(other * 10)[:start], *case["points"][start:]]})
    assert changed.points[start:] == judged(case).points[start:]


@settings(max_examples=150, deadline=None)
@given(cases())
def test_a_missing_end_changes_no_verdict(case: dict) -> None:
    assume(enough(case) and case["chart"] not in ("xbar_s", "s"))
    before, after = judged(case), judged(case, points=[*case["points"], (None, None, None)])
    assert [(p.value, p.rules, p.type) for p in after.points[:-1]] == [
        (p.value, p.rules, p.type) for p in before.points
    ]
    assert after.variation == before.variation
    assert after.points[-1].type == "common_cause"


@settings(max_examples=100, deadline=None)
@given(cases(("p", "p_prime")))
def test_failures_mirror_successes(case: dict) -> None:
    assume(enough(case) and case["improves"] != "neutral")
    here = judged(case)
    mirrored = judged(
        case,
        points=[(None if y is None else n - y, n, sd) for y, n, sd in case["points"]],
        improves="increase" if case["improves"] == "decrease" else "decrease",
    )
    for point, other in zip(here.points, mirrored.points, strict=True):
        if point.upl is not None:
            assert other.upl == pytest.approx(1 - point.lpl, abs=1e-9)
    edge = [p for p in here.points if p.value is not None and p.upl is not None]
    assume(all(abs(p.value - limit) > 1e-9 for p in edge for limit in (p.mean, p.lpl, p.upl, p.nlpl, p.nupl)))
    assert [p.type for p in here.points] == [p.type for p in mirrored.points]


@pytest.mark.parametrize("chart", CHARTS)
def test_a_matrix_is_its_rows(chart: str) -> None:
    random = np.random.default_rng(3)
    n = random.integers(20, 60, (2_100, 24)).astype(float)
    values = random.binomial(n.astype(int), 0.3).astype(float) + (chart == "t")
    values[random.random(values.shape) < 0.05] = np.nan
    when = months(24)
    more = {"n": n} if chart in (*RATIO, "xbar_s", "s") else {}
    spread = random.uniform(1, 3, values.shape)
    if chart == "xbar_s":
        more["sd"] = spread
    every = verdicts_matrix(values, when, chart=chart, improves="decrease", rebase=[when[12]], **more)
    for row in (0, 1023, 1024, 2_099):
        one = verdicts_matrix(
            values[row : row + 1], when, chart=chart, improves="decrease", rebase=[when[12]],
            **{name: each[row : row + 1] for name, each in more.items()},
        )  # fmt: skip
        for field in ("mean", "lpl", "upl", "types", "flags", "last", "variation", "withheld"):
            assert np.array_equal(
                getattr(every, field)[row], getattr(one, field)[0], equal_nan=field in ("mean", "lpl", "upl")
            )
        if chart == "run":
            assert [int(each[row]) for each in every.runs] == [int(each[0]) for each in one.runs]


# Montgomery, "Introduction to Statistical Quality Control", tables 7.1 and 7.7: nonconforming cans of orange
# juice in samples of 50, and nonconformities in 26 samples of 100 printed circuit boards.
CANS = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]
BOARDS = [
    21,
    24,
    16,
    12,
    15,
    5,
    28,
    20,
    31,
    25,
    20,
    24,
    16,
    19,
    10,
    17,
    13,
    22,
    18,
    39,
    30,
    24,
    16,
    19,
    17,
    15,
]


def test_the_cans_of_the_textbook() -> None:
    found = verdict(months(30), CANS, chart="p", n=[50] * 30)
    point = found.points[0]
    assert (round(point.mean, 4), round(point.lpl, 4), round(point.upl, 4)) == (0.2313, 0.0524, 0.4102)
    assert [at + 1 for at, each in enumerate(found.points) if "outside" in each.rules] == [15, 23]


def test_the_boards_of_the_textbook() -> None:
    found = verdict(months(26), BOARDS, chart="c")
    point = found.points[0]
    assert (round(point.mean, 2), round(point.lpl, 2), round(point.upl, 2)) == (19.85, 6.48, 33.21)
    assert [at + 1 for at, each in enumerate(found.points) if "outside" in each.rules] == [6, 20]


def test_subgroups_are_given_in_three_ways_that_agree() -> None:
    random = np.random.default_rng(1)
    groups = [random.normal(50, 4, size).round(2).tolist() for size in [5, 4, 5, 5, 3] * 4]
    groups[3] = [*groups[3], None]
    known = [[one for one in group if one is not None] for group in groups]
    listed = verdict(months(20), groups, chart="xbar_s")
    every = list(chain.from_iterable(known))
    flat = verdict(months(20), every, chart="xbar_s", n=[len(group) for group in known])
    told = verdict(
        months(20), [float(np.mean(g)) for g in known], chart="xbar_s", n=[len(g) for g in known],
        sd=[float(np.std(g, ddof=1)) for g in known],
    )  # fmt: skip
    for other in (flat, told):
        for mine, theirs in zip(listed.points, other.points, strict=True):
            assert (mine.value, mine.upl, mine.n) == pytest.approx((theirs.value, theirs.upl, theirs.n))
    assert listed.spread.chart == "s"
    assert [point.value for point in listed.spread.points] == pytest.approx(
        [point.value for point in told.spread.points]
    )


def test_ratios_given_for_counts_are_read_as_such_and_it_is_said() -> None:
    ratios = verdict(months(30), [one / 50 for one in CANS], chart="p", n=[50] * 30)
    assert ratios.points[0].upl == pytest.approx(
        verdict(months(30), CANS, chart="p", n=[50] * 30).points[0].upl
    )
    assert any("ratios" in warning for warning in ratios.warnings)


def test_all_alike_claims_no_limits() -> None:
    for chart, values, n in (
        ("p", [10] * 14, [10] * 14), ("p", [0] * 14, [9] * 14), ("c", [0] * 14, None), ("g", [0] * 14, None),
        ("u", [0] * 14, [3] * 14), ("p_prime", [5] * 14, [10] * 14), ("t", [4.0] * 14, None),
        ("xbar_s", [[3, 3]] * 14, None),
    ):  # fmt: skip
        found = verdict(months(14), values, chart=chart, n=n, improves="increase")
        assert (found.points[0].upl, found.withheld, found.variation) == (None, None, "common_cause"), chart
        assert found.flat == found.points[0].value, chart


def test_a_hundred_per_cent_is_no_concern_and_a_fall_from_it_is() -> None:
    steady = verdict(months(14), [20] * 14, chart="p", n=[20] * 14, improves="increase")
    fallen = verdict(months(14), [*[20] * 13, 17], chart="p", n=[20] * 14, improves="increase", baseline=13)
    assert steady.variation == "common_cause"
    assert (fallen.variation, fallen.points[-1].rules) == ("special_cause_concern", ("change_from_constant",))


def test_a_run_chart_without_enough_off_the_median_is_withheld() -> None:
    found = verdict(months(16), [5, 6, 5, 5, 5, 4, 5, 5, 5, 5, 6, 5, 5, 5, 4, 5], chart="run")
    assert found.withheld is not None
    assert "4" in found.withheld
    assert found.runs.useful == 4


@pytest.mark.parametrize(
    ("chart", "values", "more", "says"),
    [
        ("q", [1, 2], {}, "chart is one of"),
        ("p", [1, 2], {}, "needs n"),
        ("c", [1, 2], {"n": [3, 4]}, "takes no n"),
        ("p", [1, 5], {"n": [3, 4]}, "point 2 is 5"),
        ("p", [1, -1], {"n": [3, 4]}, "point 2 is -1"),
        ("u", [1, 2], {"n": [3, -4]}, "point 2 is -4"),
        ("t", [1, 0], {}, "above 0"),
        ("c", [1, -2], {}, "not below 0"),
        ("g", [-1, 2], {}, "not below 0"),
        ("p", [1, 2], {"n": [3]}, "2 dates and 1 numbers n"),
        ("xmr", [1, 2], {"sd": [1, 1]}, "takes no sd"),
        ("s", [1, -2], {"n": [5, 5]}, "not below 0"),
        ("xbar_s", [1, 2], {}, "n: how many each has"),
        ("xbar_s", [1, 2, 3], {"n": [2, 2]}, "3 values are not the 4"),
        ("xbar_s", [[1, 2]], {}, "2 dates and 1 subgroups"),
        ("xbar_s", [1, 2, 3], {"n": [1.5, 1.5]}, "3 values are not the 3"),
    ],
)  # fmt: skip
def test_what_a_chart_cannot_be_of_is_refused(chart: str, values: list, more: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        verdict(months(2), values, chart=chart, **more)
