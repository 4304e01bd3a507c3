"""Actions that tests make, and who makes them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import CommandLine
from peelian.apps.improvement.actions import file_action, move
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.origins import OWN
from peelian.documents.kept import opened, organisation

MEASURE = "attendance_immediate_in_standard"
TODAY = timezone.localdate()
DAY = timedelta(days=1)
SOON = TODAY + 20 * DAY
WAYS = {
    "open": (),
    "in_progress": ("start",),
    "awaiting_sign_off": ("start", "submit"),
    "closed": ("start", "submit", "sign_off"),
    "cancelled": ("cancel",),
}
"""The moves that bring an action from open to each state."""


def account(name: str, role: str = "", unit: str = "force", **more: Any) -> Account:
    """A new account that holds a role at a unit, of somebody who is posted nowhere."""
    made = create_account(
        by=CommandLine(), username=name, display_name=f"The {name}", email=f"{name}@force.example", **more
    )
    if role:
        give_grant(by=CommandLine(), account=made, role=role, unit=unit, reason="To test")
    return made


def unit_of(username: Account) -> str:
    """The unit that an account is posted to."""
    posting = organisation(opened()).posting_of(username.person_id or "")
    assert posting is not None
    return posting.unit


def filed(by: Any, **more: Any) -> Action:
    """An action filed by somebody."""
    given: dict[str, Any] = {"title": "Bring the late shift forward", "unit": "force", "owner": "inspector"}
    return file_action(**{**given, "by": by, "due": SOON, "origin": OWN, **more})


def brought_to(action: Action, state: str, by: Any) -> Action:
    """An action moved by somebody who may do everything to it, until it is in a state."""
    for step in WAYS[state]:
        move(by=by, action=action, move=step, words="As the test asks")
    action.refresh_from_db()
    return action


def aged(action: Action, **fields: Any) -> Action:
    """An action as it would be had it been filed or updated another day."""
    Action.objects.filter(pk=action.pk).update(**fields)
    action.refresh_from_db()
    return action


def noon(day: date) -> Any:
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))  # type: ignore[attr-defined]
