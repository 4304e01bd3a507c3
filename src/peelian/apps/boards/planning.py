"""Who drafts, approves and reads plans, and what may be linked to in them."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import LINE, Visible, visible_to
from peelian.apps.boards.models import Edition, Plan
from peelian.apps.boards.sitting import keeps
from peelian.documents.kept import opened
from peelian.framework.errors import UserError, nearest

COMMISSIONERS = "police_and_crime"
"""The kind of plan that is the commissioner's: their approver approves it, and nobody of the force."""


def may_draft(visible: Visible, unit: str) -> bool:
    """Whether the viewer drafts the plans of a unit; of one that is no more, those of the force."""
    return keeps(visible, _known(visible, unit))


def approves_by(visible: Visible, kind: str, unit: str) -> str | None:
    """What lets the viewer approve plans of a kind at a unit: a role, their line, or None for nothing."""
    unit = _known(visible, unit)
    if kind == COMMISSIONERS:
        allowed = visible.may(Permission.APPROVE_RESPONSES, unit)
        return (visible.by_role(Permission.APPROVE_RESPONSES, unit) or "") if allowed else None
    return LINE if visible.leads(unit) else None


def reads_drafts(visible: Visible, plan: Plan) -> bool:
    """Whether the viewer reads what is not approved yet: those who draft it and those who approve it."""
    return may_draft(visible, plan.unit) or approves_by(visible, plan.kind, plan.unit) is not None


def sees_plans(visible: Visible, unit: str) -> bool:
    """Whether the viewer reads the approved plans of a unit; of one that is no more, whether they see all."""
    if unit in visible.organisation:
        return visible.sees(unit)
    return visible.may(Permission.READ_VALUES, visible.organisation.root.id)


def drafts_by(by: Viewer, unit: str) -> str:
    """The role by which somebody drafts the plans of a unit; PermissionDenied for whoever may not, Http404
    for a unit that never was one of a plan's and is none now.
    """
    visible = visible_to(by)
    if unit not in visible.organisation and not Plan.objects.filter(unit=unit).exists():
        raise Http404(f"There is no unit {unit!r} in this force now.")
    if not may_draft(visible, unit):
        raise PermissionDenied("Only whoever keeps boards at this unit may draft its plans.")
    return visible.by_role(Permission.KEEP_BOARDS, _known(visible, unit)) or ""


def must_approve(visible: Visible, edition: Edition) -> str:
    """What lets the viewer approve an edition; PermissionDenied for whoever may not, or drafted it."""
    role = approves_by(visible, edition.plan.kind, edition.plan.unit)
    if role is None:
        raise PermissionDenied("Your account may not approve this plan.")
    if edition.drafted_by == visible.viewer.username:
        raise PermissionDenied("You drafted this edition: somebody else approves it.")
    return role


def plans_read(visible: Visible) -> QuerySet[Plan]:
    """Every plan of which the viewer reads anything."""
    places = set(Plan.objects.order_by().values_list("kind", "unit").distinct())
    units = {unit for _, unit in places}
    drafted = [unit for unit in units if may_draft(visible, unit)]
    seen = [unit for unit in units if sees_plans(visible, unit)]
    mine = Q(unit__in=drafted)
    for kind, unit in sorted(places):
        if approves_by(visible, kind, unit) is not None:
            mine |= Q(kind=kind, unit=unit)
    approved = Edition.objects.filter(plan=OuterRef("pk"), approved_at__isnull=False)
    return Plan.objects.filter(mine | (Q(unit__in=seen) & Exists(approved)))


def plan_read(visible: Visible, number: int) -> Plan:
    """A plan; Http404 for none of that number, PermissionDenied when the viewer may read nothing of it."""
    plan = Plan.objects.filter(pk=number).first()
    if plan is None:
        raise Http404(f"There is no plan {number}.")
    if reads_drafts(visible, plan):
        return plan
    approved = plan.editions.filter(approved_at__isnull=False).exists()
    if not approved or not sees_plans(visible, plan.unit):
        raise PermissionDenied("This plan is for those who draft and approve it, until it is approved.")
    return plan


def edition_read(visible: Visible, number: int) -> Edition:
    """An edition of a plan; Http404 and PermissionDenied as `plan_read`, and for a draft of others."""
    found = Edition.objects.select_related("plan").filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no edition {number} of a plan.")
    plan = found.plan
    if not reads_drafts(visible, plan) and not (found.is_approved and sees_plans(visible, plan.unit)):
        raise PermissionDenied("This edition is for those who draft and approve it, until it is approved.")
    return found


def in_force() -> Q:
    """Editions that are approved and whose time is now."""
    today = timezone.localdate()
    return Q(approved_at__isnull=False, starts__lte=today, ends__gte=today)


def checked(questions: Sequence[str], measures: Sequence[str]) -> dict[str, list[str]]:
    """What an objective is linked to, each once; UserError, naming the nearest, for what is not asked or
    measured in this framework.
    """
    framework = opened().framework
    for wanted, known, what in (
        (questions, framework.questions, "question"), (measures, framework.measures, "measure")
    ):  # fmt: skip
        for each in wanted:
            if each not in known:
                raise UserError(f"there is no {what} {each!r} in this framework{nearest(each, set(known))}")
    return {"questions": list(dict.fromkeys(questions)), "measures": list(dict.fromkeys(measures))}


def _known(visible: Visible, unit: str) -> str:
    known = visible.organisation
    return unit if unit in known else known.root.id
