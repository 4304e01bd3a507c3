"""Periods against the calendar."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from peelian.framework.measure import Period
from peelian.pipeline.periods import bucket_of, period_index, period_start
from tests.pipeline.oracle import period_end
from tests.pipeline.oracle import period_start as start_by_calendar

dates = st.dates(date(1950, 1, 1), date(2080, 12, 31))
lengths = st.sampled_from(["day", "week", "month", "quarter", "year"])


def days(*when: date) -> np.ndarray:
    return np.array(when, dtype="datetime64[D]").astype(np.int32)


def as_date(day: int) -> date:
    return np.datetime64(int(day), "D").astype(date)


@given(dates, lengths)
def test_a_day_is_in_the_period_the_calendar_says(day: date, every: Period) -> None:
    index = period_index(days(day), every)
    assert as_date(period_start(index, every)[0]) == start_by_calendar(day, every)
    assert as_date(period_start(index + 1, every)[0]) == period_end(start_by_calendar(day, every), every)


@given(dates, lengths)
def test_a_bucket_starts_no_later_than_its_periods(day: date, every: Period) -> None:
    index = period_index(days(day), every)
    bucket = as_date(bucket_of(index, every)[0])
    start = as_date(period_start(index, every)[0])
    assert bucket == (start.replace(day=1) if every in ("day", "week") else start)
