"""Showing what was done for an action, and withdrawing what showed something else."""

from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.attachments.actions import attach
from peelian.apps.improvement.actions import said
from peelian.apps.improvement.models import Action, Evidence
from peelian.apps.improvement.parts import action_seen, by_what, may_withdraw, must_have_part
from peelian.framework.errors import UserError

MOST_LINK = 1000


@transaction.atomic
def add_evidence(
    *,
    by: Viewer,
    action: Action,
    title: str,
    evidence_date: date,
    file: File[bytes] | None = None,
    link: str = "",
) -> Evidence:
    """Show something of an action: a file or the address of a page, and the day of what it shows.

    Http404 and PermissionDenied for whoever has no part in the action; UserError without a title, with both
    a file and a link or neither, for a link that is no address of a page, a day to come, and a file that may
    not be attached.
    """
    visible = visible_to(by)
    action = action_seen(visible, action.pk)
    must_have_part(visible, action)
    title, link = said(title, "say what it shows", 200), said(link, most=MOST_LINK)
    if (file is None) == (not link):
        raise UserError("choose a file, or give a link: one of the two")
    if link and (urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).netloc):
        raise UserError("a link begins with https:// or http://")
    today = timezone.localdate()
    if evidence_date > today:
        raise UserError(f"{evidence_date:%-d %B %Y} is to come: give the day of what the evidence shows")
    attachment = attach(by=by, file=file) if file is not None else None
    evidence = Evidence.objects.create(
        action=action, title=title, attachment=attachment, link=link, evidence_date=evidence_date,
        added_by=by.username,
    )  # fmt: skip
    Action.objects.filter(pk=action.pk).update(updated_at=evidence.added_at)
    told = {
        "title": title, "evidence_date": evidence_date.isoformat(), "link": link,
        "file": attachment.name if attachment else "", "sha256": attachment.sha256 if attachment else "",
    }  # fmt: skip
    subject, role = f"action {action.pk}", by_what(visible, action)
    record(by, "evidence.added", subject, role=role, unit=action.unit, after=told)
    return evidence


@transaction.atomic
def withdraw_evidence(*, by: Viewer, evidence: Evidence, reason: str) -> None:
    """Take back a piece of evidence: it is listed as withdrawn, with the reason, and opened no more.

    PermissionDenied for whoever neither added it nor sees to the action, and once the action is closed for
    whoever added it too; UserError without a reason, or when it is withdrawn already.
    """
    visible = visible_to(by)
    action = action_seen(visible, evidence.action.pk)
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if not may_withdraw(visible, action, evidence):
        raise PermissionDenied("Whoever added this evidence or sees to the action may withdraw it.")
    if not evidence.in_force:
        raise UserError("this evidence is withdrawn already")
    reason = said(reason, "say why it is withdrawn: whoever reads the action will ask", 400)
    evidence.withdrawn_by, evidence.withdrawn_at = by.username, timezone.now()
    evidence.withdrawn_reason = reason
    evidence.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    subject, role = f"action {action.pk}", by_what(visible, action)
    told = {"title": evidence.title, "reason": reason}
    record(by, "evidence.withdrawn", subject, role=role, unit=action.unit, after=told)
