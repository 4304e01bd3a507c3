"""Boards as those see them who may: all of them, one, who sits on it, and what it asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.boards.keeping import may_keep
from peelian.apps.boards.models import Board, BoardQuestion, Decision, Meeting, Seat
from peelian.apps.boards.models_meetings import EVERY, PARTS
from peelian.apps.boards.queries.waiting import Waiting, waiting_for
from peelian.apps.boards.sitting import board_seen, boards_seen, keeps, must_keep, seat_of, seats_of
from peelian.documents.kept import opened
from peelian.framework.measure import Question
from peelian.pipeline.organisation import Unit

LATEST = 5
"""How many meetings and decisions the page of a board shows."""


@dataclass(frozen=True)
class BoardRow:
    """A board in the list, the meeting that comes next, and the viewer's part on it, "" for none."""

    board: Board
    unit_name: str
    next: Meeting | None
    part: str

    @property
    def every(self) -> str:
        return EVERY[self.board.every]


@dataclass(frozen=True)
class BoardsPage:
    rows: list[BoardRow]
    waiting: list[Waiting]
    may_make: bool


def boards_page(viewer: Viewer) -> BoardsPage:
    """The boards that the viewer may read, and what waits for them there."""
    visible = visible_to(viewer)
    boards = boards_seen(visible)
    seats = seats_of(viewer)
    parts = {seat.board_id: seat.part for seat in sorted(seats, key=_weight)}
    following: dict[int, Meeting] = {}
    to_come = Meeting.objects.filter(state="planned", ends_at__gt=timezone.now(), board__in=boards)
    for meeting in to_come.order_by("-starts_at"):
        following[meeting.board_id] = meeting
    titles = {board: PARTS[part] for board, part in parts.items()}
    rows = [
        BoardRow(
            board,
            name_of(visible, board.unit),
            following.get(board.pk),
            titles.get(board.pk, ""),
        )
        for board in boards
    ]
    mine = [board for board in boards if board.pk in parts]
    return BoardsPage(rows, waiting_for(viewer, mine, parts), bool(units_to_keep(visible)))


def _weight(seat: Seat) -> int:
    """The weightiest part last."""
    return -list(PARTS).index(seat.part)


def name_of(visible: Visible, unit: str) -> str:
    """What a unit is called now, its id when it is no more."""
    known = visible.organisation
    return known.unit(unit).name if unit in known else unit


def units_to_keep(visible: Visible) -> list[tuple[str, str]]:
    """The units that the viewer keeps boards of, from the top down, each name set in as deep as it is."""
    known = visible.organisation

    def below(unit: Unit, depth: int) -> Iterator[tuple[str, str]]:
        mine = keeps(visible, unit.id)
        if mine:
            yield unit.id, "\u2003" * depth + unit.name
        for each in known.children(unit.id):
            yield from below(each, depth + 1 if mine else depth)

    return list(below(known.root, 0))


def units_for_boards(viewer: Viewer) -> list[tuple[str, str]]:
    """The units to make a board of; PermissionDenied for whoever keeps no boards anywhere."""
    found = units_to_keep(visible_to(viewer))
    if not found:
        raise PermissionDenied("Your account may not keep boards.")
    return found


# ---- one board


@dataclass(frozen=True)
class Asked:
    """A question of a board; `question` is None when the framework no longer asks it."""

    asked: BoardQuestion
    question: Question | None
    owner: Account
    owner_sits: bool

    @property
    def title(self) -> str:
        return self.question.title if self.question else self.asked.question


@dataclass(frozen=True)
class BoardPage:
    """A board, what it asks, and the latest that came of it. `lacks` are parts that nobody has today."""

    board: Board
    unit: Unit | None
    seats: list[Seat]
    questions: list[Asked]
    coming: list[Meeting]
    past: list[Meeting]
    decisions: list[Decision]
    part: str
    may_keep: bool
    lacks: list[str]
    sees_unit: bool

    @property
    def every(self) -> str:
        return EVERY[self.board.every]

    @property
    def unit_name(self) -> str:
        return self.unit.name if self.unit else self.board.unit

    @property
    def owners(self) -> list[tuple[str, str]]:
        """Who may own its questions: the username of each with their name."""
        return [(each.account.username, each.account.display_name) for each in self.seats]

    def member(self, username: str) -> Account:
        """The account of somebody who sits on it; Http404 for others."""
        found = next((each.account for each in self.seats if each.account.username == username), None)
        if found is None:
            raise Http404("Nobody of that name sits on this board.")
        return found

    def question(self, number: int) -> Asked:
        """A question of the board by its number; Http404 for none."""
        found = next((each for each in self.questions if each.asked.pk == number), None)
        if found is None:
            raise Http404("This board asks no such question.")
        return found

    @property
    def unasked(self) -> list[Question]:
        """Questions of the framework that the board does not ask."""
        mine = {each.asked.question for each in self.questions}
        return [each for each in opened().framework.questions.values() if each.id not in mine]


def board_page(viewer: Viewer, slug: str) -> BoardPage:
    """A board as its readers see it; Http404 for none of that name, PermissionDenied for who is no reader."""
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    return _page(visible, board)


def board_kept(viewer: Viewer, slug: str) -> BoardPage:
    """A board for whoever keeps it; PermissionDenied for others, Http404 for none of that name."""
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    must_keep(visible, board)
    return _page(visible, board)


def _page(visible: Visible, board: Board) -> BoardPage:
    seat = seat_of(visible.viewer, board)
    seats = sorted(
        Seat.objects.in_force().filter(board=board).select_related("account"),
        key=lambda each: (list(PARTS).index(each.part), each.account.display_name),
    )
    sitting = {each.account_id for each in seats}
    framework = opened().framework.questions
    questions = [
        Asked(each, framework.get(each.question), each.owner, each.owner_id in sitting)
        for each in board.questions.select_related("owner")
    ]
    now, known = timezone.now(), visible.organisation
    return BoardPage(
        board=board,
        unit=known.unit(board.unit) if board.unit in known else None,
        seats=seats,
        questions=questions,
        coming=list(board.meetings.filter(state="planned", ends_at__gt=now).order_by("starts_at")[:LATEST]),
        past=list(board.meetings.exclude(state="cancelled").filter(ends_at__lte=now)[:LATEST]),
        decisions=list(
            Decision.objects.filter(meeting__board=board)
            .select_related("meeting")
            .order_by("-number")[:LATEST]
        ),
        part=seat.part_title if seat else "",
        may_keep=may_keep(visible, board, seat),
        lacks=[part for part in ("chair", "secretary") if part not in {each.part for each in seats}],
        sees_unit=visible.sees(board.unit),
    )


# ---- seats


@dataclass(frozen=True)
class Seated:
    """A seat with the last day that it is held, None while no end is set."""

    seat: Seat

    @property
    def last_day(self) -> date | None:
        return self.seat.ends - timedelta(1) if self.seat.ends else None


@dataclass(frozen=True)
class SeatsPage:
    """Who sits on a board, who will, and who did."""

    board: Board
    now: list[Seated]
    coming: list[Seated]
    over: list[Seated]
    may_keep: bool


def seats_page(viewer: Viewer, slug: str) -> SeatsPage:
    """Every seat there was on a board; otherwise as `board_page`."""
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    page = SeatsPage(board, [], [], [], may_keep(visible, board, seat_of(viewer, board)))
    today = timezone.localdate()
    order = list(PARTS)
    for seat in board.seats.select_related("account").order_by("-starts", "account__display_name", "pk"):
        over = seat.ends is not None and seat.ends <= max(today, seat.starts)
        among = page.over if over else page.coming if seat.starts > today else page.now
        among.append(Seated(seat))
    page.now.sort(key=lambda each: order.index(each.seat.part))
    return page


def seat_to_end(viewer: Viewer, slug: str, number: int) -> Seated:
    """A seat of a board, for whoever keeps it. Otherwise as `board_kept`."""
    board = board_kept(viewer, slug).board
    seat = board.seats.select_related("account", "board").filter(pk=number).first()
    if seat is None:
        raise Http404("This board has no such seat.")
    return Seated(seat)
