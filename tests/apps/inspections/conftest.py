"""Accounts that the demo force does not have: those who keep inspections, and others to be refused."""

from typing import Any

import pytest

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import CommandLine

ROLES = {
    "second-liaison": "inspection-liaison",
    "commander": "commander",
    "supervisor": "supervisor",
}
"""By username, each at the whole force; an `outsider` holds nothing."""


@pytest.fixture
def accounts(accounts: dict[str, Any]) -> dict[str, Any]:
    """The demo accounts and those of ROLES, by username."""
    more = {username: _account(username, role) for username, role in {**ROLES, "outsider": ""}.items()}
    return accounts | more


def _account(username: str, role: str) -> Account:
    made = create_account(
        by=CommandLine(), username=username, display_name=f"The {username}", password="a word of their own"
    )
    if role:
        give_grant(by=CommandLine(), account=made, role=role, reason="To test")
    return made
