"""What is done to documents: uploading, putting right what was read, accepting and setting aside."""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.attachments.actions import attach
from peelian.apps.attachments.kinds import KINDS
from peelian.apps.attachments.models import Attachment
from peelian.apps.inspections import reading
from peelian.apps.inspections.accepting import (
    Accepting,
    FindingComes,
    accepting,
    answer_of,
    finding_values,
    publication_values,
    stage_in_words,
    text_of,
)
from peelian.apps.inspections.forces import is_ours, region_of
from peelian.apps.inspections.models import Correction, Document, Finding, Practice, Publication, Update
from peelian.apps.inspections.parts import must_keep
from peelian.apps.inspections.reviewing import PARTS, Block, Reviewed, changes, reviewed, tidied
from peelian.documents.kept import opened
from peelian.framework.errors import UserError

READABLE = ("txt", "html", "docx", "pdf", "odt")
"""Kinds of attachment that are read as documents."""


@transaction.atomic
def upload_document(*, by: Viewer, file: File[bytes]) -> tuple[Document, bool]:
    """Keep a response or report and what is read of it; the document, and whether it is new. The same file
    again gives the one that is there.

    PermissionDenied for whoever does not keep inspections; UserError, with the reason, for a file that may
    not be attached or cannot be read.
    """
    visible = visible_to(by)
    role = must_keep(visible)
    attached = attach(by=by, file=file)
    same = Attachment.objects.filter(sha256=attached.sha256).exclude(pk=attached.pk)
    if there := Document.objects.filter(attachment__in=same).first():
        attached.delete()
        return there, False
    if attached.kind not in READABLE:
        wanted = ", ".join(KINDS[kind].title for kind in READABLE)
        raise UserError(f"{attached.name} is not a document that is read: these are: {wanted}")
    try:
        text, found = reading.read(attached.name, bytes(attached.content))
    except UserError as error:
        why = str(error).removeprefix(f"{attached.name}: ")
        raise UserError(f"{attached.name} cannot be read: {why}") from None
    document = Document.objects.create(attachment=attached, text=text, read=found, uploaded_by=by.username)
    _record(
        visible, "inspection_document.uploaded", document, role,
        after={"name": attached.name, "sha256": attached.sha256, "findings": len(found.get("findings", ()))},
    )  # fmt: skip
    return document, True


@transaction.atomic
def correct(
    *, by: Viewer, document: Document, given: Mapping[str, Any], part: str = "", at: int = 0
) -> list[Correction]:
    """Put right what was read of a block: the document's own fields for part "", else the finding or practice
    at a place. Nothing given is null.

    PermissionDenied for whoever does not keep inspections; UserError once it is accepted or set aside, for a
    block that is not there, and for no change.
    """
    visible, role, document, review = _to_correct(by, document)
    block = review.document if not part else review.block(part, at)
    if block is None or block.is_left_out:
        raise UserError("this is not in the document, or was left out: read it again")
    changed = changes(block, {name: tidied(value) for name, value in given.items()})
    if not changed:
        raise UserError("nothing is changed")
    made = [
        Correction.objects.create(document=document, field=name, before=was, after=now, by=by.username)
        for name, was, now in changed
    ]
    fields = [name for name, _, _ in changed]
    _record(visible, "inspection_document.corrected", document, role, after={"fields": fields})
    return made


@transaction.atomic
def add_block(*, by: Viewer, document: Document, part: str, given: Mapping[str, Any]) -> Correction:
    """Add a finding or a practice that the reader missed. Refusals as `correct`."""
    visible, role, document, review = _to_correct(by, document)
    at = len({"findings": review.findings, "practices": review.practices}[part])
    values = {name: tidied(given.get(name)) for name in PARTS[part]}
    return _whole(visible, role, document, f"{part}.{at}", None, values)


@transaction.atomic
def leave_out(*, by: Viewer, document: Document, part: str, at: int) -> Correction:
    """Leave out a finding or practice that is none, or bring back one that was left out. Refusals as
    `correct`.
    """
    visible, role, document, review = _to_correct(by, document)
    block = review.block(part, at)
    if block is None:
        raise UserError("this is not in the document: read it again")
    name = f"{part}.{at}"
    if not block.is_left_out:
        return _whole(visible, role, document, name, dict(block.values), None)
    last = document.corrections.filter(field=name, after__isnull=True).last()
    assert last is not None
    return _whole(visible, role, document, name, None, last.before)


@transaction.atomic
def accept_document(*, by: Viewer, document: Document) -> Publication:
    """Take a document into the register: its report, findings, answers and practices, made or matched.

    PermissionDenied for whoever does not keep inspections; UserError when it is accepted or set aside
    already, and while something that is needed is missing.
    """
    visible = visible_to(by)
    role = must_keep(visible)
    document = _still_read(document)
    comes = accepting(document, opened().framework.inspections)
    if comes.problems:
        raise UserError("; ".join(problem[:1].lower() + problem[1:] for problem in comes.problems))
    publication = _publication(by, comes)
    findings: dict[int, Finding] = {}
    for each in comes.findings:
        findings[each.block.at] = _finding(visible, document, publication, each, findings)
        answer = answer_of(each.values, text_of(comes.review.values, "force"))
        answer.document, answer.finding = document, findings[each.block.at]
        answer.save()
    practices = [
        _practice(
            by, document, comes, one.block, None if one.finding_at is None else findings[one.finding_at]
        )
        for one in comes.practices
        if one.is_new
    ]
    _decide(by, document, "accepted")
    told = {
        "publication": publication.pk,
        "findings_made": [findings[each.block.at].pk for each in comes.findings if each.is_new],
        "findings_matched": comes.matched,
        "practices_made": [practice.pk for practice in practices],
        "disagreements": comes.disagreements,
    }
    _record(visible, "inspection_document.accepted", document, role, after=told)
    return publication


@transaction.atomic
def set_aside(*, by: Viewer, document: Document, reason: str) -> None:
    """Set a document aside, so that nothing of it comes into the register.

    PermissionDenied for whoever does not keep inspections; UserError without a reason, and when it is
    accepted or set aside already.
    """
    visible = visible_to(by)
    role = must_keep(visible)
    document = _still_read(document)
    document.why_set_aside = reason.replace("\0", "").strip()
    if not document.why_set_aside:
        raise UserError("say why it is set aside")
    _decide(by, document, "set_aside")
    _record(
        visible, "inspection_document.set_aside", document, role, after={"reason": document.why_set_aside}
    )


@transaction.atomic
def take_up(*, by: Viewer, document: Document) -> None:
    """Check a document after all that was set aside.

    PermissionDenied for whoever does not keep inspections; UserError when it is not set aside.
    """
    visible = visible_to(by)
    role = must_keep(visible)
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.state != "set_aside":
        raise UserError("it is not set aside")
    document.state, document.why_set_aside = "read", ""
    document.decided_by, document.decided_at = "", None
    document.save(update_fields=["state", "why_set_aside", "decided_by", "decided_at"])
    _record(visible, "inspection_document.taken_up", document, role, after={})


def _to_correct(by: Viewer, document: Document) -> tuple[Visible, str, Document, Reviewed]:
    visible = visible_to(by)
    role = must_keep(visible)
    document = _still_read(document)
    return visible, role, document, reviewed(document.read, document.corrections.all())


def _still_read(document: Document) -> Document:
    """The document, held for as long as the transaction; UserError once it is decided of."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.state != "read":
        raise UserError(f"the document is {document.state_title.lower()} already: read it again")
    return document


def _whole(visible: Visible, role: str, document: Document, name: str, before: Any, after: Any) -> Correction:
    made: Correction = Correction.objects.create(
        document=document, field=name, before=before, after=after, by=visible.viewer.username
    )
    _record(visible, "inspection_document.corrected", document, role, after={"fields": [name]})
    return made


def _decide(by: Viewer, document: Document, state: str) -> None:
    document.state, document.decided_by, document.decided_at = state, by.username, timezone.now()
    document.save(update_fields=["state", "decided_by", "decided_at", "why_set_aside"])


def _publication(by: Viewer, comes: Accepting) -> Publication:
    if comes.publication is None:
        told = publication_values(comes.review.values)
        return Publication.objects.create(title=comes.title, added_by=by.username, **told)
    for name, value in comes.fills.items():
        setattr(comes.publication, name, value)
    comes.publication.save()
    return comes.publication


def _finding(
    visible: Visible, document: Document, publication: Publication, comes: FindingComes,
    earlier: Mapping[int, Finding],
) -> Finding:  # fmt: skip
    if comes.finding is not None:
        return _filled(visible.viewer, document, comes, comes.finding)
    if comes.same_as is not None:
        return earlier[comes.same_as]
    status = opened().framework.inspections.first("apart" if comes.is_apart else "new")
    return Finding.objects.create(
        publication=publication, kind=text_of(comes.values, "kind"), text=text_of(comes.values, "text"),
        unit=visible.organisation.root.id, status=status.id, added_by=visible.viewer.username,
        **finding_values(comes.values),
    )  # fmt: skip


def _filled(by: Viewer, document: Document, comes: FindingComes, finding: Finding) -> Finding:
    """A finding of the register with what it lacked, and an update that says so."""
    if not comes.fills:
        return finding
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    for name, value in comes.fills.items():
        setattr(finding, name, value)
    update = Update.objects.create(
        finding=finding, words=f"Filled from the document {document}: {comes.filled}.", by=by.username,
        due=comes.fills.get("due"),
    )  # fmt: skip
    finding.updated_at = update.at
    finding.save()
    return finding


def _practice(
    by: Viewer, document: Document, comes: Accepting, block: Block, finding: Finding | None
) -> Practice:
    force = text_of(comes.review.values, "force")
    return Practice.objects.create(
        title=text_of(block.values, "name"), description=text_of(block.values, "description"),
        organisation=force, ours=is_ours(force), region=region_of(force),
        stage=stage_in_words(text_of(block.values, "stage")), finding=finding, document=document,
        added_by=by.username,
    )  # fmt: skip


def _record(visible: Visible, what: str, document: Document, role: str, *, after: Mapping[str, Any]) -> None:
    subject = f"inspection document {document.pk}"
    root = visible.organisation.root.id
    record(visible.viewer, what, subject, role=role, unit=root, after=dict(after))
