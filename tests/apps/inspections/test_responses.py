"""Responses: drafted from the register, approved by somebody else, published, never changed after."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from peelian.apps.access.models import AuditEvent
from peelian.apps.improvement.actions import file_action
from peelian.apps.improvement.origins import Origin
from peelian.apps.inspections import actions_responses as actions
from peelian.apps.inspections.answering import answered, content_in, days_late, lacks
from peelian.apps.inspections.deadlines import answer_due
from peelian.apps.inspections.law import BODIES, COPIES, FACTS, short_title
from peelian.apps.inspections.models import Answer, Publication, Reply, Response, Update
from peelian.apps.inspections.queries.responses import ResponsesAsked, responses_page
from peelian.documents.kept import opened
from peelian.framework.errors import UserError
from tests.apps.inspections import documented
from tests.apps.inspections.responding import (
    LAST,
    PUBLISHED,
    again,
    approved,
    begun,
    finding,
    named,
    out,
    report,
    whole,
)

SignedIn = Callable[[str], Client]
LIST = "/inspections/responses/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison(accounts: dict[str, Any]) -> Any:
    return accounts["liaison"]


@pytest.fixture
def approver(accounts: dict[str, Any]) -> Any:
    return accounts["approver"]


@pytest.fixture
def publication(accounts: dict[str, Any]) -> Publication:
    return report()


def page(client: Client, address: str, status: int = 200, **asked: Any) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == status, answer.content[:400]
    return " ".join(answer.content.decode().split())


def at(publication: Publication, way: str = "") -> str:
    return f"{LIST}{publication.pk}/{way}"


# ---- what it says


def test_findings_come_in_the_order_of_the_report(publication: Publication, liaison: Any) -> None:
    response = begun(liaison, publication)
    assert [each.title for each in answered(response)] == [
        "Area for improvement 1", "Recommendation 1a", "Recommendation 2", "Recommendation 10",
    ]  # fmt: skip
    needed = [each.finding.number for each in answered(response) if each.needed]
    assert needed == ["2", "10"]  # neither what is for the council nor what may go unanswered


def test_the_latest_reply_stands_and_earlier_ones_stay(publication: Publication, liaison: Any) -> None:
    response = begun(liaison, publication)
    about = publication.findings.get(number="2")
    for words in ("First.", "Second."):
        actions.write_reply(
            by=liaison, response=response, finding=about, stance="proposed", force_words=words,
            commissioner_words="I ask for more.",
        )  # fmt: skip
    said = next(each for each in content_in(again(response)).findings if each.number == "2")
    assert (said.force_words, said.stance, said.commissioner_words) == (
        "Second.", "proposed", "I ask for more."
    )  # fmt: skip
    assert [reply.force_words for reply in response.replies.order_by("pk")] == ["First.", "Second."]
    with pytest.raises(TypeError, match="never changed"):
        Reply.objects.update(force_words="Neither")


def test_what_it_lacks_is_listed_and_keeps_it_from_being_submitted(
    publication: Publication, liaison: Any
) -> None:
    response = begun(liaison, publication, commissioner="", layout="letter", addressed_to="")
    words = [each.words for each in lacks(response, answered(response))]
    assert words == [
        "The names of the commissioner and the chief constable",
        "The date of the response",
        "Whom the letter is addressed to",
        "A reply to Recommendation 2",
        "A reply to Recommendation 10",
        "The chief officer’s comments, with their date",
        "The commissioner’s comments",
    ]
    with pytest.raises(UserError, match="not complete: the names of the commissioner"):
        actions.submit(by=liaison, response=response)
    full = whole(liaison, report(title="Another report"))
    assert lacks(full, answered(full)) == []
    Response.objects.filter(pk=full.pk).update(dated=PUBLISHED - timedelta(1))
    full = again(full)
    assert lacks(full, answered(full))[0].words == "A date that is not before the report was published"


@pytest.mark.parametrize(
    ("dated", "late"),
    [(PUBLISHED, 0), (LAST - timedelta(1), 0), (LAST, 0), (LAST + timedelta(1), 1), (date(2023, 9, 7), 7)],
)
def test_how_many_days_late_a_date_is(accounts: Any, dated: date, late: int) -> None:
    assert days_late(Response(publication=Publication(published=PUBLISHED), dated=dated)) == late


def test_nothing_is_late_where_a_day_is_not_known(accounts: Any) -> None:
    assert days_late(Response(publication=Publication(), dated=LAST)) == 0
    assert days_late(Response(publication=Publication(published=PUBLISHED))) == 0
    assert answer_due(PUBLISHED) == LAST


def test_the_law_is_told_with_where_it_is_from() -> None:
    assert [fact.provision for fact in FACTS] == [
        f"section 55{part}" for part in ("(4)", "(5)", "(5A)", "(5B)", "(6)")
    ]
    assert all(fact.source.startswith("https://www.legislation.gov.uk/") for fact in FACTS)
    assert {short_title(f"{body} for Wynmouth") for body in BODIES} == set(BODIES.values())
    assert short_title("police, fire and crime commissioner") == "PFCC"
    assert short_title("Somebody else") == "PCC"


# ---- drafting, and who may


def test_everything_done_is_recorded(publication: Publication, liaison: Any, approver: Any) -> None:
    response = out(liaison, approver, publication)
    actions.record_address(by=liaison, response=response, address="https://pcc.example/response")
    actions.record_copy(by=approver, response=response, recipient=COPIES[0], sent_on=LAST)
    events = AuditEvent.objects.filter(subject=f"response to publication {publication.pk}")
    assert list(events.order_by("number").values_list("action", flat=True)) == [
        "response.begun", "response.named", "response.replied", "response.replied",
        "response.chief-comments", "response.commissioner-comments", "response.submitted",
        "response.approved", "response.published", "response.address", "response.copy-sent",
    ]  # fmt: skip
    assert set(events.values_list("role", flat=True)) == {
        "Inspection liaison officer", "Commissioner’s approver",
    }  # fmt: skip


def test_others_than_keepers_and_approvers_do_nothing(
    publication: Publication, accounts: dict[str, Any], liaison: Any, approver: Any
) -> None:
    fresh, draft, waits = (
        report(title="Fresh"),
        whole(liaison, publication),
        whole(liaison, report(title="A")),
    )
    done, about = approved(liaison, approver, report(title="B")), publication.findings.get(number="2")
    actions.submit(by=liaison, response=waits)
    read = content_in(again(waits)).sha256
    reply = {"finding": about, "stance": "taken", "force_words": "No"}
    asks: dict[str, Callable[[Any], Any]] = {
        "begin": lambda by: begun(by, fresh),
        "name": lambda by: named(by, draft, commissioner="Me"),
        "reply": lambda by: actions.write_reply(by=by, response=draft, **reply),
        "chief": lambda by: actions.write_chief_comments(
            by=by, response=draft, words="No", name="Me", on=LAST
        ),
        "commissioner": lambda by: actions.write_commissioner_comments(by=by, response=draft, words="No"),
        "submit": lambda by: actions.submit(by=by, response=draft),
        "send back": lambda by: actions.send_back(by=by, response=waits, why="No"),
        "approve": lambda by: actions.approve(by=by, response=waits, sha256=read),
        "publish": lambda by: actions.publish(by=by, response=done),
        "address": lambda by: actions.record_address(by=by, response=done, address="https://pcc.example"),
        "copy": lambda by: actions.record_copy(by=by, response=done, recipient="Me", sent_on=LAST),
    }
    for who in ("commander", "analyst", "commissioner", "sergeant", "outsider"):
        for ask in asks.values():
            with pytest.raises(PermissionDenied):
                ask(accounts[who])
    theirs = {
        "approver": ("begin", "name", "reply", "chief", "submit"),
        "liaison": ("send back", "approve", "publish"),
    }
    for who, names in theirs.items():
        for name in names:
            with pytest.raises(PermissionDenied):
                asks[name](accounts[who])
    with pytest.raises(PermissionDenied):
        asks["commissioner"](accounts["chief"])


def test_whoever_leads_the_force_writes_the_chief_officers_comments(
    publication: Publication, accounts: dict[str, Any], liaison: Any, signed_in: SignedIn
) -> None:
    response, chief = begun(liaison, publication), signed_in("chief")
    assert "Enter the chief officer’s comments" in page(chief, at(publication))
    said = {"words": "Nights were our weakness.", "name": "Chief Constable Bo Hughes", "on": "2023-07-20"}
    assert chief.post(at(publication, "chief-officer/"), said).status_code == 302
    response = again(response)
    assert (response.chief_comments, response.chief_comments_on) == (
        "Nights were our weakness.", date(2023, 7, 20)
    )  # fmt: skip
    assert chief.get(at(publication, "commissioner/")).status_code == 403
    assert chief.get(at(publication, "names/")).status_code == 403


def test_what_cannot_be_is_refused_while_drafting(publication: Publication, liaison: Any) -> None:
    response = begun(liaison, publication)
    about, other = publication.findings.get(number="2"), report(title="Another").findings.get(number="2")
    tomorrow = timezone.localdate() + timedelta(1)

    def reply(**given: Any) -> None:
        said = {"finding": about, "stance": "none", "force_words": "We need not."} | given
        actions.write_reply(by=liaison, response=response, **said)

    def comments(**given: Any) -> None:
        said = {"words": "Good", "name": "The chief", "on": PUBLISHED} | given
        actions.write_chief_comments(by=liaison, response=response, **said)

    for match, ask in (
        ("begun already", lambda: begun(liaison, publication)),
        ("one of the layouts", lambda: named(liaison, response, layout="poster")),
        ("title of the local policing body", lambda: named(liaison, response, body_title=" ")),
        ("7 July 2023", lambda: named(liaison, response, dated=PUBLISHED - timedelta(1))),
        ("nothing is changed", lambda: named(liaison, response)),
        ("whether action was taken", lambda: reply(stance="perhaps")),
        ("why no action is taken", lambda: reply(force_words=" ")),
        ("what the action is", lambda: reply(stance="taken", force_words="")),
        ("enter the comments", lambda: comments(words=" ")),
        ("whose they are", lambda: comments(name=" ")),
        ("still to come", lambda: comments(on=tomorrow)),
        ("7 July 2023", lambda: comments(on=PUBLISHED - timedelta(1))),
        ("commissioner’s comments", lambda: actions.write_commissioner_comments(
            by=liaison, response=response, words=" ")),
    ):  # fmt: skip
        with pytest.raises(UserError, match=match):
            ask()
    with pytest.raises(Http404):
        reply(finding=other)


# ---- approval


def test_whoever_had_a_hand_in_it_never_approves_it(
    publication: Publication, accounts: dict[str, Any], liaison: Any, approver: Any
) -> None:
    from peelian.apps.access.actions import give_grant
    from peelian.apps.access.viewer import CommandLine

    both = accounts["second-liaison"]
    give_grant(by=CommandLine(), account=both, role="commissioners-approver", reason="To test")
    hands: dict[str, Callable[[Response], Any]] = {
        "replied": lambda response: actions.write_reply(
            by=both, response=response, finding=response.publication.findings.get(number="2"),
            stance="taken", force_words="Mine.",
        ),
        "commented": lambda response: actions.write_commissioner_comments(
            by=both, response=response, words="Mine."
        ),
        "spoke": lambda response: actions.write_chief_comments(
            by=both, response=response, words="Mine.", name="The chief", on=LAST
        ),
        "named": lambda response: named(both, response, commissioner="Mine"),
        "submitted": lambda response: actions.submit(by=both, response=response),
    }  # fmt: skip
    for name, take in hands.items():
        response = whole(liaison, report(title=name))
        take(response)
        if name != "submitted":
            actions.submit(by=liaison, response=response)
        sha256 = content_in(again(response)).sha256
        with pytest.raises(PermissionDenied, match="that you drafted"):
            actions.approve(by=both, response=response, sha256=sha256)
        actions.approve(by=approver, response=response, sha256=sha256)
    began = whole(both, publication)
    actions.submit(by=liaison, response=began)
    with pytest.raises(PermissionDenied, match="that you drafted"):
        actions.approve(by=both, response=began, sha256=content_in(again(began)).sha256)


def test_a_hand_is_remembered_when_it_was_sent_back(
    publication: Publication, accounts: dict[str, Any], liaison: Any, approver: Any
) -> None:
    response = whole(accounts["second-liaison"], publication)
    actions.submit(by=accounts["second-liaison"], response=response)
    with pytest.raises(UserError, match="say what has to change"):
        actions.send_back(by=approver, response=response, why=" ")
    actions.send_back(by=approver, response=response, why="Say more of nights.")
    assert (again(response).state, again(response).why_sent_back) == ("draft", "Say more of nights.")
    with pytest.raises(UserError, match="does not wait"):
        actions.send_back(by=approver, response=response, why="Again")
    actions.submit(by=liaison, response=response)
    assert again(response).why_sent_back == ""
    assert set(again(response).drafters) == {"liaison", "second-liaison"}


def test_what_is_approved_is_what_was_read(publication: Publication, liaison: Any, approver: Any) -> None:
    response = whole(liaison, publication)
    with pytest.raises(UserError, match="does not wait"):
        actions.approve(by=approver, response=response, sha256=content_in(response).sha256)
    actions.submit(by=liaison, response=response)
    read = content_in(again(response)).sha256
    with pytest.raises(UserError, match="waits for approval"):
        named(liaison, response, commissioner="Another")
    publication.findings.filter(number="2").update(text="Forces should say nothing.")
    with pytest.raises(UserError, match="read it again"):
        actions.approve(by=approver, response=response, sha256=read)
    finding(publication, "11", "Forces should do one thing more.")
    with pytest.raises(UserError, match="a reply to recommendation 11"):
        actions.approve(by=approver, response=response, sha256=content_in(again(response)).sha256)


def test_nothing_changes_what_was_approved(publication: Publication, liaison: Any, approver: Any) -> None:
    response = approved(liaison, approver, publication)
    assert hashlib.sha256(response.content.encode()).hexdigest() == response.sha256
    about = publication.findings.get(number="2")
    for ask in (
        lambda: named(liaison, response, commissioner="Another"),
        lambda: actions.write_reply(
            by=liaison, response=response, finding=about, stance="none", force_words="No"
        ),
        lambda: actions.write_chief_comments(by=liaison, response=response, words="No", name="A", on=LAST),
        lambda: actions.write_commissioner_comments(by=liaison, response=response, words="No"),
        lambda: actions.submit(by=liaison, response=response),
    ):
        with pytest.raises(UserError, match="nothing of it changes any more"):
            ask()
    for ask in (
        lambda: actions.record_address(by=liaison, response=response, address="https://pcc.example"),
        lambda: actions.record_copy(by=liaison, response=response, recipient="A", sent_on=LAST),
    ):
        with pytest.raises(UserError, match="not published yet"):
            ask()
    publication.findings.filter(number="2").update(text="Forces should say nothing.")
    Publication.objects.filter(pk=publication.pk).update(title="Another title")
    Update.objects.create(finding=about, words="Later", by="test")
    content = content_in(again(response))
    assert (content.sha256, content.title) == (response.sha256, "Answering the call")
    actions.publish(by=approver, response=response)
    with pytest.raises(UserError, match="published already"):
        actions.publish(by=approver, response=response)
    assert content_in(again(response)).sha256 == response.sha256
    with pytest.raises(UserError, match="approved before it is published"):
        actions.publish(by=approver, response=begun(liaison, report(title="Another")))


# ---- copies


def test_copies_are_owed_until_they_are_sent(
    publication: Publication, liaison: Any, approver: Any, signed_in: SignedIn
) -> None:
    response, client = out(liaison, approver, publication), signed_in("liaison")
    assert page(client, at(publication)).count("Owed") == 2
    assert 'value="The inspectors of constabulary (HMICFRS)" checked' in page(
        client, at(publication, "copy/"), to=COPIES[0]
    )
    said = {"recipient": COPIES[0], "sent_on": "2023-09-01", "how": "E-mail"}
    assert client.post(at(publication, "copy/"), said).status_code == 302
    other = {"recipient": "other", "other": "The police and crime panel", "sent_on": "2023-09-02"}
    assert client.post(at(publication, "copy/"), other).status_code == 302
    shown = page(client, at(publication))
    assert shown.count("Owed") == 1
    assert "Sent on 1 September 2023, E-mail" in shown
    assert "The police and crime panel" in shown
    assert "Enter whom it was sent to" in " ".join(
        client.post(at(publication, "copy/"), other | {"other": " "}).content.decode().split()
    )
    for match, given in (
        ("whom", {"recipient": " ", "sent_on": LAST}),
        ("still to come", {"recipient": "A", "sent_on": timezone.localdate() + timedelta(1)}),
        ("before the report", {"recipient": "A", "sent_on": PUBLISHED - timedelta(1)}),
    ):
        with pytest.raises(UserError, match=match):
            actions.record_copy(by=approver, response=response, **given)  # type: ignore[arg-type]
    for wrong in ("javascript:alert(1)", "https://a b", ""):
        with pytest.raises(UserError, match="address of a page"):
            actions.record_address(by=approver, response=response, address=wrong)
    assert client.post(at(publication, "address/"), {"address": "https://pcc.example/r"}).status_code == 302
    assert 'href="https://pcc.example/r"' in page(client, at(publication))


# ---- pages


def test_the_whole_way_through_the_pages(
    publication: Publication, liaison: Any, signed_in: SignedIn, accounts: dict[str, Any]
) -> None:
    drafts, approves = signed_in("liaison"), signed_in("approver")
    assert "Begin the response" in page(drafts, at(publication))
    assert "Begin the response" not in page(approves, at(publication))
    begin = page(drafts, at(publication, "begin/"))
    assert "2 Marsham Street" in begin
    names = {
        "layout": "letter", "body_title": "Police and Crime Commissioner", "commissioner": "Ceri Morgan",
        "chief_constable": "Bo Hughes", "sender": "", "addressed_to": "Sam Lee MP\nHome Secretary",
    }  # fmt: skip
    assert drafts.post(at(publication, "begin/"), {}).status_code == 200
    assert drafts.post(at(publication, "begin/"), names).status_code == 302
    assert "begun already" in drafts.post(at(publication, "begin/"), names).content.decode()
    shown = page(drafts, at(publication))
    assert "A reply to Recommendation 2" in shown
    assert "Submit for approval" not in shown
    assert drafts.post(at(publication, "submit/")).status_code == 302
    assert "This response is not complete" in page(drafts, at(publication))
    two, ten = (publication.findings.get(number=number) for number in ("2", "10"))
    said = {
        "stance": "taken",
        "force_words": "Waits are on our site.",
        "commissioner_words": "",
        "next": "yes",
    }
    first = drafts.post(at(publication, f"findings/{two.pk}/"), said)
    assert first.headers["Location"] == at(publication, f"findings/{ten.pk}/")
    wrong = drafts.post(at(publication, f"findings/{ten.pk}/"), {"stance": "none"}).content.decode()
    assert "Say why no action is taken or proposed" in wrong
    said = {"stance": "none", "force_words": "We did so in 2022.", "commissioner_words": "It is so."}
    assert drafts.post(at(publication, f"findings/{ten.pk}/"), said).headers["Location"] == at(publication)
    chief = {"words": "We welcome it.", "name": "Chief Constable Bo Hughes", "on": "2023-08-01"}
    assert drafts.post(at(publication, "chief-officer/"), chief).status_code == 302
    assert "We welcome it." in page(drafts, at(publication, "commissioner/"))
    mine = {"words": "I will watch it.", "first": "I asked at once."}
    assert drafts.post(at(publication, "commissioner/"), mine).status_code == 302
    assert drafts.post(at(publication, "names/"), names | {"dated": "2023-09-03"}).status_code == 302
    shown = page(drafts, at(publication))
    assert "3 days after the last day" in shown
    assert "Submit for approval" in shown
    assert drafts.post(at(publication, "submit/")).status_code == 302
    assert "Approve what it says" not in page(drafts, at(publication))
    assert "Approve what it says" in page(approves, at(publication))
    assert approves.post(at(publication, "back/"), {"why": "Say more."}).status_code == 302
    assert "Say more." in page(drafts, at(publication))
    assert drafts.post(at(publication, "submit/")).status_code == 302
    assert approves.post(at(publication, "approve/"), {"sha256": "0" * 64}).status_code == 302
    assert "read it again" in page(approves, at(publication))
    read = content_in(Response.objects.select_related("publication").get()).sha256
    assert read in page(approves, at(publication))
    approves.post(at(publication, "approve/"), {"sha256": read})
    assert Response.objects.get().state == "approved"
    assert Client().get(f"{LIST}public/{publication.pk}/").status_code == 404
    approves.post(at(publication, "publish/"))
    public = page(Client(), f"{LIST}public/{publication.pk}/")
    for told in (
        "Dear Home Secretary",
        "Sam Lee MP",
        "Waits are on our site.",
        "It is so.",
        read,
        "Appendix 1",
    ):
        assert told in public, told
    assert "This recommendation is for NPCC." in public
    assert "Inspection liaison officer" not in public  # nobody of the office is named
    assert "Answering the call" in page(Client(), f"{LIST}public/")


def test_a_reply_is_written_beside_what_is_known(
    publication: Publication, liaison: Any, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = publication.findings.get(number="2")
    about.measure = "attendance_immediate_median"
    about.bullets = ["each month; and", "each year."]
    about.save()
    file_action(
        by=liaison, title="Put waits on the site", unit=about.unit, owner="sergeant",
        due=timezone.localdate() + timedelta(9), origin=Origin("recommendation", about.origin_key, "R 2", ""),
    )  # fmt: skip
    document = documented.uploaded(liaison, monkeypatch)
    ours = {"finding": about, "document": document, "commissioner_response": "So I said."}
    Answer.objects.create(force=opened().settings.name, force_response="We published in 2022.", **ours)
    Answer.objects.create(force="Cumbria", force_response="They did too.", **ours)
    Update.objects.create(finding=about, words="The page is live.", by="test")
    begun(liaison, publication)
    client, address = signed_in("liaison"), at(publication, f"findings/{about.pk}/")
    shown = page(client, address)
    for told in (
        "Forces should publish waits.",
        "each month; and",
        "Put waits on the site",
        "31 January 2024",
    ):
        assert told in shown, told
    assert "app-answering__reading" in shown
    assert "They did too." not in shown
    answer = Answer.objects.get(force=opened().settings.name)
    assert "We published in 2022." in page(client, address, **{"from": f"answer-{answer.pk}"})
    assert "The page is live." in page(client, address, **{"from": "update"})
    said = {"stance": "taken", "force_words": "Once.", "commissioner_words": "I say so."}
    for words in ("Once.", "Twice."):
        client.post(address, said | {"force_words": words})
    shown = page(client, address)
    assert shown.index("Twice.") < shown.index("Once.")
    assert "this one stands" in shown
    elsewhere = report(title="Another").findings.get(number="2")
    assert client.get(at(publication, f"findings/{elsewhere.pk}/")).status_code == 404


def test_drafts_are_read_by_few_and_published_by_all(
    publication: Publication, liaison: Any, approver: Any, signed_in: SignedIn
) -> None:
    address = at(publication)
    assert page(signed_in("constable"), address).count("Not begun") == 1
    assert signed_in("constable").get(at(publication, "record/")).status_code == 404
    response = whole(liaison, publication)
    for who in ("liaison", "second-liaison", "approver", "chief"):
        assert "I will watch it." in page(signed_in(who), address), who
        assert "I will watch it." in page(signed_in(who), at(publication, "page/")), who
    for who in ("constable", "sergeant", "commissioner", "analyst", "supervisor"):
        assert "I will watch it." not in page(signed_in(who), address), who
        for way in ("record/", "letter.pdf", "response.json"):
            assert signed_in(who).get(at(publication, way)).status_code == 403, who
    assert signed_in("outsider").get(address).status_code == 403
    assert Client().get(address).status_code == 302
    actions.submit(by=liaison, response=response)
    actions.approve(by=approver, response=response, sha256=content_in(again(response)).sha256)
    assert signed_in("constable").get(at(publication, "record/")).status_code == 403
    actions.publish(by=approver, response=response)
    assert "I will watch it." in page(signed_in("constable"), address)
    assert "Record that it was sent" not in page(signed_in("constable"), address)


def test_papers_are_taken_away(
    publication: Publication, liaison: Any, approver: Any, signed_in: SignedIn
) -> None:
    response, client = whole(liaison, publication), signed_in("liaison")
    for layout in ("letter", "record", "page", "form"):
        assert "Done of 10." in page(client, at(publication, f"{layout}/"))
        pdf = client.get(at(publication, f"{layout}.pdf"))
        assert pdf.content.startswith(b"%PDF")
        assert "response-to-answering-the-call.pdf" in pdf.headers["Content-Disposition"]
        word = client.get(at(publication, f"{layout}.docx"))
        assert word.content.startswith(b"PK")
        assert word.content == client.get(at(publication, f"{layout}.docx")).content
    actions.submit(by=liaison, response=response)
    actions.approve(by=approver, response=response, sha256=content_in(again(response)).sha256)
    actions.publish(by=approver, response=response)
    found = Client().get(f"{LIST}public/{publication.pk}/response.json")
    assert hashlib.sha256(found.content).hexdigest() == again(response).sha256
    assert json.loads(found.content)["findings"][0]["kind"] == "Area for improvement"
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        mine = Client().get(f"{LIST}public/{publication.pk}/response.{form}")
        assert mine.content.startswith(begins)
        assert mine.content == client.get(at(publication, f"record.{form}")).content


def test_words_of_people_are_never_markup(
    publication: Publication, liaison: Any, approver: Any, signed_in: SignedIn
) -> None:
    evil = "<script>alert(1)</script>"
    Publication.objects.filter(pk=publication.pk).update(title=f"Title {evil}", link="javascript:alert(1)")
    response = whole(liaison, Publication.objects.get(pk=publication.pk), commissioner=evil)
    for way in ("", "letter/", "record/", "page/", "form/"):
        assert evil not in page(signed_in("liaison"), at(publication, way))
    actions.submit(by=liaison, response=response)
    actions.approve(by=approver, response=response, sha256=content_in(again(response)).sha256)
    actions.publish(by=approver, response=response)
    public = page(Client(), f"{LIST}public/{publication.pk}/")
    assert evil not in public
    assert "javascript:" not in public


# ---- the list


def test_the_list_says_what_is_owed_by_when(
    accounts: Any, liaison: Any, approver: Any, signed_in: SignedIn
) -> None:
    today = timezone.localdate()
    days = {"Late": today - timedelta(57), "Last": today - timedelta(55), "Soon": today, "Unknown": None}
    made = {name: report(title=f"{name} report", published=day) for name, day in days.items()}
    done = out(liaison, approver, report(title="Done =1+1"))
    begun(liaison, made["Soon"])
    client = signed_in("sergeant")
    shown = page(client, LIST)
    for told in ("2 days late", "Today is the last day", "55 days left", "Not known", "5 reports"):
        assert told in shown, told
    assert "1 report is past the last day without a published response" in shown
    assert "1 report" in page(client, LIST, state="published")
    assert "Done =1+1" not in page(client, LIST, state="none")
    assert "Soon report" in page(client, LIST, q="soon", state="draft")
    assert "No report is like that" in page(client, LIST, q="nothing of the sort")
    shown = page(client, LIST, sort="title")
    assert shown.index("Done =1+1") < shown.index("Unknown report")
    lines = list(csv.reader(io.StringIO(client.get(f"{LIST}responses.csv").content.decode("utf-8-sig"))))
    assert lines[0][:4] == ["publication", "title", "published", "last_day"]
    row = next(line for line in lines if "Done" in line[1])
    assert row[2:6] == ["2023-07-07", "2023-08-31", "published", "2023-08-31"]
    assert done.publication.title == "Done =1+1"


def test_a_long_list_takes_no_more_queries(accounts: Any, liaison: Any, approver: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as said:
            responses_page(accounts["sergeant"], ResponsesAsked(), page="1")
        return len(said)

    begun(liaison, report())
    asked()  # what is read once and kept
    few = asked()
    Publication.objects.bulk_create(
        Publication(title=f"Report {number}", published=PUBLISHED, added_by="test") for number in range(500)
    )
    assert asked() == few
    assert responses_page(accounts["sergeant"], ResponsesAsked(), page="3").paging.total == 501
