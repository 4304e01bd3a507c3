"""Dates: order, duplicates, rebases that miss, and the cadence they keep."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from tests.stats.series import months, swinging

from peelian.stats.spc import verdict, verdicts_matrix
from peelian.stats.spc.cadence import Cadence, cadence_of
from peelian.stats.spc.inputs import as_dates
from peelian.stats.spc.words import CATALOGUES


def cadence(*dates: str) -> Cadence:
    return cadence_of(as_dates(dates))


def warned(dates: list) -> list[str]:
    """What is said of the dates of a series."""
    said = verdict(dates, range(len(dates))).warnings
    return [one for one in said if one.startswith(("Periods are skipped", "The dates are irregular"))]


def every(days: int, *steps: int) -> list[date]:
    return [date(2024, 1, 1) + timedelta(days=days * step) for step in steps]


def test_unsorted_points_are_sorted_with_their_targets() -> None:
    judged = verdict(
        ["2024-03", "2024-01", "2024-02"], [3, 1, None], target=[30, None, 20], improves="increase"
    )
    assert [(p.date, p.value, p.target) for p in judged.points] == [
        (date(2024, 1, 1), 1, None),
        (date(2024, 2, 1), None, 20),
        (date(2024, 3, 1), 3, 30),
    ]
    assert judged.warnings[0] == "The points were not in date order; they were sorted."


def test_a_date_given_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="2024-01-01 is given to more than one point"):
        verdict(["2024-01-01", "2024-02-01", "2024-01-01"], [1, 2, 3])


@pytest.mark.parametrize(
    ("rebase", "nearest"),
    [
        ("2022-08-15", "2022-08-01 and 2022-09-01"),
        ("2020-01-01", "2022-07-01"),
        ("2030-01-01", "2023-07-01"),
    ],
)
def test_a_rebase_that_matches_no_point_names_the_nearest(rebase: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=f"rebase date {rebase} matches no point; the nearest: {nearest}$"):
        verdict(months(13), swinging(13), rebase=[rebase])
    with pytest.raises(ValueError, match="ghost date"):
        verdict(months(13), swinging(13), ghosts=[rebase])


def test_dates_of_every_kind() -> None:
    kinds = [
        "2024-01-01",
        date(2024, 1, 2),
        datetime(2024, 1, 3),  # noqa: DTZ001
        np.datetime64("2024-01-04"),
        "2024-01-05T12:30",
    ]
    assert [p.date for p in verdict(kinds, [1] * 5).points] == [
        *[date(2024, 1, n) for n in range(1, 5)],
        datetime(2024, 1, 5, 12, 30),  # noqa: DTZ001
    ]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("yesterday", "'yesterday' is not a date"),
        ("2024-02-30", "is not a date"),
        ("2024-01-01T00:00+01:00", "has a time zone"),
        (datetime(2024, 1, 1, tzinfo=UTC), "has a time zone"),
        (20240101, "is not a date"),
        (np.datetime64("NaT"), "the date of point 1 is missing"),
    ],
)
def test_bad_dates(bad: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        verdict([bad], [1])  # type: ignore[list-item]


def test_lengths_and_emptiness() -> None:
    with pytest.raises(ValueError, match="2 dates and 1 values"):
        verdict(months(2), [1])
    with pytest.raises(ValueError, match="3 dates and 2 values"):
        verdict(months(3), [1, 2, 3], target=[1, 2])
    with pytest.raises(ValueError, match="at least one point"):
        verdict([], [])
    with pytest.raises(ValueError, match="not a number"):
        verdict(months(1), ["ten"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="not a number"):
        verdict(months(1), [10**400])


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"baseline": 11}, "at least 12 points, not 11"),
        ({"baseline": 12.0}, "at least 12 points, not 12.0"),
        ({"run_length": 1}, "at least 2, not 1"),
        ({"run_length": True}, "at least 2, not True"),
        ({"improves": "up"}, "increase, decrease, neutral, not 'up'"),
        ({"floor": 1, "ceiling": 1}, "floor 1 is not below the ceiling 1"),
    ],
)
def test_options_out_of_range(options: dict, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        verdict(months(13), swinging(13), **options)


def test_a_matrix_refuses_what_it_cannot_read() -> None:
    with pytest.raises(ValueError, match=r"\(series, points\) for 3 dates, not \(3,\)"):
        verdicts_matrix([1, 2, 3], months(3))
    with pytest.raises(ValueError, match="at least one point"):
        verdicts_matrix(np.empty((2, 0)), [])
    with pytest.raises(ValueError, match="ascend strictly"):
        verdicts_matrix([[1, 2]], months(2)[::-1])
    with pytest.raises(ValueError, match="1 directions of improvement for 2 series"):
        verdicts_matrix([[1], [2]], months(1), improves=["increase"])
    with pytest.raises(ValueError, match="infinite"):
        verdicts_matrix([[1], [np.inf]], months(1))


def test_a_matrix_of_no_series_and_of_many_blocks() -> None:
    assert verdicts_matrix(np.empty((0, 13)), months(13)).variation.shape == (0,)
    many = np.tile(swinging(13), (5000, 1))
    many[4321, 12] = 5000
    judged = verdicts_matrix(many, months(13), target=np.full((5000, 1), 9999.0), improves="increase")
    assert judged.variation.nonzero()[0].tolist() == [4321]
    assert judged.upl.shape == (5000, 13)


@pytest.mark.parametrize(
    ("dates", "unit", "said"),
    [
        (months(13), "month", "July 2022"),
        (["2024-01-31", "2024-02-29", "2024-03-31"], "month", "January 2024"),
        (["2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31"], "quarter", "March 2020"),
        (["2020-04-01", "2020-10-01", "2021-04-01"], "half-year", "April 2020"),
        (["2020-01-01", "2021-01-01", "2022-01-01"], "year", "2020"),
        (["2020-04-01", "2021-04-01", "2022-04-01"], "year", "April 2020"),
        (every(1, *range(10)), "day", "1 January 2024"),
        ([d for d in every(1, *range(12)) if d.weekday() < 5], "working day", "1 January 2024"),
        (every(7, *range(10)), "week", "the week of 1 January 2024"),
        (every(14, *range(10)), "fortnight", "the fortnight of 1 January 2024"),
        (every(28, *range(14)), "four-week period", "the four-week period of 1 January 2024"),
        (every(10, *range(10)), "point", "1 January 2024"),
        (["2024-01-01T06:00", "2024-01-01T14:00", "2024-01-01T22:00"], "point", "1 January 2024 at 06:00"),
        (["2024-01-01"], "point", "1 January 2024"),
    ],
)
def test_cadence(dates: list, unit: str, said: str) -> None:
    found = cadence_of(as_dates(dates))
    assert (found.unit, found.irregular) == (unit, False)
    assert CATALOGUES["en"].moment(found.dates[0].item(), unit) == said
    assert warned(dates) == []
    assert found.index.tolist() == list(range(len(dates)))


def test_gaps_are_reported() -> None:
    monthly = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-06-30"]
    assert warned(monthly) == ["Periods are skipped: 2 months between March 2024 and June 2024."]
    (weekly,) = warned(every(7, 0, 1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 15, 16, 18))
    assert weekly.endswith("; 1 more gap.")
    working = [d for d in every(1, *range(12)) if d.weekday() < 5 and d.day != 10]
    assert warned(working) == [
        "Periods are skipped: 1 working day between 9 January 2024 and 11 January 2024."
    ]


def test_irregular_dates_are_reported() -> None:
    off = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-02"]
    assert warned(off) == ["The dates are irregular: most are a month apart, not all."]
    lawless = ["2024-01-01", "2024-01-05", "2024-01-23", "2024-03-02", "2024-03-20", "2024-07-11"]
    assert cadence(*lawless).unit == "point"
    assert warned(lawless) == ["The dates are irregular: they keep no interval."]
    week = [*every(7, 0, 1, 2), date(2024, 1, 23), *every(7, 4, 5, 6, 7)]
    assert warned(week) == ["The dates are irregular: most are a week apart, not all."]


def test_age_is_counted_in_periods_not_points() -> None:
    judged = verdict(["2024-01-01", "2024-02-01", "2024-03-01", "2024-06-01"], [1, 2, 3, None])
    assert "The last known point is 3 months old." in judged.warnings
