"""What is done to practices: adding, changing, assessing, trying, adopting and declining them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.db import transaction
from django.db.models import Field
from django.urls import reverse

from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.actions import file_action, said
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.origins import Origin
from peelian.apps.improvement.queries import actions_from
from peelian.apps.inspections.forces import bare
from peelian.apps.inspections.models_practices import Assessment, Practice
from peelian.apps.inspections.practising import MOVES, Move, must_assess, must_take
from peelian.documents.kept import opened
from peelian.framework.errors import UserError, nearest

FIELDS = (
    "title", "does_it_work", "focus", "topic", "organisation", "contact", "region", "partners", "stage",
    "start_date", "scale", "target_group", "aim", "intended_outcome", "description", "ours",
)  # fmt: skip
"""What may be said of a practice by hand: the fields of the template, its title, and whether it is ours."""


@transaction.atomic
def add_practice(*, by: Viewer, given: Mapping[str, Any]) -> Practice:
    """Add a practice to the library; `given` has some of FIELDS. One that is ours, of no named organisation,
    is this force's.

    PermissionDenied for whoever may not assess practices; UserError without a title or description, for a
    text that is too long, and for a practice of that title and organisation that is there already.
    """
    visible = visible_to(by)
    role = must_assess(visible)
    practice = Practice(added_by=by.username)
    _describe(practice, given)
    practice.save()
    _record(visible, "practice.added", practice, role, after=_told(practice))
    return practice


@transaction.atomic
def change_practice(*, by: Viewer, practice: Practice, given: Mapping[str, Any]) -> None:
    """Change what is said of a practice. Refusals as `add_practice`, and for no change."""
    visible = visible_to(by)
    role = must_assess(visible)
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    before = _told(practice)
    _describe(practice, given)
    after = _told(practice)
    if after == before:
        raise UserError("nothing is changed")
    practice.save()
    changed = [name for name in FIELDS if before[name] != after[name]]
    _record(
        visible, "practice.changed", practice, role,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip


@transaction.atomic
def assess(*, by: Viewer, practice: Practice, move: str, words: str, board: str) -> Assessment:
    """Record what an improvement board said of a practice and take a step of MOVES with it, but for putting
    it on trial. Adopting or declining after a trial says what the measure of the trial had done.

    PermissionDenied for whoever may not take the step, and for whoever proposed the practice where the step
    decides; UserError without words or the board's name, and when it is not in a state to take the step from.
    """
    if move == "try":
        raise UserError("say who tries it, until when, and what would show that it worked")
    visible, role, practice, step = _to_move(by, practice, move)
    measured = _measured(by, practice) if practice.state == "trying" else ""
    return _moved(visible, role, practice, move, step, words, board, measured)


@transaction.atomic
def try_practice(
    *,
    by: Viewer,
    practice: Practice,
    words: str,
    board: str,
    title: str,
    unit: str,
    owner: str,
    due: date,
    success: str,
    measure: str,
) -> Action:
    """Put a practice on trial: an action of the register, with an owner, a day, and the measure that would
    show whether it worked, read from today.

    Refusals as `assess` and as `file_action`; UserError too without what success is, and without a measure.
    """
    visible, role, practice, step = _to_move(by, practice, "try")
    if not success.strip() or not measure:
        raise UserError(
            "say what success is, and which measure shows it: a trial that is not measured is none"
        )
    address = reverse("inspections:practice", args=[practice.pk])
    origin = Origin("evaluation", practice.origin_key, f"Trial of “{practice.title}”"[:200], address)
    action = file_action(
        by=by, title=title, unit=unit, owner=owner, due=due, origin=origin, details=words, success=success,
        measure=measure,
    )  # fmt: skip
    _moved(visible, role, practice, "try", step, words, board, action=action.pk)
    return action


def same_practice(title: str, organisation: str) -> Practice | None:
    """The practice of that title and organisation in the library, without regard to case and marks."""
    there = Practice.objects.filter(organisation__iexact=organisation.strip())
    return next((each for each in there if bare(each.title) == bare(title)), None)


def _to_move(by: Viewer, practice: Practice, move: str) -> tuple[Visible, str, Practice, Move]:
    if move not in MOVES:
        raise UserError(f"there is no step {move!r}{nearest(move, set(MOVES))}")
    visible, step = visible_to(by), MOVES[move]
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    role = must_take(visible, practice, step)
    if practice.state not in step.before:
        here = practice.state_title.lower()
        raise UserError(f"the practice is {here} now, so this cannot be done to it: read it again")
    return visible, role, practice, step


def _moved(
    visible: Visible, role: str, practice: Practice, move: str, step: Move, words: str, board: str,
    measured: str = "", **more: Any,
) -> Assessment:  # fmt: skip
    before, practice.state = practice.state, step.after
    made: Assessment = Assessment.objects.create(
        practice=practice, state=step.after, by=visible.viewer.username, measured=measured[:400],
        words=said(words, "say why: whoever reads the library will ask"),
        board=said(board, "say which board it was", 120),
    )  # fmt: skip
    practice.save(update_fields=["state"])
    after = {
        "state": step.after,
        "assessment": made.pk,
        "board": made.board,
        "measured": made.measured,
        **more,
    }
    _record(visible, f"practice.{move}", practice, role, before={"state": before}, after=after)
    return made


def _measured(by: Viewer, practice: Practice) -> str:
    """What the measure of the latest trial did, in words."""
    trials = [each for each in actions_from(by, practice.origin_key) if each.state != "cancelled"]
    latest = max(trials, key=lambda each: each.number, default=None)
    if latest is None or latest.moved is None:
        return "Its trial has no measure that can be read."
    return f"{latest.measure_title}: {latest.moved.title}. {latest.moved.sentence}"


def _describe(practice: Practice, given: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name not in given:
            continue
        value = given[name]
        if isinstance(value, str):
            most = cast("Field[Any, Any]", Practice._meta.get_field(name)).max_length or 40_000
            value = said(value, most=most)
        setattr(practice, name, value)
    if not practice.title or not practice.description:
        raise UserError("give the practice a title, and say what it is")
    if practice.ours and not practice.organisation:
        practice.organisation = opened().settings.name[:120]
    there = same_practice(practice.title, practice.organisation)
    if there is not None and there.pk != practice.pk:
        of = there.organisation or "no named organisation"
        raise UserError(f"there is a practice of that title of {of} already: practice {there.pk}")


def _told(practice: Practice) -> dict[str, Any]:
    told = {name: getattr(practice, name) for name in FIELDS}
    return told | {"start_date": practice.start_date.isoformat() if practice.start_date else None}


def _record(
    visible: Visible, what: str, practice: Practice, role: str, *, before: Any = None, after: Any
) -> None:
    root = visible.organisation.root.id
    record(visible.viewer, what, f"practice {practice.pk}", role=role, unit=root, before=before, after=after)
