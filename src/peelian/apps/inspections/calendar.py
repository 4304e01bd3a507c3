"""Dates as calendars read them (RFC 5545): whole days, which no change of the clocks moves."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from peelian.apps.inspections.queries.deadlines import Deadline

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Peelian//Inspections//EN"


def calendar_of(dates: Iterable[Deadline], *, name: str, site: str) -> bytes:
    """Dates as a calendar that is asked for again and again. `site` is the address people type."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for each in dates:
        made.add_component(_event(each, site))
    return bytes(made.to_ical())


def _event(each: Deadline, site: str) -> Event:
    changed, page = each.changed_at.astimezone(UTC).replace(microsecond=0), f"{site}{each.address}"
    event = Event()
    event.add("uid", f"{each.key.replace(':', '-')}@{urlsplit(site).hostname or 'peelian'}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", each.due)
    event.add("dtend", each.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", each.of_what)
    said = [each.of, f"In the report’s words: {each.as_written}" if each.as_written else "", each.owner_name]
    event.add("description", "\n".join([*filter(None, said), page]))
    event.add("url", page)
    return event
