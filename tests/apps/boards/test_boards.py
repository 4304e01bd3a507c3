"""Boards, seats and questions: who may do what, what is refused, and what is recorded."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from peelian.apps.access.models import Account, AuditEvent
from peelian.apps.access.viewer import CommandLine
from peelian.apps.boards.actions_boards import (
    add_question,
    change_board,
    end_seat,
    give_seat,
    make_board,
    move_question,
    remove_question,
    set_owner,
)
from peelian.apps.boards.demo_boards import create_demo_boards
from peelian.apps.boards.models import Board, Judgement, Meeting
from peelian.apps.boards.people import account_called
from peelian.apps.boards.queries.boards import board_page, boards_page, seats_page
from peelian.documents.kept import opened, organisation
from peelian.framework.errors import UserError
from tests.apps.boards.sat_on import (
    EVERYBODY,
    KEEPERS,
    OUTSIDE,
    QUESTION,
    READERS,
    SEATED,
    World,
    account,
    done_by,
    outcome,
    seat,
    world,
)

Opened = Callable[[str], Client]
OTHER = "answering_calls"


@pytest.fixture
def here(accounts: dict[str, Any]) -> World:
    return world(accounts)


def root() -> str:
    return organisation(opened()).root.id


def made(by: Any, **more: Any) -> Board:
    given = {"name": "Scrutiny Board", "purpose": "To look again", "unit": root(), "every": "quarter", **more}
    return make_board(by=by, **given)


def changed(by: Any, board: Board, **more: Any) -> None:
    given = {
        "name": board.name, "purpose": board.purpose, "every": board.every,
        "open_to_unit": board.open_to_unit, "is_public": board.is_public,
    }  # fmt: skip
    change_board(by=by, board=board, **given | more)


class TestWhoMay:
    def test_every_action_is_done_for_those_who_may_and_refused_to_others(self, here: World) -> None:
        board, guest = here.board, account("guest")
        asked = board.questions.get()
        today = timezone.localdate()
        asks: dict[str, tuple[Callable[[Account], Any], set[str]]] = {
            "make": (lambda by: made(by), {"keeper"}),
            "change": (lambda by: changed(by, board, name="Another name"), set(KEEPERS)),
            "seat": (
                lambda by: give_seat(by=by, board=board, account=guest, part="member", starts=today),
                set(KEEPERS),
            ),
            "end": (lambda by: end_seat(by=by, seat=seat(here, "member"), ends=today), set(KEEPERS)),
            "add": (
                lambda by: add_question(by=by, board=board, question=OTHER, owner=here.people["chair"]),
                set(KEEPERS),
            ),
            "owner": (lambda by: set_owner(by=by, asked=asked, owner=here.people["chair"]), set(KEEPERS)),
            "move": (lambda by: move_question(by=by, asked=asked, up=True), set(KEEPERS)),
            "remove": (
                lambda by: remove_question(by=by, asked=board.questions.get(pk=asked.pk)),
                set(KEEPERS),
            ),
        }
        for name, (ask, allowed) in asks.items():
            assert done_by(here, ask) == allowed, name

    def test_a_keeper_elsewhere_makes_boards_there_alone(self, here: World) -> None:
        elsewhere = organisation(opened()).children(root())[-1].id
        by = here.people["keeper elsewhere"]
        assert made(by, unit=elsewhere).unit == elsewhere
        assert outcome(lambda: made(by)) == "refused"
        assert outcome(lambda: made(here.people["keeper"], unit="no-such-unit")) == "missing"

    def test_who_reads_a_board(self, here: World) -> None:
        def readers() -> set[str]:
            return {
                name for name in EVERYBODY
                if outcome(lambda: board_page(here.people[name], here.board.slug)) == "done"  # noqa: B023
            }  # fmt: skip

        assert readers() == set(EVERYBODY) - {"administrator", "outsider"}
        changed(here.people["keeper"], here.board, open_to_unit=False)
        here.board.refresh_from_db()
        assert readers() == {*SEATED, "keeper"}
        for name in (*READERS, *OUTSIDE):
            assert boards_page(here.people[name]).rows == []
        assert outcome(lambda: board_page(here.people["keeper"], "no-such-board")) == "missing"

    def test_a_seat_that_is_over_or_to_come_gives_nothing(self, here: World) -> None:
        changed(here.people["keeper"], here.board, open_to_unit=False)
        guest, keeper, today = account("guest"), here.people["keeper"], timezone.localdate()
        given = give_seat(
            by=keeper, board=here.board, account=guest, part="member", starts=today + timedelta(1)
        )
        assert outcome(lambda: board_page(guest, here.board.slug)) == "refused"
        end_seat(by=keeper, seat=given, ends=today)
        give_seat(by=keeper, board=here.board, account=guest, part="member", starts=today)
        assert outcome(lambda: board_page(guest, here.board.slug)) == "done"
        end_seat(by=keeper, seat=here.board.seats.filter(account=guest).latest("pk"), ends=today)
        assert outcome(lambda: board_page(guest, here.board.slug)) == "refused"
        page = seats_page(keeper, here.board.slug)
        assert [each.seat.account for each in page.over] == [guest, guest]
        assert [each.last_day for each in page.over] == [today, today - timedelta(1)]


class TestBoards:
    def test_addresses_are_made_of_names_and_never_taken_twice(self, here: World) -> None:
        keeper = here.people["keeper"]
        below = organisation(opened()).children(root())[0].id
        assert here.board.slug == "performance-board"
        assert made(keeper, name="Performance board", unit=below).slug == "performance-board-2"
        assert made(keeper, name="Calendar").slug == "calendar-2"
        assert made(keeper, name="???").slug == "board"
        assert len(made(keeper, name="Long " * 20).slug) <= 60

    def test_what_is_refused(self, here: World) -> None:
        keeper = here.people["keeper"]
        assert "give the board a name" in outcome(lambda: made(keeper, name="  "))
        assert "say what the board is for" in outcome(lambda: made(keeper, purpose=" "))
        assert "every month or every quarter" in outcome(lambda: made(keeper, every="week"))
        assert "has a board called" in outcome(lambda: made(keeper, name="performance  BOARD"))
        assert outcome(lambda: changed(keeper, here.board)) == "nothing is changed"

    def test_everything_is_recorded(self, here: World) -> None:
        changed(here.people["secretary"], here.board, is_public=True)
        event = AuditEvent.objects.latest("number")
        assert (event.action, event.actor, event.unit) == ("board.changed", "sergeant", root())
        assert event.role == f"secretary of {here.board.slug}"
        assert '"is_public":false' in event.before
        assert '"is_public":true' in event.after
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"board.made", "seat.given", "board-question.added", "board.changed"} <= actions

    @pytest.mark.usefixtures("accounts")
    def test_the_command_line_may_keep_boards_no_more_than_its_roles(self) -> None:
        assert outcome(lambda: made(CommandLine())) == "refused"


class TestSeats:
    def test_nobody_gives_themselves_the_chair(self, here: World) -> None:
        keeper, today = here.people["keeper"], timezone.localdate()
        end_seat(by=keeper, seat=seat(here, "chair"), ends=today)
        give = {"board": here.board, "part": "chair", "starts": today}
        assert outcome(lambda: give_seat(by=keeper, account=keeper, **give)) == "refused"
        secretary = here.people["secretary"]
        assert outcome(lambda: give_seat(by=secretary, account=secretary, **give)) == "refused"
        give_seat(by=secretary, account=here.people["chair"], **give)

    def test_one_chair_and_one_seat_at_a_time(self, here: World) -> None:
        keeper, today = here.people["keeper"], timezone.localdate()
        guest = account("guest")

        def give(who: Account, part: str, starts: date = today, ends: date | None = None) -> str:
            return outcome(
                lambda: give_seat(
                    by=keeper, board=here.board, account=who, part=part, starts=starts, ends=ends
                )
            )

        assert "is in the chair then" in give(guest, "chair")
        assert give(guest, "chair", date(2023, 1, 1), date(2024, 1, 1)) == "done"
        assert "sits on this board then" in give(here.people["member"], "secretary")
        assert "the last day comes before the first" in give(guest, "member", today, today)
        assert "choose one of" in give(guest, "clerk")
        end_seat(by=keeper, seat=seat(here, "chair"), ends=today + timedelta(3))
        assert "is in the chair then" in give(guest, "chair", today + timedelta(2))
        assert give(guest, "chair", today + timedelta(3)) == "done"
        guest.is_active = False
        guest.save()
        assert "is closed" in give(guest, "member")

    def test_history_is_never_changed(self, here: World) -> None:
        keeper, today = here.people["keeper"], timezone.localdate()
        member = seat(here, "member")
        assert "at the earliest" in outcome(
            lambda: end_seat(by=keeper, seat=member, ends=today - timedelta(1))
        )
        end_seat(by=keeper, seat=member, ends=today)
        assert "over already" in outcome(lambda: end_seat(by=keeper, seat=member, ends=today))
        assert here.board.seats.get(pk=member.pk).starts == date(2024, 1, 1)

    def test_people_are_found_by_username_or_whole_name(self, here: World) -> None:
        keeper = here.people["keeper"]
        assert account_called(" KEEPER ") == keeper
        assert account_called("the Keeper") == keeper
        other = account("other")
        other.display_name = keeper.display_name
        other.save()
        with pytest.raises(UserError, match=r"several accounts are called.*The keeper \(keeper\)"):
            account_called("The keeper")
        with pytest.raises(UserError, match=r"Near it: The outsider \(outsider\)"):
            account_called("Mrs Outsider")
        with pytest.raises(UserError, match="write the username"):
            account_called("xyzzy")
        keeper.is_active = False
        keeper.save()
        assert account_called("the keeper") == other


class TestQuestions:
    def test_owners_sit_on_the_board_and_questions_are_asked_once(self, here: World) -> None:
        keeper, asked = here.people["keeper"], here.board.questions.get()

        def add(question: str, owner: str) -> str:
            return outcome(
                lambda: add_question(by=keeper, board=here.board, question=question, owner=here.people[owner])
            )

        assert add("no_such_question", "chair") == "missing"
        assert "already" in add(QUESTION, "chair")
        assert "does not sit on this board" in add(OTHER, "reader")
        assert "does not sit" in outcome(
            lambda: set_owner(by=keeper, asked=asked, owner=here.people["outsider"])
        )
        assert "owns this question already" in outcome(
            lambda: set_owner(by=keeper, asked=asked, owner=here.people["member"])
        )

    def test_they_are_moved_and_agendas_to_come_follow(self, here: World) -> None:
        keeper, board = here.people["keeper"], here.board
        coming, past = here.meeting(), here.meeting(-9)
        other = add_question(by=keeper, board=board, question=OTHER, owner=here.people["chair"])

        def order() -> list[str]:
            return list(board.questions.values_list("question", flat=True))

        def agenda(meeting: Meeting) -> list[str]:
            return [item.question for item in meeting.items.all() if item.kind == "question"]

        assert order() == agenda(coming) == [QUESTION, OTHER]
        assert agenda(past) == [QUESTION]
        assert [item.kind for item in coming.items.all()] == [
            "decisions", "actions", "question", "question", "other"
        ]  # fmt: skip
        move_question(by=keeper, asked=other, up=True)
        assert order() == [OTHER, QUESTION]
        move_question(by=keeper, asked=other, up=True)
        assert order() == [OTHER, QUESTION]
        move_question(by=keeper, asked=other, up=False)
        assert order() == [QUESTION, OTHER]
        Judgement.objects.create(
            board=board, question=OTHER, period=date(2026, 1, 1), grade="good", confidence="high",
            words="So it is", given_by="chief",
        )  # fmt: skip
        remove_question(by=keeper, asked=other)
        assert order() == agenda(coming) == [QUESTION]
        assert Judgement.objects.filter(board=board, question=OTHER).exists()

    def test_one_that_the_framework_no_longer_asks_is_left_out(self, here: World) -> None:
        here.board.questions.create(question="asked_no_more", owner=here.people["chair"], place=9)
        meeting = here.meeting()
        assert [item.question for item in meeting.items.all() if item.question] == [QUESTION]
        page = board_page(here.people["keeper"], here.board.slug)
        assert [each.title for each in page.questions][1] == "asked_no_more"

    def test_an_owner_who_left_is_pointed_out(self, here: World, signed_in: Opened) -> None:
        end_seat(by=here.people["keeper"], seat=seat(here, "member"), ends=timezone.localdate())
        page = signed_in("chief").get(f"/boards/{here.board.slug}/").content.decode()
        assert "who is no longer on the board" in page


class TestPages:
    def test_a_board_is_made_changed_and_seated_by_forms(self, here: World) -> None:
        client, keeper = Client(), here.people["keeper"]
        client.force_login(keeper)
        given = {
            "name": "Command Board", "purpose": "To ask", "unit": root(), "every": "month",
            "readers": "unit", "is_public": "yes",
        }  # fmt: skip
        wrong = client.post("/boards/new/", {**given, "name": "Nul\0"})
        assert "Null characters are not allowed" in wrong.content.decode()
        assert client.post("/boards/new/", given).headers["Location"] == "/boards/command-board/"
        again = client.post("/boards/new/", given)
        assert "This unit has a board called Command Board already" in again.content.decode()
        board = Board.objects.get(slug="command-board")
        assert (board.open_to_unit, board.is_public) == (True, True)
        at = "/boards/command-board/"
        assert "Nobody is chair and nobody is secretary" in client.get(at).content.decode()
        seat_form = {"part": "chair", "starts": "2024-01-01", "last": ""}
        no = client.post(f"{at}seats/new/", {**seat_form, "account": "nobody like that"}).content.decode()
        assert "No open account is called" in no
        own = client.post(f"{at}seats/new/", {**seat_form, "account": "keeper"})
        assert own.status_code == 403
        assert client.post(f"{at}seats/new/", {**seat_form, "account": "chief"}).status_code == 302
        twice = client.post(f"{at}seats/new/", {**seat_form, "account": "inspector"}).content.decode()
        assert "is in the chair then" in twice
        assert client.post(f"{at}questions/new/", {"question": OTHER, "owner": "chief"}).status_code == 302
        asked = board.questions.get()
        same = client.post(f"{at}questions/{asked.pk}/owner/", {"owner": "chief"}).content.decode()
        assert "owns this question already" in same
        assert client.post(f"{at}questions/{asked.pk}/move/", {"way": "up"}).status_code == 302
        assert client.get(f"{at}questions/{asked.pk}/remove/").status_code == 200
        assert client.post(f"{at}questions/{asked.pk}/remove/").status_code == 302
        assert not board.questions.exists()
        change = {key: given[key] for key in ("name", "purpose", "every", "readers")}
        assert client.post(f"{at}change/", change).status_code == 302
        board.refresh_from_db()
        assert not board.is_public
        assert "Nothing is changed" in client.post(f"{at}change/", change).content.decode()
        given_seat = board.seats.get()
        late = client.post(f"{at}seats/{given_seat.pk}/end/", {"last": "2024-05-01"}).content.decode()
        assert "at the earliest" in late
        last = timezone.localdate().isoformat()
        assert client.post(f"{at}seats/{given_seat.pk}/end/", {"last": last}).status_code == 302
        assert f"to {timezone.localdate():%-d %B %Y}" in client.get(f"{at}seats/").content.decode()

    def test_what_people_write_is_shown_as_words(self, here: World, signed_in: Opened) -> None:
        changed(here.people["keeper"], here.board, name="<b>Board</b>", purpose="<script>alert(1)</script>")
        page = signed_in("chief").get(f"/boards/{here.board.slug}/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;b&gt;Board&lt;/b&gt;" in page

    def test_what_waits_is_listed_for_each_who_can_do_it(self, here: World) -> None:
        def waits(name: str) -> list[str]:
            return [each.kind for each in boards_page(here.people[name]).waiting]

        assert (waits("member"), waits("chair"), waits("secretary")) == (["judge"], [], [])
        here.meeting(-2)
        assert waits("secretary") == ["hold"]
        held = here.held(-7)
        assert waits("secretary") == ["write", "hold"]
        held.minutes_by = "sergeant"
        held.save()
        assert (waits("secretary"), waits("chair")) == (["hold"], ["approve"])
        assert waits("keeper") == []

    def test_the_index_asks_the_database_as_often_for_many_boards(
        self, here: World, django_assert_num_queries: Any
    ) -> None:
        keeper = here.people["keeper"]

        def queries() -> int:
            with django_assert_num_queries(99, exact=False) as asked:
                boards_page(here.people["chair"])
            return len(asked)

        few = queries()
        for number in range(20):
            board = made(keeper, name=f"Board {number}", open_to_unit=True)
            give_seat(
                by=keeper, board=board, account=here.people["chair"], part="chair", starts=date(2024, 1, 1)
            )
            add_question(by=keeper, board=board, question=OTHER, owner=here.people["chair"])
        assert len(boards_page(here.people["chair"]).rows) == 21
        assert queries() <= few + 2  # whoever owns a question is asked of its judgements, once


def test_the_demonstration_has_two_boards_however_often_it_is_made(accounts: dict[str, Any]) -> None:
    keeper = account("keeper", "board-secretary")
    account("colleague")
    said = {
        "by": keeper, "chief": "chief", "secretary": "keeper", "commissioner": "commissioner",
        "members": ["colleague", "inspector"],
    }  # fmt: skip
    boards = create_demo_boards(**said)
    states = [[each.state for each in board.meetings.all()] for board in boards]
    assert [board.name for board in boards] == ["Force Performance Board", "Accountability Conference"]
    assert all({"planned", "closed"} == set(each) for each in states)
    assert boards[1].is_public
    assert create_demo_boards(**said) == boards
    assert Meeting.objects.count() == sum(map(len, states))
    assert all(board.questions.count() == asked for board, asked in zip(boards, (6, 2), strict=True))
