"""Local time and instants agree with the zone database row by row, on the two nights above all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelian.framework.errors import UserError
from peelian.pipeline.zones import Readings, clock, readings, settle, years_of

EPOCH = datetime.fromisoformat("1970-01-01")
WALLS = st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2090-01-01"))
ZONES = ["Europe/London", "America/Chicago", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]


def seconds(*local: str) -> np.ndarray:
    return np.array([int((datetime.fromisoformat(t) - EPOCH).total_seconds()) for t in local], np.int64)


def expected(wall: datetime, zone: ZoneInfo) -> tuple[int, int] | None:
    """By zoneinfo alone: the instants a wall-clock time can mean, None when it is skipped."""
    meant = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall:
            meant.append(int(instant.timestamp()))
    return (min(meant), max(meant)) if meant else None


@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_hour_of_three_years_reads_as_the_zone_database_says(zone: str) -> None:
    start = int(datetime(2011, 1, 1, tzinfo=UTC).timestamp())
    local = np.arange(start, start + 3 * 365 * 86_400, 900 + 37, dtype=np.int64)
    found = readings(clock(zone, 2010, 2014), local)
    for row, second in enumerate(local):
        means = expected(EPOCH + timedelta(seconds=int(second)), ZoneInfo(zone))
        assert found.skipped[row] == (means is None)
        if means:
            assert (found.first[row], found.second[row]) == means


@settings(deadline=None)
@given(st.sampled_from(ZONES), st.lists(WALLS, min_size=1, max_size=20))
def test_any_local_time_reads_as_the_zone_database_says(zone: str, walls: list[datetime]) -> None:
    walls = [wall.replace(microsecond=0) for wall in walls]
    local = np.array([int((wall - EPOCH).total_seconds()) for wall in walls], np.int64)
    ticking = clock(zone, *years_of(local))
    found = readings(ticking, local)
    for row, wall in enumerate(walls):
        means = expected(wall, ZoneInfo(zone))
        assert found.skipped[row] == (means is None)
        if means:
            assert (found.first[row], found.second[row]) == means
            assert ticking.local(found.first)[row] == local[row] == ticking.local(found.second)[row]


def test_the_night_the_clocks_go_forward_skips_an_hour() -> None:
    local = seconds("2024-03-31 00:59:59", "2024-03-31 01:00", "2024-03-31 01:59:59", "2024-03-31 02:00")
    found = readings(clock("Europe/London", 2023, 2025), local)
    assert found.skipped.tolist() == [False, True, True, False]
    assert found.first[[0, 3]].tolist() == seconds("2024-03-31 00:59:59", "2024-03-31 01:00").tolist()


def test_the_night_the_clocks_go_back_shows_an_hour_twice() -> None:
    local = seconds("2024-10-27 00:59:59", "2024-10-27 01:00", "2024-10-27 01:59:59", "2024-10-27 02:00")
    found = readings(clock("Europe/London", 2023, 2025), local)
    assert not found.skipped.any()
    assert (found.second - found.first).tolist() == [0, 3600, 3600, 0]


def test_the_preceding_instant_settles_which_reading_is_meant() -> None:
    local = seconds("2024-10-27 01:10", "2024-10-27 01:10", "2024-10-27 01:10", "2024-10-27 01:10")
    found = readings(clock("Europe/London", 2023, 2025), local)
    preceding = seconds("2024-10-27 00:05", "2024-10-27 00:50", "2024-10-27 00:50", "2024-10-27 05:00")
    constrained = np.array([True, True, False, True])
    assert settle(found, preceding, constrained).tolist() == [
        *seconds("2024-10-27 00:10", "2024-10-27 01:10", "2024-10-27 00:10", "2024-10-27 01:10")
    ]


def test_no_rows_and_zones_without_changes() -> None:
    none = np.array([], np.int64)
    assert years_of(none) == (1970, 1970)
    assert isinstance(readings(clock("Europe/London", 2024, 2024), none), Readings)
    assert readings(clock("UTC", 2024, 2024), seconds("2024-07-01 12:00")).first.tolist() == [
        *seconds("2024-07-01 12:00")
    ]


def test_a_zone_that_does_not_exist_is_named() -> None:
    with pytest.raises(UserError, match="'Europe/Londonn' is not known"):
        clock("Europe/Londonn", 2024, 2024)
