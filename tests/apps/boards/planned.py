"""Plans that tests draft, approve and read, and the accounts that do."""

from datetime import date
from typing import Any

from peelian.apps.access.actions import give_grant
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import CommandLine
from peelian.apps.boards import actions_plans as actions
from peelian.apps.boards.models import Edition, Objective, Plan
from peelian.documents.kept import opened, organisation
from peelian.pipeline.organisation import ROOT

MEASURE, QUESTION = "attendance_immediate_median", "responding_to_the_public"
YEAR = {"year": "2026/27", "starts": date(2026, 4, 1), "ends": date(2027, 3, 31)}
NEXT = {"year": "2027/28", "starts": date(2027, 4, 1), "ends": date(2028, 3, 31)}


def root() -> str:
    return organisation(opened()).root.id


def given(accounts: dict[str, Any], name: str, role: str, unit: str = "") -> Account:
    """The account with a role besides, as it is after it was given."""
    give_grant(by=CommandLine(), account=accounts[name], role=role, unit=unit or ROOT, reason="To plan")
    return Account.objects.get(username=name)


def planned(by: Any, title: str = "Policing plan", kind: str = "policing", **more: Any) -> Plan:
    unit = more.pop("unit", None) or root()
    return actions.make_plan(by=by, title=title, kind=kind, unit=unit, owner="chief", **more)


def drafted(by: Any, plan: Plan | None = None, **more: Any) -> Edition:
    return actions.draft_edition(by=by, plan=plan or planned(by), **{**YEAR, **more})


def objective(by: Any, edition: Edition, code: str = "1.1", **more: Any) -> Objective:
    said = {"title": f"To achieve {code}", "owner": "chief", "measures": [MEASURE], "questions": [QUESTION]}
    return actions.add_objective(by=by, edition=edition, code=code, **{**said, **more})


def approved(by: Any, approver: Any, plan: Plan | None = None, **more: Any) -> Edition:
    """An edition of one objective, approved."""
    edition = drafted(by, plan, **more)
    if not edition.objectives.exists():
        objective(by, edition)
    actions.approve_edition(by=approver, edition=edition)
    return Edition.objects.select_related("plan").get(pk=edition.pk)
