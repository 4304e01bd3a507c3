"""Findings, publications and dates as rows for programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.inspections.models_register import Publication
from peelian.apps.inspections.parts import must_see
from peelian.apps.inspections.queries.answering import answering
from peelian.apps.inspections.queries.deadlines import Deadline, every_due, filled
from peelian.apps.inspections.queries.rows import at_stages, findings, lateness
from peelian.apps.inspections.states import OPEN
from peelian.apps.inspections.taking_part import stages
from peelian.framework.inspecting import Stage

_BLOCK = 100
"""Rows that are read at once, since whoever asks for a page wants the first ones."""


def finding_rows(
    viewer: Viewer,
    *,
    stage: Sequence[Stage],
    kind: Sequence[str],
    publication: int,
    owner: str,
    unit: Sequence[str],
    late: bool,
) -> Iterable[Mapping[str, Any]]:
    """Findings, newest first, of some stages, kinds and units, one publication and one owner where they are
    named, and only those that are late when `late`.

    PermissionDenied for somebody who sees no unit; Http404 for an unknown unit or publication.
    """
    visible = visible_to(viewer)
    must_see(visible)
    for each in unit:
        if each not in visible.organisation:
            raise Http404(f"There is no unit {each!r} in this force now.")
    found = findings()
    if stage:
        found = found.filter(at_stages(*stage))
    if kind:
        found = found.filter(kind__in=kind)
    if publication:
        if not Publication.objects.filter(pk=publication).exists():
            raise Http404(f"There is no publication {publication}.")
        found = found.filter(publication=publication)
    if owner:
        found = found.filter(owner__username=owner)
    if unit:
        found = found.filter(unit__in=unit)
    if late:
        found = found.filter(lateness("late", timezone.localdate()))
    of = stages()
    return (_finding(each, of) for each in found.order_by("-pk").iterator(chunk_size=_BLOCK))


def publication_rows(viewer: Viewer, *, kind: str) -> Iterable[Mapping[str, Any]]:
    """Publications, newest first, of one type of inspection where it is named, with where the answer to each
    stands. PermissionDenied for somebody who sees no unit.
    """
    must_see(visible_to(viewer))
    found = Publication.objects.select_related("response").order_by("-pk")
    if kind:
        found = found.filter(inspection_type=kind)
    return (_publication(each) for each in found)


def deadline_rows(viewer: Viewer, *, kind: Sequence[str], late: bool) -> Iterable[Mapping[str, Any]]:
    """What is due and not done, the earliest first, of some kinds where they are named, and only what is
    late when `late`. PermissionDenied for somebody who sees no unit.
    """
    visible = visible_to(viewer)
    must_see(visible)
    today = timezone.localdate()
    found = every_due(visible, kind) if kind else every_due(visible)
    some = [each for each in found if each.due < today or not late]
    blocks = (filled(some[at : at + _BLOCK]) for at in range(0, len(some), _BLOCK))
    return (_deadline(each) for block in blocks for each in block)


def _finding(finding: Any, of: Mapping[str, Stage]) -> Mapping[str, Any]:
    same = (
        "number", "portal_id", "kind", "text", "bullets", "addressed_to", "due", "due_as_written", "unit",
        "status", "success", "began_on", "source", "reference", "updated_at",
    )  # fmt: skip
    stage, owner = of.get(finding.status, "working"), finding.owner
    is_late = stage in OPEN and finding.due is not None and finding.due < timezone.localdate()
    return {
        "id": str(finding.pk),
        "publication": str(finding.publication_id),
        "publication_title": finding.publication.title,
        **{name: getattr(finding, name) for name in same},
        "owner": owner.username if owner else None,
        "owner_name": owner.display_name if owner else "",
        "stage": stage,
        "measure": finding.measure or None,
        "question": finding.question or None,
        "closed_on": timezone.localdate(finding.closed_at) if finding.closed_at else None,
        "late": is_late,
    }


def _publication(publication: Publication) -> Mapping[str, Any]:
    same = ("title", "body", "portal_id", "force", "published", "comments_due", "grade", "summary", "link")
    answer = answering(publication)
    return {
        "id": str(publication.pk),
        **{name: getattr(publication, name) for name in same},
        "inspection_type": publication.inspection_type or None,
        "answer_due": answer.due if answer.is_ours else None,
        "answered_on": answer.given,
        "answer_late": answer.is_late,
    }


def _deadline(each: Deadline) -> Mapping[str, Any]:
    same = ("kind", "due", "what", "of", "as_written", "days")
    return {
        "id": each.key,
        **{name: getattr(each, name) for name in same},
        "owner": each.owner or None,
        "late": each.is_late,
        "page": each.address,
    }
