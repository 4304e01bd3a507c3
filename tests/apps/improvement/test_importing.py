"""Many actions filed from a file: looked over, all or none, never twice; and the register's own file."""

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
from openpyxl import Workbook

from peelian.apps.access.models import AuditEvent
from peelian.apps.attachments.models import Attachment
from peelian.apps.improvement import lines, tasks
from peelian.apps.improvement.actions_importing import forget_upload, import_actions, upload_actions
from peelian.apps.improvement.models import Action, Upload
from peelian.apps.improvement.queries.importing import import_page
from peelian.framework.errors import UserError
from tests.apps.improvement.made import DAY, MEASURE, SOON, TODAY, account, filed, unit_of

HEADER = ("reference", "title", "unit", "owner", "due")
PAST = f"{TODAY - 90 * DAY:%d/%m/%Y}"
GOOD = ("CT-1", "Bring the late shift forward", "ALD", "inspector", SOON.isoformat())


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def uploaded(by: Any, content: bytes, name: str = "actions.csv", source: str = "Crime tracker") -> Upload:
    return upload_actions(by=by, source=source, file=ContentFile(content, name))


def wrong(by: Any, row: dict[str, str]) -> list[tuple[str, str]]:
    """What is wrong with one row, column by column."""
    given = dict(zip(HEADER, GOOD, strict=True)) | row
    page = import_page(by, uploaded(by, table(tuple(given.values()), header=tuple(given))).pk)
    return [(each.column, each.told) for each in page.found.wrong]


def test_a_file_is_looked_over_and_filed(accounts: dict[str, Any], signed_in: Any) -> None:
    client, sergeant = signed_in("chief"), accounts["sergeant"].display_name
    more = (*HEADER, "State", "opened", "closed", "origin", "measure", "question", "details", "colour")
    content = table(
        (*GOOD, "", "", "", "", MEASURE, "", "'=sum(1)", "red"),
        ("CT-2", "Tutors", "brackenholt", sergeant, PAST, "Awaiting allocation", PAST,
         "", "Hot topic", "Immediate incidents attended within the standard", "answering_calls", "", ""),
        ("CT-3", "Lockers", "force", "CONSTABLE@constabulary.example", PAST, "Completed", PAST,
         (TODAY - DAY).isoformat(), "decision", "", "", "", ""),
        ("", "", "", "", "", "", "", "", "", "", "", "", ""),
        header=more,
    )  # fmt: skip
    file = SimpleUploadedFile("actions.csv", content)
    response = client.post("/actions/import/", {"source": "Crime tracker", "file": file}, follow=True)
    text = response.content.decode()
    assert "3 actions can be filed" in text
    assert "These columns are not used: colour" in text
    assert not Action.objects.exists()
    upload = Upload.objects.get()
    assert (
        "3 actions filed"
        in client.post(f"/actions/import/{upload.pk}/", {"do": "file"}, follow=True).content.decode()
    )
    first, second, third = Action.objects.order_by("reference")
    assert (first.details, first.measure, first.source, first.state) == (
        "=sum(1)",
        MEASURE,
        "Crime tracker",
        "open",
    )
    assert (second.unit, second.owner.username, second.origin_kind) == ("BRA", "sergeant", "hot_topic")
    assert (second.opened_on, second.state, second.measure) == (TODAY - 90 * DAY, "open", MEASURE)
    assert (third.state, third.closed_by, third.unit) == ("closed", "chief", "ALD")
    assert third.closed_at is not None
    assert timezone.localdate(third.closed_at) == TODAY - DAY
    assert [update.state for update in third.updates.all()] == ["closed"]
    assert not Upload.objects.exists()
    assert not Attachment.objects.exists(), "the file is forgotten once it is filed"
    assert AuditEvent.objects.filter(action="action.filed").count() == 3
    assert '"filed":3' in AuditEvent.objects.get(action="actions.imported").after


def test_the_same_file_twice_is_noticed(accounts: dict[str, Any], signed_in: Any) -> None:
    chief = accounts["chief"]
    second = ("CT-2", "Tutors", "ALD", "inspector", SOON.isoformat())
    assert import_actions(by=chief, upload=uploaded(chief, table(GOOD))).filed == 1
    again = uploaded(chief, table(GOOD))
    text = signed_in("chief").get(f"/actions/import/{again.pk}/").content.decode()
    assert "There is nothing to file" in text
    assert f'Line 2, CT-1, is <a class="govuk-link" href="/actions/{Action.objects.get().pk}/">' in text
    with pytest.raises(UserError, match="nothing to file"):
        import_actions(by=chief, upload=again)
    done = import_actions(by=chief, upload=uploaded(chief, table(GOOD, second)))
    assert (done.filed, done.already) == (1, 1)
    assert import_actions(by=chief, upload=uploaded(chief, table(GOOD), source="Another")).filed == 1
    assert Action.objects.filter(reference="CT-1").count() == 2


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        ({"reference": ""}, "reference", "give each action a reference"),
        ({"reference": "x" * 81}, "reference", "80 are the most"),
        ({"title": ""}, "title", "say the title"),
        ({"title": "x" * 201}, "title", "200 are the most"),
        ({"unit": ""}, "unit", "say the unit"),
        ({"unit": "BRAC"}, "unit", "there is no unit 'BRAC'"),
        ({"owner": ""}, "owner", "say the owner"),
        ({"owner": "nobody"}, "owner", "there is no account"),
        ({"due": ""}, "due", "say the due"),
        ({"due": "soon"}, "due", "write a date like"),
        ({"due": "31/02/2026"}, "due", "write a date like"),
        ({"due": "01/01/1999"}, "due", "between 2000 and 2100"),
        ({"due": PAST}, "due", "due before it was opened"),
        ({"opened": "2099-01-01"}, "opened", "is to come"),
        ({"closed": "2099-01-01"}, "closed", "is to come"),
        ({"state": "closed", "closed": "2020-01-01"}, "closed", "closed before it was opened"),
        ({"state": "half done"}, "state", "no such state"),
        ({"state": "closed", "owner": "chief"}, "state", "you own it"),
        ({"origin": "the pub"}, "origin", "do not come from there"),
        ({"measure": MEASURE[:-1]}, "measure", f"did you mean '{MEASURE}'"),
        ({"question": "why"}, "question", "no question of that name"),
        ({"details": "x" * 4001}, "details", "4,000 are the most"),
    ],
)
def test_what_is_wrong_is_said(row: dict[str, str], column: str, told: str, accounts: dict[str, Any]) -> None:
    (found,) = wrong(accounts["chief"], row)
    assert found[0] == column
    assert told in found[1]


def test_one_wrong_line_keeps_all_from_being_filed(accounts: dict[str, Any], signed_in: Any) -> None:
    chief = accounts["chief"]
    twice = ("CT-2", "Tutors", "ALD", "inspector", SOON.isoformat())
    upload = uploaded(chief, table(GOOD, twice, twice, ("CT-3", "", "Nowhere", "nobody", "soon")))
    client = signed_in("chief")
    text = client.get(f"/actions/import/{upload.pk}/").content.decode()
    assert "4 lines read: 2 ready, 2 with something wrong" in text
    assert "Line 3 has this reference too" in text
    assert "Nothing can be filed yet" in text
    assert "File these actions" not in text
    refused = client.post(f"/actions/import/{upload.pk}/", {"do": "file"}).content.decode()
    assert "2 lines cannot be filed: nothing was filed" in refused
    assert not Action.objects.exists()
    assert [each.line for each in import_page(chief, upload.pk).found.wrong] == [4, 5, 5, 5, 5]
    client.post(f"/actions/import/{upload.pk}/", {"do": "forget"})
    assert not Upload.objects.exists()


def test_what_cannot_be_read_is_refused(accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    chief = accounts["chief"]
    for name, content, told in [
        ("a.pdf", b"%PDF-1.7", "is a PDF: choose a CSV"),
        ("a.csv", b"", "is empty"),
        ("a.exe", b"MZ\x90\0", "may be attached"),
        ("a.csv", table(header=("title", "title")), "two columns are called 'title'"),
        ("a.csv", b"reference,title\nCT-1,one,two,three\n", "line 2: "),
    ]:
        with pytest.raises(UserError, match=told):
            uploaded(chief, content, name)
    monkeypatch.setattr(lines, "MOST_ROWS", 1)
    with pytest.raises(UserError, match="more than 1 actions"):
        uploaded(chief, table(GOOD, GOOD))
    for source, told in (
        ("", "say where"),
        ("Peelian", "choose another name"),
        ("x" * 81, "80 are the most"),
    ):
        with pytest.raises(UserError, match=told):
            uploaded(chief, table(GOOD), source=source)
    assert not Attachment.objects.exists()
    upload = uploaded(chief, table(("A",), header=("titel",)))
    assert "no column 'reference'" in import_page(chief, upload.pk).unreadable
    with pytest.raises(UserError, match="no column"):
        import_actions(by=chief, upload=upload)


def test_a_workbook_is_read(accounts: dict[str, Any]) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append([*GOOD[:4], timezone.datetime(2099, 1, 2)])  # type: ignore[attr-defined]
    file = io.BytesIO()
    book.save(file)
    upload = uploaded(accounts["chief"], file.getvalue(), "actions.xlsx")
    assert import_actions(by=accounts["chief"], upload=upload).filed == 1
    assert Action.objects.get().due.isoformat() == "2099-01-02"


def test_what_the_register_gives_can_be_filed(accounts: dict[str, Any], signed_in: Any) -> None:
    """Here it is all there already; elsewhere it comes out the same."""
    chief = accounts["chief"]
    filed(chief, title="=cmd()", details="Two\nlines, 'quoted'", measure=MEASURE)
    import_actions(by=chief, upload=uploaded(chief, table(("CT-7", *GOOD[1:]))))
    for address, name in (("register.csv", "a.csv"), ("register.xlsx", "a.xlsx")):
        response = signed_in("chief").get(f"/actions/{address}?state=every&sort=number")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        page = import_page(chief, uploaded(chief, content, name).pk)
        assert (len(page.found.already), page.found.wrong, page.found.ignored) == (2, [], []), page
        kept = list(Action.objects.order_by("pk").values("title", "details", "measure", "unit", "due"))
        rows = list(Action.objects.order_by("pk"))
        Action.objects.all().delete()
        assert import_actions(by=chief, upload=uploaded(chief, content, name)).filed == 2
        again = Action.objects.order_by("pk").values("title", "details", "measure", "unit", "due")
        assert list(again) == kept
        Action.objects.all().delete()
        Action.objects.bulk_create(rows)


def test_a_file_is_its_uploaders_alone_and_lapses(accounts: dict[str, Any], signed_in: Any) -> None:
    chief, secretary = accounts["chief"], account("minuter", "board-secretary")
    upload = uploaded(chief, table(GOOD))
    page = f"/actions/import/{upload.pk}/"
    other = signed_in("")
    other.force_login(secretary)
    assert other.get(page).status_code == 404
    assert other.post(page, {"do": "file"}).status_code == 404
    for act in (import_actions, forget_upload):
        with pytest.raises(Http404):
            act(by=secretary, upload=upload)
    assert signed_in("chief").get(page).status_code == 200
    assert tasks.forget_uploads.func() == {"files": 0}
    Upload.objects.update(at=timezone.now() - timedelta(hours=24, seconds=1))
    assert signed_in("chief").get(page).status_code == 404
    with pytest.raises(Http404):
        import_actions(by=chief, upload=upload)
    assert tasks.forget_uploads.func() == {"files": 1}
    assert not Attachment.objects.exists()


def test_who_may_import_what(accounts: dict[str, Any], signed_in: Any) -> None:
    for name in ("constable", "analyst", "auditor", "commissioner"):
        for address in ("/actions/import/", "/actions/import/example.csv"):
            assert signed_in(name).get(address).status_code == 403
        with pytest.raises(PermissionDenied):
            uploaded(accounts[name], table(GOOD))
    sergeant = accounts["sergeant"]
    assert ("unit", "you may not file actions at this unit") in wrong(sergeant, {})
    assert wrong(sergeant, {"unit": unit_of(sergeant)}) == []
    example = signed_in("sergeant").get("/actions/import/example.csv").content
    page = import_page(sergeant, uploaded(sergeant, example, "actions-example.csv").pk)
    assert (len(page.found.ready), page.found.wrong) == (1, [])
