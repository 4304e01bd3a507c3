"""What is done to plans, their editions and objectives: who may is asked first, the record written last."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.boards.models import Edition, Objective, Plan
from peelian.apps.boards.models_plans import KINDS
from peelian.apps.boards.ordering import moved
from peelian.apps.boards.planning import checked, drafts_by, must_approve
from peelian.apps.improvement.actions import file_action
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.origins import Origin
from peelian.documents.kept import opened, organisation
from peelian.framework.errors import UserError

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,19}")


@transaction.atomic
def make_plan(*, by: Viewer, title: str, kind: str, unit: str, owner: str) -> Plan:
    """Make a plan of a unit, without an edition yet. `owner` is a username.

    PermissionDenied for whoever may not draft plans there, Http404 for an unknown unit; UserError for a kind
    that is none, a plan of the whole force at a unit below it, an owner without an open account, and the same
    title twice at a unit.
    """
    role = drafts_by(by, unit)
    if kind not in KINDS:
        raise UserError("choose the kind of plan from the list")
    if kind != "delivery" and unit != organisation(opened()).root.id:
        raise UserError("only delivery plans are of units below the force: choose the force")
    plan = Plan(title=_said(title, "give the plan a title"), kind=kind, unit=unit, made_by=by.username)
    plan.owner = _owner(owner)
    _only(plan)
    plan.save()
    record(by, "plan.made", _subject(plan), role=role, unit=unit, after=_told(plan))
    return plan


@transaction.atomic
def change_plan(*, by: Viewer, plan: Plan, title: str, owner: str) -> None:
    """Change what a plan is called and who answers for it. Refusals as `make_plan`, and for no change."""
    role = drafts_by(by, plan.unit)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    before = _told(plan)
    plan.title, plan.owner = _said(title, "give the plan a title"), _owner(owner)
    if _told(plan) == before:
        raise UserError("nothing is changed")
    _only(plan)
    plan.save()
    record(by, "plan.changed", _subject(plan), role=role, unit=plan.unit, before=before, after=_told(plan))


@transaction.atomic
def draft_edition(
    *, by: Viewer, plan: Plan, year: str, starts: date, ends: date, foreword: str = "", refresh: bool = False
) -> Edition:
    """Begin the next edition of a plan; with `refresh` it begins with the objectives of the last.

    PermissionDenied for whoever may not draft it; UserError without a year, for days that end before they
    start or are those of another edition, and while there is a draft.
    """
    role = drafts_by(by, plan.unit)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if draft := plan.editions.filter(approved_at=None).first():
        raise UserError(f"there is a draft already, of {draft.year}: change that, or have it approved")
    last = plan.editions.order_by("-starts", "-pk").first()
    edition = Edition(plan=plan, drafted_by=by.username)
    _dated(edition, year, starts, ends, foreword)
    edition.save()
    if refresh and last is not None:
        _copy(last, edition)
    after = _told(edition) | {"copied": last.year if refresh and last else ""}
    record(by, "plan.edition_drafted", _subject(edition), role=role, unit=plan.unit, after=after)
    return edition


@transaction.atomic
def change_edition(
    *, by: Viewer, edition: Edition, year: str, starts: date, ends: date, foreword: str
) -> None:
    """Change the year, days and foreword of a draft. Refusals as `draft_edition`, and once it is approved."""
    role, edition = _draft(by, edition)
    before = _told(edition)
    _dated(edition, year, starts, ends, foreword)
    edition.save()
    after = _told(edition)
    record(
        by, "plan.edition_changed", _subject(edition), role=role, unit=edition.plan.unit, before=before,
        after=after,
    )  # fmt: skip


@transaction.atomic
def add_objective(
    *,
    by: Viewer,
    edition: Edition,
    code: str,
    title: str,
    owner: str,
    why: str = "",
    questions: Sequence[str] = (),
    measures: Sequence[str] = (),
) -> Objective:
    """Add an objective at the end of a draft. `owner` is a username; links are ids of the framework.

    PermissionDenied for whoever may not draft it; UserError once it is approved, for a code that is none or
    there already, without a title, and for an owner, question or measure that is not known.
    """
    role, edition = _draft(by, edition)
    last = edition.objectives.order_by("-place").first()
    objective = Objective(edition=edition, place=last.place + 1 if last else 0)
    _describe(objective, code, title, owner, why, questions, measures)
    objective.save()
    _record(by, "plan.objective_added", objective, role, after=_told(objective))
    return objective


@transaction.atomic
def change_objective(
    *,
    by: Viewer,
    objective: Objective,
    code: str,
    title: str,
    owner: str,
    why: str = "",
    questions: Sequence[str] = (),
    measures: Sequence[str] = (),
) -> None:
    """Change an objective of a draft. Refusals as `add_objective`."""
    role, objective = _of_draft(by, objective)
    before = _told(objective)
    _describe(objective, code, title, owner, why, questions, measures)
    objective.save()
    _record(by, "plan.objective_changed", objective, role, before=before, after=_told(objective))


@transaction.atomic
def move_objective(*, by: Viewer, objective: Objective, up: bool) -> None:
    """Move an objective of a draft one place up, or down. Refusals as `add_objective`."""
    role, objective = _of_draft(by, objective)
    moved(list(objective.edition.objectives.all()), objective, up=up)
    _record(by, "plan.objective_moved", objective, role, after={"up": up})


@transaction.atomic
def remove_objective(*, by: Viewer, objective: Objective) -> None:
    """Take an objective out of a draft. Refusals as `add_objective`."""
    role, objective = _of_draft(by, objective)
    before, subject = _told(objective), _subject(objective.edition)
    unit = objective.edition.plan.unit
    objective.delete()
    record(by, "plan.objective_removed", subject, role=role, unit=unit, before=before)


@transaction.atomic
def approve_edition(*, by: Viewer, edition: Edition) -> None:
    """Approve a draft: it is never changed again.

    PermissionDenied for whoever drafted it and whoever does not lead its unit; a police and crime plan is
    approved by the commissioner's approver alone. UserError without objectives, or when it is approved.
    """
    role, plan = must_approve(visible_to(by), edition), edition.plan
    edition = Edition.objects.select_for_update(of=("self",)).select_related("plan").get(pk=edition.pk)
    if edition.is_approved:
        raise UserError("this edition is approved already")
    if not edition.objectives.exists():
        raise UserError("an edition without objectives cannot be approved")
    edition.approved_by, edition.approved_at = by.username, timezone.now()
    edition.save(update_fields=["approved_by", "approved_at"])
    objectives = [_told(each) for each in edition.objectives.all()]
    after = _told(edition) | {"objectives": objectives}
    record(by, "plan.edition_approved", _subject(edition), role=role, unit=plan.unit, after=after)


@transaction.atomic
def file_action_for(
    *,
    by: Viewer,
    objective: Objective,
    title: str,
    owner: str,
    due: date,
    success: str = "",
    measure: str = "",
) -> Action:
    """File an action at the plan's unit that comes of an objective; `owner` is a username.

    PermissionDenied for whoever may not file actions there; UserError while the edition is a draft, otherwise
    as the register's `file_action`.
    """
    made = file_action(
        by=by, title=title, unit=objective.edition.plan.unit, owner=owner, due=due,
        origin=origin_of(objective), success=success, measure=measure,
    )  # fmt: skip
    # asked last: whoever may not file it learns nothing of drafts
    if not Edition.objects.get(pk=objective.edition.pk).is_approved:
        raise UserError("this edition is a draft: actions come of what is approved")
    return made


def origin_of(objective: Objective) -> Origin:
    """What the register says an action of an objective came of."""
    label = f"Objective {objective.code} of {objective.edition}"
    return Origin("objective", f"objective:{objective.pk}", label, address_of(objective))


def address_of(objective: Objective) -> str:
    """Where an objective is read."""
    edition = reverse("boards:plan_edition", args=[objective.edition.pk])
    return f"{edition}#objective-{objective.pk}"


def _draft(by: Viewer, edition: Edition) -> tuple[str, Edition]:
    """What lets somebody change a draft, and the draft as it is now, which nobody else changes meanwhile."""
    role = drafts_by(by, edition.plan.unit)
    edition = Edition.objects.select_for_update(of=("self",)).select_related("plan").get(pk=edition.pk)
    if edition.is_approved:
        raise UserError("this edition is approved, so it is never changed: draft the next one")
    return role, edition


def _of_draft(by: Viewer, objective: Objective) -> tuple[str, Objective]:
    """The same of an objective; UserError when it was taken out meanwhile."""
    role, edition = _draft(by, objective.edition)
    found = edition.objectives.filter(pk=objective.pk).first()
    if found is None:
        raise UserError("this objective was taken out of the draft meanwhile")
    return role, found


def _dated(edition: Edition, year: str, starts: date, ends: date, foreword: str) -> None:
    year = _said(year, "say which year it is of")
    if ends <= starts:
        raise UserError("the last day must be after the first")
    others = edition.plan.editions.exclude(pk=edition.pk)
    if others.filter(year__iexact=year).exists():
        raise UserError(f"there is an edition of {year} already")
    if other := others.filter(starts__lte=ends, ends__gte=starts).first():
        raise UserError(f"some of these days are those of the edition of {other.year}")
    edition.year, edition.starts, edition.ends = year, starts, ends
    edition.foreword = foreword.strip()


def _copy(last: Edition, edition: Edition) -> None:
    """Begin an edition with the objectives of the last, without links that the framework no longer has."""
    framework = opened().framework
    Objective.objects.bulk_create(
        Objective(
            edition=edition, code=each.code, title=each.title, why=each.why, owner=each.owner,
            questions=[one for one in each.questions if one in framework.questions],
            measures=[one for one in each.measures if one in framework.measures],
            place=place,
        )
        for place, each in enumerate(last.objectives.all())
    )  # fmt: skip


def _describe(
    objective: Objective,
    code: str,
    title: str,
    owner: str,
    why: str,
    questions: Sequence[str],
    measures: Sequence[str],
) -> None:
    code = code.strip()
    if not _CODE.fullmatch(code):
        raise UserError("a code has letters, numbers, dots and hyphens, 20 at most, like 2.1")
    if objective.edition.objectives.exclude(pk=objective.pk).filter(code__iexact=code).exists():
        raise UserError(f"there is an objective {code} already")
    objective.code, objective.title = code, _said(title, "say what is to be achieved")
    objective.why, objective.owner = why.strip(), _owner(owner)
    for name, links in checked(questions, measures).items():
        setattr(objective, name, links)


def _owner(username: str) -> str:
    if not Account.objects.filter(username=username, is_active=True).exists():
        raise UserError("choose an owner who has an open account")
    return username


def _only(plan: Plan) -> None:
    others = Plan.objects.filter(unit=plan.unit, title__iexact=plan.title).exclude(pk=plan.pk)
    if others.exists():
        raise UserError(f"this unit has a plan called {plan.title} already")


def _said(words: str, otherwise: str) -> str:
    if not words.strip():
        raise UserError(otherwise)
    return words.strip()


def _subject(of: Plan | Edition) -> str:
    if isinstance(of, Plan):
        return f"plan {of.pk}"
    return f"edition {of.pk} of plan {of.plan.pk}"


_TOLD = {
    Plan: ("title", "kind", "owner"),
    Edition: ("year", "starts", "ends", "foreword"),
    Objective: ("code", "title", "why", "owner", "questions", "measures"),
}


def _told(of: Plan | Edition | Objective) -> dict[str, Any]:
    return {name: getattr(of, name) for name in _TOLD[type(of)]}


def _record(by: Viewer, action: str, objective: Objective, role: str, **said: Any) -> None:
    edition = objective.edition
    subject = f"objective {objective.code} of {_subject(edition)}"
    record(by, action, subject, role=role, unit=edition.plan.unit, **said)
