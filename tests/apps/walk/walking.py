"""The walk: every visit as one visitor, and everything in the answers that is not as expected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from peelian.apps.access.models import Account
from peelian.documents.kept import opened, organisation
from peelian.pipeline.organisation import Organisation
from tests.apps.walk.visitors import POSTED
from tests.apps.walk.visits import AUDITORS, READ_THERE, SEE_THERE, SEERS, TOKEN, Ids, Visit


def named_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        else:
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named_patterns(pattern, inside)


def ids_of(people: dict[str, str]) -> Ids:
    """The sergeant's team and a team of another command with somebody in it; `people` by username."""
    known = organisation(opened())
    team = _unit(known, people["sergeant"])
    mine = {unit.id for unit in known.ancestors(team) if unit.level == "command"}
    apart = next(
        posting
        for posting in sorted(known.postings, key=lambda p: p.person)
        if posting.end is None
        and known.unit(posting.unit).level == "team"
        and not mine & {unit.id for unit in known.ancestors(posting.unit)}
    )
    return Ids(team, apart.unit, {name: people[name] for name in POSTED}, apart.person)


def _unit(known: Organisation, person: str) -> str:
    posting = known.posting_of(person)
    assert posting is not None
    return posting.unit


@dataclass(frozen=True)
class Walk:
    """Visits to make, and the accounts of those who make them."""

    ids: Ids
    accounts: dict[str, Account]

    def wrong(self, visitor: str, visits: Iterable[Visit]) -> Iterator[str]:
        """What is not as expected, in words, visit by visit. Nothing a visit does is kept."""
        client = Client()
        if visitor:
            client.force_login(self.accounts[visitor])
        for visit in visits:
            with transaction.atomic():
                how = {"content_type": "application/json"} if "/api/" in visit.path and visit.data else {}
                given = getattr(client, visit.method)(visit.path, visit.data, **how)
                body = given.content if not given.streaming else b"".join(given.streaming_content)  # type: ignore[arg-type]
                transaction.set_rollback(True)
            asked = f"{visitor or 'nobody'} {visit.method} {visit.path}"
            expected = visit.expected(visitor)
            if given.status_code != expected and not (expected == 200 and self._went_on(given)):
                yield f"{asked}: {given.status_code}, not {expected}"
            yield from (f"{asked}: told of {secret}" for secret in self._told(visitor, visit, body))

    def _went_on(self, given: object) -> bool:
        """Whether a form was taken, or the start led to where one's work is."""
        location = getattr(given, "headers", {}).get("Location", "")
        return getattr(given, "status_code", 0) == 302 and not location.startswith("/sign-in")

    def _told(self, visitor: str, visit: Visit, body: bytes) -> Iterator[str]:
        """What an answer gives away: the unit of the other command, the person in it, a token, the way in."""
        known = organisation(opened())
        unit, posting = known.unit(self.ids.there), known.posting_of(self.ids.elsewhere)
        assert posting is not None
        secrets = {
            unit.name: visitor in SEE_THERE or visit.shows_units or self.ids.there in visit.path,
            posting.name: visitor in READ_THERE or visitor in AUDITORS,
            TOKEN: visitor == "analyst" or visitor in AUDITORS,
            'href="/units/"': visitor in SEERS,
        }
        yield from (secret for secret, theirs in secrets.items() if not theirs and secret.encode() in body)
