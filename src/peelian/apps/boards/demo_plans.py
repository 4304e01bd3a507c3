"""The plans that the demonstration begins with: the commissioner's and a delivery plan, one refreshed."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.boards.actions_plans import (
    add_objective,
    approve_edition,
    change_objective,
    draft_edition,
    file_action_for,
    make_plan,
)
from peelian.apps.boards.models import Edition, Plan
from peelian.documents.kept import opened, organisation

COMMISSIONERS, DELIVERY = "Police and Crime Plan", "Response delivery plan"
OBJECTIVES = (
    (
        "1.1", "Reach people in danger when we said we would",
        "What the public told the commissioner matters most.",
        ("responding_to_the_public",), ("attendance_immediate_in_standard", "attendance_immediate_median"),
    ),
    (
        "1.2", "Answer emergency calls without delay", "",
        ("answering_calls",), ("calls_999_within_10_seconds",),
    ),
    (
        "2.1", "Bring more of those who offend to justice", "",
        ("investigating_crime",), ("outcomes_charged",),
    ),
    ("3.1", "Keep victims told", "Many say they hear nothing.", ("serving_victims",), ()),
)  # fmt: skip


@transaction.atomic
def create_demo_plans(*, by: Account, commissioner: Viewer, chief: Account) -> None:
    """Make the plans of the demonstration, unless there are some. `by` keeps boards for the whole force,
    `commissioner` approves for the commissioner, `chief` leads the force.
    """
    if Plan.objects.exists():
        return
    today = timezone.localdate()
    year = today.year if today.month >= 4 else today.year - 1
    root = organisation(opened()).root.id
    theirs = make_plan(by=by, title=COMMISSIONERS, kind="police_and_crime", unit=root, owner=chief.username)
    last = _drafted(by, theirs, year - 1)
    for each in OBJECTIVES:
        _objective(by, last, chief, *each)
    approve_edition(by=commissioner, edition=last)
    now = _drafted(by, theirs, year, refresh=True)
    first = now.objectives.get(code="1.1")
    change_objective(
        by=by, objective=first, code="1.1", title="Reach people in danger within the standard, everywhere",
        why=first.why, owner=first.owner, questions=first.questions, measures=first.measures,
    )  # fmt: skip
    _objective(
        by, now, chief, "3.2", "Look after the people who do the work", "", ("supporting_the_workforce",), ()
    )
    approve_edition(by=commissioner, edition=now)
    file_action_for(
        by=chief, objective=now.objectives.get(code="1.1"), title="Try the Wynmouth rota at Thurlstock",
        owner=chief.username, due=today + timedelta(days=60),
    )  # fmt: skip
    delivery = make_plan(by=by, title=DELIVERY, kind="delivery", unit=root, owner=chief.username)
    draft = _drafted(by, delivery, year)
    _objective(
        by, draft, chief, "A", "One rota for all response teams", "", ("responding_to_the_public",),
        ("attendance_immediate_median",),
    )  # fmt: skip


def _drafted(by: Viewer, plan: Plan, year: int, *, refresh: bool = False) -> Edition:
    """An edition of the year from April."""
    starts, ends = date(year, 4, 1), date(year + 1, 3, 31)
    said = f"{year}/{(year + 1) % 100:02}"
    return draft_edition(by=by, plan=plan, year=said, starts=starts, ends=ends, refresh=refresh)


def _objective(
    by: Viewer,
    edition: Edition,
    owner: Account,
    code: str,
    title: str,
    why: str,
    questions: tuple[str, ...],
    measures: tuple[str, ...],
) -> None:
    """An objective at the end of an edition, linked to what this force asks and measures of it."""
    framework = opened().framework
    add_objective(
        by=by, edition=edition, code=code, title=title, owner=owner.username, why=why,
        questions=[each for each in questions if each in framework.questions],
        measures=[each for each in measures if each in framework.measures],
    )  # fmt: skip
