"""The register as a file: the findings asked for, which can be imported again."""

from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.improvement.lines import HERE
from peelian.apps.inspections.models_register import Finding
from peelian.apps.inspections.parts import must_see
from peelian.apps.inspections.queries.register import Asked, found_findings
from peelian.documents.kept import opened
from peelian.documents.tables import Cell

COLUMNS = (
    "reference", "source", "publication", "publication_portal_id", "published", "inspection_type", "body",
    "number", "portal_id", "kind", "text", "bullets", "addressed_to", "due", "due_as_written", "unit",
    "owner", "status", "closed", "success", "measure", "question", "began", "finding", "unit_name",
    "owner_name", "days", "last_update",
)  # fmt: skip
WIDE = {"publication": 40, "text": 70, "bullets": 40, "success": 40, "addressed_to": 24}


def file_rows(viewer: Viewer, asked: Asked, *, sort: str = "") -> list[tuple[Cell, ...]]:
    """Every finding asked for, in the order of COLUMNS; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    must_see(visible)
    known = visible.organisation
    names = {unit: known.unit(unit).name for unit in known.unit_ids}
    apart = opened().framework.inspections.staged("done", "apart")
    return [_cells(finding, names, apart) for finding in found_findings(visible, asked, sort=sort)]


def _cells(finding: Finding, names: dict[str, str], apart: tuple[str, ...]) -> tuple[Cell, ...]:
    publication, owner = finding.publication, finding.owner
    open_until = finding.due if finding.status not in apart else None
    return (
        finding.reference or f"finding-{finding.pk}",
        finding.source or HERE,
        publication.title,
        publication.portal_id,
        publication.published.isoformat() if publication.published else "",
        publication.inspection_type,
        publication.body,
        finding.number,
        finding.portal_id,
        finding.kind,
        finding.text,
        "\n".join(finding.bullets),
        "\n".join(finding.addressed_to),
        finding.due.isoformat() if finding.due else "",
        finding.due_as_written,
        finding.unit,
        owner.username if owner else "",
        finding.status,
        timezone.localdate(finding.closed_at).isoformat() if finding.closed_at else "",
        finding.success,
        finding.measure,
        finding.question,
        finding.began_on.isoformat() if finding.began_on else "",
        finding.pk,
        names.get(finding.unit, finding.unit),
        owner.display_name if owner else "",
        (open_until - timezone.localdate()).days if open_until else "",
        timezone.localdate(finding.updated_at).isoformat(),
    )
