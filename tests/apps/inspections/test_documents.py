"""Documents: uploaded, read, put right, accepted into the register, set aside; and who may do each."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peelian.apps.access.models import AuditEvent
from peelian.apps.inspections import actions_documents as actions
from peelian.apps.inspections import reading
from peelian.apps.inspections.models import Answer, Correction, Document, Finding, Practice, Publication
from peelian.framework.errors import UserError
from tests.apps.inspections.documented import (
    REPORT,
    TEXT,
    accepted,
    finding_of,
    read_of,
    uploaded,
)

SignedIn = Callable[[str], Client]
LIST, NEW = "/inspections/documents/", "/inspections/documents/new/"
READERS = ("constable", "sergeant", "chief", "commissioner", "secretary", "analyst")
"""Who sees a unit and keeps no inspections."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison(accounts: dict[str, Any]) -> Any:
    return accounts["liaison"]


def shown(client: Client, address: str, status: int = 200, **asked: Any) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == status, answer.content
    return " ".join(answer.content.decode().split())


def sent(client: Client, address: str, **fields: Any) -> str:
    answer = client.post(address, fields, follow=True)
    assert answer.status_code == 200, answer.content
    return " ".join(answer.content.decode().split())


def file(name: str, content: bytes = b"Some words") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def told(address: str) -> str:
    return f"{LIST}{address}/"


def refused(do: Callable[[Any], Any], by: Any) -> bool:
    try:
        do(by)
    except PermissionDenied:
        return True
    return False


def reader(name: str, content: bytes) -> tuple[str, dict[str, Any]]:
    if b"secret" in content:
        raise UserError("it has a password")
    return TEXT, read_of(file=name)


def test_several_files_are_read_at_once_and_the_same_twice_is_one(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", reader)
    client = signed_in("liaison")
    assert "There is no document yet" in shown(client, LIST)
    page = sent(client, NEW, uploads=[file("a.txt", b"one"), file("b.html", b"<html><p>two</p></html>")])
    assert "2 files are here, 2 of them new. Check what was read." in page
    assert Document.objects.count() == 2
    page = sent(client, NEW, uploads=[file("c.txt", b"one")])
    assert "This file is here already: this is it." in page
    assert ">a.txt</a>" in page
    page = sent(client, NEW, uploads=[
        file("d.txt", b"four"), file("e.txt", b"secret"), file("f.exe", b"MZ\x00"), file("g.txt", b""),
        file("h.csv", b"a,b"), file("a.txt", b"one"),
    ])  # fmt: skip
    assert "4 of 6 files could not be read" in page
    assert '<strong>e.txt</strong> <span class="app-problem">e.txt cannot be read: it has a password.' in page
    for name, why in (
        ("f.exe", "may be attached"),
        ("g.txt", "is empty"),
        ("h.csv", "is not a document that"),
    ):
        assert re.search(rf"<strong>{name}</strong>[^<]*<span[^>]*>[^<]*{why}", page), (name, page)
    assert "which was here already" in page
    assert sorted(Document.objects.values_list("attachment__name", flat=True)) == ["a.txt", "b.html", "d.txt"]
    assert "Choose a file" in sent(client, NEW)
    assert "Choose at most 15 files" in sent(client, NEW, uploads=[file(f"{n}.txt") for n in range(16)])
    html = Document.objects.get(attachment__name="b.html")
    given: Any = client.get(f"{told(str(html.pk))}file")
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.filter(action="inspection_document.uploaded").count() == 3


def test_text_and_fields_stand_side_by_side_with_marks_and_flags(
    signed_in: SignedIn, liaison: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = read_of(summary="<script>alert(1)</script>", grade="x" * 500)
    document = uploaded(liaison, monkeypatch, evil)
    page = shown(signed_in("liaison"), told(str(document.pk)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    for at, name in ((1, "finding"), (2, "finding"), (1, "practice"), (1, "flag")):
        assert f'id="{name}-{at}"' in page
        assert f'href="#{name}-{at}"' in page
    assert 'tabindex="0" role="region" aria-labelledby="text"' in page
    assert "The year may be a slip. <a" in page
    assert "No grade was found.</li>" in page
    assert page.count("Check this with care.") == 1
    assert "Not in the document: commissioner, chief constable, the force’s answer" in page
    assert "30 June 2025" in page
    assert "<details" in page
    for name in ("constable", "commissioner"):
        shown(signed_in(name), told(str(document.pk)), 403)
        assert f"{document.pk}/" not in shown(signed_in(name), LIST)
    for name in ("auditor", "administrator"):
        assert signed_in(name).get(LIST).status_code == 403
    assert signed_in("liaison").get(told("999999")).status_code == 404


def test_one_block_is_corrected_at_a_time_and_what_was_read_stays(
    signed_in: SignedIn, liaison: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, client = uploaded(liaison, monkeypatch), signed_in("liaison")
    at = told(str(document.pk))
    form = shown(client, f"{at}correct/")
    assert 'value="2025-03-03"' in form
    fields = {
        "force": "Kent", "report_title": REPORT, "report_portal_id": "9001", "inspection_type": "local",
        "body_title": "Police, Fire and Crime Commissioner", "published": "", "responded": "2025-04-20",
        "commissioner": " A Person ",
    }  # fmt: skip
    page = sent(client, f"{at}correct/", **fields)
    assert "The document’s fields are corrected." in page
    assert "<strong>Corrected</strong> by " in page
    assert "What was read: Cumbria" in page
    assert "What was read: 3 March 2025" in page
    kept = {each.field: (each.before, each.after, each.by) for each in Correction.objects.all()}
    assert kept == {
        "force": ("Cumbria", "Kent", "liaison"), "inspection_type": ("national", "local", "liaison"),
        "published": ("2025-03-03", None, "liaison"), "commissioner": (None, "A Person", "liaison"),
    }  # fmt: skip
    assert "Nothing is changed" in sent(client, f"{at}correct/", **fields)
    assert "must be between 2000 and 2100" in sent(
        client, f"{at}correct/", **fields | {"published": "1066-01-01"}
    )
    assert "Select a valid choice" in sent(client, f"{at}correct/", **fields | {"force": "Narnia"})
    one = f"{at}findings/0/"
    given = {
        "number": "1", "kind": "area_for_improvement", "owners": "forces\n\n the Home Office ", "due": "",
        "due_as_written": "By June 2025", "text": "Count", "bullets": "each\ntwice", "for_another_body": "no",
        "force_response": "", "commissioner_response": "Good", "portal_id": "77",
    }  # fmt: skip
    assert "It is corrected." in sent(client, one, **given)
    assert "Nothing is changed" in sent(client, one, **given)
    last = {each.field: each.after for each in Correction.objects.all()}
    assert last["findings.0.owners"] == ["forces", "the Home Office"]
    assert last["findings.0.bullets"] == ["each", "twice"]
    assert last["findings.0.for_another_body"] is False
    assert last["findings.0.force_response"] is last["findings.0.due"] is None
    assert "Enter what it says" in sent(client, one, **given | {"text": " "})
    assert "Choose a kind from the list" in sent(client, one, **given | {"kind": "rumour"})
    practice = f"{at}practices/0/"
    assert "It is corrected." in sent(client, practice, name="Umbrella book", description="", finding="1")
    assert "Leave Umbrella book out?" in shown(client, f"{practice}leave-out/")
    assert "It is left out." in sent(client, f"{practice}leave-out/")
    assert "0 practices" in shown(client, at)
    assert "was left out" in sent(client, practice, name="Another")
    assert "Bring Umbrella book back?" in shown(client, f"{practice}leave-out/")
    assert "It is back." in sent(client, f"{practice}leave-out/")
    assert "Umbrella book" in shown(client, at)
    assert "The finding is added." in sent(client, f"{at}findings/new/", kind="recommendation", text="More")
    assert "The practice is added." in sent(client, f"{at}practices/new/", name="Drying room")
    page = shown(client, at)
    assert "3 findings" in page
    assert page.count("Added by hand") == 2
    assert client.get(f"{at}findings/9/").status_code == 404
    assert client.post(f"{at}findings/9/leave-out/").status_code == 404
    assert client.get(f"{at}rumours/0/").status_code == 404
    document.refresh_from_db()
    assert document.read == read_of()
    with pytest.raises(TypeError, match="never changed"):
        Correction.objects.get(field="force").save()
    with pytest.raises(UserError, match="not in the document"):
        actions.leave_out(by=liaison, document=document, part="findings", at=9)


def test_accepting_makes_the_publication_findings_answers_and_practices(
    signed_in: SignedIn, liaison: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, client = uploaded(liaison, monkeypatch), signed_in("liaison")
    at = told(f"{document.pk}/accept")
    page = shown(client, at)
    assert "2 findings will be made and 0 matched; 1 practice will be made." in page
    assert "Nothing disagrees with the register." in page
    assert "it comes in as for another body" in page
    assert not Publication.objects.exists()
    assert "The document is accepted." in sent(client, at)
    publication = Publication.objects.get()
    assert (publication.title, publication.portal_id, publication.published) == (
        REPORT,
        "9001",
        date(2025, 3, 3),
    )
    assert (publication.inspection_type, publication.force) == ("national", "")
    one, two = publication.findings.order_by("number")
    assert (one.status, two.status) == ("awaiting_allocation", "for_another_body")
    assert (one.due, one.due_as_written, one.addressed_to) == (date(2025, 6, 30), "By June 2025", ["forces"])
    answer = one.answers.get()
    assert (answer.force, answer.document_id, answer.for_another_body) == ("Cumbria", document.pk, None)  # type: ignore[attr-defined]
    assert answer.force_response.startswith("We count")
    practice = Practice.objects.get()
    assert (practice.title, practice.organisation, practice.region) == (
        "Umbrella register",
        "Cumbria",
        "North West",
    )
    assert (practice.stage, practice.finding, practice.document, practice.ours) == (
        "Piloted",
        one,
        document,
        False,
    )
    document.refresh_from_db()
    assert (document.state, document.decided_by) == ("accepted", "liaison")
    event = AuditEvent.objects.get(action="inspection_document.accepted")
    assert event.role == "Inspection liaison officer"
    for path in ("accept", "correct", "set-aside"):
        shown(client, told(f"{document.pk}/{path}"))
    assert "already" in shown(client, at)
    assert client.post(at).status_code == 409
    assert "accepted already" in sent(client, told(f"{document.pk}/set-aside"), reason="No")
    assert "accepted already" in sent(client, told(f"{document.pk}/correct"), force="Kent")
    assert client.post(told(f"{document.pk}/take-up")).status_code == 409
    for name in ("constable", "commissioner"):
        page = shown(signed_in(name), told(str(document.pk)))
        assert "In the register" in page
        assert "Leave out" not in page
        assert "Upload documents" not in shown(signed_in(name), LIST)
        assert signed_in(name).get(f"{told(str(document.pk))}file").status_code == 200


def test_the_register_keeps_what_it_has_and_is_filled_where_it_had_nothing(
    signed_in: SignedIn, liaison: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read_of(report_portal_id=None, grade=None, findings=[finding_of(due=None, due_as_written=None)])
    _, publication = accepted(liaison, monkeypatch, first)
    second = read_of(
        force="Kent", grade="good",
        findings=[
            finding_of(portal_id="55"),
            finding_of(number="Recommendation 1", portal_id="55", force_response="Again"),
            finding_of(1, number="9"), finding_of(1, number="9"),
        ],
        practices=[
            {"name": "Umbrella Register", "description": "x", "finding": "9", "stage": None, "span": [0, 0]},
            {"name": "umbrella register!", "description": "y", "finding": None, "span": [0, 0]},
        ],
    )  # fmt: skip
    document, client = uploaded(liaison, monkeypatch, second, "kent.txt"), signed_in("liaison")
    page = shown(client, told(f"{document.pk}/accept"))
    assert "1 finding will be made and 3 matched; 1 practice will be made." in page
    assert "Filled from this document: portal id, grade" in page
    assert "Filled from this document: portal id, due date, due date as written." in page
    assert "It is the same as one above: both answers are kept." in page
    assert "is in this document twice, and comes in once" in page
    assert "The document is accepted." in sent(client, told(f"{document.pk}/accept"))
    publication.refresh_from_db()
    assert (publication.portal_id, publication.grade) == ("9001", "good")
    finding = Finding.objects.get(number="1")
    assert (finding.portal_id, finding.due) == ("55", date(2025, 6, 30))
    assert "Filled from the document kent.txt: portal id, due date" in finding.updates.first().words  # type: ignore[union-attr]
    assert [each.force for each in finding.answers.all()] == ["Cumbria", "Kent", "Kent"]
    assert Finding.objects.get(number="9").answers.count() == 2
    assert Practice.objects.get(organisation="Kent").finding == Finding.objects.get(number="9")
    third = read_of(
        force="Surrey", inspection_type="local",
        findings=[finding_of(portal_id="55", due="2026-01-31", due_as_written="by then", number="1")],
        practices=[],
    )  # fmt: skip
    document = uploaded(liaison, monkeypatch, third, "surrey.txt")
    page = shown(client, told(f"{document.pk}/accept"))
    assert "disagree in 2 places: the register keeps what it has." in page
    assert (
        '<td class="govuk-table__cell">30 June 2025</td><td class="govuk-table__cell">31 January 2026</td>'
        in page
    )
    assert '<td class="govuk-table__cell">National</td><td class="govuk-table__cell">Local</td>' in page
    actions.accept_document(by=liaison, document=document)
    finding.refresh_from_db()
    assert finding.due == date(2025, 6, 30)
    fourth, _ = accepted(liaison, monkeypatch, read_of(summary="Another text"), "again.txt")
    assert Practice.objects.filter(organisation="Cumbria").count() == 1
    assert Publication.objects.count() == 1
    assert fourth.answers.count() == 2


def test_what_stands_in_the_way_is_said_and_refused(
    signed_in: SignedIn, liaison: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = read_of(
        force=None, report_title=None, report_portal_id="1" * 30, published="nonsense",
        findings=[finding_of(text="", kind="rumour")],
        practices=[{"name": "", "description": "", "finding": None, "stage": "s" * 200, "span": [0, 0]}],
    )  # fmt: skip
    document, client = uploaded(liaison, monkeypatch, bad), signed_in("liaison")
    page = shown(client, told(f"{document.pk}/accept"))
    for words in (
        "The title of the report is missing", "Finding 1 says nothing", "Finding 1 is of no known kind",
        "Practice 1 has no name", "Portal id of the report is longer than 20 letters",
        "Stage, in the document’s words of practice 1 is longer than 120 letters",
        "The force is not known",
    ):  # fmt: skip
        assert words in page
    assert ">Accept</button>" not in page
    assert client.post(told(f"{document.pk}/accept")).status_code == 409
    assert not Publication.objects.exists()
    shown(client, told(str(document.pk)))
    for part in ("findings", "practices"):
        actions.leave_out(by=liaison, document=document, part=part, at=0)
    actions.correct(
        by=liaison,
        document=document,
        given={"report_title": REPORT, "report_portal_id": "#12", "published": None},
    )
    publication = actions.accept_document(by=liaison, document=document)
    assert (publication.portal_id, publication.published) == ("12", None)
    local = read_of(
        inspection_type="local", report_title="Of Kent alone", report_portal_id=None, force="Kent"
    )
    assert accepted(liaison, monkeypatch, local, "local.txt")[1].force == "Kent"


def test_for_whom_a_finding_is(liaison: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    each = [
        ([], None, "awaiting_allocation"), ([], True, "for_another_body"), ([], False, "awaiting_allocation"),
        (["chief constables", "the Home Office"], None, "awaiting_allocation"),
        (["Home Office"], None, "for_another_body"), (["forces"], True, "awaiting_allocation"),
        (["Cumbria"], None, "awaiting_allocation"), (["Kent Constabulary"], None, "awaiting_allocation"),
        (["police and crime commissioners"], None, "awaiting_allocation"),
    ]  # fmt: skip
    findings = [
        finding_of(number=str(n), owners=owners, for_another_body=said)
        for n, (owners, said, _) in enumerate(each)
    ]
    accepted(liaison, monkeypatch, read_of(findings=findings, practices=[]))
    assert list(Finding.objects.order_by("pk").values_list("status", flat=True)) == [s for _, _, s in each]


def test_a_document_is_set_aside_with_a_reason_and_taken_up_again(
    signed_in: SignedIn, liaison: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, client = uploaded(liaison, monkeypatch), signed_in("liaison")
    at = told(str(document.pk))
    assert "Say why it is set aside" in sent(client, f"{at}set-aside/", reason=" ")
    with pytest.raises(UserError, match="say why"):
        actions.set_aside(by=liaison, document=document, reason="\0 ")
    page = sent(client, f"{at}set-aside/", reason="It is of another year")
    assert "It is of another year." in page
    assert "Accept into the register" not in page
    assert client.post(f"{at}accept/").status_code == 409
    page = sent(client, f"{at}take-up/")
    assert "to be checked again" in page
    assert "Accept into the register" in page
    assert client.get(f"{at}take-up/").status_code == 405
    events = list(
        AuditEvent.objects.filter(subject=f"inspection document {document.pk}").values_list(
            "action", flat=True
        )
    )
    assert [each.partition(".")[2] for each in events] == ["uploaded", "set_aside", "taken_up"] or len(
        events
    ) == 3


def test_nobody_but_who_keeps_inspections_may_do_any_of_it(
    accounts: dict[str, Any], signed_in: SignedIn, liaison: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = uploaded(liaison, monkeypatch)
    what: dict[str, Callable[[Any], Any]] = {
        "upload": lambda by: actions.upload_document(by=by, file=ContentFile(b"x", "x.txt")),
        "correct": lambda by: actions.correct(by=by, document=document, given={"force": None}),
        "add": lambda by: actions.add_block(by=by, document=document, part="findings", given={}),
        "leave out": lambda by: actions.leave_out(by=by, document=document, part="findings", at=0),
        "accept": lambda by: actions.accept_document(by=by, document=document),
        "set aside": lambda by: actions.set_aside(by=by, document=document, reason="x"),
        "take up": lambda by: actions.take_up(by=by, document=document),
    }
    for username in (*READERS, "administrator", "auditor"):
        for name, do in what.items():
            assert refused(do, accounts[username]), f"{username} may {name}"
        client = signed_in(username)
        for path in (
            "accept/",
            "correct/",
            "set-aside/",
            "findings/0/",
            "findings/new/",
            "practices/0/leave-out/",
        ):
            assert client.get(f"{told(str(document.pk))}{path}").status_code == 403
            assert client.post(f"{told(str(document.pk))}{path}").status_code == 403
        assert client.post(f"{told(str(document.pk))}take-up/").status_code == 403
        assert client.get(NEW).status_code == client.post(NEW).status_code == 403
    assert not Correction.objects.exists()


def test_the_list_is_searched_sorted_and_paged_at_any_length(
    signed_in: SignedIn, liaison: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, client = uploaded(liaison, monkeypatch), signed_in("liaison")
    counts = []
    for many in (20, 480):
        Document.objects.bulk_create(
            Document(
                attachment=first.attachment, text="Words", read=read_of(force="Kent"), uploaded_by="liaison"
            )
            for _ in range(many)
        )
        client.get(LIST)
        with CaptureQueriesContext(connection) as listed:
            client.get(LIST, {"sort": "name"})
        with CaptureQueriesContext(connection) as exported:
            client.get(f"{LIST}list.csv")
        counts.append((len(listed), len(exported)))
    assert counts[0] == counts[1]
    assert "501 documents, page 2 of 11" in shown(client, LIST, page="2")
    assert "1 document<" in shown(client, LIST, q="Cumbria")
    assert "1 document<" in shown(client, LIST, q="penrith")
    assert "500 documents" in shown(client, LIST, q="Kent")
    assert "No document is like that" in shown(client, LIST, q="nothing of the kind")
    assert "501 documents" in shown(client, LIST, state="read", sort="-state", q="answer.txt")
    actions.correct(by=liaison, document=first, given={"force": "Surrey"})
    assert "1 document<" in shown(client, LIST, q="surrey")
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(f"{LIST}list.csv", {"q": "penrith"}).content.decode("utf-8-sig"))
        )
    )
    assert [(row["force"], row["findings"], row["responded"]) for row in rows] == [
        ("Surrey", "2", "2025-04-20")
    ]
    assert Answer.objects.count() == 0


def test_the_reader_itself_reads_what_is_uploaded(signed_in: SignedIn, liaison: Any, shared: Path) -> None:
    seeds = {name[:3]: shared / "seeds" / name for name in (
        "001_3a6c317f0342ce7c.txt", "004_d83c91559d582434.txt"
    )}  # fmt: skip
    if not all(seed.is_file() for seed in seeds.values()):
        pytest.skip("needs the seed documents beside the checkout, in ../shared/seeds")
    client, numbers = signed_in("liaison"), []
    for seed in seeds.values():
        sent(client, NEW, uploads=[file(seed.name, seed.read_bytes())])
        numbers.append(Document.objects.order_by("-pk")[0].pk)
    assert "empty.txt cannot be read: it is empty" in sent(client, NEW, uploads=[file("empty.txt", b" \n ")])
    assert "section 33" in shown(client, told(str(numbers[1])))
    for number in numbers:
        assert "The document is accepted." in sent(client, told(f"{number}/accept"))
    publication = Publication.objects.get()
    assert (publication.portal_id, publication.published) == ("28138", date(2023, 7, 7))
    known = {each.number: each for each in publication.findings.all()}
    assert [known[number].portal_id for number in ("2", "3", "6")] == ["28191", "28234", "28281"]
    assert {number for number, each in known.items() if each.status == "for_another_body"} == {
        "1a", "1b", "1c", "1d", "4a", "4b", "5a", "5b",
    }  # fmt: skip
    page = shown(client, f"/inspections/findings/{known['3'].pk}/compare/")
    assert "<ins>" in page
    assert "officers and" in page
