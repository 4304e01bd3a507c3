"""Who is given what of boards and meetings: one of the other command, which whoever sees it may read."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from peelian.apps.access.feeds import digest
from peelian.apps.access.models import Account
from peelian.apps.attachments.actions import attach
from peelian.apps.boards import actions_boards as actions
from peelian.apps.boards.models import (
    AgendaItem,
    Board,
    BoardQuestion,
    CalendarFeed,
    Decision,
    Meeting,
    Paper,
    Seat,
)
from peelian.apps.boards.queries.api import meeting_rows
from peelian.documents.kept import opened, organisation
from tests.apps.walk.visits import ANYBODY, SEE_THERE, SEERS, SIGNED_IN, Ids, Visit

CHAIR, SECRETARY = "commander there", "analyst there"
MAKERS = frozenset({"board-secretary", "board-secretary there"})
KEEPERS = MAKERS | {SECRETARY}
FILERS = MAKERS | {CHAIR}
"""Who sits on the board or keeps it, and may file actions at its unit."""
BOARD, FEED, QUESTION = "apart", "the-sergeants-own-calendar", "responding_to_the_public"


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """A board with a planned meeting, which has begun and names the unit as its place, and one that was held
    in public, with minutes; and the sergeant's calendar.
    """
    board = Board.objects.create(
        slug=BOARD, name="Apart", purpose="To walk past", unit=ids.there, every="month", open_to_unit=True,
        is_public=True, made_by="walk",
    )  # fmt: skip
    today, now = timezone.localdate(), timezone.now()
    for who, part in ((CHAIR, "chair"), (SECRETARY, "secretary")):
        Seat.objects.create(board=board, account=walkers[who], part=part, starts=today - timedelta(9))
    asked = BoardQuestion.objects.create(board=board, question=QUESTION, owner=walkers[CHAIR])

    def meeting(days: int, **more: Any) -> Meeting:
        starts = now - timedelta(days=days)
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "uid": f"walk-{days}"}
        return Meeting.objects.create(
            board=board, period=date(2026, 1, 1), planned_by="walk", **times, **more
        )

    place = organisation(opened()).unit(ids.there).name
    planned = meeting(1, venue=place)
    held = meeting(2, state="held", is_public=True, minutes_by=walkers[SECRETARY].username)
    item = AgendaItem.objects.create(meeting=planned, kind="paper", title="To walk past")
    public = AgendaItem.objects.create(meeting=held, kind="paper", title="To walk past", minutes="Walked")
    file = attach(by=walkers[CHAIR], file=ContentFile(b"To walk past", "walk.txt"))
    papers = [
        Paper.objects.create(meeting=planned, item=item, attachment=file, title="Walk"),
        Paper.objects.create(meeting=held, item=public, attachment=file, title="Walk", is_public=True),
        Paper.objects.create(meeting=held, item=public, attachment=file, title="Not for everybody"),
    ]
    Decision.objects.create(meeting=held, number=1, words="To walk past", recorded_by="walk")
    CalendarFeed.objects.create(account=walkers["sergeant"], digest=digest(FEED))
    return {
        "seat": board.seats.get(part="secretary").pk, "asked": asked.pk, "planned": planned.pk,
        "held": held.pk, "item": item.pk, "public_item": public.pk,
        "paper_planned": papers[0].pk, "paper_public": papers[1].pk, "paper_closed": papers[2].pk,
    }  # fmt: skip


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    of = ids.records.get
    at, planned = f"/boards/{BOARD}/", f"/boards/{BOARD}/meetings/{of('planned')}/"
    held = f"/boards/{BOARD}/meetings/{of('held')}/"
    public = f"/boards/public/{BOARD}/{of('held')}/"
    today = timezone.localdate().isoformat()
    named = {"name": "To walk", "purpose": "To walk", "every": "month", "readers": "unit"}
    when = {"day": "2030-01-08", "begins": "10:00", "ends": "11:00"}

    def post(path: str, to: frozenset[str], **data: Any) -> Visit:
        return Visit(path, to, method="post", data=data)

    def form(path: str, to: frozenset[str], **data: Any) -> list[Visit]:
        return [Visit(path, to), post(path, to, **data)]

    def read(path: str, status: int = 200) -> Visit:
        return Visit(path, SEE_THERE, status)

    def given(path: str, status: int = 200) -> Visit:
        return Visit(path, ANYBODY, status, shows_units=True)

    def api(path: str, to: frozenset[str], status: int = 200) -> Visit:
        return Visit(f"/api/v1/{path}", to, status, out=401)

    return {
        "boards:boards": [Visit("/boards/", SIGNED_IN)],
        "boards:board_new": form("/boards/new/", MAKERS, unit=ids.there, **named),
        "boards:calendar": form("/boards/calendar/", SIGNED_IN),
        "boards:calendar_off": [
            Visit("/boards/calendar/off/", SIGNED_IN - {"sergeant"}, 409, 302, method="post"),
        ],
        "boards:calendar_feed": [
            Visit(f"/boards/calendar/{FEED}.ics", ANYBODY),
            Visit("/boards/calendar/some-other.ics", ANYBODY, 404),
        ],
        "boards:public_meetings": [given("/boards/public/")],
        "boards:public_meeting": [
            given(public),
            given(f"/boards/public/{BOARD}/{of('planned')}/", 404),
            given("/boards/public/walked/1/", 404),
        ],
        "boards:public_paper": [
            given(f"{public}papers/{of('paper_public')}/"),
            given(f"{public}papers/{of('paper_closed')}/", 404),
        ],
        "boards:board": [read(at), Visit("/boards/no-such-board/", SIGNED_IN, 404)],
        "boards:board_change": form(f"{at}change/", KEEPERS, **named),
        "boards:seats": [read(f"{at}seats/")],
        "boards:seat_new": form(
            f"{at}seats/new/", KEEPERS, account="walk-auditor", part="member", starts=today
        ),
        "boards:seat_end": form(f"{at}seats/{of('seat')}/end/", KEEPERS, last=today),
        "boards:question_new": form(
            f"{at}questions/new/", KEEPERS, question="answering_calls", owner="walk-analyst-there"
        ),
        "boards:question_owner": form(
            f"{at}questions/{of('asked')}/owner/", KEEPERS, owner="walk-analyst-there"
        ),
        "boards:question_move": [post(f"{at}questions/{of('asked')}/move/", KEEPERS, way="up")],
        "boards:question_remove": form(f"{at}questions/{of('asked')}/remove/", KEEPERS),
        "boards:meetings": [read(f"{at}meetings/"), read(f"{at}meetings/?year=2026&sort=when")],
        "boards:meetings_csv": [read(f"{at}meetings.csv")],
        "boards:meeting_new": form(f"{at}meetings/new/", KEEPERS, **when),
        "boards:meetings_year": form(f"{at}meetings/year/", KEEPERS, **when),
        "boards:meeting": [read(planned), read(held), read(f"{at}meetings/999999/", 404)],
        "boards:meeting_change": form(f"{planned}change/", KEEPERS, **when),
        "boards:meeting_cancel": form(f"{planned}cancel/", KEEPERS, reason="Snow"),
        "boards:meeting_hold": [post(f"{planned}hold/", KEEPERS)],
        "boards:meeting_approve": [post(f"{held}approve/", frozenset({CHAIR}))],
        "boards:item_new": form(f"{planned}items/new/", KEEPERS, title="To walk"),
        "boards:item_change": form(f"{planned}items/{of('item')}/change/", KEEPERS, title="To walk"),
        "boards:item_move": [post(f"{planned}items/{of('item')}/move/", KEEPERS, way="up")],
        "boards:item_remove": form(f"{planned}items/{of('item')}/remove/", KEEPERS),
        "boards:paper_new": [Visit(f"{planned}papers/new/", KEEPERS)],
        "boards:paper": [
            read(f"{held}papers/{of('paper_closed')}/"), read(f"{held}papers/{of('paper_planned')}/", 404)
        ],
        "boards:paper_remove": [Visit(f"{planned}papers/{of('paper_planned')}/remove/", KEEPERS)],
        "boards:attendance": form(f"{planned}attendance/", KEEPERS, others="Anybody"),
        "boards:minutes": form(f"{held}minutes/", KEEPERS, **{f"item-{of('public_item')}": "Walked on"}),
        "boards:decision_new": form(f"{held}decisions/new/", KEEPERS, words="To walk on"),
        "boards:meeting_ics": [read(f"{planned}meeting.ics")],
        "boards:decisions": [read(f"{at}decisions/?q=walk")],
        "boards:decisions_csv": [read(f"{at}decisions.csv")],
        "boards:decision_action": form(
            f"{at}decisions/1/action/", FILERS, title="To walk", owner="walk-analyst", due=today
        ),
        "api:meetings": [
            api("meetings", SEERS),
            api(f"meetings?board={BOARD}", SEE_THERE),
            api("meetings?board=no-such-board", SEERS, 404),
        ],
        "api:decisions": [api("decisions", SEERS), api(f"decisions?board={BOARD}", SEE_THERE)],
    }  # fmt: skip


def _board() -> Board:
    return Board.objects.get(slug=BOARD)


def _oneself() -> Any:
    """Somebody who keeps boards gives themselves the chair, which is free."""
    keeper = Account.objects.get(username="walk-board-secretary")
    _board().seats.filter(part="chair").delete()
    return actions.give_seat(
        by=keeper, board=_board(), account=keeper, part="chair", starts=timezone.localdate()
    )


STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "kept_by": lambda by, _: actions.remove_question(by=by, asked=_board().questions.get()),
    "make_board": lambda by, _: actions.make_board(
        by=by, name="Mine", purpose="To walk", unit=_board().unit, every="month"
    ),
    "give_seat": lambda *_: _oneself(),
    "_boards": lambda *_: meeting_rows(
        Account.objects.get(username="walk-administrator"), boards=[], states=[]
    ),
}
