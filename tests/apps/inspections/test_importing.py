"""Many findings added from a file: looked over, all or none, never twice; and the register's own file."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.models import AuditEvent
from peelian.apps.attachments.models import Attachment
from peelian.apps.inspections import tasks
from peelian.apps.inspections.actions_importing import forget_finding_upload, import_findings, upload_findings
from peelian.apps.inspections.models import Finding, Publication, Update, Upload
from peelian.apps.inspections.queries.importing import import_page
from peelian.framework.errors import UserError
from tests.apps.improvement.made import unit_of
from tests.apps.inspections.registering import MEASURE, TITLE, TODAY, brought_to, finding, publication

HEADER = ("reference", "publication", "kind", "text", "number")
GOOD = ("HT-1", TITLE, "Recommendation", "Answer the phone", "1")


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def uploaded(by: Any, content: bytes, name: str = "findings.csv", source: str = "Tracker") -> Upload:
    return upload_findings(by=by, source=source, file=ContentFile(content, name))


def wrong(by: Any, row: dict[str, str]) -> list[tuple[str, str]]:
    """What is wrong with one row, column by column."""
    given = dict(zip(HEADER, GOOD, strict=True)) | row
    page = import_page(by, uploaded(by, table(tuple(given.values()), header=tuple(given))).pk)
    return [(each.column, each.told) for each in page.found.wrong]


def test_a_file_is_looked_over_and_added(accounts: dict[str, Any], signed_in: Any) -> None:
    client, here = signed_in("liaison"), unit_of(accounts["sergeant"])
    there = publication(accounts["liaison"], portal_id="31001")
    more = (*HEADER, "Status", "owner", "unit", "due_as_written", "published", "bullets", "measure", "closed",
            "publication_portal_id", "colour")  # fmt: skip
    content = table(
        (*GOOD, "", "", "", "by May 2027", "", "a\nb; c", "", "", "31001", "red"),
        ("HT-2", "Custody", "AFI", "'=sum(1)", "", "In progress", "inspector", here, "", "14/05/2026", "",
        MEASURE,
         "", "", ""),
        ("HT-3", "PEEL Spotlight: CUSTODY", "recommendation", "Old", "1", "closed", "", "", "",
        "2026-05-14", "", "",
         "2026-06-01", "", ""),
        ("", "", "", "", "", "", "", "", "", "", "", "", "", "", ""),
        header=more,
    )  # fmt: skip
    file = SimpleUploadedFile("findings.csv", content)
    response = client.post("/inspections/import/", {"source": "Tracker", "file": file}, follow=True)
    shown = response.content.decode()
    for words in ("3 findings can be added", "3 lines read", "These columns are not used: colour",
    "New publications",
                  "Custody"):  # fmt: skip
        assert words in shown, words
    assert Finding.objects.count() == 0
    address = response.redirect_chain[-1][0]
    assert "3 findings added" in client.post(address, {"do": "add"}, follow=True).content.decode()
    first, second, third = Finding.objects.order_by("reference")
    assert (first.publication, first.status, first.bullets) == (there, "awaiting_allocation", ["a", "b", "c"])
    assert first.due is not None
    assert first.due.isoformat() == "2027-05-31"
    assert (second.kind, second.text, second.owner, second.unit) == (
        "area_for_improvement", "=sum(1)", accounts["inspector"], here,
    )  # fmt: skip
    assert (second.measure, second.began_on) == (MEASURE, TODAY)
    assert third.publication == second.publication
    assert (third.status, third.closed_by) == ("closed", "liaison")
    assert Update.objects.filter(finding=first).count() == 0
    assert "It stood so in Tracker" in Update.objects.get(finding=third).words
    assert not Upload.objects.exists()
    assert not Attachment.objects.exists()
    actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))
    assert actions[-1] == "findings.imported"
    assert actions.count("finding.added") == 3
    again = uploaded(accounts["liaison"], content)
    page = import_page(accounts["liaison"], again.pk)
    assert [each.number for each in page.found.already] == [first.pk, second.pk, third.pk]
    with pytest.raises(UserError, match="nothing to add"):
        import_findings(by=accounts["liaison"], upload=again)
    shown = client.get(f"/inspections/import/{again.pk}/").content.decode()
    assert "There is nothing to add" in shown
    assert f"/inspections/findings/{first.pk}/" in shown


def test_what_is_wrong_is_told_line_by_line(accounts: dict[str, Any], signed_in: Any) -> None:
    liaison = accounts["liaison"]
    for row, column, told in (
        ({"reference": ""}, "reference", "give each finding a reference"),
        ({"publication": ""}, "publication", "say which report"),
        ({"text": ""}, "text", "own words"),
        ({"kind": "remark"}, "kind", "no kind of finding 'remark'"),
        ({"number": "x" * 21}, "number", "too many"),
        ({"due": "32/01/2027"}, "due", "write a date"),
        ({"due": "1999-01-01"}, "due", "between 2000 and 2100"),
        ({"unit": "Nowhere"}, "unit", "no unit 'Nowhere'"),
        ({"owner": "nobody"}, "owner", "no account"),
        ({"status": "half done"}, "status", "no status"),
        ({"status": "in progress"}, "owner", "say who owns it"),
        ({"status": "awaiting allocation", "owner": "inspector"}, "status", "it is allocated"),
        ({"status": "closed", "owner": "liaison"}, "status", "you own it"),
        ({"closed": "2100-01-01"}, "closed", "to come"),
        ({"measure": "nothing"}, "measure", "no measure"),
        ({"question": "nothing"}, "question", "no question"),
        ({"inspection_type": "regional"}, "inspection_type", "no type of inspection"),
    ):
        found = wrong(liaison, row)
        assert len(found) == 1, (row, found)
        assert found[0][0] == column
        assert told in found[0][1], found
    content = table(GOOD, GOOD, ("HT-3", *GOOD[1:]), ("HT-4", *GOOD[1:4], "2"))
    upload = uploaded(liaison, content)
    shown = signed_in("liaison").get(f"/inspections/import/{upload.pk}/").content.decode()
    assert "Nothing can be added yet" in shown
    assert "Line 2 has this reference too" in shown
    assert "Line 2 is this finding too" in shown
    with pytest.raises(UserError, match="2 lines cannot be added"):
        import_findings(by=liaison, upload=upload)
    assert "2 lines cannot be added" in signed_in("liaison").post(
        f"/inspections/import/{upload.pk}/", {"do": "add"}
    ).content.decode()  # fmt: skip
    assert Publication.objects.count() == 0


def test_a_finding_met_under_another_reference_is_the_same(accounts: dict[str, Any]) -> None:
    there = finding(accounts["liaison"], number="1", portal_id="31010")
    rows = (GOOD, ("HT-2", "Custody", "CoC", "x", ""), ("HT-3", TITLE, "Rec", there.text, ""))
    page = import_page(accounts["liaison"], uploaded(accounts["liaison"], table(*rows)).pk)
    assert [(each.line, each.number) for each in page.found.already] == [(2, there.pk), (4, there.pk)]
    assert len(page.found.ready) == 1


def test_what_the_register_gives_it_takes(accounts: dict[str, Any], signed_in: Any) -> None:
    """Exported, everything forgotten, imported: the same findings, and once more changes nothing."""
    report = publication(accounts["liaison"], portal_id="31001")
    for number, stage in enumerate(("new", "working", "done", "apart")):
        brought_to(
            accounts, stage, report, number=str(number), bullets=["one; or two" if 0 else "one", "two"],
            addressed_to=["Chief constables"], due_as_written="by May 2027",
            text=f"=Text {number}\nof two lines",
        )  # fmt: skip
    finding(accounts["liaison"], publication(accounts["liaison"], title="Custody", published=None), due=None)
    names = ("number", "portal_id", "kind", "text", "bullets", "addressed_to", "due", "due_as_written",
    "unit",
             "owner_id", "status", "success", "measure", "question", "publication__title",
             "publication__published", "publication__portal_id", "publication__body")  # fmt: skip

    def kept() -> list[Any]:
        return list(Finding.objects.order_by("publication__title", "number").values_list(*names))

    before = kept()
    answer = signed_in("chief").get("/inspections/register.csv?stage=every")
    content = b"".join(answer.streaming_content)
    book = signed_in("chief").get("/inspections/register.xlsx?stage=every").content
    for file, name in ((content, "findings.csv"), (book, "findings.xlsx")):
        page = import_page(accounts["liaison"], uploaded(accounts["liaison"], file, name).pk)
        assert not page.unreadable, page.unreadable
        assert (page.found.wrong, page.found.ready, page.found.ignored) == ([], [], [])
        assert len(page.found.already) == 5
        Update.objects.all()._raw_delete("default")
        Finding.objects.all().delete()
        Publication.objects.all().delete()
        upload = uploaded(accounts["liaison"], file, name)
        done = import_findings(by=accounts["liaison"], upload=upload)
        assert (done.filed, done.already) == (5, 0)
        assert kept() == before
        with pytest.raises(UserError, match="nothing to add"):
            import_findings(by=accounts["liaison"], upload=uploaded(accounts["liaison"], file, name))


def test_files_that_are_none_and_whose_they_are(accounts: dict[str, Any], signed_in: Any) -> None:
    liaison, client = accounts["liaison"], signed_in("liaison")
    with pytest.raises(UserError, match="say where the findings come from"):
        uploaded(liaison, table(GOOD), source=" ")
    with pytest.raises(UserError, match="choose another name"):
        uploaded(liaison, table(GOOD), source="Peelian")
    with pytest.raises(UserError, match="choose a CSV"):
        uploaded(liaison, b"%PDF-1.7\n", "findings.pdf")
    file = SimpleUploadedFile("findings.pdf", b"%PDF-1.7\n")
    shown = client.post("/inspections/import/", {"source": "x", "file": file}).content.decode()
    assert "choose a CSV" in shown
    odd = uploaded(liaison, table(("x",), header=("refrence",)))
    assert "no column" in client.get(f"/inspections/import/{odd.pk}/").content.decode()
    assert "This file cannot be read" in client.get(f"/inspections/import/{odd.pk}/").content.decode()
    assert "Choose a file" in client.post("/inspections/import/", {"source": "x"}).content.decode()
    other = accounts["second-liaison"]
    for act in (import_findings, forget_finding_upload):
        with pytest.raises(Http404):
            act(by=other, upload=odd)
    with pytest.raises(Http404):
        import_page(other, odd.pk)
    assert (
        "forgotten"
        in client.post(f"/inspections/import/{odd.pk}/", {"do": "forget"}, follow=True).content.decode()
    )
    assert client.get(f"/inspections/import/{odd.pk}/").status_code == 404
    example = client.get("/inspections/import/example.csv").content
    mine = uploaded(liaison, example)
    assert import_page(liaison, mine.pk).found.may_file
    for name in ("chief", "analyst", "approver"):
        with pytest.raises(PermissionDenied):
            uploaded(accounts[name], table(GOOD))
        for path in ("", "example.csv"):
            assert signed_in(name).get(f"/inspections/import/{path}").status_code in (403, 302), path
    assert tasks.forget_finding_uploads.func() == {"files": 0}
    Upload.objects.update(at=timezone.now() - timedelta(hours=24))
    with pytest.raises(Http404):
        import_findings(by=liaison, upload=mine)
    assert tasks.forget_finding_uploads.func() == {"files": Upload.objects.count() or 1}
    assert not Upload.objects.exists()
