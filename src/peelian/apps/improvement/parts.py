"""Who has what part in an action, and so may see and do what with it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from peelian.apps.access.permissions import Permission
from peelian.apps.access.visible import LINE, Visible
from peelian.apps.improvement.models import Action, Evidence
from peelian.apps.improvement.states import CHARGED, EVERY_PART, FILER, KEEPER, LEADER, OWNER, moves_from
from peelian.pipeline.organisation import ROOT


def filed_by(visible: Visible, unit: str) -> str | None:
    """What lets the viewer file actions at a unit: their line, a role's title, or None."""
    if visible.leads(unit):
        return LINE
    if visible.may(Permission.FILE_ACTIONS, unit):
        return visible.by_role(Permission.FILE_ACTIONS, unit) or ""
    return None


def must_file(visible: Visible, unit: str) -> str:
    """The unit as the organisation names it; PermissionDenied for whoever may not file actions there, Http404
    for an unknown unit.
    """
    unit = visible.organisation.root.id if unit == ROOT else unit
    if unit not in visible.organisation:
        raise Http404(f"There is no unit {unit!r} in this force now.")
    if filed_by(visible, unit) is None:
        raise PermissionDenied("Your account may not file actions at this unit.")
    return unit


def units_to_file_at(visible: Visible) -> list[str]:
    """The units that the viewer may file actions at."""
    return [unit for unit in visible.organisation.unit_ids if filed_by(visible, unit) is not None]


def parts_of(visible: Visible, action: Action) -> frozenset[str]:
    """The parts that the viewer has in an action."""
    me = visible.viewer.username
    found = {
        OWNER: action.owner.username == me,
        FILER: action.filed_by == me,
        KEEPER: visible.may(Permission.FILE_ACTIONS, action.unit),
        LEADER: visible.leads(action.unit),
    }
    return frozenset(part for part, has in found.items() if has)


def seen(visible: Visible) -> Q:
    """What the database is asked for the actions that the viewer may see: those of units they see, those they
    own and those they filed. Whoever sees every unit sees those of units that are no more.
    """
    me = visible.viewer.username
    known = visible.organisation.unit_ids
    mine = [unit for unit in known if visible.sees(unit)]
    if len(mine) == len(known):
        return Q()
    return Q(unit__in=mine) | Q(owner__username=me) | Q(filed_by=me)


def action_seen(visible: Visible, number: int) -> Action:
    """An action; Http404 for none of that number, PermissionDenied when it is not the viewer's to see."""
    action = Action.objects.select_related("owner").filter(pk=number).first()
    if action is None:
        raise Http404(f"There is no action {number}.")
    if not Action.objects.filter(seen(visible), pk=number).exists():
        raise PermissionDenied("This action is of a unit that is not visible to your account.")
    return action


def must_have_part(visible: Visible, action: Action, who: frozenset[str] = EVERY_PART) -> frozenset[str]:
    """The viewer's parts in an action; PermissionDenied when none of them is one of `who`."""
    parts = parts_of(visible, action)
    if not parts & who:
        if who == CHARGED and OWNER in parts:
            raise PermissionDenied("You own this action: whoever filed it or leads its unit may do that.")
        raise PermissionDenied("You have no part in this action that lets you do that.")
    return parts


def may_move(visible: Visible, action: Action) -> list[str]:
    """The keys of the moves that the viewer may make of an action now."""
    return moves_from(action.state, parts_of(visible, action))


def by_what(visible: Visible, action: Action) -> str:
    """What lets the viewer do something with an action, for the audit."""
    parts = parts_of(visible, action)
    if OWNER in parts:
        return "owner of the action"
    return filed_by(visible, action.unit) or ("filer of the action" if FILER in parts else "")


def may_withdraw(visible: Visible, action: Action, evidence: Evidence) -> bool:
    """Whether a piece of evidence is the viewer's to withdraw: whoever added it, until the action is closed,
    and those who see to the action.
    """
    parts = parts_of(visible, action)
    own = evidence.added_by == visible.viewer.username and bool(parts) and action.state != "closed"
    return own or bool(parts & CHARGED)
