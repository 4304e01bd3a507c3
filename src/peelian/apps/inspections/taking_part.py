"""Who has what part in a finding, and so may do what with it."""

from django.core.exceptions import PermissionDenied

from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import Commander
from peelian.apps.access.visible import LINE, Visible
from peelian.apps.improvement.models import Action
from peelian.apps.inspections.models_register import Finding
from peelian.apps.inspections.states import (
    ASKER,
    ASSURER,
    CHARGED,
    COMMANDER,
    DOER,
    KEEPER,
    LEADER,
    OWNER,
    moves_from,
)
from peelian.documents.kept import opened
from peelian.framework.inspecting import Stage
from peelian.pipeline.organisation import ROOT


def stage_of(finding: Finding) -> Stage:
    """The stage of a finding. One whose status the framework has no more is worked on, so that it can move to
    one that it has.
    """
    return stages().get(finding.status, "working")


def stages() -> dict[str, Stage]:
    """The stage of each status of the framework."""
    return {status.id: status.stage for status in opened().framework.inspections.statuses}


def parts_of(visible: Visible, finding: Finding) -> frozenset[str]:
    """The parts that the viewer has in a finding whose owner is loaded."""
    me = visible.viewer.username
    asked = finding.updates.filter(move="ask").order_by("-at", "-pk").values_list("by", flat=True).first()
    actions = Action.objects.filter(origin_key=finding.origin_key).exclude(state="cancelled")
    found = {
        OWNER: finding.owner is not None and finding.owner.username == me,
        DOER: actions.filter(owner__username=me).exists(),
        ASKER: asked == me,
        ASSURER: finding.assured_by == me,
        KEEPER: visible.may(Permission.KEEP_INSPECTIONS, finding.unit),
        LEADER: visible.leads(finding.unit),
        COMMANDER: _commands(visible, finding.unit),
    }
    return frozenset(part for part, has in found.items() if has)


def must_have_part(visible: Visible, finding: Finding, who: frozenset[str]) -> frozenset[str]:
    """The viewer's parts in a finding; PermissionDenied when none of them is one of `who`."""
    parts = parts_of(visible, finding)
    if not parts & who:
        if who == CHARGED and OWNER in parts:
            raise PermissionDenied(
                "You own this finding: whoever keeps findings or leads its unit may do that."
            )
        raise PermissionDenied("You have no part in this finding that lets you do that.")
    return parts


def may_move(visible: Visible, finding: Finding) -> list[str]:
    """The keys of the moves that the viewer may make of a finding now."""
    return moves_from(stage_of(finding), parts_of(visible, finding))


def by_what(visible: Visible, finding: Finding, parts: frozenset[str]) -> str:
    """What lets the viewer do something with a finding, for the audit."""
    if OWNER in parts:
        return "owner of the finding"
    if LEADER in parts:
        return LINE
    if KEEPER in parts:
        return visible.by_role(Permission.KEEP_INSPECTIONS, finding.unit) or ""
    return Commander.title if COMMANDER in parts else "owner of an action of the finding"


def _commands(visible: Visible, unit: str) -> bool:
    """Whether the viewer holds the role of a commander at a unit or above it."""
    known = visible.organisation
    above = {unit, *(each.id for each in known.ancestors(unit))} if unit in known else {unit}
    above |= {ROOT} if unit in known else set()
    return any(held.role is Commander and held.unit in above for held in visible.viewer.held)
