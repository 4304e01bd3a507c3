"""Drafting a response, having it approved by somebody else, publishing it, and sending its copies."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import LINE, Visible, visible_to
from peelian.apps.inspections.answering import FROZEN, answered, content_of, hands, lacks
from peelian.apps.inspections.models_register import Finding, Publication
from peelian.apps.inspections.models_responses import LAYOUTS, STANCES, Copy, Reply, Response
from peelian.apps.inspections.parts import approved_by, kept_by, leads_force, must_keep
from peelian.framework.errors import UserError

NAMES = ("layout", "body_title", "commissioner", "chief_constable", "sender", "addressed_to")


@transaction.atomic
def begin_response(
    *,
    by: Viewer,
    publication: Publication,
    layout: str,
    body_title: str,
    commissioner: str = "",
    chief_constable: str = "",
    sender: str = "",
    addressed_to: str = "",
) -> Response:
    """Begin the response to a publication; what it says follows the register until it is approved.

    PermissionDenied for whoever may not keep inspections; UserError when there is one already, for a layout
    there is not, and without a title of the local policing body.
    """
    role = must_keep(visible_to(by))
    given = _names(layout, body_title, commissioner, chief_constable, sender, addressed_to)
    Publication.objects.select_for_update().get(pk=publication.pk)
    if Response.objects.filter(publication=publication).exists():
        raise UserError("a response to this report is begun already")
    response = Response.objects.create(publication=publication, begun_by=by.username, **given)
    _record(by, "response.begun", response, role, after=given)
    return response


@transaction.atomic
def set_names(
    *,
    by: Viewer,
    response: Response,
    layout: str,
    body_title: str,
    commissioner: str = "",
    chief_constable: str = "",
    sender: str = "",
    addressed_to: str = "",
    dated: date | None = None,
) -> None:
    """Change the layout, the names and the date of a draft. Otherwise as `begin_response`; UserError for a
    date before the report was published.
    """
    role = must_keep(visible_to(by))
    response = _draft(response)
    given: dict[str, Any] = _names(
        layout, body_title, commissioner, chief_constable, sender, addressed_to
    ) | {"dated": dated}
    published = response.publication.published
    if dated is not None and published is not None and dated < published:
        raise UserError(f"the report was published on {published:%-d %B %Y}: a response is not dated before")
    _change(by, "response.named", response, role, given)


@transaction.atomic
def write_reply(
    *,
    by: Viewer,
    response: Response,
    finding: Finding,
    stance: str,
    force_words: str = "",
    commissioner_words: str = "",
) -> Reply:
    """Say what is answered to a finding: what was done, what is proposed, or why nothing is. The latest
    stands, and earlier ones stay to be read.

    PermissionDenied for whoever may not keep inspections, Http404 for a finding of another publication;
    UserError when it is no draft, for a stance there is not, and without words.
    """
    role = must_keep(visible_to(by))
    response = _draft(response)
    if finding.publication_id != response.publication.pk:
        raise Http404("This report has no such finding.")
    if stance not in STANCES:
        raise UserError("say whether action was taken, is proposed, or is not")
    given = {
        "stance": stance,
        "force_words": force_words.strip(),
        "commissioner_words": commissioner_words.strip(),
    }
    if not given["force_words"] and not given["commissioner_words"]:
        asked = "why no action is taken or proposed" if stance == "none" else "what the action is"
        raise UserError(f"say {asked}: the law asks for an explanation")
    reply: Reply = Reply.objects.create(response=response, finding=finding, by=by.username, **given)
    _record(by, "response.replied", response, role, after={"finding": finding.pk, **given})
    return reply


@transaction.atomic
def write_chief_comments(*, by: Viewer, response: Response, words: str, name: str, on: date) -> None:
    """Keep the chief officer's comments, whose they are and of which day.

    PermissionDenied for whoever neither keeps inspections nor leads the force; UserError when it is no draft,
    without words or name, for a day to come, and for one before the report was published.
    """
    visible = visible_to(by)
    role = LINE if leads_force(visible) else must_keep(visible)
    response = _draft(response)
    if not words.strip() or not name.strip():
        raise UserError("enter the comments, and whose they are")
    if on > timezone.localdate():
        raise UserError("the day of the comments is still to come")
    published = response.publication.published
    if published is not None and on < published:
        raise UserError(f"the report was published on {published:%-d %B %Y}: comments on it are later")
    said = {
        "chief_comments": words.strip(),
        "chief_comments_by": name.strip(),
        "chief_comments_on": on,
    }
    _change(by, "response.chief-comments", response, role, said)


@transaction.atomic
def write_commissioner_comments(*, by: Viewer, response: Response, words: str, first: str = "") -> None:
    """Keep the commissioner's comments; `first` are those made before the chief officer's, where there are.

    PermissionDenied for whoever neither keeps inspections nor approves responses; UserError when it is no
    draft, and without words.
    """
    visible = visible_to(by)
    role = approved_by(visible) or must_keep(visible)
    response = _draft(response)
    if not words.strip():
        raise UserError("enter the commissioner’s comments")
    said = {"commissioner_comments": words.strip(), "initial_comments": first.strip()}
    _change(by, "response.commissioner-comments", response, role, said)


@transaction.atomic
def submit(*, by: Viewer, response: Response) -> None:
    """Hand a complete draft over for approval.

    PermissionDenied for whoever may not keep inspections; UserError when it is no draft, or lacks something.
    """
    role = must_keep(visible_to(by))
    response = _draft(response)
    _must_be_whole(response)
    response.state, response.submitted_by, response.submitted_at = "submitted", by.username, timezone.now()
    response.why_sent_back = ""
    _drafted(response, by)
    response.save()
    _record(by, "response.submitted", response, role, after={"state": response.state})


@transaction.atomic
def send_back(*, by: Viewer, response: Response, why: str) -> None:
    """Hand a response back to those who draft it, with the reason.

    PermissionDenied for whoever does not approve responses; UserError when it does not wait for approval, and
    without a reason.
    """
    role = _must_approve(visible_to(by))
    response = _locked(response)
    if response.state != "submitted":
        raise UserError("this response does not wait for approval")
    if not why.strip():
        raise UserError("say what has to change: whoever drafts it reads that")
    response.state, response.why_sent_back = "draft", why.strip()
    response.save(update_fields=["state", "why_sent_back"])
    _record(by, "response.sent-back", response, role, after={"why": response.why_sent_back})


@transaction.atomic
def approve(*, by: Viewer, response: Response, sha256: str) -> None:
    """Approve what a response says, which never changes after. `sha256` is of what the approver read.

    PermissionDenied for whoever does not approve responses or had a hand in this one; UserError when it does
    not wait for approval, lacks something, or says something else by now than what was read.
    """
    role = _must_approve(visible_to(by))
    response = _locked(response)
    if by.username in hands(response):
        raise PermissionDenied("You may not approve a response that you drafted: ask somebody else to.")
    if response.state != "submitted":
        raise UserError("this response does not wait for approval")
    findings = _must_be_whole(response)
    content = content_of(response, findings)
    if content.sha256 != sha256:
        raise UserError("this response says something else by now than what you read: read it again")
    response.state, response.content, response.sha256 = "approved", content.json_text, content.sha256
    response.approved_by, response.approved_at = by.username, timezone.now()
    response.save()
    _record(by, "response.approved", response, role, after={"sha256": response.sha256})


@transaction.atomic
def publish(*, by: Viewer, response: Response) -> None:
    """Show an approved response to everybody, as it was approved.

    PermissionDenied for whoever does not approve responses; UserError when it is not approved, or is out.
    """
    role = _must_approve(visible_to(by))
    response = _locked(response)
    if response.state == "published":
        raise UserError("this response is published already")
    if response.state != "approved":
        raise UserError("a response is approved before it is published")
    response.state, response.published_by, response.published_at = "published", by.username, timezone.now()
    response.save(update_fields=["state", "published_by", "published_at"])
    _record(by, "response.published", response, role, after={"sha256": response.sha256})


@transaction.atomic
def record_address(*, by: Viewer, response: Response, address: str) -> None:
    """Keep where a published response is on the local policing body's own web site.

    PermissionDenied for whoever neither keeps inspections nor approves responses; UserError before it is
    published here, and for what is no address of the web.
    """
    role = _must_handle(visible_to(by))
    response = _published(response)
    address = address.strip()
    if not address.lower().startswith(("https://", "http://")) or len(address.split()) != 1:
        raise UserError("enter the address of a page, beginning with https://")
    before, response.address = {"address": response.address}, address
    response.save(update_fields=["address"])
    _record(by, "response.address", response, role, before=before, after={"address": address})


@transaction.atomic
def record_copy(*, by: Viewer, response: Response, recipient: str, sent_on: date, how: str = "") -> Copy:
    """Keep that a copy of a published response was sent to somebody, on which day and how.

    PermissionDenied for whoever neither keeps inspections nor approves responses; UserError before it is
    published, without a recipient, and for a day to come or before the report was published.
    """
    role = _must_handle(visible_to(by))
    response = _published(response)
    if not recipient.strip():
        raise UserError("enter whom the copy was sent to")
    if sent_on > timezone.localdate():
        raise UserError("the day it was sent is still to come")
    published = response.publication.published
    if published is not None and sent_on < published:
        raise UserError("no copy was sent before the report was published")
    copy: Copy = Copy.objects.create(
        response=response, recipient=recipient.strip(), sent_on=sent_on, how=how.strip(), by=by.username
    )
    said = {"recipient": copy.recipient, "sent_on": sent_on.isoformat(), "how": copy.how}
    _record(by, "response.copy-sent", response, role, after=said)
    return copy


def may_read_drafts(visible: Visible) -> bool:
    """Whether the viewer drafts responses, approves them or leads the force, and so reads what is not out."""
    return bool(kept_by(visible) or approved_by(visible) or leads_force(visible))


def _names(
    layout: str, body_title: str, commissioner: str, chief_constable: str, sender: str, addressed_to: str
) -> dict[str, Any]:
    if layout not in LAYOUTS:
        raise UserError("choose one of the layouts")
    if not body_title.strip():
        raise UserError("enter the title of the local policing body")
    said = (layout, body_title, commissioner, chief_constable, sender, addressed_to)
    return {name: words.strip() for name, words in zip(NAMES, said, strict=True)}


def _must_approve(visible: Visible) -> str:
    role = approved_by(visible)
    if role is None:
        raise PermissionDenied("Your account may not approve and publish responses.")
    return role


def _must_handle(visible: Visible) -> str:
    return approved_by(visible) or must_keep(visible)


def _must_be_whole(response: Response) -> list[Any]:
    findings = answered(response)
    if missing := lacks(response, findings):
        more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise UserError(f"this response is not complete: {missing[0].words.lower()}{more}")
    return findings


def _locked(response: Response) -> Response:
    found = Response.objects.select_for_update(of=("self",)).select_related("publication")
    return found.get(pk=response.pk)


def _draft(response: Response) -> Response:
    response = _locked(response)
    if response.state in FROZEN:
        raise UserError("this response is approved: nothing of it changes any more")
    if response.state != "draft":
        raise UserError("this response waits for approval: have it sent back to change it")
    return response


def _published(response: Response) -> Response:
    response = _locked(response)
    if response.state != "published":
        raise UserError("this response is not published yet")
    return response


def _drafted(response: Response, by: Viewer) -> None:
    """Note that somebody had a hand in it."""
    response.drafters = sorted({*response.drafters, by.username})


def _change(by: Viewer, action: str, response: Response, role: str, given: dict[str, Any]) -> None:
    before = {name: getattr(response, name) for name in given}
    if before == given:
        raise UserError("nothing is changed")
    for name, value in given.items():
        setattr(response, name, value)
    _drafted(response, by)
    response.save()
    _record(by, action, response, role, before=_told(before), after=_told(given))


def _told(given: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in given.items()
        if value not in (None, "")
    }


def _record(
    by: Viewer, action: str, response: Response, role: str, *, before: Any = None, after: Any
) -> None:
    subject = f"response to publication {response.publication.pk}"
    record(by, action, subject, role=role, before=before, after=after)
