"""A board with people on it, for tests of what it judges and reads."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from peelian.apps.access.actions import create_account, give_grant
from peelian.apps.access.models import Account
from peelian.apps.access.viewer import CommandLine
from peelian.apps.boards.models import Board, BoardQuestion, Seat

PERIOD = date(2026, 3, 1)
QUESTION = "responding_to_the_public"
OTHER = "relying_on_our_data"
PARTS = {"chief": "chair", "secretary": "secretary", "inspector": "member", "sergeant": "member"}


def secretary() -> Account:
    """An account of the board secretary's role at the force, in tests of a demo that has none."""
    found = Account.objects.filter(username="secretary").first()
    if found is not None:
        return found
    made = create_account(by=CommandLine(), username="secretary", display_name="Board Secretary")
    give_grant(by=CommandLine(), account=made, role="board-secretary", reason="To keep boards")
    return made


def seated(accounts: dict[str, Any], **more: Any) -> Board:
    """A monthly board of the force: the chief in the chair, a secretary, the inspector who owns QUESTION and
    the sergeant who owns OTHER.
    """
    accounts.setdefault("secretary", secretary())
    known = {"slug": "force-board", "name": "Force Board", "purpose": "To see how we are doing"}
    board = Board.objects.create(**{**known, "unit": "ALD", "every": "month", "made_by": "secretary", **more})
    start = timezone.localdate() - timedelta(365)
    for username, part in PARTS.items():
        Seat.objects.create(board=board, account=accounts[username], part=part, starts=start)
    for place, (question, owner) in enumerate(((QUESTION, "inspector"), (OTHER, "sergeant"))):
        BoardQuestion.objects.create(board=board, question=question, owner=accounts[owner], place=place)
    return board
