"""Who has what part in inspections, and so may see and do what."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.apps.access.permissions import Permission
from peelian.apps.access.visible import LINE, Visible
from peelian.apps.inspections.models_register import Finding, Publication
from peelian.pipeline.organisation import ROOT


def kept_by(visible: Visible, unit: str = ROOT) -> str | None:
    """The role that lets the viewer keep findings at a unit and draft responses, None for no role."""
    return visible.by_role(Permission.KEEP_INSPECTIONS, unit)


def must_keep(visible: Visible, unit: str = ROOT) -> str:
    """The role that lets the viewer keep findings at a unit; PermissionDenied for none."""
    role = kept_by(visible, unit)
    if role is None:
        raise PermissionDenied("Your account may not keep recommendations and draft responses to them.")
    return role


def approved_by(visible: Visible) -> str | None:
    """The role that lets the viewer approve responses for publication, None for no role."""
    return visible.by_role(Permission.APPROVE_RESPONSES)


def leads_force(visible: Visible) -> bool:
    """Whether the viewer leads the force, as the postings say."""
    return visible.leads(visible.organisation.root.id)


def must_see(visible: Visible) -> None:
    """PermissionDenied for whoever sees no unit, so nothing of inspections either."""
    visible.some_unit()


def publication_seen(visible: Visible, number: int) -> Publication:
    """A publication; Http404 for none of that number. They are public, so whoever sees any unit sees all."""
    must_see(visible)
    found = Publication.objects.filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no publication {number}.")
    return found


def finding_seen(visible: Visible, number: int) -> Finding:
    """A finding with its publication and owner; Http404 for none of that number."""
    must_see(visible)
    found = Finding.objects.select_related("publication", "owner").filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no finding {number}.")
    return found


def lets(visible: Visible, finding: Finding) -> str:
    """What lets the viewer do something with a finding, for the audit."""
    if finding.owner is not None and finding.owner.username == visible.viewer.username:
        return "owner of the finding"
    if visible.leads(finding.unit):
        return LINE
    return kept_by(visible, finding.unit) or approved_by(visible) or ""
