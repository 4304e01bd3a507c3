"""Calendars: whose they are, what they hold, and that any calendar program reads them right."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from peelian.apps.access.models import AuditEvent
from peelian.apps.boards.actions_boards import change_board, end_seat, make_board
from peelian.apps.boards.actions_calendar import end_feed, make_feed
from peelian.apps.boards.actions_meetings import Arranged, cancel_meeting, change_meeting, plan_meeting
from peelian.apps.boards.calendar import calendar_of
from peelian.apps.boards.models import CalendarFeed, Meeting
from peelian.framework.errors import UserError
from tests.apps.boards.sat_on import World, arranged, seat, world

Opened = Callable[[str], Client]


@pytest.fixture
def here(accounts: dict[str, Any]) -> World:
    return world(accounts, open_to_unit=False)


def feed(secret: str) -> Any:
    return Client().get(f"/boards/calendar/{secret}.ics")


def read(content: bytes) -> dict[str, Any]:
    """The events of a calendar by their identifiers, as the library reads them."""
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def uids(secret: str) -> set[str]:
    given = feed(secret)
    assert given.status_code == 200
    return set(read(given.content))


class TestAddresses:
    def test_only_the_digest_is_kept_and_the_address_is_shown_once(
        self, here: World, signed_in: Opened
    ) -> None:
        meeting, client = here.meeting(), signed_in("inspector")
        assert "Make the address" in client.get("/boards/calendar/").content.decode()
        page = client.post("/boards/calendar/").content.decode()
        secret = page.partition("/boards/calendar/")[2].partition(".ics")[0]
        assert len(secret) == 43
        kept = CalendarFeed.objects.get()
        assert kept.digest == sha256(secret.encode()).hexdigest()
        assert secret not in client.get("/boards/calendar/").content.decode()
        assert uids(secret) == {meeting.uid}
        assert secret not in "".join(f"{each.before}{each.after}" for each in AuditEvent.objects.all())
        given = feed(secret)
        assert given.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "private" in given.headers["Cache-Control"]
        assert "default-src 'none'" in given.headers["Content-Security-Policy"]
        assert client.post("/boards/calendar/off/").status_code == 302
        assert feed(secret).status_code == 404
        assert client.post("/boards/calendar/off/").status_code == 409
        actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))
        assert actions[-2:] == ["calendar.made", "calendar.ended"]

    def test_another_address_ends_the_one_before(self, here: World) -> None:
        member = here.people["member"]
        first = make_feed(by=member)
        second = make_feed(by=member)
        assert (feed(first).status_code, feed(second).status_code) == (404, 200)
        assert AuditEvent.objects.latest("number").action == "calendar.renewed"
        end_feed(by=member)
        with pytest.raises(UserError, match="off already"):
            end_feed(by=member)

    def test_a_wrong_one_says_no_more_than_any_page_that_is_not_there(self, here: World) -> None:
        member = here.people["member"]
        secret = make_feed(by=member)
        member.is_active = False
        member.save()
        answers = [feed(each) for each in (secret, "x", secret[:-1], "x" * 300)]
        assert [each.status_code for each in answers] == [404] * 4
        assert len({each.content for each in answers}) == 1
        member.is_active = True
        member.save()
        assert feed(secret).status_code == 200

    def test_it_holds_what_its_account_may_see_now(self, here: World) -> None:
        keeper = here.people["keeper"]
        meeting = here.meeting()
        other = make_board(
            by=keeper, name="Other", purpose="x", unit=here.board.unit, every="month", open_to_unit=True
        )
        there = Meeting.objects.create(
            board=other, period=date(2026, 1, 1), starts_at=timezone.now(), ends_at=timezone.now(),
            uid="there", planned_by="keeper",
        )  # fmt: skip
        old = Meeting.objects.create(
            board=other, period=date(2020, 1, 1), starts_at=datetime(2020, 1, 1, 9, tzinfo=UTC),
            ends_at=datetime(2020, 1, 1, 10, tzinfo=UTC), uid="old", planned_by="keeper",
        )  # fmt: skip
        member, reader, outsider = (
            make_feed(by=here.people[name]) for name in ("member", "reader", "outsider")
        )
        assert uids(member) == {meeting.uid, there.uid}
        assert uids(reader) == {there.uid}
        assert uids(outsider) == set()
        assert old.uid not in uids(make_feed(by=keeper))
        end_seat(by=keeper, seat=seat(here, "member"), ends=timezone.localdate())
        change_board(
            by=keeper, board=other, name="Other", purpose="x", every="month", open_to_unit=False,
            is_public=False,
        )  # fmt: skip
        assert uids(member) == uids(reader) == set()


class TestEvents:
    def test_times_are_right_across_the_clock_change(self, here: World) -> None:
        keeper = here.people["keeper"]
        days = (date(2027, 3, 26), date(2027, 3, 29), date(2026, 10, 23), date(2026, 10, 26))
        made = [
            plan_meeting(by=keeper, board=here.board, arranged=Arranged(day, time(14), time(16)))
            for day in days
        ]
        events = read(calendar_of(made, name="All", site="https://peelian.example"))
        starts = [events[meeting.uid]["dtstart"].dt for meeting in made]
        assert starts == [datetime(d.year, d.month, d.day, h, tzinfo=UTC) for d, h in zip(days, (14, 13, 13, 14), strict=True)]  # fmt: skip # noqa: E501
        assert {timezone.localtime(start).hour for start in starts} == {14}
        assert all(event["dtend"].dt - event["dtstart"].dt == timedelta(hours=2) for event in events.values())

    def test_a_change_counts_up_and_a_cancelled_meeting_says_so(self, here: World) -> None:
        keeper, meeting = here.people["keeper"], here.meeting()
        Meeting.objects.update(planned_at=datetime(2026, 1, 1, tzinfo=UTC), changed_at=datetime(2026, 1, 1, tzinfo=UTC))  # fmt: skip # noqa: E501
        secret = make_feed(by=here.people["member"])

        def event() -> Any:
            (found,) = read(feed(secret).content).values()
            return found

        first = event()
        assert (first["sequence"], str(first["status"])) == (0, "CONFIRMED")
        assert first["dtstamp"].dt == first["last-modified"].dt == datetime(2026, 1, 1, tzinfo=UTC)
        change_meeting(by=keeper, meeting=meeting, arranged=arranged(8))
        second = event()
        assert (second["uid"], second["sequence"]) == (first["uid"], 1)
        assert second["dtstamp"].dt > first["dtstamp"].dt
        assert second["created"].dt == first["created"].dt
        assert second["dtstart"].dt - first["dtstart"].dt in (timedelta(hours=h) for h in (23, 24, 25))
        cancel_meeting(by=keeper, meeting=meeting, reason="Snow")
        third = event()
        assert (third["sequence"], str(third["status"])) == (2, "CANCELLED")
        assert str(third["summary"]) == "Cancelled: Performance Board"

    def test_text_is_escaped_and_lines_are_folded(self, here: World) -> None:
        board, keeper = here.board, here.people["keeper"]
        board.name = "Board; of commas, and \\ “quotes”\nEND:VEVENT"
        board.save()
        venue = "Room 1, upstairs; past the lift " * 4
        meeting = plan_meeting(
            by=keeper, board=board, arranged=arranged(venue=venue, link="https://video.example/a?b=1")
        )
        content = calendar_of([meeting], name="All", site="https://peelian.example")
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        assert b"\n" not in content.replace(b"\r\n", b"")
        (event,) = read(content).values()
        assert str(event["summary"]) == board.name
        assert str(event["location"]) == venue.strip()
        assert "Follow it: https://video.example/a?b=1" in str(event["description"])
        assert str(event["url"]) == f"https://peelian.example/boards/{board.slug}/meetings/{meeting.pk}/"
        whole = Calendar.from_ical(content)
        assert (str(whole["version"]), str(whole["prodid"])) == ("2.0", "-//Peelian//Boards//EN")
        link_only = plan_meeting(by=keeper, board=board, arranged=arranged(20, link="https://video.example/"))
        (event,) = read(calendar_of([link_only], name="All", site="")).values()
        assert str(event["location"]) == "https://video.example/"

    def test_one_meeting_is_taken_by_those_who_read_its_board(self, here: World, signed_in: Opened) -> None:
        meeting = here.meeting()
        address = f"/boards/{here.board.slug}/meetings/{meeting.pk}/meeting.ics"
        given = signed_in("inspector").get(address)
        assert set(read(given.content)) == {meeting.uid}
        assert f'filename="{here.board.slug}-{meeting.pk}.ics"' in given.headers["Content-Disposition"]
        assert signed_in("constable").get(address).status_code == 403
        assert Client().get(address).status_code == 302
