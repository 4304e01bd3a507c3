"""Filing many actions from a file: uploaded, looked over, then filed, all or none."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.models import Account
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.attachments.actions import attach
from peelian.apps.improvement.actions import keep_action, said
from peelian.apps.improvement.importing import WHAT, Ready, checked
from peelian.apps.improvement.lines import HERE, read
from peelian.apps.improvement.models import Action, Update, Upload
from peelian.apps.improvement.models_importing import KEPT_FOR, AnyUpload
from peelian.apps.improvement.parts import units_to_file_at
from peelian.framework.errors import UserError

U = TypeVar("U", bound=AnyUpload)


@dataclass(frozen=True)
class Imported:
    """How many actions were filed, and how many were in the register already."""

    filed: int
    already: int


@transaction.atomic
def upload_actions(*, by: Account, source: str, file: File[bytes]) -> Upload:
    """Keep a file of actions until its uploader has looked it over, for a day. Nothing is filed yet.

    PermissionDenied for whoever may file actions nowhere; UserError for a file that is no table, or has too
    many rows, and for a source without a name or with that of the register itself.
    """
    _must_import(visible_to(by))
    upload = keep_upload(Upload(account=by, source=source), file, WHAT)
    told = {"source": upload.source, "file": upload.attachment.name, "sha256": upload.attachment.sha256}
    record(by, "actions.uploaded", f"upload {upload.pk}", after=told)
    return upload


@transaction.atomic
def import_actions(*, by: Account, upload: Upload) -> Imported:
    """File every action of an uploaded file, but those that are in the register already, and forget the file.

    Http404 when it is not the viewer's or has lapsed; UserError, and nothing is filed, when anything is wrong
    with any line, or none is left to file.
    """
    visible = visible_to(by)
    _must_import(visible)
    mine = own_upload(Upload, by, upload.pk)
    found = checked(visible, mine)
    if found.wrong:
        lines = len({each.line for each in found.wrong})
        raise UserError(f"{lines} line{'' if lines == 1 else 's'} cannot be filed: nothing was filed")
    if not found.ready:
        raise UserError("every action of this file is in the register already: there is nothing to file")
    try:
        for each in found.ready:
            _file(visible, each, mine.source)
    except IntegrityError:
        raise UserError("somebody has just filed some of these actions: look the file over again") from None
    told = {
        "source": mine.source, "file": mine.attachment.name, "sha256": mine.attachment.sha256,
        "filed": len(found.ready), "already": len(found.already),
    }  # fmt: skip
    subject = f"upload {mine.pk}"
    forget(mine)
    record(by, "actions.imported", subject, after=told)
    return Imported(len(found.ready), len(found.already))


@transaction.atomic
def forget_upload(*, by: Account, upload: Upload) -> None:
    """Forget an uploaded file of one's own without filing it; Http404 when it is not one's own."""
    mine = own_upload(Upload, by, upload.pk)
    subject = f"upload {mine.pk}"
    forget(mine)
    record(by, "actions.upload_forgotten", subject)


def keep_upload(upload: U, file: File[bytes], what: str) -> U:
    """Keep a file of `what` for the account of the upload. UserError for a file that is no table, or has too
    many rows, and for a source without a name or with that of the register itself.
    """
    upload.source = said(upload.source, f"say where the {what} come from", 80)
    if upload.source.lower() == HERE:
        raise UserError(f"{HERE!r} is what the register calls itself: choose another name")
    upload.attachment = attach(by=upload.account, file=file)
    read(upload.attachment, what)
    upload.save()
    return upload


def own_upload(uploads: type[U], by: Account, number: int) -> U:
    """An upload of one's own, held until the transaction ends; Http404 for none, and one that has lapsed."""
    mine: U | None = uploads.objects.visible_to(by).select_for_update().filter(pk=number).first()
    if mine is None:
        raise Http404("This file is not here any more: upload it again.")
    return mine


def forget(upload: AnyUpload) -> None:
    """Delete an upload and its file."""
    attachment = upload.attachment
    upload.delete()
    attachment.delete()


def forget_lapsed(uploads: type[AnyUpload]) -> int:
    """Delete uploaded files that nobody confirmed within a day; how many there were."""
    lapsed = list(uploads.objects.filter(at__lte=timezone.now() - KEPT_FOR).select_related("attachment"))
    for upload in lapsed:
        with transaction.atomic():
            forget(upload)
    return len(lapsed)


def _must_import(visible: Visible) -> None:
    if not units_to_file_at(visible):
        raise PermissionDenied("Your account may file actions at no unit.")


def _file(visible: Visible, each: Ready, source: str) -> Action:
    """File one action; one that has gone further than open is told of by an update."""
    action = each.action
    if action.state == "closed":
        day = each.closed_on or timezone.localdate()
        action.closed_at = timezone.make_aware(datetime.combine(day, time(12)))
        action.closed_by = visible.viewer.username
    with transaction.atomic():
        keep_action(visible, action)
    if action.state != "open":
        words = f"It stood so in {source} when it was imported."
        Update.objects.create(
            action=action, words=words, by=visible.viewer.username, state=action.state, at=action.filed_at
        )
    return action
