"""Everybody who walks: one account for each role, at the force and at a unit, and those posted."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.models import Account, Grant
from peelian.apps.access.roles import GRANTED
from peelian.apps.access.viewer import CommandLine
from peelian.pipeline.organisation import ROOT

POSTED = ("constable", "sergeant", "inspector", "chief")
"""Of one line, the lowest first; the demo's analyst, commissioner, auditor and administrator walk by role."""

FORCE_ROLES = tuple(GRANTED)
THERE_ROLES = tuple(f"{name} there" for name, role in GRANTED.items() if not role.whole)
NOTHING = ("nothing granted", "granted until today", "granted from tomorrow", "closed")
VISITORS = ("", *POSTED, *FORCE_ROLES, *THERE_ROLES, *NOTHING)


def made(accounts: dict[str, Account], there: str) -> dict[str, Account]:
    """The accounts of all visitors: those of the demo that are posted, and a new one for each role.

    "... there" are granted at the unit `there`, which is of another command than those posted.
    """
    today, day = timezone.localdate(), timedelta(1)

    def account(name: str, role: str = "", **grant: Any) -> Account:
        by, username = CommandLine(), name.replace(" ", "-")
        new = create_account(
            by=by,
            username=f"walk-{username}",
            display_name=f"Walker {name}",
            password="a walker’s own password",
        )
        if role:
            give_grant(by=by, account=new, role=role, reason="To walk", **grant)
        return new

    lapsed = account("granted until today")
    Grant.objects.create(
        account=lapsed, role="commander", unit=ROOT, starts=today - 9 * day, ends=today,
        granted_by="walk", reason="To have walked",
    )  # fmt: skip
    closed = account("closed", "commander")
    closed.is_active = False
    closed.save()
    return (
        {name: accounts[name] for name in POSTED}
        | {name: account(name, name) for name in FORCE_ROLES}
        | {name: account(name, name.removesuffix(" there"), unit=there) for name in THERE_ROLES}
        | {
            "nothing granted": account("nothing granted"),
            "granted until today": lapsed,
            "granted from tomorrow": account("granted from tomorrow", "commander", starts=today + day),
            "closed": closed,
        }
    )
