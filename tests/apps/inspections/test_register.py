"""Publications and the register: added, changed, searched, narrowed, sorted, paged, and taken away."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from peelian.apps.access.models import AuditEvent
from peelian.apps.inspections import actions_findings as doing
from peelian.apps.inspections.actions_register import (
    add_finding,
    add_publication,
    change_finding,
    change_publication,
)
from peelian.apps.inspections.models import Finding, Publication, Update
from peelian.apps.inspections.queries.files import COLUMNS
from peelian.apps.inspections.queries.register import Asked, register
from peelian.framework.errors import UserError
from tests.apps.improvement.made import unit_of
from tests.apps.inspections.registering import (
    DAY,
    TEXT,
    TITLE,
    TODAY,
    aged,
    allocated,
    brought_to,
    finding,
    publication,
)


def numbers(who: Any, *, sort: str = "", page: str = "1", **asked: str) -> list[int]:
    return [row.number for row in register(who, Asked.at(asked), sort=sort, page=page).rows]


def test_a_publication_is_added_and_changed(accounts: dict[str, Any]) -> None:
    liaison = accounts["liaison"]
    report = publication(
        liaison, portal_id="#31001", comments_due=TODAY, link="https://inspectorate.example/report",
        title=f"  {TITLE}\0 ",
    )  # fmt: skip
    assert (report.title, report.portal_id, report.body) == (TITLE, "31001", "HMICFRS")
    event = AuditEvent.objects.latest("number")
    assert (event.action, event.role) == ("publication.added", "Inspection liaison officer")
    for given, told in {
        ("title", ""): "say what the report is called", ("title", "x" * 301): "too many",
        ("link", "javascript:alert(1)"): "a link begins", ("link", "https://[x"): "a link begins",
        ("inspection_type", "regional"): "no type", ("comments_due", report.published - DAY): "between",
        ("comments_due", report.published + 56 * DAY): "between",
    }.items():  # fmt: skip
        with pytest.raises(UserError, match=told):
            change_publication(by=liaison, publication=report, **dict([given]))
        with pytest.raises(UserError, match=told):
            publication(liaison, **{"title": "Another", **dict([given])})
    for again in ({"title": f"PEEL Spotlight – {TITLE.upper()}"}, {"title": "Another", "portal_id": "31001"}):
        with pytest.raises(UserError, match=f"publication {report.pk}"):
            publication(liaison, **again)
    other = publication(liaison, title="Another", portal_id="31002")
    with pytest.raises(UserError, match="has the portal id 31001 already"):
        change_publication(by=liaison, publication=other, portal_id="31001")
    with pytest.raises(TypeError):
        change_publication(by=liaison, publication=other, added_by="me")
    change_publication(
        by=liaison, publication=report, grade="Good", published=date(2026, 1, 5), comments_due=None
    )
    event = AuditEvent.objects.latest("number")
    assert json.loads(event.after) == {"grade": "Good", "published": "2026-01-05", "comments_due": None}
    count = AuditEvent.objects.count()
    change_publication(by=liaison, publication=report, grade="Good")
    assert AuditEvent.objects.count() == count
    with pytest.raises(Http404):
        change_publication(by=liaison, publication=Publication(pk=0), grade="Good")
    for name in ("chief", "inspector", "analyst", "approver", "commander", "commissioner", "outsider"):
        with pytest.raises(PermissionDenied):
            add_publication(by=accounts[name], title="Mine")
        with pytest.raises(PermissionDenied):
            change_publication(by=accounts[name], publication=report, grade="x")


def test_a_finding_is_added_and_changed(accounts: dict[str, Any]) -> None:
    liaison, report = accounts["liaison"], publication(accounts["liaison"])
    made = finding(
        liaison, report, number="2", portal_id="#31010", bullets=["one ", "", "two"],
        addressed_to=["Chief constables"], due=None, due_as_written="by February 2028",
    )  # fmt: skip
    assert (made.portal_id, made.bullets, made.due) == ("31010", ["one", "two"], date(2028, 2, 29))
    for given, told in {
        ("text", " "): "own words", ("kind", "remark"): "no kind of finding", ("text",
        "x" * 20_001): "too many",
    }.items():  # fmt: skip
        with pytest.raises(UserError, match=told):
            finding(liaison, report, **{"number": "8", **dict([given])})
        with pytest.raises(UserError, match=told):
            change_finding(by=liaison, finding=made, **dict([given]))
    for again in ({"number": "Recommendation 2"}, {"number": "", "text": TEXT.upper()}):
        with pytest.raises(UserError, match=f"finding {made.pk} of"):
            finding(liaison, report, **again)
    other = finding(liaison, report, number="3", text="Another thing")
    with pytest.raises(UserError, match="has the number 2 already"):
        change_finding(by=liaison, finding=other, number="2")
    with pytest.raises(TypeError):
        change_finding(by=liaison, finding=other, due=TODAY)
    change_finding(by=liaison, finding=other, bullets=["x"], text="Another thing, said better")
    event = AuditEvent.objects.latest("number")
    assert json.loads(event.before) == {"bullets": [], "text": "Another thing"}
    with pytest.raises(Http404):
        finding(liaison, report, number="9", unit="no-such-unit")
    with pytest.raises(Http404):
        finding(liaison, Publication(pk=0), number="9")
    with pytest.raises(Http404):
        change_finding(by=liaison, finding=Finding(pk=0), text="x")
    for name in ("chief", "analyst", "approver", "outsider"):
        with pytest.raises(PermissionDenied):
            add_finding(by=accounts[name], publication=report, kind="recommendation", text="x")
        with pytest.raises(PermissionDenied):
            change_finding(by=accounts[name], finding=made, text="x")


def test_the_forms(accounts: dict[str, Any], signed_in: Any) -> None:
    client = signed_in("liaison")
    new = "/inspections/publications/new/"
    assert "Say what the report is called" in client.post(new, {"title": ""}).content.decode()
    given = {"title": TITLE, "body": "HMICFRS", "published": "2026-05-14", "inspection_type": "local",
             "force": "Elmshire", "portal_id": "", "link": "nowhere"}  # fmt: skip
    assert "A link begins with https" in client.post(new, given).content.decode()
    page = client.post(new, given | {"link": ""}, follow=True).content.decode()
    assert "Not this force’s area to give" in page
    report = Publication.objects.get()
    at = f"/inspections/publications/{report.pk}/"
    assert 'value="2026-05-14"' in client.get(f"{at}change/").content.decode()
    changed = client.post(f"{at}change/", given | {"force": "", "link": ""}, follow=True).content.decode()
    assert "The publication is changed" in changed
    assert "Last day 8 July 2026" in changed
    assert "already" in client.post(new, given | {"link": ""}).content.decode()
    one = {"kind": "recommendation", "number": "1", "text": TEXT, "due_as_written": "by May 2027"}
    assert "Choose a kind" in client.post(f"{at}finding/", one | {"kind": ""}).content.decode()
    assert (
        "Add a finding"
        in client.post(f"{at}finding/", one | {"another": "yes"}, follow=True).content.decode()
    )
    made = Finding.objects.get()
    assert made.due == date(2027, 5, 31)
    assert "is this one already" in client.post(f"{at}finding/", one).content.decode()
    apart = one | {"number": "1a", "text": "x", "for_another_body": "yes", "due_as_written": ""}
    page = client.post(f"{at}finding/", apart, follow=True).content.decode()
    assert "For another body" in page
    listed = client.get(at).content.decode()
    assert "2 findings" in listed
    assert TEXT in listed
    assert client.post(f"{at}change/", {"title": ""}).status_code == 200
    assert client.get("/inspections/publications/0/").status_code == 404
    for name in ("chief", "analyst"):
        for path in (new, f"{at}change/", f"{at}finding/"):
            assert signed_in(name).get(path).status_code == 403, path
        assert "Change the publication" not in signed_in(name).get(at).content.decode()


def test_the_register_is_searched_narrowed_and_sorted(accounts: dict[str, Any], signed_in: Any) -> None:
    liaison, chief = accounts["liaison"], accounts["chief"]
    report = publication(liaison)
    other = publication(liaison, title="Custody in Ashdale", published=TODAY - 100 * DAY)
    new = finding(liaison, report, number="1")
    late = aged(allocated(accounts, report, number="2", portal_id="31777"), TODAY - DAY)
    area = finding(liaison, other, kind="area_for_improvement", number="", text="Zeal in custody", due=None)
    soon = aged(finding(liaison, other, number="4", text="Meals"), TODAY + 7 * DAY)
    done = brought_to(accounts, "done", report, number="3")
    apart = brought_to(accounts, "apart", report, number="1a")
    assert numbers(chief) == [late.pk, soon.pk, new.pk, area.pk]
    for asked, expected in {
        ("stage", "every"): [late, soon, new, done, apart, area], ("stage", "ours"): [late, soon, new,
        done, area],
        ("stage", "done"): [done], ("stage", "apart"): [apart], ("stage", "new"): [soon, new, area],
        ("stage", "nonsense"): [late, soon, new, area], ("status", "closed"): [done],
        ("when", "late"): [late], ("when", "soon"): [soon], ("when", "month"): [soon], ("when",
        "undated"): [area],
        ("kind", "area_for_improvement"): [area], ("publication", str(other.pk)): [soon, area],
        ("publication", "x"): [late, soon, new, area], ("owner", "inspector"): [late],
        ("owner", "nobody"): [soon, new, area], ("unit", unit_of(accounts["sergeant"])): [late],
        ("unit", unit_of(chief)): [late, soon, new, area], ("unit", "gone"): [],
        ("q", "zeal"): [area], ("q", "custody in"): [soon, area], ("q", f"finding {new.pk}"): [new],
        ("q", "#31777"): [late], ("q", accounts["inspector"].display_name[:8]): [late], ("q", "z\0q"): [],
    }.items():  # fmt: skip
        assert numbers(chief, **dict([asked])) == [each.pk for each in expected], asked
    for sort, expected in {
        "number": [new, late, area, soon], "-number": [soon, area, late, new], "due": [late, soon, new, area],
        "-due": [new, soon, late, area], "owner": [late, new, area, soon], "-finding": [area, soon, new,
        late],
        "publication": [new, late, area, soon], "status": [new, area, soon, late], "nonsense": [late, soon,
        new, area],
    }.items():  # fmt: skip
        assert numbers(chief, sort=sort) == [each.pk for each in expected], sort
    page = register(chief, Asked())
    assert {each.title: each.count for each in page.counts} == {
        "Ours, not closed": 4, "Awaiting allocation": 3, "In progress": 1, "Awaiting assurance": 0,
        "Pending sign-off": 0, "Closed": 1, "For another body": 1,
    }  # fmt: skip
    assert not page.may_keep
    shown = signed_in("liaison").get("/inspections/?q=zeal&sort=-due").content.decode()
    assert "1 finding" in shown
    assert "register.csv?q=zeal&amp;sort=-due" in shown
    assert "No finding is like that" in signed_in("chief").get("/inspections/?q=nothing").content.decode()
    assert "Add a publication" not in signed_in("chief").get("/inspections/").content.decode()
    listed = (
        signed_in("chief")
        .get("/inspections/publications/?q=custody&type=national&sort=title")
        .content.decode()
    )
    assert "Custody in Ashdale" in listed
    assert TITLE not in listed
    assert signed_in("chief").get("/inspections/publications/?sort=-open").status_code == 200
    for path in ("", "publications/", f"publications/{report.pk}/", f"findings/{new.pk}/", "register.csv"):
        assert signed_in("outsider").get(f"/inspections/{path}").status_code == 403, path


def test_the_register_as_a_file(accounts: dict[str, Any], signed_in: Any) -> None:
    made = allocated(accounts, number="2", bullets=["one", "two"])
    finding(accounts["liaison"], made.publication, number="3", text="=HYPERLINK(1)", due=None)
    client = signed_in("chief")
    answer = client.get("/inspections/register.csv?sort=number")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["reference"] == f"finding-{made.pk}"
    assert rows[0]["bullets"] == "one\ntwo"
    assert (rows[0]["owner"], rows[0]["status"], rows[0]["days"]) == ("inspector", "in_progress", "40")
    assert rows[1]["text"] == "'=HYPERLINK(1)"
    answer = client.get("/inspections/register.xlsx?q=HYPERLINK")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet.max_row == 2


def test_many_are_read_with_as_few_questions_as_few(accounts: dict[str, Any], signed_in: Any) -> None:
    """Sixty findings with updates and actions take as many questions to the database as six."""
    liaison, here = accounts["liaison"], unit_of(accounts["sergeant"])
    report = publication(liaison)

    def more(count: int) -> Finding:
        made = [
            Finding(
                publication=report, number=f"n{at}", kind="recommendation", text=f"Text {at}", unit=here,
                owner=accounts["inspector"], status="in_progress", due=TODAY + at * DAY, added_by="liaison",
            )
            for at in range(count)
        ]  # fmt: skip
        found = Finding.objects.bulk_create(made)
        Update.objects.bulk_create(
            Update(finding=one, words="x", by=name) for one in found for name in ("inspector", "liaison")
        )
        given = {"title": "Act", "unit": here, "owner": "sergeant", "due": TODAY}
        doing.file_finding_action(by=liaison, finding=found[0], **given)
        return found[0]

    first, client = more(6), signed_in("chief")
    paths = ["/inspections/?stage=every", "/inspections/deadlines/", "/inspections/publications/",
             f"/inspections/publications/{report.pk}/", f"/inspections/findings/{first.pk}/",
             "/inspections/register.csv", "/api/v1/findings", "/api/v1/deadlines",
             "/api/v1/publications"]  # fmt: skip

    def questions(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(path)
            assert answer.status_code == 200
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        return len(asked)

    for path in paths:
        questions(path)
    few = {path: questions(path) for path in paths}
    more(54)
    many = {path: questions(path) for path in paths}
    assert {path: asked for path, asked in many.items() if asked > few[path]} == {}
