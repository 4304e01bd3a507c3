"""What refused pages and lists say, beyond the statuses of the walk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from peelian.apps.access.models import AuditEvent
from peelian.demo import DemoForce
from peelian.documents.kept import opened, organisation
from tests.apps.walk.visits import MEASURE, Ids
from tests.apps.walk.walking import ids_of

SIGNED_IN = ("analyst", "sergeant", "inspector", "chief", "constable")


@pytest.fixture
def ids(demo: DemoForce) -> Ids:
    return ids_of({each["username"]: each["person_id"] for each in demo.accounts if each["person_id"]})


def test_a_refused_page_says_nothing_of_the_person(ids: Ids, signed_in: Callable[[str], Client]) -> None:
    name = organisation(opened()).posting_of(ids.elsewhere).name
    for path in (f"people/{ids.elsewhere}/", f"chart.svg?person={ids.elsewhere}"):
        page = signed_in("sergeant").get(f"/measures/{MEASURE}/{path}").content.decode()
        assert name not in page
        assert ids.elsewhere not in page


@pytest.mark.parametrize(("username", "sees"), [("sergeant", True), ("constable", False), ("analyst", False)])
def test_colleagues_are_listed_only_to_those_who_lead_them(
    username: str, sees: bool, ids: Ids, signed_in: Callable[[str], Client]
) -> None:
    known = organisation(opened())
    unit, known_to_all = ids.here, (ids.people["sergeant"], ids.people["constable"])
    colleagues = [p for p in known.people(unit) if p.person not in known_to_all]
    assert colleagues
    for path in (f"/measures/{MEASURE}/?unit={unit}", f"/units/{unit}/"):
        page = signed_in(username).get(path).content.decode()
        assert all((colleague.name in page) == sees for colleague in colleagues), path


def test_only_an_analyst_reads_what_rejected_rows_hold(signed_in: Callable[[str], Client]) -> None:
    shown = {
        username: "Show the row" in signed_in(username).get("/data/incidents/rejected/").content.decode()
        for username in SIGNED_IN
    }
    assert shown == dict.fromkeys(SIGNED_IN, False) | {"analyst": True}


def test_every_answer_carries_the_policy(signed_in: Callable[[str], Client]) -> None:
    for path in ("/", "/units/no-such-unit/", f"/measures/{MEASURE}/chart.svg", "/no-such-page"):
        headers: Any = signed_in("chief").get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in headers["Cache-Control"]


def test_reading_named_people_is_recorded(ids: Ids, signed_in: Callable[[str], Client]) -> None:
    constable = ids.people["constable"]
    for username, path, how in (
        ("constable", f"/measures/{MEASURE}/people/{constable}/", "self"),
        ("sergeant", f"/measures/{MEASURE}/chart.svg?person={constable}", "line of command"),
        ("inspector", f"/measures/{MEASURE}/values.csv?person={constable}", "line of command"),
    ):
        assert signed_in(username).get(path).status_code == 200
        event = AuditEvent.objects.latest("number")
        assert (event.actor, event.action, event.role) == (username, "people.read", how)
        assert (event.subject, event.unit) == (f"{MEASURE} of {constable}", ids.here)
        assert event.address == "127.0.0.1"
    events = AuditEvent.objects.count()
    assert signed_in("chief").get(f"/measures/{MEASURE}/?unit={ids.here}").status_code == 200
    event = AuditEvent.objects.get(number=events + 1)
    everybody = [posting.person for posting in organisation(opened()).people(ids.here)]
    assert event.subject == f"{MEASURE} of {', '.join(everybody)}"


def test_a_refused_reading_is_not_recorded_as_one(ids: Ids, signed_in: Callable[[str], Client]) -> None:
    events = AuditEvent.objects.count()
    assert signed_in("sergeant").get(f"/measures/{MEASURE}/people/{ids.elsewhere}/").status_code == 403
    assert AuditEvent.objects.count() == events
