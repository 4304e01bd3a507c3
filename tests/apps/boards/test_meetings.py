"""Meetings: planned, changed, cancelled, held and closed, each by whom it is for and in its order alone."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from peelian.apps.access.actions import give_grant
from peelian.apps.access.models import Account, AuditEvent
from peelian.apps.access.viewer import CommandLine
from peelian.apps.boards.actions_agenda import (
    add_item,
    add_paper,
    change_item,
    move_item,
    remove_item,
    remove_paper,
)
from peelian.apps.boards.actions_boards import change_board, end_seat, give_seat, make_board
from peelian.apps.boards.actions_meetings import (
    Arranged,
    approve_minutes,
    cancel_meeting,
    change_meeting,
    hold_meeting,
    plan_meeting,
    plan_year,
)
from peelian.apps.boards.actions_minutes import (
    file_action_of,
    record_attendance,
    record_decision,
    write_minutes,
)
from peelian.apps.boards.models import AgendaItem, Attendance, Decision, Meeting, Paper
from peelian.apps.boards.models_meetings import STATES
from peelian.apps.boards.queries.meeting_lists import (
    DecisionsAsked,
    MeetingsAsked,
    decisions_page,
    meetings_page,
)
from peelian.apps.boards.queries.meetings import meeting_page
from peelian.apps.boards.times import at, in_words, year_of
from peelian.apps.improvement.queries import actions_from
from peelian.framework.errors import UserError
from tests.apps.boards.sat_on import (
    KEEPERS,
    QUESTION,
    World,
    account,
    arranged,
    done_by,
    file,
    outcome,
    seat,
    world,
)

Opened = Callable[[str], Client]


@pytest.fixture
def here(accounts: dict[str, Any]) -> World:
    return world(accounts)


def said(meeting: Meeting, words: str = "The board read the charts") -> dict[int, str]:
    return {meeting.items.all()[0].pk: words}


def minuted(here: World, by: str = "secretary", **more: Any) -> Meeting:
    meeting = here.held(**more)
    write_minutes(by=here.people[by], meeting=meeting, minutes=said(meeting))
    meeting.refresh_from_db()
    return meeting


def closed(here: World, **more: Any) -> Meeting:
    meeting = minuted(here, **more)
    approve_minutes(by=here.people["chair"], meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def steps(meeting: Meeting) -> dict[str, tuple[Callable[[Account], Any], set[str]]]:
    """Everything that is done to a meeting, and the states it may be done in."""
    item, paper = meeting.items.filter(kind="question").get(), meeting.papers.first()
    assert paper is not None
    later = replace(arranged(-30), venue="Elsewhere")
    return {
        "change": (lambda by: change_meeting(by=by, meeting=meeting, arranged=later), {"planned"}),
        "cancel": (lambda by: cancel_meeting(by=by, meeting=meeting, reason="Snow"), {"planned"}),
        "hold": (lambda by: hold_meeting(by=by, meeting=meeting), {"planned"}),
        "add item": (lambda by: add_item(by=by, meeting=meeting, title="A matter"), {"planned"}),
        "change item": (
            lambda by: change_item(by=by, item=item, title="", presenter="Anna", is_public=False), {"planned"}
        ),
        "move item": (lambda by: move_item(by=by, item=item, up=True), {"planned"}),
        "remove item": (
            lambda by: remove_item(by=by, item=AgendaItem.objects.get(pk=item.pk)), {"planned"}
        ),
        "add paper": (lambda by: add_paper(by=by, meeting=meeting, file=file()), {"planned", "held"}),
        "remove paper": (
            lambda by: remove_paper(by=by, paper=Paper.objects.get(pk=paper.pk)), {"planned"}
        ),
        "attendance": (
            lambda by: record_attendance(by=by, meeting=meeting, members={"chief": "apologies"}),
            {"planned", "held"},
        ),
        "minutes": (
            lambda by: write_minutes(by=by, meeting=meeting, minutes=said(meeting, "More")), {"held"}
        ),
        "decision": (lambda by: record_decision(by=by, meeting=meeting, words="So it is"), {"held"}),
    }  # fmt: skip


def in_each_state(here: World) -> dict[str, Meeting]:
    """A past meeting in each state, with a paper."""
    meetings = {state: here.meeting(-days) for days, state in enumerate(STATES, start=2)}
    by = here.people["secretary"]
    for meeting in meetings.values():
        add_paper(by=by, meeting=meeting, file=file())
    cancel_meeting(by=by, meeting=meetings["cancelled"], reason="Nobody could come")
    for state in ("held", "closed"):
        hold_meeting(by=by, meeting=meetings[state])
    write_minutes(by=by, meeting=meetings["closed"], minutes=said(meetings["closed"]))
    approve_minutes(by=here.people["chair"], meeting=meetings["closed"])
    for meeting in meetings.values():
        meeting.refresh_from_db()
    return meetings


class TestWhoMayAndWhen:
    def test_each_step_is_for_whoever_keeps_the_board(self, here: World) -> None:
        meetings = in_each_state(here)
        assert {state: each.state for state, each in meetings.items()} == {each: each for each in meetings}
        for meeting in (meetings["planned"], meetings["held"]):
            for name, (ask, states) in steps(meeting).items():
                if meeting.state in states:
                    assert done_by(here, ask) == KEEPERS, f"{name} of one that is {meeting.state}"
        board = here.board
        assert done_by(here, lambda by: plan_meeting(by=by, board=board, arranged=arranged(9))) == KEEPERS
        assert done_by(here, lambda by: plan_year(by=by, board=board, first=arranged(9))) == KEEPERS

    def test_each_step_is_taken_in_its_order_alone(self, here: World) -> None:
        told = {
            "planned": "has not been held yet", "held": "was held already",
            "closed": "the minutes of this meeting are approved", "cancelled": "this meeting is cancelled",
        }  # fmt: skip
        for state, meeting in in_each_state(here).items():
            for name, (ask, states) in steps(meeting).items():
                given = outcome(lambda: ask(here.people["keeper"]))  # noqa: B023
                expected = given == "done" if state in states else told[state] in given
                assert expected, f"{name} of one that is {state}: {given}"

    def test_minutes_are_approved_by_the_chair_and_never_by_who_wrote_them(self, here: World) -> None:
        meeting = here.held()
        assert "no minutes to approve yet" in outcome(
            lambda: approve_minutes(by=here.people["chair"], meeting=meeting)
        )
        written = minuted(here, days=-9)
        assert done_by(here, lambda by: approve_minutes(by=by, meeting=written)) == {"chair"}
        today = timezone.localdate()
        end_seat(by=here.people["keeper"], seat=seat(here, "chair"), ends=today)
        end_seat(by=here.people["keeper"], seat=seat(here, "secretary"), ends=today)
        give_seat(
            by=here.people["keeper"], board=here.board, account=here.people["secretary"], part="chair",
            starts=today,
        )  # fmt: skip
        assert outcome(lambda: approve_minutes(by=here.people["secretary"], meeting=written)) == "refused"

    def test_whoever_chairs_writes_no_minutes(self, here: World) -> None:
        chair, meeting = here.people["chair"], here.held()
        give_grant(by=CommandLine(), account=chair, role="board-secretary", reason="To keep boards")
        chair = Account.objects.get(pk=chair.pk)
        ask = lambda: write_minutes(by=chair, meeting=meeting, minutes=said(meeting))  # noqa: E731
        assert outcome(ask) == "refused"

    def test_what_was_approved_is_recorded_and_stays(self, here: World) -> None:
        meeting = closed(here)
        event = AuditEvent.objects.latest("number")
        assert (event.action, event.actor, event.role) == (
            "minutes.approved", "chief", "chair of performance-board"
        )  # fmt: skip
        assert (meeting.approved_by, meeting.state) == ("chief", "closed")
        assert meeting.approved_at is not None
        told = AuditEvent.objects.filter(action="minutes.written").latest("number").after
        assert "The board read the charts" not in told

    def test_actions_of_decisions(self, here: World) -> None:
        decision = record_decision(by=here.people["secretary"], meeting=here.held(), words="Look again")
        given: dict[str, Any] = {
            "decision": decision, "title": "Look again at the rota", "owner": "constable",
            "due": timezone.localdate() + timedelta(9),
        }  # fmt: skip
        may = done_by(here, lambda by: file_action_of(by=by, **given))
        assert may == {"chair", "keeper"}  # who sits or keeps, and may file at the unit by their line or role
        made = file_action_of(by=here.people["keeper"], success="Fewer waits", **given)
        address = f"{reverse('boards:meeting', args=[here.board.slug, decision.meeting.pk])}#decision-1"
        assert (made.origin_kind, made.origin_key) == ("decision", f"decision:{decision.pk}")
        assert (made.origin_label, made.origin_address) == ("Decision 1 of Performance Board", address)
        (row,) = actions_from(here.people["keeper"], f"decision:{decision.pk}")
        page = meeting_page(here.people["chair"], here.board.slug, decision.meeting.pk)
        assert [each.number for each in page.decided[0].actions] == [row.number] == [made.pk]
        later = here.meeting(8)
        agenda = {
            each.item.kind: each
            for each in meeting_page(here.people["chair"], here.board.slug, later.pk).items
        }
        assert [each.number for each in agenda["actions"].due] == [made.pk]
        assert [each.decision for each in agenda["decisions"].last_decided] == [decision]
        assert "has passed" in outcome(
            lambda: file_action_of(by=here.people["keeper"], **given | {"due": date(2024, 1, 1)})
        )


class TestPlanning:
    def test_times_are_local_on_both_sides_of_the_clock_change(self, here: World) -> None:
        keeper = here.people["keeper"]

        def planned(day: date) -> datetime:
            return plan_meeting(
                by=keeper, board=here.board, arranged=Arranged(day, time(10), time(12))
            ).starts_at

        assert planned(date(2027, 3, 27)) == datetime(2027, 3, 27, 10, tzinfo=UTC)
        assert planned(date(2027, 3, 29)) == datetime(2027, 3, 29, 9, tzinfo=UTC)
        with pytest.raises(UserError, match="there is no 01:30 on 28 March 2027: the clocks go forward"):
            at(date(2027, 3, 28), time(1, 30))
        assert at(date(2026, 10, 25), time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_the_period_is_the_last_that_is_over(self, here: World) -> None:
        keeper, board = here.people["keeper"], here.board

        def looks(day: date, **more: Any) -> date:
            return plan_meeting(
                by=keeper, board=board, arranged=Arranged(day, time(10), time(12), **more)
            ).period

        assert looks(date(2027, 1, 5)) == date(2026, 12, 1)
        assert looks(date(2027, 1, 31), period=date(2026, 11, 17)) == date(2026, 11, 1)
        board.every = "quarter"
        board.save()
        assert looks(date(2027, 3, 31)) == date(2026, 10, 1)
        assert looks(date(2027, 4, 1)) == date(2027, 1, 1)
        future = arranged(400, period=date(2099, 1, 1))
        assert "is not over by then" in outcome(lambda: plan_meeting(by=keeper, board=board, arranged=future))

    def test_what_is_refused(self, here: World) -> None:
        keeper, board = here.people["keeper"], here.board

        def refused(**more: Any) -> str:
            return outcome(lambda: plan_meeting(by=keeper, board=board, arranged=replace(arranged(), **more)))

        here.meeting()
        assert "the board meets then already" in refused(begins=time(11, 59), ends=time(13))
        assert refused(begins=time(12), ends=time(13)) == "done"
        assert "ends before it begins" in refused(ends=time(10))
        assert "a link begins with https://" in refused(begins=time(13), ends=time(14), link="javascript:x")
        assert "this board is not public" in refused(begins=time(13), ends=time(14), is_public=True)
        end_seat(by=keeper, seat=seat(here, "secretary"), ends=timezone.localdate())
        assert "no secretary today" in refused(begins=time(15), ends=time(16))
        end_seat(by=keeper, seat=seat(here, "chair"), ends=timezone.localdate())
        assert "no chair today" in refused(begins=time(15), ends=time(16))

    def test_a_year_is_planned_on_the_same_weekday_or_not_at_all(self, here: World) -> None:
        keeper, board = here.people["keeper"], here.board
        first = Arranged(date(2027, 1, 12), time(10), time(12), venue="Room 2")
        made = plan_year(by=keeper, board=board, first=first)
        days = [timezone.localtime(each.starts_at) for each in made]
        assert len(made) == 12
        assert {(each.weekday(), (each.day - 1) // 7, each.hour) for each in days} == {(1, 1, 10)}
        assert [each.period.month for each in made] == [12, *range(1, 12)]
        again = replace(first, day=date(2027, 11, 9), begins=time(11))
        assert "meets already on 9 November 2027, 14 December 2027" in outcome(
            lambda: plan_year(by=keeper, board=board, first=again)
        )
        assert board.meetings.count() == 12
        cancel_meeting(by=keeper, meeting=made[10], reason="Moved")
        cancel_meeting(by=keeper, meeting=made[11], reason="Moved")
        assert len(plan_year(by=keeper, board=board, first=again)) == 12
        board.every = "quarter"
        board.save()
        quarters = plan_year(by=keeper, board=board, first=replace(first, day=date(2029, 1, 9)))
        assert [each.starts_at.month for each in quarters] == [1, 4, 7, 10]

    def test_a_fifth_weekday_is_the_last_of_its_month(self) -> None:
        days = year_of(date(2026, 3, 31), "month")
        assert in_words(date(2026, 3, 31)) == "last Tuesday"
        assert all(day.weekday() == 1 and (day + timedelta(7)).month != day.month for day in days)
        assert in_words(date(2026, 3, 10)) == "second Tuesday"

    def test_changing_counts_up_for_calendars(self, here: World) -> None:
        keeper, meeting = here.people["keeper"], here.meeting()
        same = arranged(period=meeting.period)
        assert (
            outcome(lambda: change_meeting(by=keeper, meeting=meeting, arranged=same)) == "nothing is changed"
        )
        change_meeting(by=keeper, meeting=meeting, arranged=replace(same, venue="Room 9"))
        change_meeting(by=keeper, meeting=meeting, arranged=replace(same, begins=time(9)))
        meeting.refresh_from_db()
        assert (meeting.sequence, meeting.venue) == (2, "")
        assert "say why" in outcome(lambda: cancel_meeting(by=keeper, meeting=meeting, reason=" "))
        cancel_meeting(by=keeper, meeting=meeting, reason="Snow")
        meeting.refresh_from_db()
        assert (meeting.sequence, meeting.state, meeting.why_cancelled) == (3, "cancelled", "Snow")

    def test_none_is_held_before_it_begins(self, here: World) -> None:
        meeting = here.meeting(2)
        assert "this meeting begins" in outcome(
            lambda: hold_meeting(by=here.people["keeper"], meeting=meeting)
        )


class TestAgendaAndPapers:
    def test_items_are_added_before_other_business_and_moved(self, here: World) -> None:
        keeper, meeting = here.people["keeper"], here.meeting()
        item = add_item(by=keeper, meeting=meeting, title="  The  estate ", presenter="Anna")
        titles = [each.title for each in meeting.items.all()]
        assert titles[-2:] == ["The estate", "Any other business"]
        move_item(by=keeper, item=item, up=False)
        assert [each.title for each in meeting.items.all()][-1] == "The estate"
        move_item(by=keeper, item=item, up=False)
        assert [each.title for each in meeting.items.all()][-1] == "The estate"
        assert "give the item a title" in outcome(lambda: add_item(by=keeper, meeting=meeting, title=" "))
        last = add_item(by=keeper, meeting=meeting, title="Last")
        assert [each.place for each in meeting.items.all()] == list(range(6))
        asked = meeting.items.get(kind="question")
        change_item(by=keeper, item=asked, title="Another question?", presenter="", is_public=False)
        asked.refresh_from_db()
        assert (asked.question, asked.is_public) == (QUESTION, False)
        assert asked.title != "Another question?"
        change_item(by=keeper, item=last, title="Very last", presenter="", is_public=True)
        assert meeting.items.filter(title="Very last").exists()

    def test_papers_are_kept_given_and_removed(self, here: World, signed_in: Opened) -> None:
        keeper, meeting = here.people["keeper"], here.meeting()
        item = meeting.items.get(kind="question")
        paper = add_paper(by=keeper, meeting=meeting, item=item, file=file("plan <b>.txt"))
        address = reverse("boards:paper", args=[here.board.slug, meeting.pk, paper.pk])
        given = signed_in("constable").get(address)
        assert given.content == b"What is proposed"
        assert "attachment" in given.headers["Content-Disposition"]
        page = signed_in("constable").get(address.partition("papers")[0]).content.decode()
        assert "plan -b-.txt" in page
        assert "Remove" not in page
        other = here.meeting(20)
        wrong = other.items.all()[0]
        asks = {
            "that item is of another meeting": {"item": wrong},
            "this meeting is not public": {"is_public": True},
        }
        for told, more in asks.items():
            given_as = {"file": file(), **more}
            assert told in outcome(lambda: add_paper(by=keeper, meeting=meeting, **given_as))  # noqa: B023
        assert "is not a file that may be attached" in outcome(
            lambda: add_paper(by=keeper, meeting=meeting, file=file("run.exe", b"MZ\0\0"))
        )
        remove_item(by=keeper, item=item)
        paper.refresh_from_db()
        assert paper.item is None
        remove_paper(by=keeper, paper=paper)
        event = AuditEvent.objects.latest("number")
        assert (event.action, "plan -b-.txt" in event.before) == ("paper.removed", True)
        assert signed_in("constable").get(address).status_code == 404
        assert type(paper.attachment).objects.count() == 0

    def test_public_papers_hang_on_public_items_of_public_meetings(self, here: World) -> None:
        keeper, board = here.people["keeper"], here.board
        change_board(
            by=keeper, board=board, name=board.name, purpose=board.purpose, every="month",
            open_to_unit=True, is_public=True,
        )  # fmt: skip
        board.refresh_from_db()
        meeting = here.meeting(is_public=True)
        closed_item = add_item(by=keeper, meeting=meeting, title="In private", is_public=False)
        opened_item = add_item(by=keeper, meeting=meeting, title="In public")
        assert "that item is not public" in outcome(
            lambda: add_paper(by=keeper, meeting=meeting, item=closed_item, file=file(), is_public=True)
        )
        paper = add_paper(by=keeper, meeting=meeting, item=opened_item, file=file(), is_public=True)
        assert "a paper of this item is public" in outcome(
            lambda: change_item(by=keeper, item=opened_item, title="x", presenter="", is_public=False)
        )
        remove_item(by=keeper, item=opened_item)
        paper.refresh_from_db()
        assert not paper.is_public


class TestMinutes:
    def test_attendance_is_replaced_and_of_members_alone(self, here: World) -> None:
        keeper, meeting = here.people["keeper"], here.meeting()
        record_attendance(
            by=keeper, meeting=meeting, members={"chief": "present", "sergeant": ""}, others=["Ann"]
        )
        record_attendance(
            by=keeper, meeting=meeting, members={"chief": "apologies", "inspector": "present"},
            others=[" Bob  Smith", "Bob Smith", "", str(here.people["chair"])],
        )  # fmt: skip
        found = {each.name: each.presence for each in meeting.attendances.all()}
        assert found == {
            str(here.people["chair"]): "apologies", str(here.people["member"]): "present",
            "Bob Smith": "attending",
        }  # fmt: skip
        assert "does not sit" in outcome(
            lambda: record_attendance(by=keeper, meeting=meeting, members={"constable": "present"})
        )
        assert "is not how a member is" in outcome(
            lambda: record_attendance(by=keeper, meeting=meeting, members={"chief": "asleep"})
        )
        other = here.people["member"]
        other.display_name = str(here.people["chair"])
        other.save()
        both = {"chief": "present", "inspector": "present"}
        assert "the same name" in outcome(lambda: record_attendance(by=keeper, meeting=meeting, members=both))
        assert Attendance.objects.count() == 3

    def test_minutes_are_read_by_others_once_they_are_approved(self, here: World, signed_in: Opened) -> None:
        meeting = minuted(here)
        address = reverse("boards:meeting", args=[here.board.slug, meeting.pk])

        def read(username: str) -> bool:
            return "The board read the charts" in signed_in(username).get(address).content.decode()

        assert [read(each) for each in ("chief", "sergeant", "inspector")] == [True] * 3
        assert [read(each) for each in ("constable", "commissioner", "analyst")] == [False] * 3
        other = here.meeting(30)
        for given, told in (({}, "nothing is changed"), (said(other), "that item is of another meeting")):
            ask = lambda given=given: write_minutes(by=here.people["keeper"], meeting=meeting, minutes=given)  # noqa: E731
            assert outcome(ask) == told
        approve_minutes(by=here.people["chair"], meeting=meeting)
        assert read("constable")

    def test_decisions_are_numbered_within_their_board(self, here: World) -> None:
        keeper = here.people["keeper"]
        first, second = here.held(-9), here.held(-8)
        numbers = [
            record_decision(by=keeper, meeting=each, words=f"Decision of {each}").number
            for each in (second, first, second)
        ]
        assert numbers == [1, 2, 3]
        assert "say what was decided" in outcome(
            lambda: record_decision(by=keeper, meeting=first, words="  ")
        )
        assert "of another meeting" in outcome(
            lambda: record_decision(by=keeper, meeting=first, words="x", item=second.items.all()[0])
        )
        assert "cannot be" in outcome(
            lambda: record_decision(by=keeper, meeting=first, words="x", is_public=True)
        )


class TestPages:
    def test_a_meeting_from_plan_to_approved_minutes_by_forms(self, here: World, signed_in: Opened) -> None:
        secretary, chair = signed_in("sergeant"), signed_in("chief")
        at_board = f"/boards/{here.board.slug}/"
        day = timezone.localdate() - timedelta(3)
        plan = {"day": day.isoformat(), "begins": "10:00", "ends": "12:00", "venue": "Room 1"}
        wrong = secretary.post(f"{at_board}meetings/new/", {**plan, "link": "javascript:alert(1)"})
        assert "Enter a link that begins with https://" in wrong.content.decode()
        at_meeting = secretary.post(f"{at_board}meetings/new/", plan).headers["Location"]
        twice = secretary.post(f"{at_board}meetings/new/", plan).content.decode()
        assert "The board meets then already" in twice
        shown = secretary.get(f"{at_meeting}change/").content.decode()
        assert 'value="10:00"' in shown
        change = {**plan, "venue": "Room 2"}
        assert secretary.post(f"{at_meeting}change/", change).status_code == 302
        assert "Nothing is changed" in secretary.post(f"{at_meeting}change/", change).content.decode()
        assert secretary.post(f"{at_meeting}items/new/", {"title": "A matter"}).status_code == 302
        item = AgendaItem.objects.get(title="A matter")
        assert not item.is_public
        at_item = f"{at_meeting}items/{item.pk}/"
        assert (
            secretary.post(f"{at_item}change/", {"title": "The matter", "is_public": "yes"}).status_code
            == 302
        )
        assert (
            secretary.post(f"{at_item}move/", {"way": "up"}).headers["Location"].endswith(f"#item-{item.pk}")
        )
        paper = {"file": file(), "item": str(item.pk), "title": "Proposal"}
        assert secretary.post(f"{at_meeting}papers/new/", paper).status_code == 302
        bad = secretary.post(f"{at_meeting}papers/new/", {"file": file("a.exe", b"MZ\0")}).content.decode()
        assert "is not a file that may be attached" in bad
        there = Paper.objects.get()
        assert "Proposal" in secretary.get(f"{at_meeting}papers/{there.pk}/remove/").content.decode()
        assert secretary.post(f"{at_meeting}papers/{there.pk}/remove/").status_code == 302
        assert secretary.get(f"{at_item}remove/").status_code == 200
        who = {"member-0": "present", "others": "Ann\nBob"}
        assert secretary.post(f"{at_meeting}attendance/", who).status_code == 302
        assert Attendance.objects.count() == 3
        assert "It was held" in secretary.get(at_meeting).content.decode()
        assert secretary.post(f"{at_meeting}hold/").status_code == 302
        words = {f"item-{item.pk}": "It was talked over\n<script>alert(1)</script>"}
        assert secretary.post(f"{at_meeting}minutes/", words).status_code == 302
        assert "Nothing is changed" in secretary.post(f"{at_meeting}minutes/", words).content.decode()
        decided = secretary.post(f"{at_meeting}decisions/new/", {"words": "Do it", "item": str(item.pk)})
        assert decided.headers["Location"] == f"{at_meeting}#decision-1"
        page = chair.get(at_meeting).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        action = {"title": "Do it", "owner": "constable", "due": "2024-01-01"}
        at_action = f"{at_board}decisions/1/action/"
        assert secretary.get(at_action).status_code == 403
        assert "has passed" in chair.post(at_action, action).content.decode()
        action["due"] = (timezone.localdate() + timedelta(5)).isoformat()
        assert chair.post(at_action, action).headers["Location"] == f"{at_meeting}#decision-1"
        assert "Do it" in chair.get(at_meeting).content.decode()
        assert secretary.post(f"{at_meeting}approve/").status_code == 403
        assert chair.post(f"{at_meeting}approve/").status_code == 302
        assert "Minutes approved" in chair.get(at_meeting).content.decode()
        assert chair.post(f"{at_meeting}approve/").status_code == 409

    def test_a_year_and_a_cancelled_meeting_by_forms(self, here: World, signed_in: Opened) -> None:
        secretary = signed_in("sergeant")
        at_board = f"/boards/{here.board.slug}/"
        plan = {"day": "2027-02-09", "begins": "10:00", "ends": "12:00"}
        told = secretary.post(f"{at_board}meetings/year/", plan, follow=True).content.decode()
        assert "12 meetings are planned: the second Tuesday of each month." in told
        assert "meets already on" in secretary.post(f"{at_board}meetings/year/", plan).content.decode()
        meeting = here.board.meetings.latest("starts_at")
        at_meeting = f"{at_board}meetings/{meeting.pk}/"
        no = secretary.post(f"{at_meeting}cancel/", {"reason": ""}).content.decode()
        assert "Say why it is cancelled" in no
        assert secretary.post(f"{at_meeting}cancel/", {"reason": "Snow"}).status_code == 302
        assert "This meeting is cancelled: Snow." in secretary.get(at_meeting).content.decode()
        assert (
            "This meeting is cancelled"
            in secretary.post(f"{at_meeting}cancel/", {"reason": "x"}).content.decode()
        )

    def test_signals_are_in_words_for_those_who_see_the_unit(self, here: World) -> None:
        outsider = account("member-without-values")
        give_seat(
            by=here.people["keeper"], board=here.board, account=outsider, part="member",
            starts=date(2024, 1, 1),
        )  # fmt: skip
        meeting = here.meeting(period=date(2026, 1, 1), days=300)

        def signals(viewer: Account) -> list[str]:
            page = meeting_page(viewer, here.board.slug, meeting.pk)
            return [each.signals.in_words for each in page.items if each.signals]

        (words,) = signals(here.people["chair"])
        assert "no clear change" in words
        assert signals(outsider) == []

    def test_ids_of_other_boards_and_of_nothing_are_not_found(self, here: World, signed_in: Opened) -> None:
        chief, meeting = signed_in("chief"), here.meeting()
        other = make_board(
            by=here.people["keeper"], name="Other", purpose="x", unit=here.board.unit, every="month",
            open_to_unit=True,
        )  # fmt: skip
        for path in (
            f"/boards/other/meetings/{meeting.pk}/", f"/boards/{here.board.slug}/meetings/999999/",
            f"/boards/{here.board.slug}/meetings/{meeting.pk}/papers/1/",
            f"/boards/{other.slug}/meetings/{meeting.pk}/meeting.ics",
        ):  # fmt: skip
            assert chief.get(path).status_code == 404, path


@pytest.fixture
def long(here: World) -> World:
    """Twenty meetings with a decision each; `more` makes it five hundred."""
    return more(here, 20)


def more(here: World, count: int) -> World:
    have = here.board.meetings.count()
    start = datetime(2020, 1, 1, 10, tzinfo=UTC)
    meetings = Meeting.objects.bulk_create(
        Meeting(
            board=here.board, period=date(2019, 12, 1), starts_at=start + timedelta(days=number),
            ends_at=start + timedelta(days=number, hours=1), state="held" if number % 2 else "cancelled",
            venue=f"Room {number}", uid=f"u{number}", planned_by="keeper",
        )
        for number in range(have, count)
    )  # fmt: skip
    items = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=each, kind="paper", title=f"Matter of {each.venue}") for each in meetings
    )
    Decision.objects.bulk_create(
        Decision(
            meeting=each, item=item, number=have + place, words=f"=Decision {have + place:03}",
            is_public=place % 5 == 0, recorded_by="keeper",
        )
        for place, (each, item) in enumerate(zip(meetings, items, strict=True), start=1)
    )  # fmt: skip
    return here


class TestLists:
    def test_as_many_queries_for_five_hundred_as_for_twenty(
        self, long: World, signed_in: Opened, django_assert_num_queries: Any
    ) -> None:
        client, at_board = signed_in("inspector"), f"/boards/{long.board.slug}/"
        paths = [
            f"{at_board}{page}" for page in ("", "meetings/", "decisions/", "meetings.csv", "decisions.csv")
        ]
        paths += ["/boards/", "/api/v1/meetings", "/api/v1/decisions"]

        def counts() -> list[int]:
            found = []
            for path in paths:
                with django_assert_num_queries(99, exact=False) as asked:
                    assert client.get(path).status_code == 200
                found.append(len(asked))
            return found

        decision = Decision.objects.latest("pk")
        for number in range(3):
            file_action_of(
                by=long.people["keeper"], decision=decision, title=f"Action {number}", owner="constable",
                due=timezone.localdate(),
            )  # fmt: skip
        counts()
        few = counts()
        more(long, 500)
        assert counts() == few
        assert max(few) < 40

    def test_decisions_are_searched_sorted_filtered_and_taken_away(
        self, long: World, signed_in: Opened
    ) -> None:
        more(long, 500)
        viewer, slug = long.people["reader"], long.board.slug

        def found(page: str = "1", **asked: str) -> list[int]:
            return [
                each.decision.number
                for each in decisions_page(viewer, slug, DecisionsAsked(**asked), page).rows
            ]

        assert found()[:2] == [500, 499]
        assert found(page="10")[-1] == 1
        assert found(sort="number")[:2] == [1, 2]
        assert found(sort="-when")[0] == 500
        assert found(sort="words", page="2")[0] == 51
        assert found(sort="nonsense")[0] == 500
        assert found(q="decision 14") == [14]
        assert found(q="sion 014") == [14]
        assert found(q="14")[-1] == 14
        assert len(found(year="2020")) == 50
        assert decisions_page(viewer, slug, DecisionsAsked(year="2020"), "1").paging.total == 366
        assert decisions_page(viewer, slug, DecisionsAsked(year="2021", public="yes"), "1").paging.total == 27
        client = signed_in("constable")
        page = client.get(f"/boards/{slug}/decisions/", {"year": "2021", "q": "Decision", "sort": "number"})
        assert "134 decisions, page 1 of 3" in page.content.decode()
        assert 'aria-sort="ascending"' in page.content.decode()
        csv_at = f"/boards/{slug}/decisions.csv"
        answer = client.get(csv_at, {"year": "2021", "public": "no", "sort": "number"})
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 107
        assert (rows[0]["day"], rows[0]["decision"][:2]) == ("2021-01-01", "'=")
        assert client.get(f"/boards/{slug}/decisions/", {"year": "0000", "q": "\0"}).status_code == 200

    def test_meetings_are_searched_sorted_filtered_and_taken_away(
        self, long: World, signed_in: Opened
    ) -> None:
        viewer, slug = long.people["reader"], long.board.slug

        def found(**asked: str) -> list[str]:
            rows = meetings_page(viewer, slug, MeetingsAsked(**asked), "1").rows
            return [each.meeting.venue for each in rows]

        assert found()[0] == "Room 19"
        assert found(sort="when")[0] == "Room 0"
        assert found(q="matter of room 7") == ["Room 7"]
        assert found(q="room 18") == ["Room 18"]
        assert len(found(state="held")) == 10
        assert found(year="2021") == []
        assert [len(found(sort=column)) for column in ("looks", "state", "items", "-decided")] == [20] * 4
        client = signed_in("constable")
        answer = client.get(f"/boards/{slug}/meetings.csv", {"state": "held", "sort": "when"})
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert (len(rows), rows[0]["starts"], rows[0]["decisions"]) == (10, "2020-01-02 10:00", "1")
        assert "Plan a meeting" not in client.get(f"/boards/{slug}/meetings/").content.decode()

    def test_programs_read_what_their_account_may(self, long: World, signed_in: Opened) -> None:
        chief = signed_in("chief")
        meetings = chief.get("/api/v1/meetings?limit=2&state=held").json()
        assert [each["place"] for each in meetings["rows"]] == ["Room 19", "Room 17"]
        assert meetings["next"]
        decisions = chief.get(f"/api/v1/decisions?board={long.board.slug}").json()["rows"]
        assert (len(decisions), decisions[0]["number"], decisions[0]["item"]) == (20, 20, "Matter of Room 19")
        assert chief.get("/api/v1/decisions?board=no-such-board").status_code == 404
        assert chief.get("/api/v1/meetings?board=a%00b").status_code == 422
        long.board.open_to_unit = False
        long.board.save()
        assert signed_in("constable").get("/api/v1/decisions").json()["rows"] == []
        assert signed_in("constable").get(f"/api/v1/meetings?board={long.board.slug}").status_code == 403
        assert signed_in("administrator").get("/api/v1/meetings").status_code == 403
