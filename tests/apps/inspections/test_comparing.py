"""What forces answered: one finding side by side with wordings compared, and a search across every answer."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peelian.apps.inspections.models import Answer, Finding
from tests.apps.inspections.documented import accepted, finding_of, read_of

SignedIn = Callable[[str], Client]
ANSWERS = "/inspections/answers/"
FORCES = ("Kent", "Surrey", "Sussex", "Essex", "Durham", "Dorset")

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str, status: int = 200, **asked: Any) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


@pytest.fixture
def finding(accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Finding:
    """A finding that Cumbria answered, then others: Kent with other words, and only to the whole report."""
    liaison = accounts["liaison"]
    accepted(liaison, monkeypatch)
    for force in FORCES:
        one = finding_of(force_response=f"{force} keeps a shed. =1+1", commissioner_response="<b>Good</b>")
        more: dict[str, Any] = {}
        if force == "Kent":
            one = finding_of(
                text="By June 2025, forces should carefully count umbrellas.",
                force_response=None, for_another_body=True,
            )  # fmt: skip
            more = {"commissioner_response": "We welcome all of it."}
        accepted(liaison, monkeypatch, read_of(force=force, findings=[one], **more), f"{force}.txt")
    return Finding.objects.get(number="1")


def test_what_forces_said_stands_side_by_side(signed_in: SignedIn, finding: Finding, settings: Any) -> None:
    client, at = signed_in("constable"), f"/inspections/findings/{finding.pk}/compare/"
    page = shown(client, at)
    assert page.count('class="app-force"') == 3
    assert page.count('type="checkbox"') == 7
    page = shown(client, at, force=["Cumbria", "Kent"])
    assert page.count('class="app-force"') == 2
    assert "We count them each week" in page
    assert "It answers the report as a whole, not this finding alone:" in page
    assert "We welcome all of it." in page
    assert "Says that it is for another body." in page
    assert "The same as the register’s." in page
    assert '<ins><span class="govuk-visually-hidden">[added: </span>carefully' in page
    assert '<del><span class="govuk-visually-hidden">[left out: </span>their' in page
    assert "Umbrella register" in page
    assert "20 April 2025" in page
    assert "keeps a shed" not in page
    page = shown(client, at, force=["Surrey", "nowhere"])
    assert "&lt;b&gt;Good" in page
    assert page.count('class="app-force"') == 1
    page = shown(client, at, force=["Cumbria", *FORCES])
    assert page.count('class="app-force"') == 5
    assert "More than 5 forces were chosen" in page
    shown(client, "/inspections/findings/999999/compare/", 404)
    for username in ("auditor", "administrator", "outsider"):
        shown(signed_in(username), at, 403)
        shown(signed_in(username), ANSWERS, 403)
        shown(signed_in(username), "/inspections/answers.csv", 403)
    two = Finding.objects.get(number="2")
    assert "The document gives no answer to it." in shown(client, f"/inspections/findings/{two.pk}/compare/")
    alone = Finding.objects.create(
        publication=finding.publication, kind="recommendation", text="x", unit=finding.unit,
        status=finding.status, added_by="x",
    )  # fmt: skip
    assert "No accepted document answers it yet." in shown(
        client, f"/inspections/findings/{alone.pk}/compare/"
    )


def test_our_own_force_stands_first(
    signed_in: SignedIn, accounts: dict[str, Any], finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peelian.apps.inspections.queries.comparing.is_ours", lambda force: force == "Sussex")
    page = shown(signed_in("liaison"), f"/inspections/findings/{finding.pk}/compare/")
    first = page.index('class="app-force"')
    assert "Sussex" in page[first : first + 200]
    assert "your force" in page
    nameless = read_of(force=None, findings=[finding_of()], practices=[])
    accepted(accounts["liaison"], monkeypatch, nameless, "nameless.txt")
    page = shown(signed_in("liaison"), f"/inspections/findings/{finding.pk}/compare/", force="")
    assert "A force that the document does not name" in page


def test_all_answers_are_searched_and_listed_in_a_file(signed_in: SignedIn, finding: Finding) -> None:
    client = signed_in("constable")
    page = shown(client, ANSWERS)
    assert "8 answers" in page
    assert "5 answers" in shown(client, ANSWERS, q="shed keeps")
    assert "1 answer<" in shown(client, ANSWERS, q="shed", force="Dorset")
    assert "No answer is like that" in shown(client, ANSWERS, q="tent")
    assert "Only answers to" in shown(client, ANSWERS, finding=str(finding.pk))
    assert "7 answers" in shown(client, ANSWERS, finding=str(finding.pk), sort="-publication")
    assert "8 answers" in shown(client, ANSWERS, publication=str(finding.publication_id), sort="finding")
    assert "8 answers" in shown(client, ANSWERS, publication="nonsense", finding="x" * 50, sort="rumour")
    rows = list(csv.DictReader(io.StringIO(
        client.get("/inspections/answers.csv", {"q": "Dorset"}).content.decode("utf-8-sig")
    )))  # fmt: skip
    assert [(row["force"], row["number"], row["document"]) for row in rows] == [("Dorset", "1", "Dorset.txt")]
    rows = list(csv.DictReader(io.StringIO(
        client.get("/inspections/answers.csv", {"force": "Kent"}).content.decode("utf-8-sig")
    )))  # fmt: skip
    assert rows[0]["for_another_body"] == "yes"
    Answer.objects.filter(force="Kent").update(
        force_response="=HYPERLINK(1) and " + "much " * 100 + "needle and " + "more " * 100
    )
    assert "'=HYPERLINK" in client.get("/inspections/answers.csv").content.decode()
    page = shown(client, ANSWERS, q="needle")
    assert "… much" in page
    assert "needle and more" in page


def test_the_search_asks_no_more_for_many_than_for_few(signed_in: SignedIn, finding: Finding) -> None:
    client, counts = signed_in("constable"), []
    document = finding.answers.first().document  # type: ignore[union-attr]
    for many in (5, 500):
        Answer.objects.bulk_create(
            Answer(finding=finding, document=document, force="Kent", force_response="Words")
            for _ in range(many)
        )
        client.get(ANSWERS)
        with CaptureQueriesContext(connection) as listed:
            client.get(ANSWERS, {"q": "words"})
        with CaptureQueriesContext(connection) as exported:
            client.get("/inspections/answers.csv", {"q": "words"})
        with CaptureQueriesContext(connection) as beside:
            client.get(f"/inspections/findings/{finding.pk}/compare/", {"force": ["Kent", "Surrey"]})
        counts.append((len(listed), len(exported), len(beside)))
    assert counts[0] == counts[1]
    assert "page 2 of 11" in shown(client, ANSWERS, page="2")
