"""Making a pack, approving what it says, freezing it, and publishing an edition of it."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.actions import someone_else
from peelian.apps.access.audit import record
from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.boards.models import Board, Pack, Redaction
from peelian.apps.boards.packing import content_of
from peelian.apps.boards.periods import must_be_over
from peelian.apps.boards.sitting import must_chair, must_keep
from peelian.documents.dates import period_label
from peelian.documents.packs.content import PackContent
from peelian.documents.packs.public import parts_of, public_edition
from peelian.framework.errors import UserError


@transaction.atomic
def make_pack(*, by: Viewer, board: Board, period: date, meeting: int | None = None, title: str = "") -> Pack:
    """Begin a pack of a board for a period, to be read at a meeting of it where its number is given.

    PermissionDenied for whoever does not keep the board; UserError for a period that is not over, a meeting
    of another board, and where there is one already that is not frozen.
    """
    must_keep(visible_to(by), board)
    must_be_over(period, board.every)
    if meeting is not None and not board.meetings.filter(pk=meeting).exists():
        raise UserError("choose a meeting of this board")
    Board.objects.select_for_update().get(pk=board.pk)
    if board.packs.filter(period=period, state__in=("draft", "approved")).exists():
        raise UserError(f"there is a pack for {period_label(period, board.every)} already: freeze it first")
    usual = f"{board.name}: {period_label(period, board.every)}"
    pack = Pack.objects.create(
        board=board, meeting_id=meeting, period=period, title=title.strip() or usual, made_by=by.username
    )
    _record(by, "pack.made", pack, after={"title": pack.title, "period": period.isoformat()})
    return pack


@transaction.atomic
def approve_pack(*, by: Viewer, pack: Pack) -> Pack:
    """Approve what a pack says now. It is frozen as it was approved, or approved again.

    PermissionDenied for whoever is not in the chair, or made it; UserError when it is frozen, and while a
    question of it is not judged.
    """
    must_chair(by, pack.board)
    someone_else(by, pack.made_by, "approve a pack that you made")
    pack = _locked(pack)
    if pack.is_frozen:
        raise UserError("this pack is frozen: nothing of it changes any more")
    content = content_of(pack)
    if waiting := [question.title for question in content.questions if question.judgement is None]:
        raise UserError(f"{len(waiting)} of its questions are not judged yet, first of all: {waiting[0]}")
    pack.state, pack.sha256 = "approved", content.sha256
    pack.approved_by, pack.approved_at = by.username, timezone.now()
    pack.save(update_fields=["state", "sha256", "approved_by", "approved_at"])
    _record(by, "pack.approved", pack, after={"sha256": pack.sha256})
    return pack


@transaction.atomic
def freeze(*, by: Viewer, pack: Pack) -> Pack:
    """Keep a pack as it was approved, for ever: later rows, notes, judgements and actions do not change it.

    PermissionDenied for whoever does not keep the board; UserError when it is not approved, is frozen
    already, or says something else than what was approved.
    """
    must_keep(visible_to(by), pack.board)
    pack = _locked(pack)
    if pack.is_frozen:
        raise UserError("this pack is frozen already")
    if pack.state != "approved":
        raise UserError("the chair has to approve this pack before it is frozen")
    content = content_of(pack)
    if content.sha256 != pack.sha256:
        raise UserError(
            "this pack says something else than what was approved, as values, judgements or actions have "
            "changed since: the chair has to approve it again"
        )
    pack.state, pack.content = "frozen", content.json_text
    pack.values_version, pack.edition = content.values_version, content.edition
    pack.frozen_by, pack.frozen_at = by.username, timezone.now()
    pack.save(update_fields=["state", "content", "values_version", "edition", "frozen_by", "frozen_at"])
    said = {"sha256": pack.sha256, "values_version": pack.values_version, "edition": pack.edition}
    _record(by, "pack.frozen", pack, after=said)
    return pack


@transaction.atomic
def redact(*, by: Viewer, pack: Pack, part: str, reason: str) -> Redaction:
    """Leave a part of a frozen pack out of its public edition, which shows that it is left out and why.

    PermissionDenied for whoever does not keep the board; UserError without a reason, for a part there is
    not or that is left out already, and once the public edition is out.
    """
    must_keep(visible_to(by), pack.board)
    pack = _unpublished(pack)
    parts = parts_of(frozen_content(pack))
    if part not in parts:
        raise UserError("choose a part of this pack from the list")
    if not reason.strip():
        raise UserError("say why it is left out: the public edition tells it")
    made, is_new = pack.redactions.get_or_create(
        part=part, defaults={"reason": reason.strip(), "made_by": by.username}
    )
    if not is_new:
        raise UserError(f"{parts[part]} is left out already")
    _record(by, "pack.redacted", pack, after={"part": part, "reason": made.reason})
    return made


@transaction.atomic
def restore(*, by: Viewer, pack: Pack, redaction: int) -> None:
    """Put a part back that was to be left out, by the number of its redaction; Http404 for none of that
    number. Otherwise as `redact`.
    """
    must_keep(visible_to(by), pack.board)
    pack = _unpublished(pack)
    found = pack.redactions.filter(pk=redaction).first()
    if found is None:
        raise Http404("Nothing of that number is left out of this pack.")
    before = {"part": found.part, "reason": found.reason}
    found.delete()
    _record(by, "pack.restored", pack, before=before, after={})


@transaction.atomic
def publish(*, by: Viewer, pack: Pack) -> Pack:
    """Show a frozen pack's public edition to everybody: few people suppressed, redactions made, nobody named.

    PermissionDenied for whoever is neither in the chair nor approves publication for the commissioner, and
    for whoever made the pack; UserError when it is not frozen or is published already, and for a board that
    is not public.
    """
    _must_publish(visible_to(by), pack.board)
    someone_else(by, pack.made_by, "publish a pack that you made")
    pack = _unpublished(pack)
    if not pack.board.is_public:
        raise UserError(f"{pack.board.name} is not a public board: its secretary can make it one")
    content = public_edition(frozen_content(pack), {r.part: r.reason for r in pack.redactions.all()})
    pack.state = "published"
    pack.public_content, pack.public_sha256 = content.json_text, content.sha256
    pack.published_by, pack.published_at = by.username, timezone.now()
    pack.save(update_fields=["state", "public_content", "public_sha256", "published_by", "published_at"])
    _record(by, "pack.published", pack, after={"sha256": pack.public_sha256})
    return pack


def frozen_content(pack: Pack) -> PackContent:
    """What a frozen pack says, as it was frozen."""
    return PackContent.model_validate_json(pack.content)


def may_publish(visible: Visible, board: Board) -> bool:
    """Whether the viewer may show packs of a board to everybody."""
    try:
        _must_publish(visible, board)
    except PermissionDenied:
        return False
    return True


def _must_publish(visible: Visible, board: Board) -> None:
    if not visible.may(Permission.APPROVE_RESPONSES):
        must_chair(visible.viewer, board)


def _locked(pack: Pack) -> Pack:
    return Pack.objects.select_for_update(of=("self",)).select_related("board", "meeting").get(pk=pack.pk)


def _unpublished(pack: Pack) -> Pack:
    pack = _locked(pack)
    if pack.state == "published":
        raise UserError("the public edition of this pack is out already")
    if not pack.is_frozen:
        raise UserError("freeze this pack first: a public edition is made of what is frozen")
    return pack


def _record(by: Viewer, action: str, pack: Pack, *, before: Any = None, after: Any) -> None:
    subject = f"pack {pack.pk} of {pack.board.slug}"
    record(by, action, subject, unit=pack.board.unit, before=before, after=after)
