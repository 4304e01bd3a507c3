"""A constant baseline claims no limits; what differs from it is a change, and rounding is no difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stats.series import months

from peelian.stats.spc import Verdict, verdict

N = None


def signals(judged: Verdict) -> list[int]:
    return [at for at, point in enumerate(judged.points) if point.type != "common_cause"]


@given(st.floats(-1e12, 1e12), st.integers(2, 60), st.booleans())
def test_a_constant_is_on_its_own_mean(value: float, count: int, screen: bool) -> None:
    judged = verdict(months(count), [value] * count, screen=screen, improves="increase", target=value)
    assert {(p.mean, p.relative_to_mean, p.lpl, p.upl, p.nlpl, p.nupl) for p in judged.points} == {
        (value, 0, N, N, N, N)
    }
    assert not signals(judged)
    assert judged.flat == value
    assert judged.assurance == "hit_or_miss"


def test_constant_full_marks_are_no_concern() -> None:
    judged = verdict(months(24), [100] * 24, improves="increase", target=95, unit="%")
    assert (judged.variation, judged.assurance) == ("common_cause", "consistently_passing")
    assert judged.sentence == (
        "The latest figure, 100% (June 2024), is the same as every other, a constant 100%: no clear change. "
        "Every figure so far has met the standard of 95%."
    )
    assert judged.warnings == ("The baseline holds constant at 100%, so no limits are claimed.",)


def test_constant_failure_says_so() -> None:
    judged = verdict(months(24), [80] * 24, improves="increase", target=95)
    assert judged.assurance == "consistently_failing"
    assert judged.sentence.endswith("Every figure so far has missed the standard of 95.")


def test_the_one_that_differs_is_the_signal_not_the_nineteen() -> None:
    judged = verdict(months(20), [100] * 19 + [90], improves="increase", target=95)
    assert signals(judged) == [19]
    assert judged.points[19].rules == ("change_from_constant",)
    assert judged.variation == "special_cause_concern"
    assert judged.assurance == "hit_or_miss"
    assert "is a change from a constant 100: a cause for concern" in judged.sentence
    assert judged.warnings[-1].endswith("1 of 20 points differs from that constant.")
    assert [point.relative_to_mean for point in judged.points] == [1] * 19 + [-1]


def test_a_step_between_constants_is_a_change_from_the_first() -> None:
    judged = verdict(months(24), [5] * 12 + [8] * 12, improves="decrease")
    assert signals(judged) == list(range(12, 24))
    assert judged.points[12].rules == ("change_from_constant", "shift")
    assert judged.variation == "special_cause_concern"


def test_a_gap_does_not_end_a_departure() -> None:
    judged = verdict(months(24), [*[5] * 12, 8, N, 8, *[5] * 9])
    assert signals(judged) == [12, 14]


def test_a_level_must_have_held_for_twelve_points() -> None:
    assert signals(verdict(months(24), [5] * 11 + [8] + [5] * 12)) == []
    assert signals(verdict(months(24), [5] * 12 + [8] + [5] * 11)) == [12]
    assert signals(verdict(months(24), [8] + [5] * 23)) == []


def test_a_rare_count_is_no_signal_each_time() -> None:
    judged = verdict(months(24), [0] * 10 + [1] + [0] * 4 + [1] + [0] * 7 + [1], improves="decrease")
    assert signals(judged) == []
    assert "is off the level that most figures hold, 0, as others have been before" in judged.sentence
    steady = verdict(months(24), [0] * 10 + [1] + [0] * 13, improves="decrease")
    assert "is at the level that most figures hold, 0: no clear change" in steady.sentence


def test_a_frozen_constant_is_left_by_every_point_that_differs() -> None:
    judged = verdict(months(16), [*[10] * 12, 11, 10, 9, 12], baseline=12, improves="increase")
    assert signals(judged) == [12, 14, 15]
    assert judged.points[14].type == "special_cause_concern"
    jumpy = verdict(months(26), [*[10] * 5, 11, *[10] * 18, 10, 11], baseline=24)
    assert signals(jumpy) == [25], "held for twelve, though the frozen baseline had a point apart"


def test_a_trend_and_a_shift_are_still_seen_beside_a_constant() -> None:
    judged = verdict(months(20), [*[0] * 5, 1, *[0] * 7, *[1] * 7], baseline=12, improves="increase")
    assert judged.points[-1].rules == ("shift",)
    assert "a run of 7 months above the constant of 0" in judged.sentence


def test_rounding_is_not_variation() -> None:
    dusty = [0.1 + 0.2, 0.3] * 10
    judged = verdict(months(20), dusty, improves="increase")
    assert not signals(judged)
    assert {point.relative_to_mean for point in judged.points} == {0}
    assert judged.points[0].upl is None


def test_small_variation_beside_large_numbers_is_variation() -> None:
    judged = verdict(months(14), [1e9 + v for v in [0, 1] * 7])
    assert judged.points[0].upl == pytest.approx(1e9 + 0.5 + 2.66)
    assert judged.flat is None


@pytest.mark.parametrize("values", [[1], [N], [N, N, N], [1, N, 2, N]])
def test_without_two_neighbours_there_are_no_limits(values: list[float | None]) -> None:
    judged = verdict(months(len(values)), values, improves="increase", target=1)
    known = [v for v in values if v is not None]
    assert judged.points[0].mean == (sum(known) / len(known) if known else None)
    assert judged.points[0].upl is None
    assert not signals(judged)
    assert judged.assurance == "hit_or_miss"
    assert judged.withheld is not None
    assert "There are no limits: no two neighbouring points of the baseline are known." in judged.warnings


def test_many_points_that_never_neighbour_are_withheld() -> None:
    judged = verdict(months(30), [v for n in range(15) for v in (float(n % 3), N)])
    assert judged.withheld == "No limits can be drawn: no two neighbouring points of the baseline are known."
    assert not judged.provisional
