"""What is done to actions: each checks permission first and writes the record last."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.models import Account
from peelian.apps.access.names import accounts_called
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.measuring import measured
from peelian.apps.improvement.models import Action, Update
from peelian.apps.improvement.origins import KINDS, OWN, Origin
from peelian.apps.improvement.parts import (
    action_seen,
    by_what,
    filed_by,
    may_move,
    must_file,
    must_have_part,
)
from peelian.apps.improvement.states import CHARGED, MOVES, OWNER
from peelian.documents.kept import opened
from peelian.framework.errors import UserError, nearest

MOST_WORDS = 4000


@transaction.atomic
def file_action(
    *,
    by: Viewer,
    title: str,
    unit: str,
    owner: str,
    due: date,
    origin: Origin,
    details: str = "",
    success: str = "",
    measure: str = "",
    question: str = "",
) -> Action:
    """Give somebody something to do by a day; `owner` is their username.

    PermissionDenied for whoever may not file actions at the unit, Http404 for an unknown unit; UserError
    without a title, for an owner with no open account, a day that has passed, an origin of no kind, and a
    measure or question that is not in the framework.
    """
    visible = visible_to(by)
    unit = must_file(visible, unit)
    today = timezone.localdate()
    if due < today:
        raise UserError(f"{_day(due)} has passed: choose today or a later day")
    if origin.kind not in KINDS:
        raise UserError(f"there is no origin {origin.kind!r}{nearest(origin.kind, set(KINDS))}")
    return keep_action(
        visible,
        Action(
            title=title, details=details, unit=unit, owner=owner_named(owner), due=due, success=success,
            measure=measure, question=question, opened_on=today, origin_kind=origin.kind,
            origin_key=origin.key, origin_label=origin.label, origin_address=origin.address,
        ),
    )  # fmt: skip


def keep_action(visible: Visible, action: Action) -> Action:
    """Write a new action that its filer was let file, and the record of it; UserError as `file_action`."""
    framework = opened().framework
    action.title, action.details = said(action.title, "say what is to be done", 200), said(action.details)
    action.success = said(action.success)
    if action.measure and action.measure not in framework.measures:
        known = nearest(action.measure, set(framework.measures))
        raise UserError(f"there is no measure {action.measure!r} in this framework{known}")
    if action.question and action.question not in framework.questions:
        known = nearest(action.question, set(framework.questions))
        raise UserError(f"there is no question {action.question!r} in this framework{known}")
    action.filed_by = visible.viewer.username
    action.save()
    told = {
        "title": action.title, "owner": action.owner.username, "due": action.due.isoformat(),
        "origin": action.origin_key or action.origin_kind, "measure": action.measure,
    }  # fmt: skip
    _record(visible, "action.filed", action, role=filed_by(visible, action.unit) or "", after=told)
    return action


@transaction.atomic
def add_update(*, by: Viewer, action: Action, words: str) -> Update:
    """Say how an action goes. Http404 and PermissionDenied for whoever has no part in it; UserError without
    words.
    """
    visible, action = _taken(by, action)
    must_have_part(visible, action)
    words = said(words, "say how it goes: an update without words tells nothing")
    update = _keep(action, Update(words=words, by=by.username))
    _record(visible, "action.updated", action, after={"update": update.pk})
    return update


@transaction.atomic
def move(*, by: Viewer, action: Action, move: str, words: str = "") -> Update:
    """Move an action to another state, `move` being a key of `states.MOVES`.

    PermissionDenied when it is not the viewer's to make; UserError when the action is not in a state to make
    it from, and without the words it asks for.
    """
    visible, action = _taken(by, action)
    if move not in MOVES:
        raise UserError(f"there is no step {move!r}{nearest(move, set(MOVES))}")
    step, before = MOVES[move], action.state
    if step.never_owner and OWNER in must_have_part(visible, action):
        raise PermissionDenied("You own this action, so somebody else decides whether it is done.")
    must_have_part(visible, action, step.who)
    if move not in may_move(visible, action):
        here = action.stands.title.lower()
        raise UserError(f"the action is {here} now, so this cannot be done to it: read it again")
    words = said(words, step.missing)
    update = Update(words=words, by=by.username, move=move, state=step.after)
    if step.says_measure and action.measure:
        done = measured([action])[action.pk]
        update.measured = f"{done.title}. {done.sentence}"
    action.state = step.after
    closed = step.after == "closed"
    action.closed_at, action.closed_by = (update.at, by.username) if closed else (None, "")
    _keep(action, update, "state", "closed_at", "closed_by")
    after = {"state": action.state, "update": update.pk, "measured": update.measured}
    _record(visible, f"action.{move}", action, before={"state": before}, after=after)
    return update


@transaction.atomic
def change_due(*, by: Viewer, action: Action, due: date, reason: str) -> Update:
    """Set another day that an action is due.

    PermissionDenied for whoever only owns it; UserError without a reason, for a day that has passed or is
    the same, and for an action that is closed or cancelled.
    """
    visible, action = _taken(by, action)
    must_have_part(visible, action, CHARGED)
    _still_open(action)
    if due == action.due:
        raise UserError(f"it is due on {_day(due)} already")
    if due < timezone.localdate():
        raise UserError(f"{_day(due)} has passed: choose today or a later day")
    reason = said(reason, "say why it is due on another day: whoever reads the register will ask")
    before, action.due = action.due, due
    update = _keep(action, Update(words=reason, by=by.username, due=due, due_was=before), "due")
    after = {"due": due.isoformat(), "update": update.pk}
    _record(visible, "action.due_changed", action, before={"due": before.isoformat()}, after=after)
    return update


@transaction.atomic
def change_owner(*, by: Viewer, action: Action, owner: str, reason: str) -> Update:
    """Give an action to another owner, by username. Otherwise as `change_due`."""
    visible, action = _taken(by, action)
    must_have_part(visible, action, CHARGED)
    _still_open(action)
    account = owner_named(owner)
    if account.pk == action.owner_id:
        raise UserError(f"{account.display_name} owns it already")
    reason = said(reason, "say why it is given to somebody else: whoever reads the register will ask")
    before, action.owner = action.owner.username, account
    update = _keep(action, Update(words=reason, by=by.username, owner=account.username), "owner")
    after = {"owner": account.username, "update": update.pk}
    _record(visible, "action.owner_changed", action, before={"owner": before}, after=after)
    return update


def owner_named(said: str) -> Account:
    """The open account of a username, an e-mail address or a full name; UserError for none, and for a name
    that several have.
    """
    name, found = said.strip(), accounts_called(said)
    active = [account for account in found if account.is_active]
    if len(active) == 1:
        return active[0]
    if active:
        raise UserError(f"more than one account goes by {name!r}: say the username")
    if found:
        raise UserError(f"the account of {name!r} is closed: choose somebody who can sign in")
    raise UserError(f"there is no account of {name!r}: say a username, an e-mail address or a full name")


def said(words: str, missing: str = "", most: int = MOST_WORDS) -> str:
    """Words as they are kept, without space around them. UserError, `missing`, where there are none and it is
    not "", and for more than `most` letters.
    """
    words = words.replace("\0", "").strip()
    if not words and missing:
        raise UserError(missing[:1].lower() + missing[1:])
    if len(words) > most:
        raise UserError(f"{len(words):,} letters are too many: {most:,} are the most")
    return words


def create_demo_actions(*, by: Viewer, actions: Iterable[Mapping[str, Any]]) -> list[Action]:
    """File the actions of the demonstration, but those that were filed before, and give those of the
    `actions` in order. Each has what an action has, `opened_on`, and `updates`: what was said and done, when
    and by whom, in order.
    """
    made = []
    for given in actions:
        found = Action.objects.filter(source="demo", reference=given["reference"]).first()
        made.append(found or _demo_action(by, given))
    return made


@transaction.atomic
def _demo_action(by: Viewer, given: Mapping[str, Any]) -> Action:
    visible = visible_to(by)
    origin: Origin = given.get("origin", OWN)
    opened_on: date = given["opened_on"]
    action = keep_action(
        visible,
        Action(
            title=given["title"], details=given.get("details", ""), unit=must_file(visible, given["unit"]),
            owner=owner_named(given["owner"]), due=given["due"], success=given.get("success", ""),
            measure=given.get("measure", ""), question=given.get("question", ""), source="demo",
            reference=given["reference"], opened_on=opened_on, filed_at=_noon(opened_on),
            updated_at=_noon(opened_on), origin_kind=origin.kind, origin_key=origin.key,
            origin_label=origin.label, origin_address=origin.address,
        ),
    )  # fmt: skip
    for each in given.get("updates", ()):
        _demo_update(action, by, each)
    return action


def _demo_update(action: Action, by: Viewer, each: Mapping[str, Any]) -> None:
    """One update of the past, of the same shape as `add_update`, `move` and `change_due` write."""
    update = Update(words=each["words"], by=each.get("by", by.username), at=_noon(each["on"]))
    if key := each.get("move"):
        update.move, update.state = key, MOVES[key].after
        action.state = update.state
        closed = action.state == "closed"
        action.closed_at, action.closed_by = (update.at, update.by) if closed else (None, "")
    if due := each.get("due"):
        update.due, update.due_was, action.due = due, action.due, due
    _keep(action, update, "state", "due", "closed_at", "closed_by")


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001


def _taken(by: Viewer, action: Action) -> tuple[Visible, Action]:
    """An action as it stands, held until the transaction ends, for a viewer who may see it."""
    Action.objects.select_for_update().filter(pk=action.pk).first()
    visible = visible_to(by)
    return visible, action_seen(visible, action.pk)


def _still_open(action: Action) -> None:
    if not action.stands.is_open:
        raise UserError(f"the action is {action.stands.title.lower()}: reopen it first")


def _keep(action: Action, update: Update, *changed: str) -> Update:
    """Write an update, and what it changed of its action."""
    update.action = action
    update.save()
    action.updated_at = update.at
    action.save(update_fields=["updated_at", *changed])
    return update


def _record(
    visible: Visible, what: str, action: Action, *, role: str | None = None, before: Any = None, after: Any
) -> None:
    let = by_what(visible, action) if role is None else role
    subject = f"action {action.pk}"
    record(visible.viewer, what, subject, role=let, unit=action.unit, before=before, after=after)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
