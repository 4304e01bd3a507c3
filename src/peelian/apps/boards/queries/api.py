"""Meetings and decisions as rows, for those who may read their boards."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.boards.models import Board, Decision, Meeting
from peelian.apps.boards.sitting import board_seen, boards_seen


def meeting_rows(
    viewer: Viewer, *, boards: Sequence[str], states: Sequence[str]
) -> Iterable[Mapping[str, Any]]:
    """Meetings of some boards, of every board that the viewer may read when none is named, newest first.

    Http404 for an unknown board, PermissionDenied for one that is not theirs to read, and without values.
    """
    found = Meeting.objects.filter(board__in=_boards(viewer, boards)).select_related("board")
    if states:
        found = found.filter(state__in=states)
    return [
        {
            "id": str(each.pk),
            "board": each.board.slug,
            "board_name": each.board.name,
            "unit": each.board.unit,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "period": each.period,
            "place": each.venue,
            "link": each.link,
            "state": each.state,
            "public": each.is_public and each.board.is_public,
            "why_cancelled": each.why_cancelled,
            "decisions": each.decided,  # type: ignore[attr-defined]
        }
        for each in found.annotate(decided=Count("decisions")).order_by("-starts_at", "-pk")
    ]


def decision_rows(viewer: Viewer, *, boards: Sequence[str]) -> Iterable[Mapping[str, Any]]:
    """Decisions of some boards, newest first; otherwise as `meeting_rows`."""
    mine = _boards(viewer, boards)
    found = Decision.objects.filter(meeting__board__in=mine).select_related("meeting__board", "item")
    return [
        {
            "id": str(each.pk),
            "board": each.meeting.board.slug,
            "board_name": each.meeting.board.name,
            "number": each.number,
            "meeting": str(each.meeting.pk),
            "day": timezone.localtime(each.meeting.starts_at).date(),
            "item": each.item.title if each.item else "",
            "question": (each.item.question if each.item else "") or None,
            "decision": each.words,
            "reason": each.reason,
            "public": each.is_public,
        }
        for each in found.order_by("-meeting__starts_at", "-pk")
    ]


def _boards(viewer: Viewer, named: Sequence[str]) -> list[Board]:
    visible = visible_to(viewer)
    visible.some_unit()
    if named:
        return [board_seen(visible, slug) for slug in dict.fromkeys(named)]
    return boards_seen(visible)
