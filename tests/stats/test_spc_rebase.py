"""A rebase is suggested where a new level has held, and nowhere else."""

import numpy as np
import pytest
from tests.stats.series import months, swinging

from peelian.stats.spc import suggest_rebase, verdicts_matrix

N = None


def test_a_level_that_holds_is_found_where_it_began() -> None:
    when = months(24)
    found = suggest_rebase(when, [*swinging(15, 48, 52), *swinging(9, 78, 82)])
    assert found is not None
    assert (found.date, found.n, found.old_n) == (when[15], 9, 15)
    assert found.old_mean == pytest.approx(748 / 15)
    assert found.new_mean == pytest.approx(718 / 9)
    assert found.nlpl < 48
    assert 52 < found.nupl < found.new_mean


def test_a_fall_is_found_too() -> None:
    when = months(24)
    found = suggest_rebase(when, [*swinging(15, 78, 82), *swinging(9, 48, 52)])
    assert found is not None
    assert found.date == when[15]


def test_a_run_too_short_or_too_slight_is_none() -> None:
    assert suggest_rebase(months(21), [*swinging(15, 48, 52), *swinging(6, 78, 82)]) is None
    found = suggest_rebase(months(21), [*swinging(15, 48, 52), *swinging(6, 78, 82)], run_length=6)
    assert found is not None
    assert suggest_rebase(months(24), [*swinging(15, 0, 100), *swinging(9, 60, 100)]) is None
    assert suggest_rebase(months(18), [*swinging(11, 48, 52), *swinging(7, 78, 82)]) is None


def test_a_level_that_did_not_last_is_none() -> None:
    values = [*swinging(15, 48, 52), *swinging(8, 78, 82), *swinging(6, 48, 52)]
    assert suggest_rebase(months(29), values) is None


def test_the_first_run_must_be_whole_and_on_one_side() -> None:
    new = swinging(9, 78, 82)
    assert suggest_rebase(months(24), [*swinging(15, 48, 52), *new[:3], 40, *new[4:]]) is None
    gap = suggest_rebase(months(24), [*swinging(15, 48, 52), *new[:4], N, *new[5:]])
    assert gap is None


def test_only_the_last_segment_is_searched_and_ghosts_are_left_out() -> None:
    when = months(40)
    values = [*swinging(15, 0, 4), *swinging(25, 48, 52)]
    assert suggest_rebase(when, values).date == when[15]
    assert suggest_rebase(when, values, rebase=[when[15]]) is None
    spoilt = [*values[:18], 0, *values[19:]]
    assert suggest_rebase(when, spoilt, ghosts=[when[18]]).date in when[15:23]


def test_a_constant_that_moves_is_found() -> None:
    when = months(24)
    found = suggest_rebase(when, [5] * 14 + [8] * 10)
    assert (found.date, found.nlpl, found.nupl) == (when[14], 5, 5)


def test_missing_history_and_no_limits() -> None:
    assert suggest_rebase(months(20), [N] * 20) is None
    assert suggest_rebase(months(30), [v for n in range(11) for v in (n % 2, N)] + [9] * 8) is None


def test_missing_points_do_not_make_up_the_history() -> None:
    old = [*swinging(11, 48, 52), N]
    assert suggest_rebase(months(19), [*old, *swinging(7, 78, 82)]) is None
    assert suggest_rebase(months(20), [48, *old, *swinging(7, 78, 82)]) is not None


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        suggest_rebase(months(2), [1, np.inf])
    with pytest.raises(ValueError, match="run length"):
        suggest_rebase(months(2), [1, 2], run_length=0)


def test_noise_alone_rarely_suggests() -> None:
    noise = np.random.default_rng(11).normal(size=(300, 30))
    found = [suggest_rebase(months(30), row) for row in noise]
    assert sum(one is not None for one in found) <= 6


def test_rebasing_as_suggested_clears_the_signal() -> None:
    when = months(32)
    values = [*swinging(16, 48, 52), *swinging(16, 78, 82)]
    found = suggest_rebase(when, values)
    before, after = (verdicts_matrix([values], when, rebase=r) for r in ([], [found.date]))
    assert before.variation[0] != 0
    assert after.variation[0] == 0
