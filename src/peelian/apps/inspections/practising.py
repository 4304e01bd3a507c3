"""Whether a practice could work here: the states it goes through, and who moves it from one to the next."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import Commander
from peelian.apps.access.visible import LINE, Visible
from peelian.apps.inspections.models_practices import Assessment, Practice
from peelian.apps.inspections.parts import kept_by, leads_force
from peelian.pipeline.organisation import ROOT


@dataclass(frozen=True)
class Move:
    """One step: from which states to which, and what it asks. One that `decides` is never taken by whoever
    proposed the practice.
    """

    title: str
    asks: str
    before: tuple[str, ...]
    after: str
    decides: bool = False
    done: str = ""


MOVES = {
    "assess": Move(
        "Begin to assess it", "Why it could work here, and what is to be found out", ("noted",), "assessing",
        done="It is being assessed.",
    ),
    "try": Move(
        "Put it on trial", "What is tried, and why", ("assessing",), "trying",
        done="It is on trial.",
    ),
    "adopt": Move(
        "Adopt it", "Why it is adopted", ("trying",), "adopted", decides=True, done="It is adopted."
    ),
    "decline": Move(
        "Decline it", "Why it is declined", ("assessing", "trying"), "declined", decides=True,
        done="It is declined.",
    ),
    "reconsider": Move(
        "Reconsider it", "Why it is reconsidered", ("adopted", "declined"), "assessing",
        done="It is being assessed again.",
    ),
}  # fmt: skip
DECIDED = ("adopted", "declined")


def assessed_by(visible: Visible) -> str | None:
    """What lets the viewer add practices, assess them and put them on trial: keeping inspections, filing
    actions of the whole force, or leading it; None for nothing.
    """
    if leads_force(visible):
        return LINE
    return kept_by(visible) or visible.by_role(Permission.FILE_ACTIONS, ROOT)


def decided_by(visible: Visible) -> str | None:
    """What lets the viewer adopt or decline: leading the force, or being its commander by a grant."""
    if leads_force(visible):
        return LINE
    whole = (ROOT, visible.organisation.root.id)
    commands = any(held.role is Commander and held.unit in whole for held in visible.viewer.held)
    return Commander.title if commands else None


def must_assess(visible: Visible) -> str:
    """What lets the viewer assess practices; PermissionDenied for nothing."""
    role = assessed_by(visible)
    if role is None:
        raise PermissionDenied("Your account may not add practices or assess them.")
    return role


def must_take(visible: Visible, practice: Practice, move: Move) -> str:
    """What lets the viewer take a step with a practice; PermissionDenied for nothing, and for whoever
    proposed it where the step decides.
    """
    if not move.decides:
        return must_assess(visible)
    role = decided_by(visible)
    if role is None:
        raise PermissionDenied(
            "Only whoever leads the force, or a commander of the whole force, adopts or declines a practice."
        )
    if visible.viewer.username in proposers(practice, practice.assessments.all()):
        raise PermissionDenied("You proposed this practice: somebody else adopts or declines it.")
    return role


def proposers(practice: Practice, assessments: Iterable[Assessment]) -> set[str]:
    """Who proposed a practice: whoever added it, and began to assess or try it since it was last decided of;
    `assessments` are its own, newest first.
    """
    found = {practice.added_by}
    for each in assessments:
        if each.state in DECIDED:
            break
        found.add(each.by)
    return found


def moves_for(visible: Visible, practice: Practice, assessments: Iterable[Assessment]) -> list[str]:
    """The keys of the steps that the viewer may take with a practice now."""
    proposed = visible.viewer.username in proposers(practice, assessments)
    may = {False: assessed_by(visible) is not None, True: decided_by(visible) is not None and not proposed}
    return [key for key, move in MOVES.items() if practice.state in move.before and may[move.decides]]
