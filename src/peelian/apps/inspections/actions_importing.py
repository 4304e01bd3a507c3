"""Adding many findings from a file: uploaded, looked over, then added, all or none."""

from datetime import datetime, time

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.actions_importing import Imported, forget, keep_upload, own_upload
from peelian.apps.inspections.actions_register import add_publication, keep_finding
from peelian.apps.inspections.importing import WHAT, Ready, checked
from peelian.apps.inspections.models_importing import Upload
from peelian.apps.inspections.models_register import Publication, Update
from peelian.apps.inspections.parts import must_keep
from peelian.framework.errors import UserError


@transaction.atomic
def upload_findings(*, by: Account, source: str, file: File[bytes]) -> Upload:
    """Keep a file of findings until its uploader has looked it over, for a day. Nothing is added yet.

    PermissionDenied for whoever may not keep the findings of the force; UserError as `keep_upload`.
    """
    role = must_keep(visible_to(by))
    upload = keep_upload(Upload(account=by, source=source), file, WHAT)
    told = {"source": upload.source, "file": upload.attachment.name, "sha256": upload.attachment.sha256}
    record(by, "findings.uploaded", f"upload of findings {upload.pk}", role=role, after=told)
    return upload


@transaction.atomic
def import_findings(*, by: Account, upload: Upload) -> Imported:
    """Add every finding of an uploaded file, but those that are in the register already, with the
    publications that are not there yet, and forget the file.

    Http404 when it is not the viewer's or has lapsed; UserError, and nothing is added, when anything is wrong
    with any line, or none is left to add.
    """
    visible = visible_to(by)
    role = must_keep(visible)
    mine = own_upload(Upload, by, upload.pk)
    found = checked(visible, mine)
    if found.wrong:
        lines = found.lines_wrong
        raise UserError(f"{lines} line{'' if lines == 1 else 's'} cannot be added: nothing was added")
    if not found.ready:
        raise UserError("every finding of this file is in the register already: there is nothing to add")
    try:
        for each in found.ready:
            _add(visible, each, mine.source)
    except IntegrityError:
        raise UserError("somebody has just added some of these findings: look the file over again") from None
    told = {
        "source": mine.source, "file": mine.attachment.name, "sha256": mine.attachment.sha256,
        "added": len(found.ready), "already": len(found.already),
    }  # fmt: skip
    subject = f"upload of findings {mine.pk}"
    forget(mine)
    record(by, "findings.imported", subject, role=role, after=told)
    return Imported(len(found.ready), len(found.already))


@transaction.atomic
def forget_finding_upload(*, by: Account, upload: Upload) -> None:
    """Forget an uploaded file of one's own without adding it; Http404 when it is not one's own."""
    mine = own_upload(Upload, by, upload.pk)
    subject = f"upload of findings {mine.pk}"
    forget(mine)
    record(by, "findings.upload_forgotten", subject)


def _add(visible: Visible, each: Ready, source: str) -> None:
    """Add one finding; one that has gone further than new is told of by an update."""
    finding, by = each.finding, visible.viewer
    with transaction.atomic():
        if each.is_new_publication:
            _add_publication(by, finding.publication)
        finding.publication_id = finding.publication.pk
        if each.stage == "done":
            day = each.closed_on or timezone.localdate()
            finding.closed_at, finding.closed_by = (
                timezone.make_aware(datetime.combine(day, time(12))),
                by.username,
            )
        if finding.measure and finding.began_on is None:
            finding.began_on = timezone.localdate()
        keep_finding(visible, finding)
    if each.stage != "new":
        owner = finding.owner.username if finding.owner else ""
        Update.objects.create(
            finding=finding, words=f"It stood so in {source} when it was imported.", by=by.username,
            status=finding.status, owner=owner, at=finding.added_at,
        )  # fmt: skip


def _add_publication(by: Viewer, publication: Publication) -> None:
    """Add the publication that some lines of a file are of, to that very object."""
    kept = add_publication(
        by=by, title=publication.title, body=publication.body, portal_id=publication.portal_id,
        inspection_type=publication.inspection_type, published=publication.published,
    )  # fmt: skip
    publication.pk, publication.added_by, publication.added_at = kept.pk, kept.added_by, kept.added_at
