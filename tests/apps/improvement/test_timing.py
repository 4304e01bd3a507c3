"""Due soon, overdue and stale, at every boundary, asked of one action and of the database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from peelian.apps.improvement.models import Action
from peelian.apps.improvement.states import STATES
from peelian.apps.improvement.timing import is_due_soon, is_late, is_stale, lateness
from tests.apps.improvement.made import DAY, TODAY, aged, filed

OWED = ("open", "in_progress")
OPEN = (*OWED, "awaiting_sign_off")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("days", "late", "soon"),
    [(-400, True, False), (-1, True, False), (0, False, True), (14, False, True), (15, False, False)],
)
def test_days_that_are_due(state: str, days: int, late: bool, soon: bool) -> None:
    due = TODAY + days * DAY
    assert is_late(state, due, TODAY) == (late and state in OWED)
    assert is_due_soon(state, due, TODAY) == (soon and state in OWED)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("days", "stale"), [(0, False), (34, False), (35, True), (400, True)])
def test_days_without_a_word(state: str, days: int, stale: bool) -> None:
    last_minute = datetime.combine(TODAY - days * DAY, datetime.max.time())
    first_minute = datetime.combine(TODAY - days * DAY, datetime.min.time())
    for said in (first_minute, last_minute):
        assert is_stale(state, timezone.make_aware(said), TODAY) == (stale and state in OPEN)


def test_the_database_is_asked_the_same(accounts: dict[str, Any]) -> None:
    action = filed(accounts["chief"])
    for state in STATES:
        for days in (-2, -1, 0, 1, 13, 14, 15):
            aged(action, state=state, due=TODAY + days * DAY)
            for key, rule in (("overdue", is_late), ("due_soon", is_due_soon)):
                found = Action.objects.filter(lateness(key, TODAY)).exists()
                assert found == rule(state, action.due, TODAY), (key, state, days)
        for days in (33, 34, 35, 36):
            for hours in (0, 1, 12, 23):
                at = timezone.make_aware(datetime.combine(TODAY - days * DAY, datetime.min.time()))
                aged(action, state=state, updated_at=at + timedelta(hours=hours))
                found = Action.objects.filter(lateness("stale", TODAY)).exists()
                assert found == is_stale(state, action.updated_at, TODAY), (state, days, hours)
    with pytest.raises(KeyError):
        lateness("tomorrow", TODAY)
