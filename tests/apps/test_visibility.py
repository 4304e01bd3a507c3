"""Every address, as everybody: who sees what, and nobody sees past their own line.

An address without an expectation here fails, so a new page cannot be added without saying who may see it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from peelian.demo import DemoForce
from peelian.documents.kept import opened, organisation

SIGNED_IN = ("analyst", "sergeant", "inspector", "chief", "constable")
EVERYBODY = ("", *SIGNED_IN)
MEASURE = "attendance_immediate_median"


@dataclass(frozen=True)
class Visit:
    """An address and the status each visitor is given; `others` for those not named."""

    path: str
    others: int = 200
    named: dict[str, int] = field(default_factory=dict)

    def status(self, username: str) -> int:
        return self.named.get(username, 302 if username == "" else self.others)


def person_visits(people: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """People, each with the accounts that may see them: written out, not worked out."""
    yield people["constable"], ("constable", "sergeant", "inspector", "chief")
    yield people["sergeant"], ("sergeant", "inspector", "chief")
    yield people["inspector"], ("inspector", "chief")
    yield people["analyst"], ("analyst", "chief")
    yield people["chief"], ("chief",)
    yield people["elsewhere"], ("chief",)


def expectations(people: dict[str, str], unit: str, elsewhere: str) -> dict[str, list[Visit]]:
    """What each named address gives, for ids of a unit, of another unit, and of none."""
    here, there = quote(unit, safe=""), quote(elsewhere, safe="")
    units = [f"?unit={here}", f"?unit={there}", ""]
    nowhere = "?unit=no-such-unit"

    def everywhere(path: str) -> list[Visit]:
        return [*(Visit(path + query) for query in units), Visit(path + nowhere, 404)]

    def of_people(path: Callable[[str], str]) -> list[Visit]:
        return [
            Visit(path(quote(person, safe="")), 403, dict.fromkeys(allowed, 200))
            for person, allowed in person_visits(people)
        ] + [Visit(path("nobody-of-that-name"), 403)]

    return {
        "access:sign_in": [Visit("/sign-in", 302, {"": 200})],
        "access:sign_out": [Visit("/sign-out", 405)],
        "performance:overview": everywhere("/"),
        "performance:question": [
            *everywhere("/questions/responding_to_the_public/"),
            Visit("/questions/not-asked/", 404),
        ],
        "performance:measure": [
            *everywhere(f"/measures/{MEASURE}/"),
            Visit("/measures/no-such-measure/", 404),
            Visit(f"/measures/{MEASURE}/?by=urban_rural"),
            Visit(f"/measures/{MEASURE}/?by=person_id", 404),
        ],
        "performance:definition": [
            Visit(f"/measures/{MEASURE}/definition/"),
            Visit("/measures/no-such-measure/definition/", 404),
        ],
        "performance:person": of_people(lambda person: f"/measures/{MEASURE}/people/{person}/"),
        "performance:chart": [
            *everywhere(f"/measures/{MEASURE}/chart.svg"),
            *of_people(lambda person: f"/measures/{MEASURE}/chart.svg?person={person}"),
        ],
        "performance:values": [
            *everywhere(f"/measures/{MEASURE}/values.csv"),
            *of_people(lambda person: f"/measures/{MEASURE}/values.csv?person={person}"),
            *of_people(lambda person: f"/measures/{MEASURE}/values.xlsx?person={person}&unit={here}"),
        ],
        "performance:attendance": everywhere("/attendance/"),
        "performance:data": [Visit("/data/")],
        "performance:source": [Visit("/data/incidents/"), Visit("/data/no-such-source/", 404)],
        "performance:rejected": [
            Visit("/data/incidents/rejected/"),
            Visit("/data/incidents/rejected/?load=no-such-load", 404),
            Visit("/data/no-such-source/rejected/", 404),
        ],
        "organisation:units": [Visit("/units/")],
        "organisation:unit": [
            Visit(f"/units/{here}/"),
            Visit(f"/units/{there}/"),
            Visit("/units/no-such-unit/", 404),
        ],
    }


def named_patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        else:
            yield from named_patterns(pattern, f"{prefix}{pattern.namespace}:")


@pytest.fixture
def people(demo: DemoForce) -> dict[str, str]:
    """The person behind each demo account, and one of another command."""
    known = organisation(opened())
    found = {account["username"]: account["person_id"] for account in demo.accounts}
    mine = {unit.id for unit in known.ancestors(known.posting_of(found["sergeant"]).unit)}
    apart = [
        posting
        for posting in sorted(known.postings, key=lambda p: p.person)
        if posting.end is None
        and not mine & {unit.id for unit in known.ancestors(posting.unit) if unit.level == "command"}
        and known.unit(posting.unit).level == "team"
    ]
    return found | {"elsewhere": apart[0].person, "elsewhere unit": apart[0].unit}


def test_every_address_has_an_expectation() -> None:
    assert set(named_patterns(get_resolver())) == set(
        expectations(
            dict.fromkeys(("constable", "sergeant", "inspector", "analyst", "chief", "elsewhere"), "x"),
            "u",
            "v",
        )
    )


@pytest.mark.parametrize("username", EVERYBODY)
def test_what_each_visitor_is_given(
    username: str, people: dict[str, str], signed_in: Callable[[str], Client]
) -> None:
    known = organisation(opened())
    unit = known.posting_of(people["sergeant"]).unit
    client, wrong = signed_in(username), []
    for visits in expectations(people, unit, people["elsewhere unit"]).values():
        for visit in visits:
            given = client.get(visit.path)
            if given.status_code != visit.status(username):
                wrong.append((visit.path, given.status_code, visit.status(username)))
            if username == "" and given.status_code == 302:
                assert given.headers["Location"].startswith("/sign-in?next=")
    assert wrong == []


def test_a_refused_page_says_nothing_of_the_person(
    people: dict[str, str], signed_in: Callable[[str], Client]
) -> None:
    name = organisation(opened()).posting_of(people["elsewhere"]).name
    for path in (f"people/{people['elsewhere']}/", f"chart.svg?person={people['elsewhere']}"):
        page = signed_in("sergeant").get(f"/measures/{MEASURE}/{path}").content.decode()
        assert name not in page
        assert people["elsewhere"] not in page


@pytest.mark.parametrize(("username", "sees"), [("sergeant", True), ("constable", False), ("analyst", False)])
def test_colleagues_are_listed_only_to_those_who_lead_them(
    username: str, sees: bool, people: dict[str, str], signed_in: Callable[[str], Client]
) -> None:
    known = organisation(opened())
    unit = known.posting_of(people["sergeant"]).unit
    colleagues = [p for p in known.people(unit) if p.person not in (people["sergeant"], people["constable"])]
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
