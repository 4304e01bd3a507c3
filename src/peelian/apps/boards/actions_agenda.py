"""What is done to the agenda of a planned meeting, and to its papers."""

from typing import Any

from django.core.files.base import File
from django.db import transaction

from peelian.apps.access.viewer import Viewer
from peelian.apps.attachments.actions import attach
from peelian.apps.boards.keeping import kept_by, locked, record_of
from peelian.apps.boards.models import AgendaItem, Meeting, Paper
from peelian.apps.boards.ordering import moved, placed
from peelian.framework.errors import UserError


@transaction.atomic
def add_item(
    *, by: Viewer, meeting: Meeting, title: str, presenter: str = "", is_public: bool = True
) -> AgendaItem:
    """Add an item to the agenda, before any other business.

    PermissionDenied for whoever does not keep the board; UserError without a title, and once the meeting is
    not planned any more.
    """
    role = kept_by(by, meeting.board)
    meeting = locked(meeting, "planned")
    item = AgendaItem(meeting=meeting, kind="paper", is_public=is_public)
    _set(item, title, presenter)
    item.save()
    items = [each for each in meeting.items.all() if each.pk != item.pk]
    before_last = len(items) - 1 if items and items[-1].kind == "other" else len(items)
    items.insert(before_last, item)
    placed(items)
    record_of(by, "agenda-item.added", meeting, role, after=_told(item))
    return item


@transaction.atomic
def change_item(*, by: Viewer, item: AgendaItem, title: str, presenter: str, is_public: bool) -> None:
    """Change what an item is called, who presents it, and whether the public sees it.

    The title of a question is the framework's and stays. Otherwise as `add_item`; UserError when a public
    paper hangs on an item that is to be public no longer.
    """
    role = kept_by(by, item.meeting.board)
    meeting = locked(item.meeting, "planned")
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    before = _told(item)
    _set(item, item.title if item.kind == "question" else title, presenter)
    if not is_public and item.papers.filter(is_public=True).exists():
        raise UserError("a paper of this item is public: remove it first, or add it again as not public")
    item.is_public = is_public
    item.save()
    record_of(by, "agenda-item.changed", meeting, role, before=before, after=_told(item))


@transaction.atomic
def move_item(*, by: Viewer, item: AgendaItem, up: bool) -> None:
    """Move an item one place up, or down. Otherwise as `add_item`."""
    role = kept_by(by, item.meeting.board)
    meeting = locked(item.meeting, "planned")
    moved(list(meeting.items.all()), item, up=up)
    order = list(meeting.items.values_list("title", flat=True))
    record_of(by, "agenda-item.moved", meeting, role, after={"order": order})


@transaction.atomic
def remove_item(*, by: Viewer, item: AgendaItem) -> None:
    """Take an item off the agenda; its papers stay with the meeting, not public any more.

    Otherwise as `add_item`.
    """
    role = kept_by(by, item.meeting.board)
    meeting = locked(item.meeting, "planned")
    before = _told(item)
    item.papers.update(is_public=False)
    item.delete()
    placed(list(meeting.items.all()))
    record_of(by, "agenda-item.removed", meeting, role, before=before)


# ---- papers


@transaction.atomic
def add_paper(
    *,
    by: Viewer,
    meeting: Meeting,
    file: File[bytes],
    title: str = "",
    item: AgendaItem | None = None,
    is_public: bool = False,
) -> Paper:
    """Put a file before a meeting that is planned or was held, for one item or all of it.

    PermissionDenied for whoever does not keep the board; UserError for a file that may not be attached, and
    for a public paper of a meeting or an item that is not.
    """
    role = kept_by(by, meeting.board)
    meeting = locked(meeting, "planned", "held")
    if item is not None and item.meeting_id != meeting.pk:
        raise UserError("that item is of another meeting")
    if is_public and not meeting.is_public:
        raise UserError("this meeting is not public, so its papers cannot be")
    if is_public and item is not None and not item.is_public:
        raise UserError("that item is not public, so its papers cannot be")
    attachment = attach(by=by, file=file)
    title = " ".join(title.split())[:200] or attachment.name
    paper = Paper.objects.create(
        meeting=meeting, item=item, attachment=attachment, title=title, is_public=is_public
    )
    after = {"paper": title, "file": attachment.name, "sha256": attachment.sha256, "is_public": is_public}
    record_of(by, "paper.added", meeting, role, after=after)
    return paper


@transaction.atomic
def remove_paper(*, by: Viewer, paper: Paper) -> None:
    """Remove a paper of a planned meeting, and its file with it.

    PermissionDenied for whoever does not keep the board; UserError once the meeting is not planned any more.
    """
    role = kept_by(by, paper.meeting.board)
    meeting = locked(paper.meeting, "planned")
    attachment = paper.attachment
    before = {"paper": paper.title, "file": attachment.name, "sha256": attachment.sha256}
    paper.delete()
    attachment.delete()
    record_of(by, "paper.removed", meeting, role, before=before)


def _set(item: AgendaItem, title: str, presenter: str) -> None:
    item.title, item.presenter = " ".join(title.split())[:200], " ".join(presenter.split())[:120]
    if not item.title:
        raise UserError("give the item a title")


def _told(item: AgendaItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("title", "presenter", "is_public")}
