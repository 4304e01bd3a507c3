"""Each rule at its very edge, and the precedence and directions of Making Data Count."""

from math import inf, nextafter

import pytest
from tests.stats.series import months, swinging

from peelian.stats.spc import Verdict, verdict

N = None
FROZEN = swinging(12)  # mean 50, moving ranges 100: limits -216 and 316


def after_frozen(*later: float | None, **options) -> Verdict:
    return verdict(months(12 + len(later)), [*FROZEN, *later], baseline=12, **options)


def rules(judged: Verdict, first: int = 0) -> list[tuple[str, ...]]:
    return [point.rules for point in judged.points[first:]]


def test_limits_of_a_known_baseline() -> None:
    point = after_frozen(50).points[0]
    assert (point.mean, point.lpl, point.upl) == (50, -216, 316)
    assert point.nupl == pytest.approx(50 + 2 * 2.66 / 3 * 100)
    assert point.nlpl == pytest.approx(50 - 2 * 2.66 / 3 * 100)


def test_a_value_on_a_limit_is_inside_it() -> None:
    assert rules(after_frozen(316.0, -216.0, 316.0), 12) == [(), (), ()]
    beyond = after_frozen(nextafter(316.0, inf), nextafter(-216.0, -inf))
    assert rules(beyond, 12) == [("outside",), ("outside",)]


def test_a_value_on_a_near_limit_is_not_near() -> None:
    near = after_frozen(50).points[0].nupl
    assert near is not None
    assert rules(after_frozen(near, 60, near), 12) == [(), (), ()]
    above = nextafter(near, inf)
    assert rules(after_frozen(above, 60, above), 12) == [("two_of_three",), (), ("two_of_three",)]


def test_two_of_three_needs_all_three_on_one_side() -> None:
    assert rules(after_frozen(300, 40, 300), 12) == [(), (), ()]
    assert rules(after_frozen(300, 50, 300), 12) == [(), (), ()], "a point on the mean is on neither side"
    assert rules(after_frozen(40, 300, 300, 40), 12) == [(), (), (), ()], "and the third has to be there"
    assert rules(after_frozen(60, 300, 300, -200), 12)[1:3] == [("two_of_three",), ("two_of_three",)]
    assert rules(after_frozen(-200, -10, -200), 12) == [("two_of_three",), (), ("two_of_three",)]


def test_a_point_outside_the_limits_is_not_near() -> None:
    assert rules(after_frozen(300, 400, 60), 12) == [(), ("outside",), ()]
    assert rules(after_frozen(300, 400, 300), 12) == [("two_of_three",), ("outside",), ("two_of_three",)]


def test_nhs_two_of_three_on_opposite_sides_is_common_cause() -> None:
    judged = verdict(months(16), [*[1, -1] * 7, 5.5, -5.5], improves="increase")
    assert [point.type for point in judged.points[-2:]] == ["common_cause", "common_cause"]


@pytest.mark.parametrize("length", [6, 7, 8])
def test_a_shift_needs_the_whole_run(length: int) -> None:
    up = [60, 70] * 4
    full = after_frozen(*up[:length], 40, run_length=length)
    assert rules(full, 12) == [("shift",)] * length + [()]
    short = after_frozen(0, *up[: length - 1], 40, run_length=length)
    assert rules(short, 12) == [()] * (length + 1)


def test_a_point_on_the_mean_breaks_a_shift() -> None:
    assert rules(after_frozen(40, 60, 70, 60, 50, 70, 60, 70, 60), 12) == [()] * 9


def test_a_missing_value_breaks_a_shift_and_a_trend() -> None:
    assert rules(after_frozen(60, 70, 60, 70, N, 70, 60, 70, 60, 40), 12) == [()] * 10
    assert rules(after_frozen(51, 52, 53, N, 55, 56, 57, 40), 12) == [()] * 8


@pytest.mark.parametrize("length", [6, 7, 8])
def test_a_trend_needs_the_whole_run_strictly(length: int) -> None:
    rise = [46 + n for n in range(length)]
    assert rules(after_frozen(50, *rise, run_length=length), 13) == [("trend",)] * length
    tied = [*rise[:3], *rise[2:-1]]
    assert rules(after_frozen(50, *tied, run_length=length), 13) == [()] * length
    assert rules(after_frozen(50, *rise[1:], run_length=length), 13) == [()] * (length - 1)


def test_a_fall_above_the_mean_is_low() -> None:
    judged = after_frozen(40, *range(70, 63, -1), improves="increase")
    assert judged.points[-1].rules == ("trend", "shift")
    assert judged.variation == "special_cause_concern"
    assert judged.points[-1].opposed
    assert any(warning.startswith("Both an improvement and a concern") for warning in judged.warnings)


def test_a_trend_across_the_mean_is_read_one_way() -> None:
    judged = after_frozen(50, 44, 45, 46, 47, 51, 52, 53, improves="increase")
    assert [(p.rules, p.opposed) for p in judged.points[13:]] == [(("trend",), False)] * 7
    assert judged.warnings == ()


def test_outside_wins_over_a_trend_and_a_trend_over_a_shift() -> None:
    judged = after_frozen(40, *range(1000, 300, -100), improves="increase")
    last = judged.points[-1]
    assert last.rules == ("outside", "trend", "shift")
    assert last.type == "special_cause_improvement"
    assert last.opposed


def test_the_slope_at_a_turn_and_between_trends_looks_onward() -> None:
    """As NHSRplotthedots 0.2.2: the right-hand slope if the next point is in a trend too; a tie is a fall."""
    peak = after_frozen(40, *range(44, 51), *range(49, 43, -1), improves="increase")
    assert [p.type for p in peak.points[13:]] == ["special_cause_improvement"] * 6 + [
        "special_cause_concern"
    ] * 7
    stairs = after_frozen(40, *range(44, 51), *range(50, 57), improves="increase")
    assert [p.type for p in stairs.points[18:21]] == [
        "special_cause_improvement",
        "special_cause_concern",
        "special_cause_improvement",
    ]
    saw = after_frozen(40, *range(44, 51), *range(44, 51), improves="increase")
    assert saw.points[19].type == "special_cause_concern"


def test_directions_of_improvement() -> None:
    assert after_frozen(400, improves="increase").variation == "special_cause_improvement"
    assert after_frozen(400, improves="decrease").variation == "special_cause_concern"
    assert after_frozen(400).variation == "special_cause_neutral_high"
    assert after_frozen(-400, improves="increase").variation == "special_cause_concern"
    assert after_frozen(-400, improves="decrease").variation == "special_cause_improvement"
    assert after_frozen(-400).variation == "special_cause_neutral_low"


def test_screening_drops_ranges_at_the_threshold_once() -> None:
    values = [0, 3267, 4000, 4000, 4000]  # ranges 3267, 733, 0, 0: mean 1000, threshold exactly 3267
    screened = verdict(months(5), values).points[0]
    mean = sum(values) / 5
    assert screened.upl == pytest.approx(mean + 2.66 * 733 / 3)
    assert screened.mean == mean
    kept = verdict(months(5), values, screen=False).points[0]
    assert kept.upl == pytest.approx(mean + 2.66 * 1000)


def test_ranges_beside_a_gap_are_not_bridged() -> None:
    point = verdict(months(6), [0, 10, N, 1000, 1010, 1000], screen=False).points[2]
    assert point.value is None
    assert point.upl == pytest.approx(point.mean + 2.66 * 10)
    assert (point.relative_to_mean, point.rules, point.type) == (None, (), "common_cause")


def test_a_missing_point_counts_as_a_row_of_a_frozen_baseline() -> None:
    values = [N, *swinging(11), 1000, 1000]
    assert verdict(months(14), values, baseline=12).points[0].mean == pytest.approx(500 / 11)


def test_each_segment_has_its_own_baseline_and_rules() -> None:
    when = months(26)
    values = [*swinging(13), *swinging(13, 1000, 1100)]
    values[9:13] = [60, 61, 62, 63]
    values[13:17] = [1064, 1065, 1066, 1067]
    judged = verdict(when, values, rebase=[when[13]])
    assert judged.points[13].mean == pytest.approx(sum(values[13:]) / 13)
    assert {point.segment for point in judged.points[13:]} == {1}
    assert not any("trend" in point.rules or "shift" in point.rules for point in judged.points)
    frozen = verdict(when, values, rebase=[when[13]], baseline=12)
    assert frozen.points[13].mean == pytest.approx(sum(values[13:25]) / 12)


def test_a_rebase_on_the_first_point_is_the_whole_series() -> None:
    plain, rebased = (verdict(months(13), swinging(13), rebase=r) for r in ([], months(1)))
    assert plain.points == rebased.points


def test_ghosts_are_drawn_but_left_out() -> None:
    when = months(26)
    values = [*swinging(24), 5000.0, 50.0]
    judged = verdict(when, values, ghosts=[when[24]], improves="decrease")
    ghost = judged.points[24]
    assert (ghost.value, ghost.ghost, ghost.rules, ghost.relative_to_mean) == (5000, True, (), None)
    assert ghost.type == "common_cause"
    assert judged.points[0].mean == 50
    assert judged.points[0].upl == 316
    assert judged.last_segment_n == 25
    assert verdict(when, values, ghosts=when[20:22], rebase=[when[20]]).last_segment_n == 4
    last_is_ghost = verdict(when, values, ghosts=[when[25]])
    assert last_is_ghost.last == last_is_ghost.points[24]
    assert last_is_ghost.variation == "special_cause_neutral_high"


@pytest.mark.parametrize(
    ("target", "increase", "decrease"),
    [
        (316.0, "hit_or_miss", "hit_or_miss"),
        (nextafter(316.0, inf), "consistently_failing", "consistently_passing"),
        (-216.0, "hit_or_miss", "hit_or_miss"),
        (nextafter(-216.0, -inf), "consistently_passing", "consistently_failing"),
        (50, "hit_or_miss", "hit_or_miss"),
        (None, None, None),
    ],
)
def test_assurance(target: float | None, increase: str | None, decrease: str | None) -> None:
    assert after_frozen(50, improves="increase", target=target).assurance == increase
    assert after_frozen(50, improves="decrease", target=target).assurance == decrease
    assert after_frozen(50, target=target).assurance is None


def test_assurance_takes_the_target_in_force_at_the_last_point() -> None:
    changing = [*[1000] * 12, -1000]
    judged = after_frozen(50, improves="increase", target=changing)
    assert judged.assurance == "consistently_passing"
    assert [point.target for point in judged.points] == changing
    assert after_frozen(50, improves="increase", target=[*[1000] * 12, N]).assurance is None


def test_assurance_takes_the_last_segments_limits() -> None:
    when = months(26)
    judged = verdict(
        when, [*swinging(13), *swinging(13, 1000, 1100)], rebase=[when[13]], improves="increase", target=500
    )
    assert judged.assurance == "consistently_passing"


def test_a_missing_last_value_keeps_the_verdict() -> None:
    judged = after_frozen(400, N, N, improves="increase")
    assert judged.variation == "special_cause_improvement"
    assert judged.last == judged.points[12]
    assert "The last known point is 2 months old." in judged.warnings
    assert "known for the 2 months since" in judged.sentence


@pytest.mark.parametrize(("count", "withheld"), [(12, True), (13, False)])
def test_thirteen_points_for_a_verdict(count: int, withheld: bool) -> None:
    judged = verdict(months(count), [*swinging(count - 1), 5000], improves="increase", target=9999)
    assert (judged.withheld is not None) == withheld == judged.provisional
    assert judged.last_segment_n == count
    assert judged.variation == "special_cause_improvement"
    assert judged.assurance == "consistently_failing"
    assert judged.points[0].upl is not None


def test_thirteen_rows_of_which_one_is_missing_are_withheld() -> None:
    judged = verdict(months(13), [*swinging(11), N, 50])
    assert judged.last_segment_n == 13
    assert judged.withheld == "Only 12 points are known since July 2022; a verdict needs 13."


def test_limits_cut_where_the_measure_cannot_pass() -> None:
    judged = verdict(months(13), swinging(13), floor=0, ceiling=100, improves="increase", target=-5)
    assert {(p.lpl, p.upl, p.nlpl, p.nupl) for p in judged.points} == {(0, 100, 0, 100)}
    assert judged.assurance == "consistently_passing"
    over = verdict(months(13), [*swinging(12), 101], ceiling=100)
    assert over.warnings[-1] == "Beyond what the measure is said to allow: July 2023."
    assert over.points[-1].rules == ("outside",)


def test_huge_and_tiny_numbers() -> None:
    for factor in (1e290, 1e-290, 1e15):
        scaled = [v * factor for v in [*FROZEN, 400, 50]]
        assert rules(verdict(months(14), scaled, baseline=12), 12) == [("outside",), ()]


@pytest.mark.parametrize("value", [inf, -inf, 1e301])
def test_infinite_values_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="point 2 is infinite or too large"):
        verdict(months(3), [1, value, 2])
