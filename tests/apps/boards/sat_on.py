"""A board to test with, and everybody who might have to do with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import CommandLine
from peelian.apps.boards.actions_boards import add_question, give_seat, make_board
from peelian.apps.boards.actions_meetings import Arranged, hold_meeting, plan_meeting
from peelian.apps.boards.models import Board, Meeting, Seat
from peelian.documents.kept import opened, organisation
from peelian.framework.errors import UserError

QUESTION = "responding_to_the_public"
SEATED = ("chair", "secretary", "member")
READERS = ("reader", "commissioner")
OUTSIDE = ("keeper elsewhere", "administrator", "outsider")
"""Who neither sits on the board nor sees its unit, or keeps the boards of another unit alone."""
EVERYBODY = (*SEATED, "keeper", *READERS, *OUTSIDE)
KEEPERS = frozenset({"secretary", "keeper"})


@dataclass(frozen=True)
class World:
    """A board of the force with a chair, a secretary, a member and a question; `people` by what they are."""

    board: Board
    people: dict[str, Account]

    def meeting(self, days: int = 7, **more: Any) -> Meeting:
        """A meeting so many days from now, or ago."""
        return plan_meeting(by=self.people["keeper"], board=self.board, arranged=arranged(days, **more))

    def held(self, days: int = -7, **more: Any) -> Meeting:
        meeting = self.meeting(days, **more)
        hold_meeting(by=self.people["keeper"], meeting=meeting)
        meeting.refresh_from_db()
        return meeting


def arranged(days: int = 7, begins: time = time(10), ends: time = time(12), **more: Any) -> Arranged:
    return Arranged(day=timezone.localdate() + timedelta(days), begins=begins, ends=ends, **more)


def account(username: str, role: str = "", unit: str = "") -> Account:
    made = create_account(
        by=CommandLine(), username=username, display_name=f"The {username}", password="a word of their own"
    )
    if role:
        where = {"unit": unit} if unit else {}
        give_grant(by=CommandLine(), account=made, role=role, reason="To test", **where)
    return made


def world(accounts: dict[str, Any], *, open_to_unit: bool = True, is_public: bool = False) -> World:
    """The sergeant is secretary by a seat alone, the chief chairs, the inspector is a member; the constable
    sees the force and no more.
    """
    root = organisation(opened()).root.id
    elsewhere = organisation(opened()).children(root)[-1].id
    people = {
        "chair": accounts["chief"],
        "secretary": accounts["sergeant"],
        "member": accounts["inspector"],
        "keeper": account("keeper", "board-secretary"),
        "reader": accounts["constable"],
        "commissioner": accounts["commissioner"],
        "keeper elsewhere": account("keeper-elsewhere", "board-secretary", elsewhere),
        "administrator": accounts["administrator"],
        "outsider": account("outsider"),
    }
    board = make_board(
        by=people["keeper"], name="Performance Board", purpose="To test", unit=root, every="month",
        open_to_unit=open_to_unit, is_public=is_public,
    )  # fmt: skip
    for part in SEATED:
        give_seat(by=people["keeper"], board=board, account=people[part], part=part, starts=date(2024, 1, 1))
    add_question(by=people["keeper"], board=board, question=QUESTION, owner=people["member"])
    return World(board, people)


def seat(here: World, part: str) -> Seat:
    return here.board.seats.get(part=part, ends=None)


def file(name: str = "paper.txt", content: bytes = b"What is proposed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@contextmanager
def undone() -> Iterator[None]:
    """Nothing that is done within it is kept."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def outcome(ask: Callable[[], Any]) -> str:
    """What comes of asking, undone afterwards: "done", "refused", "missing", or the reason that is given."""
    with undone():
        try:
            ask()
        except PermissionDenied:
            return "refused"
        except Http404:
            return "missing"
        except UserError as error:
            return str(error)
        return "done"


def done_by(here: World, ask: Callable[[Account], Any]) -> set[str]:
    """Everybody whom something is done for; the others must be refused."""
    outcomes = {name: outcome(lambda name=name: ask(here.people[name])) for name in EVERYBODY}  # type: ignore[misc]
    assert set(outcomes.values()) <= {"done", "refused"}, outcomes
    return {name for name, said in outcomes.items() if said == "done"}
