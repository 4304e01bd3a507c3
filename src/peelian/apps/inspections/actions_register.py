"""What is done to publications and to what findings say: permission first, the record last."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.actions import said
from peelian.apps.inspections.deadlines import answer_due, day_as_written
from peelian.apps.inspections.matching import bare_portal_id, match_finding, publication_of
from peelian.apps.inspections.models_register import INSPECTION_TYPES, Finding, Publication
from peelian.apps.inspections.parts import finding_seen, must_keep, publication_seen
from peelian.documents.kept import opened
from peelian.framework.errors import UserError
from peelian.pipeline.organisation import ROOT

MOST_TEXT = 20_000


@transaction.atomic
def add_publication(
    *,
    by: Viewer,
    title: str,
    body: str = "HMICFRS",
    portal_id: str = "",
    inspection_type: str = "",
    force: str = "",
    published: date | None = None,
    comments_due: date | None = None,
    grade: str = "",
    summary: str = "",
    link: str = "",
) -> Publication:
    """Add a publication to the register.

    PermissionDenied for whoever may not keep inspections; UserError without a title, for one that is there
    already, a link that is no address of a page, and a day for comments that is not before the answer's.
    """
    visible = visible_to(by)
    role = must_keep(visible)
    publication = Publication(
        title=title, body=body, portal_id=portal_id, inspection_type=inspection_type, force=force,
        published=published, comments_due=comments_due, grade=grade, summary=summary, link=link,
        added_by=by.username,
    )  # fmt: skip
    _check_publication(publication)
    if found := publication_of(publication.title, publication.portal_id, published):
        raise UserError(f"publication {found.pk}, “{found.title}”, is this one already")
    publication.save()
    after = {name: _told(getattr(publication, name)) for name in _OF_PUBLICATION}
    record(by, "publication.added", f"publication {publication.pk}", role=role, after=after)
    return publication


@transaction.atomic
def change_publication(*, by: Viewer, publication: Publication, **given: Any) -> Publication:
    """Change what is said of a publication: any of what `add_publication` takes. Nothing is recorded when
    nothing is different. Otherwise as `add_publication`, and Http404 for none.
    """
    visible = visible_to(by)
    role = must_keep(visible)
    kept = publication_seen(visible, publication.pk)
    before = _changed(kept, given, _OF_PUBLICATION)
    _check_publication(kept)
    same_id = Publication.objects.exclude(pk=kept.pk).filter(portal_id=kept.portal_id).first()
    if kept.portal_id and same_id:
        raise UserError(f"publication {same_id.pk} has the portal id {kept.portal_id} already")
    if changed := _differences(kept, before):
        kept.save(update_fields=list(changed))
        was = {name: before[name] for name in changed}
        subject = f"publication {kept.pk}"
        record(by, "publication.changed", subject, role=role, before=was, after=changed)
    return kept


@transaction.atomic
def add_finding(
    *,
    by: Viewer,
    publication: Publication,
    kind: str,
    text: str,
    number: str = "",
    portal_id: str = "",
    bullets: Sequence[str] = (),
    addressed_to: Sequence[str] = (),
    due: date | None = None,
    due_as_written: str = "",
    unit: str = ROOT,
    for_another_body: bool = False,
) -> Finding:
    """Add a finding of a publication. Without `due`, the day that `due_as_written` comes to is its day.

    PermissionDenied for whoever may not keep findings at the unit, Http404 for an unknown unit or
    publication; UserError without text, for a kind that there is not, and for one that is there already.
    """
    visible = visible_to(by)
    unit = known_unit(visible, unit)
    must_keep(visible, unit)
    publication = publication_seen(visible, publication.pk)
    stage = opened().framework.inspections.first("apart" if for_another_body else "new")
    finding = Finding(
        publication=publication, number=number, portal_id=portal_id, kind=kind, text=text,
        bullets=list(bullets), addressed_to=list(addressed_to), due=due, due_as_written=due_as_written,
        unit=unit, status=stage.id,
    )  # fmt: skip
    check_finding(finding)
    found = match_finding(publication, finding.number, finding.portal_id, kind, finding.text)
    if found is not None:
        raise UserError(f"finding {found.pk} of “{found.publication}” is this one already")
    return keep_finding(visible, finding)


def keep_finding(visible: Visible, finding: Finding) -> Finding:
    """Write a new finding that was looked over and that its adder was let add, and the record of it."""
    finding.added_by = visible.viewer.username
    finding.save()
    after = {
        "publication": finding.publication_id, "number": finding.number, "kind": finding.kind,
        "portal_id": finding.portal_id, "due": _told(finding.due), "status": finding.status,
        "owner": finding.owner.username if finding.owner else "",
    }  # fmt: skip
    role, subject = must_keep(visible, finding.unit), f"finding {finding.pk}"
    record(visible.viewer, "finding.added", subject, role=role, unit=finding.unit, after=after)
    return finding


@transaction.atomic
def change_finding(*, by: Viewer, finding: Finding, **given: Any) -> Finding:
    """Change what a finding says: any of `number`, `portal_id`, `kind`, `text`, `bullets`, `addressed_to` and
    `due_as_written`. Its day and its owner have reasons of their own (`actions_findings`). Nothing is
    recorded when nothing is different. Otherwise as `add_finding`.
    """
    visible = visible_to(by)
    kept = finding_seen(visible, finding.pk)
    role = must_keep(visible, kept.unit)
    before = _changed(kept, given, _OF_FINDING)
    check_finding(kept)
    others = kept.publication.findings.exclude(pk=kept.pk).exclude(number="")
    if kept.number and (same := others.filter(kind=kept.kind, number__iexact=kept.number).first()):
        raise UserError(f"finding {same.pk} has the number {kept.number} already")
    if changed := _differences(kept, before):
        kept.updated_at = timezone.now()
        kept.save(update_fields=["updated_at", *changed])
        was = {name: before[name] for name in changed}
        subject = f"finding {kept.pk}"
        record(by, "finding.changed", subject, role=role, unit=kept.unit, before=was, after=changed)
    return kept


def check_finding(finding: Finding) -> None:
    """Put what a finding says as it is kept; UserError for what cannot be kept."""
    opened().framework.inspections.kind(finding.kind)
    finding.text = said(finding.text, "say what was found, in the report’s own words", MOST_TEXT)
    finding.number = said(finding.number, most=20)
    finding.portal_id = said(bare_portal_id(finding.portal_id), most=20)
    finding.due_as_written = said(finding.due_as_written, most=120)
    finding.bullets = [each for line in finding.bullets if (each := said(line))]
    finding.addressed_to = [each for line in finding.addressed_to if (each := said(line, most=120))]
    if finding.due is None and finding.due_as_written:
        finding.due = day_as_written(finding.due_as_written, finding.publication.published)


def known_unit(visible: Visible, unit: str) -> str:
    """A unit as the organisation names it; Http404 for none."""
    unit = visible.organisation.root.id if unit == ROOT else unit
    if unit not in visible.organisation:
        raise Http404(f"There is no unit {unit!r} in this force now.")
    return unit


def is_page(link: str) -> bool:
    """Whether a link is the address of a page."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


_OF_PUBLICATION = (
    "title", "body", "portal_id", "inspection_type", "force", "published", "comments_due", "grade", "summary",
    "link",
)  # fmt: skip
_OF_FINDING = ("number", "portal_id", "kind", "text", "bullets", "addressed_to", "due_as_written")
_LONGEST = {"body": 120, "force": 120, "grade": 60, "summary": MOST_TEXT, "link": 1000}


def _check_publication(publication: Publication) -> None:
    publication.title = said(publication.title, "say what the report is called", 300)
    publication.portal_id = said(bare_portal_id(publication.portal_id), most=20)
    for name, most in _LONGEST.items():
        setattr(publication, name, said(getattr(publication, name), most=most))
    if publication.inspection_type and publication.inspection_type not in INSPECTION_TYPES:
        raise UserError(f"there is no type of inspection {publication.inspection_type!r}")
    if publication.link and not is_page(publication.link):
        raise UserError("a link begins with https:// or http://")
    published, comments = publication.published, publication.comments_due
    if published and comments and not published <= comments <= answer_due(published):
        raise UserError(
            f"the chief officer’s comments are due between publication and the last day of the answer, "
            f"{answer_due(published):%-d %B %Y}"
        )


def _changed(kept: Any, given: Mapping[str, Any], allowed: Sequence[str]) -> dict[str, Any]:
    """Set what is given, and give what was there before."""
    if strange := set(given) - set(allowed):
        raise TypeError(f"{sorted(strange)[0]!r} is not changed here")
    before = {name: _told(getattr(kept, name)) for name in allowed}
    for name, value in given.items():
        setattr(kept, name, list(value) if isinstance(value, tuple) else value)
    return before


def _differences(kept: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: now for name, was in before.items() if (now := _told(getattr(kept, name))) != was}


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
