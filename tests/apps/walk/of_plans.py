"""Who is given what of plans."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.boards import actions_plans as actions
from peelian.apps.boards.models import Edition
from peelian.documents.kept import opened, organisation
from tests.apps.walk.visits import MEASURE, SEE_THERE, SEERS, SIGNED_IN, Ids, Visit

KEEPERS = frozenset({"board-secretary"})
KEEPERS_THERE = KEEPERS | {"board-secretary there"}
APPROVERS = frozenset({"commissioners-approver"})
"""Of the commissioner's plan, which they read as a draft too."""
FILE_THERE = frozenset({
    "supervisor", "commander", "board-secretary", "inspection-liaison", "supervisor there",
    "commander there", "board-secretary there", "inspection-liaison there", "chief",
})  # fmt: skip


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """A plan of the other command with two approved editions, and a draft of the commissioner's."""
    keeper, today = walkers["board-secretary there"], timezone.localdate()
    plan = actions.make_plan(
        by=keeper, title="To walk past there", kind="delivery", unit=ids.there, owner=keeper.username
    )
    editions = []
    for year in (-1, 0):
        editions.append(_edition(keeper, plan, year, today))
        actions.approve_edition(by=walkers["chief"], edition=editions[-1])
    secretary = walkers["board-secretary"]
    theirs = actions.make_plan(
        by=secretary, title="To walk past", kind="police_and_crime",
        unit=organisation(opened()).root.id, owner=secretary.username,
    )  # fmt: skip
    draft = _edition(secretary, theirs, 0, today)
    return {
        "plan there": plan.pk, "plan edition there": editions[1].pk,
        "drafted plan": theirs.pk, "plan draft": draft.pk,
        "plan objective there": editions[1].objectives.get().pk, "plan objective": draft.objectives.get().pk,
    }  # fmt: skip


def _edition(by: Account, plan: Any, year: int, today: date) -> Edition:
    starts = today + timedelta(days=300 * year)
    edition = actions.draft_edition(
        by=by, plan=plan, year=f"Year {year}", starts=starts, ends=starts + timedelta(days=299)
    )
    actions.add_objective(
        by=by, edition=edition, code="1", title="To be walked past", owner=by.username, measures=[MEASURE]
    )
    return edition


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    kept = {name: ids.records.get(name, 0) for name in (
        "plan there", "plan edition there", "drafted plan", "plan draft", "plan objective there",
        "plan objective",
    )}  # fmt: skip
    there, drafted = f"/plans/{kept['plan there']}", f"/plans/{kept['drafted plan']}"
    edition, draft = f"/plans/editions/{kept['plan edition there']}", f"/plans/editions/{kept['plan draft']}"
    objective, other = (
        f"/plans/objectives/{kept['plan objective']}",
        f"/plans/objectives/{kept['plan objective there']}",
    )
    reads = KEEPERS | APPROVERS
    keeper = {"owner": "walk-board-secretary"}
    described = {"code": "2", "title": "To be changed", **keeper}
    dated = {"year": "Another", "starts": "2090-01-01", "ends": "2090-12-31"}

    def of_draft(path: str, data: dict[str, Any]) -> list[Visit]:
        return [Visit(path, KEEPERS), Visit(path, KEEPERS, method="post", data=data)]

    return {
        "boards:plans": [Visit("/plans/", SEERS), Visit("/plans/?q=walk&kind=delivery&sort=-title", SEERS)],
        "boards:plans_csv": [Visit("/plans/list.csv", SEERS)],
        "boards:plan_gaps": [Visit("/plans/gaps/", SEERS)],
        "boards:plan_new": [
            Visit("/plans/new/", KEEPERS_THERE),
            Visit("/plans/new/", KEEPERS_THERE, method="post", data={
                "title": "Another", "kind": "delivery", "unit": ids.there, **keeper
            }),
        ],
        "boards:plan": [
            Visit(f"{there}/", SEE_THERE), Visit(f"{drafted}/", reads), Visit("/plans/0/", SIGNED_IN, 404)
        ],
        "boards:plan_change": [
            Visit(f"{there}/change/", KEEPERS_THERE),
            Visit(f"{there}/change/", KEEPERS_THERE, method="post", data={"title": "Another", **keeper}),
            Visit("/plans/0/change/", SIGNED_IN, 404),
        ],
        "boards:plan_draft": [
            Visit(f"{there}/draft/", KEEPERS_THERE),
            Visit(f"{there}/draft/", KEEPERS_THERE, method="post", data=dated | {"refresh": "copy"}),
        ],
        "boards:plan_compare": [
            Visit(f"{there}/compare/", SEE_THERE),
            Visit(f"{there}/compare/?before=0", SEE_THERE, 404),
            Visit(f"{drafted}/compare/", reads, 404),
        ],
        "boards:plan_edition": [
            Visit(f"{edition}/", SEE_THERE),
            Visit(f"{draft}/", reads),
            Visit("/plans/editions/0/", SIGNED_IN, 404),
        ],
        "boards:plan_edition_csv": [
            Visit(f"{edition}/objectives.csv", SEE_THERE), Visit(f"{draft}/objectives.csv", reads)
        ],
        "boards:plan_edition_change": [
            *of_draft(f"{draft}/change/", dated), Visit("/plans/editions/0/change/", SIGNED_IN, 404)
        ],
        "boards:plan_approve": [
            Visit(f"{draft}/approve/", APPROVERS),
            Visit(f"{draft}/approve/", APPROVERS, method="post"),
            Visit("/plans/editions/0/approve/", SIGNED_IN, 404),
        ],
        "boards:plan_objective_new": of_draft(f"{draft}/objectives/new/", described),
        "boards:plan_objective_change": [
            *of_draft(f"{objective}/change/", described),
            Visit("/plans/objectives/0/change/", SIGNED_IN, 404),
        ],
        "boards:plan_objective_move": [
            Visit(f"{objective}/move/", SIGNED_IN, 405),
            Visit(f"{objective}/move/", KEEPERS, method="post", data={"to": "up"}),
        ],
        "boards:plan_objective_remove": of_draft(f"{objective}/remove/", {}),
        "boards:plan_action": [
            Visit(f"{other}/action/", FILE_THERE),
            Visit(f"{other}/action/", FILE_THERE, method="post", data={
                "title": "To do", "owner": "walk-board-secretary", "due": "2090-01-01"
            }),
            Visit("/plans/objectives/0/action/", SIGNED_IN, 404),
        ],
    }  # fmt: skip


def _root() -> str:
    return organisation(opened()).root.id


STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "make_plan": lambda by, other: actions.make_plan(
        by=by, title="Another", kind="policing", unit=_root(), owner=other.username
    ),
    "approve_edition": lambda by, _: actions.approve_edition(
        by=by, edition=Edition.objects.select_related("plan").get(approved_at=None)
    ),
}
