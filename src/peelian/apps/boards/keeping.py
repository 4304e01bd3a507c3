"""What every action on a board asks first: that whoever acts keeps it, or is in its chair."""

from typing import Any

from peelian.apps.access.audit import record
from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.boards.models import Board, Meeting, Seat
from peelian.apps.boards.sitting import keeps, must_keep, seat_of
from peelian.framework.errors import UserError

RESERVED = frozenset({"new", "public", "calendar", "meetings", "plans"})
"""Words of addresses that no board's own may be."""


def kept_by(by: Viewer, board: Board) -> str:
    """What lets somebody keep a board, a role's title or their seat; PermissionDenied when nothing does."""
    visible = visible_to(by)
    must_keep(visible, board)
    role = visible.by_role(Permission.KEEP_BOARDS, board.unit)
    return role or f"secretary of {board.slug}"


def may_keep(visible: Visible, board: Board, seat: Seat | None) -> bool:
    """Whether the viewer keeps a board; `seat` is theirs on it."""
    return keeps(visible, board.unit) or (seat is not None and seat.part == "secretary")


def is_chair(viewer: Viewer, board: Board) -> bool:
    seat = seat_of(viewer, board)
    return seat is not None and seat.part == "chair"


def sits(username: str, board: Board) -> bool:
    """Whether the account of that username sits on the board today."""
    return Seat.objects.in_force().filter(board=board, account__username=username).exists()


def locked(meeting: Meeting, *states: str) -> Meeting:
    """The meeting as it is now, which nobody else changes meanwhile; UserError when it is in another state
    than those named.
    """
    found = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    if found.state not in states:
        raise UserError(_OTHERWISE[found.state])
    return found


_OTHERWISE = {
    "planned": "this meeting has not been held yet",
    "held": "this meeting was held already",
    "closed": "the minutes of this meeting are approved, so nothing of it changes any more",
    "cancelled": "this meeting is cancelled",
}


def record_of(by: Viewer, action: str, meeting: Meeting, role: str, **said: Any) -> None:
    """The event of what was done to a meeting; `role` is what let it be done."""
    subject = f"meeting {meeting.pk} of board {meeting.board.slug}"
    record(by, action, subject, role=role, unit=meeting.board.unit, **said)
