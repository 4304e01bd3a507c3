"""What is done to boards, who sits on them and what they ask: permission first, the record last."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify

from peelian.apps.access.actions import someone_else
from peelian.apps.access.audit import record
from peelian.apps.access.models import Account
from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.boards.agenda import asked_no_more, asked_too
from peelian.apps.boards.keeping import RESERVED, kept_by, sits
from peelian.apps.boards.models import Board, BoardQuestion, Seat
from peelian.apps.boards.models_meetings import EVERY, PARTS
from peelian.apps.boards.ordering import moved
from peelian.apps.boards.sitting import keeps
from peelian.documents.kept import opened
from peelian.framework.errors import UserError


@transaction.atomic
def make_board(
    *,
    by: Viewer,
    name: str,
    purpose: str,
    unit: str,
    every: str,
    open_to_unit: bool = False,
    is_public: bool = False,
) -> Board:
    """Make a board of a unit that meets every month or quarter.

    PermissionDenied for whoever keeps no boards there, Http404 for an unknown unit; UserError without a name
    or purpose, and when the unit has a board of that name.
    """
    visible = visible_to(by)
    if unit not in visible.organisation:
        raise Http404(f"There is no unit {unit!r} in this force now.")
    if not keeps(visible, unit):
        raise PermissionDenied("Your account may not keep boards at this unit.")
    given = _described(name=name, purpose=purpose, every=every, unit=unit)
    board = Board.objects.create(
        slug=_slug(given["name"]), unit=unit, open_to_unit=open_to_unit, is_public=is_public,
        made_by=by.username, **given,
    )  # fmt: skip
    role = visible.by_role(Permission.KEEP_BOARDS, unit) or ""
    record(by, "board.made", f"board {board.slug}", role=role, unit=unit, after=_told(board))
    return board


@transaction.atomic
def change_board(
    *, by: Viewer, board: Board, name: str, purpose: str, every: str, open_to_unit: bool, is_public: bool
) -> None:
    """Change what a board is called and for, how often it meets, and who may read it.

    PermissionDenied for whoever does not keep it; UserError as `make_board`, and when nothing is changed. Its
    address and its unit stay: judgements, packs and links rest on them.
    """
    role = kept_by(by, board)
    board = Board.objects.select_for_update().get(pk=board.pk)
    before = _told(board)
    given = _described(name=name, purpose=purpose, every=every, unit=board.unit, board=board)
    for key, value in given.items():
        setattr(board, key, value)
    board.open_to_unit, board.is_public = open_to_unit, is_public
    if _told(board) == before:
        raise UserError("nothing is changed")
    board.save()
    record(
        by,
        "board.changed",
        f"board {board.slug}",
        role=role,
        unit=board.unit,
        before=before,
        after=_told(board),
    )


# ---- seats


@transaction.atomic
def give_seat(
    *, by: Viewer, board: Board, account: Account, part: str, starts: date, ends: date | None = None
) -> Seat:
    """Put somebody on a board from `starts` until the day before `ends`, without end when None.

    PermissionDenied for whoever does not keep the board, and for the chair to oneself; UserError for a closed
    account, days the wrong way round, a second seat at a time, and a second chair at a time.
    """
    role = kept_by(by, board)
    if part not in PARTS:
        raise UserError(f"choose one of {', '.join(PARTS)}")
    if part == "chair":
        someone_else(by, account.username, "give yourself the chair")
    board = Board.objects.select_for_update().get(pk=board.pk)
    if not account.is_active:
        raise UserError(f"the account of {account.display_name} is closed")
    if ends is not None and ends <= starts:
        raise UserError("the last day comes before the first")
    others = Seat.objects.filter(_overlaps(starts, ends), board=board).select_related("account")
    if mine := others.filter(account=account).first():
        raise UserError(f"{account.display_name} sits on this board then: {_days(mine)}. End that seat first")
    if part == "chair" and (chair := others.filter(part="chair").first()):
        raise UserError(
            f"{chair.account.display_name} is in the chair then: {_days(chair)}. "
            "A board has one chair at a time: end that seat first"
        )
    seat = Seat.objects.create(board=board, account=account, part=part, starts=starts, ends=ends)
    record(by, "seat.given", _seat(seat), role=role, unit=board.unit, after=_told_seat(seat))
    return seat


@transaction.atomic
def end_seat(*, by: Viewer, seat: Seat, ends: date) -> None:
    """End a seat: `ends` is the first day that it is no longer held. It stays in the history.

    PermissionDenied for whoever does not keep the board; UserError when it is over, and for a day before
    today, which would change who sat there then.
    """
    role = kept_by(by, seat.board)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("board", "account").get(pk=seat.pk)
    today = timezone.localdate()
    if seat.ends is not None and seat.ends <= max(today, seat.starts):
        raise UserError("this seat is over already")
    if ends < today:
        raise UserError(f"the last day may be {today - timedelta(1):%-d %B %Y} at the earliest")
    before = _told_seat(seat)
    seat.ends = max(ends, seat.starts)
    seat.save(update_fields=["ends"])
    record(
        by, "seat.ended", _seat(seat), role=role, unit=seat.board.unit, before=before, after=_told_seat(seat)
    )


# ---- questions


@transaction.atomic
def add_question(*, by: Viewer, board: Board, question: str, owner: Account) -> BoardQuestion:
    """Have a board ask a question of the framework; it is added to the agenda of meetings to come.

    PermissionDenied for whoever does not keep the board, Http404 for a question nobody asks; UserError when
    the board asks it already, and for an owner who does not sit on it.
    """
    role = kept_by(by, board)
    if question not in opened().framework.questions:
        raise Http404(f"This framework does not ask the question {question!r}.")
    board = Board.objects.select_for_update().get(pk=board.pk)
    if board.questions.filter(question=question).exists():
        raise UserError("this board asks that question already")
    _must_own(owner, board)
    asked = BoardQuestion.objects.create(
        board=board, question=question, owner=owner, place=board.questions.count()
    )
    asked_too(board, question)
    after = {"owner": owner.username}
    record(by, "board-question.added", _asked(asked), role=role, unit=board.unit, after=after)
    return asked


@transaction.atomic
def set_owner(*, by: Viewer, asked: BoardQuestion, owner: Account) -> None:
    """Give a question of a board to somebody else on it. Otherwise as `add_question`."""
    board = asked.board
    role = kept_by(by, board)
    asked = BoardQuestion.objects.select_for_update(of=("self",)).select_related("owner").get(pk=asked.pk)
    _must_own(owner, board)
    if asked.owner_id == owner.pk:
        raise UserError(f"{owner.display_name} owns this question already")
    before, asked.owner = {"owner": asked.owner.username}, owner
    asked.save(update_fields=["owner"])
    after = {"owner": owner.username}
    record(by, "board-question.owner", _asked(asked), role=role, unit=board.unit, before=before, after=after)


@transaction.atomic
def move_question(*, by: Viewer, asked: BoardQuestion, up: bool) -> None:
    """Move a question one place up, or down, among those of its board."""
    role = kept_by(by, asked.board)
    moved(list(asked.board.questions.select_for_update()), asked, up=up)
    order = list(asked.board.questions.values_list("question", flat=True))
    record(
        by, "board-question.moved", _asked(asked), role=role, unit=asked.board.unit, after={"order": order}
    )


@transaction.atomic
def remove_question(*, by: Viewer, asked: BoardQuestion) -> None:
    """Have a board ask a question no longer: it leaves the agenda of meetings to come, and what was judged
    of it stays. PermissionDenied for whoever does not keep the board.
    """
    board, subject = asked.board, _asked(asked)
    role = kept_by(by, board)
    before = {"owner": asked.owner.username}
    asked_no_more(board, asked.question)
    asked.delete()
    record(by, "board-question.removed", subject, role=role, unit=board.unit, before=before)


def _must_own(owner: Account, board: Board) -> None:
    if not sits(owner.username, board):
        raise UserError(f"{owner.display_name} does not sit on this board: give them a seat first")


def _described(
    *, name: str, purpose: str, every: str, unit: str, board: Board | None = None
) -> dict[str, str]:
    """What a board says of itself, as it is kept; UserError when something is missing or taken."""
    name, purpose = " ".join(name.split()), purpose.strip()
    if not name:
        raise UserError("give the board a name")
    if not purpose:
        raise UserError("say what the board is for")
    if every not in EVERY:
        raise UserError("a board meets every month or every quarter: choose one")
    alike = Board.objects.filter(unit=unit, name__iexact=name).exclude(pk=board.pk if board else None)
    if alike.exists():
        raise UserError(f"this unit has a board called {name} already: use another name")
    return {"name": name[:120], "purpose": purpose, "every": every}


def _slug(name: str) -> str:
    """The address of a new board: its name in small letters, with a number when that is taken."""
    plain = slugify(name)[:50].strip("-") or "board"
    taken = set(Board.objects.filter(slug__startswith=plain).values_list("slug", flat=True)) | RESERVED
    number = 1
    while (slug := plain if number == 1 else f"{plain}-{number}") in taken:
        number += 1
    return slug


def _overlaps(starts: date, ends: date | None) -> Q:
    """Whether a seat is held on any day from `starts` until `ends`, without end when None."""
    begun = Q() if ends is None else Q(starts__lt=ends)
    return begun & (Q(ends=None) | (Q(ends__gt=starts) & Q(ends__gt=F("starts"))))


def _days(seat: Seat) -> str:
    until = f" to {seat.ends - timedelta(1):%-d %B %Y}" if seat.ends else ""
    return f"{seat.part_title.lower()} from {seat.starts:%-d %B %Y}{until}"


def _told(board: Board) -> dict[str, Any]:
    return {name: getattr(board, name) for name in ("name", "purpose", "every", "open_to_unit", "is_public")}


def _told_seat(seat: Seat) -> dict[str, Any]:
    return {"part": seat.part, "starts": seat.starts.isoformat(), "ends": seat.ends and seat.ends.isoformat()}


def _seat(seat: Seat) -> str:
    return f"account {seat.account.username} on board {seat.board.slug}"


def _asked(asked: BoardQuestion) -> str:
    return f"question {asked.question} of board {asked.board.slug}"
