"""How a force gets on with a finding: permission first, the words that go with it, the record last."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.actions import file_action, owner_named, said
from peelian.apps.improvement.measuring import Watched, moved_of
from peelian.apps.improvement.models import Action, Evidence
from peelian.apps.improvement.origins import Origin
from peelian.apps.inspections.actions_register import known_unit
from peelian.apps.inspections.models_register import Finding, Update
from peelian.apps.inspections.parts import finding_seen
from peelian.apps.inspections.states import CHARGED, MOVES, OPEN, SAYING, WORKING, Move
from peelian.apps.inspections.taking_part import by_what, must_have_part, stage_of
from peelian.documents.kept import opened
from peelian.framework.errors import UserError, nearest

ALLOCATED = "allocate"
"""The move of a finding that is given its first owner; the other moves are `states.MOVES`."""
_NO_PART = frozenset[str]()


@dataclass(frozen=True)
class Proof:
    """What shows that something was done about a finding: its actions, those closed, and their evidence."""

    actions: int
    closed: int
    evidence: int

    @property
    def is_there(self) -> bool:
        return bool(self.closed or self.evidence)


def proof_of(finding: Finding) -> Proof:
    """What there is to show for a finding now; actions that were cancelled show nothing."""
    states = list(
        Action.objects.filter(origin_key=finding.origin_key)
        .exclude(state="cancelled")
        .values_list("state", flat=True)
    )
    shown = Evidence.objects.filter(action__origin_key=finding.origin_key, withdrawn_at=None)
    return Proof(len(states), states.count("closed"), shown.exclude(action__state="cancelled").count())


@transaction.atomic
def allocate(*, by: Viewer, finding: Finding, owner: str, unit: str, words: str = "") -> Update:
    """Give a finding that nobody owns to an owner, by username, at a unit; from then on it is worked on.

    Http404 for no such finding or unit; PermissionDenied for whoever neither keeps findings nor leads its
    unit; UserError for one that is allocated already, and an owner with no open account.
    """
    visible, finding, parts = _taken(by, finding, CHARGED)
    unit, stage = known_unit(visible, unit), stage_of(finding)
    if stage != "new":
        raise UserError(f"the finding is {_stands(finding)} now, so it is not to be allocated: read it again")
    before = _told(finding)
    finding.owner, finding.unit = owner_named(owner), unit
    finding.status = opened().framework.inspections.first("working").id
    finding.began_on = finding.began_on or timezone.localdate()
    update = Update(
        words=said(words), by=by.username, move=ALLOCATED, status=finding.status,
        owner=finding.owner.username, unit=unit,
    )  # fmt: skip
    _keep(finding, update, "owner", "unit", "status", "began_on")
    _record(visible, "finding.allocated", finding, parts, before=before, after=_told(finding, update))
    return update


@transaction.atomic
def add_update(*, by: Viewer, finding: Finding, words: str, status: str = "") -> Update:
    """Say how a finding goes, and give it another status of its stage where `status` names one.

    PermissionDenied for whoever neither owns it nor an action of it, nor sees to it; UserError without
    words, and for a status of another stage, which a move comes to.
    """
    visible, finding, parts = _taken(by, finding, SAYING)
    words = said(words, "say how it goes: an update without words tells nothing")
    known, before = opened().framework.inspections, finding.status
    if status and known.status(status).stage != stage_of(finding):
        raise UserError(f"a finding that is {_stands(finding)} does not become that by an update alone")
    update = Update(words=words, by=by.username, status=status if status != before else "")
    finding.status = status or before
    _keep(finding, update, "status")
    after = {"update": update.pk, "status": finding.status}
    _record(visible, "finding.updated", finding, parts, before={"status": before}, after=after)
    return update


@transaction.atomic
def move(*, by: Viewer, finding: Finding, move: str, words: str, why_none: str = "") -> Update:
    """Move a finding to another stage, `move` being a key of `states.MOVES`.

    PermissionDenied when it is not the viewer's to make; UserError when the finding is not at a stage to make
    it from, without words, and when assurance is asked for with no action closed, no evidence and no
    `why_none` that says why.
    """
    if move not in MOVES:
        raise UserError(f"there is no step {move!r}{nearest(move, set(MOVES))}")
    step = MOVES[move]
    visible, finding, parts = _taken(by, finding, step.who)
    if parts & step.never:
        raise PermissionDenied(step.refused)
    if stage_of(finding) not in step.before:
        raise UserError(f"the finding is {_stands(finding)} now, so this cannot be done to it: read it again")
    words = said(words, step.missing)
    if step.needs_proof and not proof_of(finding).is_there:
        why = said(why_none, "no action of it is closed and there is no evidence: say why there is none")
        words = f"{words}\n\nWhy there is no closed action and no evidence: {why}"
    before, update = _told(finding), Update(words=words, by=by.username, move=move)
    _moved(finding, step, move, by)
    update.status = finding.status
    if step.says_measure and finding.measure:
        update.measured = measured_words(finding)[:400]
    _keep(finding, update, "status", "assured_by", "closed_by", "closed_at")
    after = _told(finding, update) | {"measured": update.measured}
    _record(visible, f"finding.{move}", finding, parts, before=before, after=after)
    return update


@transaction.atomic
def change_due(*, by: Viewer, finding: Finding, due: date, reason: str) -> Update:
    """Set another day that a finding is due; how the report puts it stays as it is.

    PermissionDenied for whoever only owns it; UserError without a reason, for the same day, and for a finding
    that is closed or another body's.
    """
    visible, finding, parts = _taken(by, finding, CHARGED)
    _still_open(finding)
    if due == finding.due:
        raise UserError(f"it is due on {due:%-d %B %Y} already")
    reason = said(reason, "say why it is due on another day: whoever reads the register will ask")
    before, finding.due = finding.due, due
    update = Update(words=reason, by=by.username, due=due, due_was=before)
    _keep(finding, update, "due")
    was = {"due": before.isoformat() if before else None}
    after = {"due": due.isoformat(), "update": update.pk}
    _record(visible, "finding.due_changed", finding, parts, before=was, after=after)
    return update


@transaction.atomic
def change_owner(*, by: Viewer, finding: Finding, owner: str, unit: str, reason: str) -> Update:
    """Give a finding that somebody owns to another owner, by username, at a unit. Otherwise as
    `change_due`; UserError too where nobody owns it yet, and for the same owner at the same unit.
    """
    visible, finding, parts = _taken(by, finding, CHARGED)
    _still_open(finding)
    if finding.owner is None:
        raise UserError("nobody owns it yet: allocate it")
    account, unit, before = owner_named(owner), known_unit(visible, unit), _told(finding)
    if account.pk == finding.owner_id and unit == finding.unit:
        raise UserError(f"{account.display_name} owns it there already")
    reason = said(reason, "say why it is given to somebody else: whoever reads the register will ask")
    moved_unit = unit if unit != finding.unit else ""
    finding.owner, finding.unit = account, unit
    update = Update(words=reason, by=by.username, owner=account.username, unit=moved_unit)
    _keep(finding, update, "owner", "unit")
    _record(visible, "finding.owner_changed", finding, parts, before=before, after=_told(finding, update))
    return update


@transaction.atomic
def set_success(
    *,
    by: Viewer,
    finding: Finding,
    success: str = "",
    measure: str = "",
    question: str = "",
    began_on: date | None = None,
) -> Finding:
    """Say how one will know that what is done about a finding works: in words, by a measure that should move
    at its unit since a day, by a question it helps to answer.

    PermissionDenied for whoever has no part in working on it; UserError for a measure or question that is not
    in the framework, a day to come, and a finding that is closed or another body's.
    """
    visible, finding, parts = _taken(by, finding, WORKING)
    _still_open(finding)
    framework, today = opened().framework, timezone.localdate()
    if measure and measure not in framework.measures:
        known = nearest(measure, set(framework.measures))
        raise UserError(f"there is no measure {measure!r} in this framework{known}")
    if question and question not in framework.questions:
        known = nearest(question, set(framework.questions))
        raise UserError(f"there is no question {question!r} in this framework{known}")
    if began_on and began_on > today:
        raise UserError(f"{began_on:%-d %B %Y} is to come: give the day on which the work began")
    before = _how_known(finding)
    finding.success, finding.measure, finding.question = said(success), measure, question
    finding.began_on = began_on or finding.began_on or (today if measure else None)
    finding.updated_at = timezone.now()
    finding.save(update_fields=["success", "measure", "question", "began_on", "updated_at"])
    after = _how_known(finding)
    _record(visible, "finding.success_set", finding, parts, before=before, after=after)
    return finding


@transaction.atomic
def file_finding_action(
    *,
    by: Viewer,
    finding: Finding,
    title: str,
    unit: str,
    owner: str,
    due: date,
    details: str = "",
    success: str = "",
    measure: str = "",
    question: str = "",
) -> Action:
    """File an action that is to meet a finding, as `improvement.file_action` does, with its refusals;
    UserError too for a finding that is closed or another body's, and Http404 for none.
    """
    kept = Finding.objects.select_related("publication").filter(pk=finding.pk).first()
    if kept is None:
        raise Http404(f"There is no finding {finding.pk}.")
    made = file_action(
        by=by, title=title, unit=unit, owner=owner, due=due, details=details, success=success,
        measure=measure, question=question, origin=origin_of(kept),
    )  # fmt: skip
    _still_open(kept)
    return made


def origin_of(finding: Finding) -> Origin:
    """What an action of a finding names as what it came of."""
    address = reverse("inspections:finding", args=[finding.pk])
    return Origin("recommendation", finding.origin_key, called(finding)[:300], address)


def called(finding: Finding) -> str:
    """A finding by its kind, number and publication, as "Recommendation 2 of Getting a grip"."""
    kind = opened().framework.inspections.title_of(finding.kind)
    return f"{f'{kind} {finding.number}'.strip()} of {finding.publication}"


def measured_words(finding: Finding) -> str:
    """What the measure of a finding had done by now, in words; "" where the day it began is not known."""
    if finding.began_on is None:
        return ""
    watched = Watched(finding.pk, finding.measure, finding.unit, finding.began_on)
    did = moved_of([watched])[finding.pk]
    return f"{did.title}. {did.sentence}"


def _moved(finding: Finding, step: Move, move: str, by: Viewer) -> None:
    """Set what a move sets. What nobody owns comes back as new, whatever it was before."""
    stage = step.after
    if move in ("reopen", "take_on"):
        stage = "working" if finding.owner_id else "new"
    finding.status = opened().framework.inspections.first(stage).id
    if move == "assure":
        finding.assured_by = by.username
    elif stage != "done":
        finding.assured_by = ""
    done = stage == "done"
    finding.closed_by = by.username if done else ""
    finding.closed_at = timezone.now() if done else None


def _taken(by: Viewer, finding: Finding, who: frozenset[str]) -> tuple[Visible, Finding, frozenset[str]]:
    """A finding as it stands, held until the transaction ends, and the parts that the viewer has in it, one
    of which is of `who`.
    """
    Finding.objects.select_for_update().filter(pk=finding.pk).first()
    visible = visible_to(by)
    kept = finding_seen(visible, finding.pk)
    return visible, kept, must_have_part(visible, kept, who)


def _still_open(finding: Finding) -> None:
    stage = stage_of(finding)
    if stage not in OPEN:
        do = "say that it is yours" if stage == "apart" else "reopen it"
        raise UserError(f"the finding is {_stands(finding)}: {do} first")


def _stands(finding: Finding) -> str:
    return opened().framework.inspections.title_of(finding.status).lower()


def _keep(finding: Finding, update: Update, *changed: str) -> None:
    """Write an update, and what it changed of its finding."""
    update.finding = finding
    update.save()
    finding.updated_at = update.at
    finding.save(update_fields=["updated_at", *changed])


def _record(
    visible: Visible, what: str, finding: Finding, parts: frozenset[str], *, before: Any, after: Any
) -> None:
    role, subject = by_what(visible, finding, parts), f"finding {finding.pk}"
    record(visible.viewer, what, subject, role=role, unit=finding.unit, before=before, after=after)


def _told(finding: Finding, update: Update | None = None) -> dict[str, Any]:
    owner = finding.owner.username if finding.owner else ""
    told = {"status": finding.status, "owner": owner, "unit": finding.unit}
    return told | ({"update": update.pk} if update else {})


def _how_known(finding: Finding) -> dict[str, Any]:
    began = finding.began_on.isoformat() if finding.began_on else None
    names = ("success", "measure", "question")
    return {name: getattr(finding, name) for name in names} | {"began_on": began}
