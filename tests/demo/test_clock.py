from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.demo.clock import DAY, HOUR, MonthClock, busy_days, local, offset

LONDON = ZoneInfo("Europe/London")


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_offset_is_that_of_the_zone_database(moment: datetime) -> None:
    utc = int(moment.timestamp())
    london = datetime.fromtimestamp(utc, LONDON).utcoffset()
    assert london is not None
    assert offset(np.array([utc]))[0] == london.total_seconds()


@pytest.mark.parametrize(
    ("month", "hours"), [("2025-03", 31 * 24 - 1), ("2025-10", 31 * 24 + 1), ("2024-02", 29 * 24)]
)
def test_a_month_has_an_hour_less_in_march_and_an_hour_more_in_october(month: str, hours: int) -> None:
    clock = MonthClock(np.datetime64(month, "M"))
    assert len(clock.hours) == hours
    assert (np.diff(clock.hours) == HOUR).all()
    inside = local(clock.hours).view("M8[s]").astype("M8[M]")
    assert (inside == np.datetime64(month, "M")).all()


@pytest.mark.parametrize("month", ["2025-03", "2025-10", "2026-01"])
def test_moments_fall_in_the_local_month_in_time_order_and_follow_the_week(month: str) -> None:
    clock = MonthClock(np.datetime64(month, "M"))
    moments = clock.moments(200_000, np.random.default_rng(0))
    assert (np.diff(moments) >= 0).all()
    days = clock.day_of(moments)
    assert (days.min(), days.max()) == (0, clock.days - 1)
    hours = (moments - clock.hours[0]) // HOUR
    seen = np.bincount(hours, minlength=len(clock.hours))
    assert np.corrcoef(seen, clock.weights)[0, 1] > 0.98
    assert clock.load(moments).shape == moments.shape


def test_no_moment_is_in_the_hour_that_never_was() -> None:
    clock = MonthClock(np.datetime64("2025-03", "M"))
    wall = local(clock.moments(500_000, np.random.default_rng(0)))
    night = wall[(wall // DAY) == (date(2025, 3, 30) - date(1970, 1, 1)).days]
    assert 1 not in set((night % DAY // HOUR).tolist())


@pytest.mark.parametrize(
    ("year", "friday", "may", "august"),
    [
        (2023, date(2023, 4, 7), date(2023, 5, 29), date(2023, 8, 28)),
        (2024, date(2024, 3, 29), date(2024, 5, 27), date(2024, 8, 26)),
        (2025, date(2025, 4, 18), date(2025, 5, 26), date(2025, 8, 25)),
        (2026, date(2026, 4, 3), date(2026, 5, 25), date(2026, 8, 31)),
    ],
)
def test_bank_holidays_are_where_the_calendar_has_them(
    year: int, friday: date, may: date, august: date
) -> None:
    assert {friday, may, august, date(year, 12, 25)} <= busy_days(year)
    assert sum(day.month == 5 for day in busy_days(year)) == 2
