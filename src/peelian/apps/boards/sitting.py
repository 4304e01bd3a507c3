"""Who may do what with a board: those who sit on it, who keep boards at its unit, and whom it is open to."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible
from peelian.apps.boards.models import Board, Seat
from peelian.apps.boards.models_meetings import SeatQuerySet


def keeps(visible: Visible, unit: str) -> bool:
    """Whether the viewer keeps the boards of a unit."""
    return visible.may(Permission.KEEP_BOARDS, unit)


def seats_of(viewer: Viewer) -> SeatQuerySet:
    """The viewer's places on boards today."""
    return Seat.objects.in_force().filter(account__username=viewer.username)


def seat_of(viewer: Viewer, board: Board) -> Seat | None:
    """The viewer's place on a board today: the weightiest when they have several, None for none."""
    mine = {seat.part: seat for seat in seats_of(viewer).filter(board=board)}
    return mine.get("chair") or mine.get("secretary") or mine.get("member")


def boards_seen(visible: Visible) -> list[Board]:
    """Every board the viewer may read, in order of name."""
    sat = set(seats_of(visible.viewer).values_list("board", flat=True))
    return [board for board in Board.objects.all() if board.pk in sat or _is_open(visible, board)]


def board_seen(visible: Visible, slug: str) -> Board:
    """A board; Http404 for none of that name, PermissionDenied when it is not the viewer's to read."""
    board = Board.objects.filter(slug=slug).first()
    if board is None:
        raise Http404(f"There is no board {slug!r}.")
    if not _is_open(visible, board) and seat_of(visible.viewer, board) is None:
        raise PermissionDenied("This board’s papers are for those who sit on it.")
    return board


def must_keep(visible: Visible, board: Board) -> None:
    """PermissionDenied unless the viewer is the board's secretary or keeps the boards of its unit."""
    seat = seat_of(visible.viewer, board)
    if not keeps(visible, board.unit) and (seat is None or seat.part != "secretary"):
        raise PermissionDenied("Only the secretary of this board may do that.")


def must_chair(viewer: Viewer, board: Board) -> None:
    """PermissionDenied unless the viewer is in the chair of the board."""
    seat = seat_of(viewer, board)
    if seat is None or seat.part != "chair":
        raise PermissionDenied("Only the chair of this board may do that.")


def must_sit(viewer: Viewer, board: Board) -> Seat:
    """The viewer's seat; PermissionDenied for whoever does not sit on the board."""
    seat = seat_of(viewer, board)
    if seat is None:
        raise PermissionDenied("Only those who sit on this board may do that.")
    return seat


def _is_open(visible: Visible, board: Board) -> bool:
    """Whether somebody who does not sit on a board may read it: whoever keeps its unit's boards, whoever sees
    its unit where it is open to them, and whoever publishes for the commissioner where it is public.
    """
    if keeps(visible, board.unit) or (board.open_to_unit and visible.sees(board.unit)):
        return True
    return board.is_public and visible.may(Permission.APPROVE_RESPONSES)
