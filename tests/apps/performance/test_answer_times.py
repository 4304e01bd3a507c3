"""Time to answer is counted in working days, and its quantiles are those of type 7."""

from datetime import date

import numpy as np
import pytest

from peelian.apps.performance.answer_times import answer_times, times, working_days

MONDAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("asked", "answered", "days"),
    [
        ("2026-06-01", "2026-06-01", 0),
        ("2026-06-01", "2026-06-02", 1),
        ("2026-06-05", "2026-06-08", 1),
        ("2026-06-05", "2026-06-06", 1),
        ("2026-06-06", "2026-06-07", 0),
        ("2026-06-06", "2026-06-08", 0),
        ("2026-06-06", "2026-06-09", 1),
        ("2026-06-01", "2026-06-15", 10),
        ("2026-05-22", "2026-05-26", 2),
        ("2026-06-02", "2026-06-01", 0),
    ],
    ids=[
        "the same day", "the next", "over a weekend", "on a Saturday", "within a weekend",
        "asked at a weekend", "asked at a weekend, on Tuesday", "two weeks",
        "a bank holiday counts", "a clock that went back",
    ],
)  # fmt: skip
def test_working_days(asked: str, answered: str, days: int) -> None:
    assert working_days(date.fromisoformat(asked), date.fromisoformat(answered)) == days


def test_quantiles_are_of_type_seven() -> None:
    days = [9, 1, 4, 2, 12, 3]
    found = times(days)
    assert (found.answered, found.median) == (6, 3.5)
    assert found.ninetieth == pytest.approx(np.quantile(days, 0.9, method="linear"))
    assert times([]).median is times([]).ninetieth is None
    assert (times([5]).median, times([5]).ninetieth) == (5, 5)


def test_months_are_of_the_first_answer_the_newest_first_and_twelve_at_most() -> None:
    pairs = [
        (date(2026, 5, 29), date(2026, 6, 1)),
        (date(2026, 5, 25), date(2026, 6, 3)),
        (date(2026, 1, 5), date(2026, 1, 8)),
        (date(2025, 7, 1), date(2025, 7, 1)),
        (date(2025, 6, 1), date(2025, 6, 30)),
        (date(2026, 6, 1), date(2026, 6, 12)),
    ]
    found = answer_times(pairs, date(2026, 6, 11))
    assert [(month.starts, month.times.answered, month.times.median) for month in found.months] == [
        (date(2026, 6, 1), 2, 4.0), (date(2026, 1, 1), 1, 3.0), (date(2025, 7, 1), 1, 0.0)
    ]  # fmt: skip
    assert (found.whole.answered, found.whole.median) == (4, 2.0)
    assert answer_times([], MONDAY).months == []
