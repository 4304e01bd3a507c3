"""Meetings as calendars read them (RFC 5545): times in UTC, so that the clocks' changes move nothing."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from peelian.apps.boards.models import Meeting
from peelian.documents.dates import period_label

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Peelian//Boards//EN"


def calendar_of(meetings: Iterable[Meeting], *, name: str, site: str, follows: bool = False) -> bytes:
    """Meetings as a calendar, each with its board loaded. `site` is the address people type; `follows` says
    that it is asked for again and again, rather than read once.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    if follows:
        made.add("x-wr-calname", name)
        made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT1H")
    for meeting in meetings:
        made.add_component(_event(meeting, site))
    return bytes(made.to_ical())


def _event(meeting: Meeting, site: str) -> Event:
    board, changed = meeting.board, _utc(meeting.changed_at)
    page = f"{site}/boards/{board.slug}/meetings/{meeting.pk}/"
    cancelled = meeting.state == "cancelled"
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("created", _utc(meeting.planned_at))
    event.add("dtstart", _utc(meeting.starts_at))
    event.add("dtend", _utc(meeting.ends_at))
    event.add("summary", f"Cancelled: {board.name}" if cancelled else board.name)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("description", _described(meeting, page))
    event.add("url", page)
    if meeting.venue or meeting.link:
        event.add("location", meeting.venue or meeting.link)
    return event


def _described(meeting: Meeting, page: str) -> str:
    said = [f"Looks at {period_label(meeting.period, meeting.board.every)}."]
    if meeting.why_cancelled:
        said.append(f"Cancelled: {meeting.why_cancelled}")
    if meeting.link:
        said.append(f"Follow it: {meeting.link}")
    return "\n".join([*said, f"Agenda and papers: {page}"])


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
