"""The register: searched, narrowed, sorted, a page at a time, counted, and as files."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from peelian.apps.improvement.actions import add_update, change_due, create_demo_actions
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.origins import Origin
from peelian.apps.improvement.queries.register import Asked, found_rows, register
from peelian.demo import DemoForce
from peelian.demo.actions import planted_actions
from tests.apps.improvement.made import (
    DAY,
    MEASURE,
    SOON,
    TODAY,
    account,
    aged,
    brought_to,
    filed,
    noon,
    unit_of,
)


def many(owner: Any, number: int, **more: Any) -> None:
    """Actions at once, without the record of each."""
    Action.objects.bulk_create(
        Action(
            title=f"Action of many, {each}", unit=more.get("unit", "ALD"), owner=owner, due=SOON + each * DAY,
            origin_kind="own", filed_by="chief", measure=MEASURE, opened_on=date(2025, 5, 1),
            state="closed" if each % 2 else "open",
        )
        for each in range(number)
    )  # fmt: skip


def numbers(by: Any, **asked: str) -> list[int]:
    return [row.number for row in register(by, Asked.at(asked), sort="number").rows]


def test_it_is_narrowed(accounts: dict[str, Any]) -> None:
    chief, here = accounts["chief"], unit_of(accounts["sergeant"])
    force = filed(
        chief, details="A second mast", origin=Origin("decision", "decision:1", "Decision 1 of the Board")
    )
    team = filed(chief, title="Tutors", unit=here, owner="constable", success="Each has one")
    late = aged(filed(chief, title="Parking"), due=TODAY - DAY)
    stale = aged(filed(chief, title="Radios"), updated_at=noon(TODAY - 40 * DAY))
    closed = brought_to(filed(chief, title="Lockers"), "closed", chief)
    change_due(by=chief, action=force, due=SOON + 9 * DAY, reason="The supplier is late")
    every = [force.pk, team.pk, late.pk, stale.pk, closed.pk]
    assert numbers(chief) == every[:4]
    for asked, expected in {
        ("state", "every"): every, ("state", "closed"): [closed.pk], ("state", "nonsense"): every[:4],
        ("q", "mast"): [force.pk], ("q", f"action {team.pk}"): [team.pk], ("q", "each has"): [team.pk],
        ("q", "of the board"): [force.pk], ("q", accounts["constable"].display_name.upper()): [team.pk],
        ("q", "no such words"): [], ("q", "9" * 40): [], ("q", "\0"): every[:4],
        ("unit", here): [team.pk], ("unit", here[:3]): [team.pk], ("unit", "ALD"): every[:4],
        ("unit", "none"): [], ("owner", "constable"): [team.pk], ("owner", "none"): [],
        ("origin", "decision"): [force.pk], ("origin", "evaluation"): [],
        ("late", "overdue"): [late.pk], ("late", "due_soon"): [], ("late", "stale"): [stale.pk],
        ("late", "slipped"): [force.pk],
    }.items():  # fmt: skip
        assert numbers(chief, **dict([asked])) == expected, asked
    page = register(chief, Asked())
    assert [(each.title, each.count) for each in page.counts] == [
        ("Open", 4), ("Not started", 4), ("In progress", 0), ("Pending sign-off", 0), ("Closed", 1),
        ("Cancelled", 0), ("Closed, measure has not moved", 0),
    ]  # fmt: skip
    assert register(chief, Asked(q="Tutors")).counts[0].href == "?q=Tutors"
    assert page.rows[0].is_late
    assert next(row for row in page.rows if row.number == force.pk).slips == 1


@pytest.mark.parametrize("sort", ["number", "title", "owner", "due", "unit", "state", "updated"])
def test_it_is_sorted_by_every_column_both_ways(sort: str, accounts: dict[str, Any]) -> None:
    chief = accounts["chief"]
    first = filed(chief, title="A", owner="sergeant", unit=unit_of(accounts["sergeant"]))
    second = filed(chief, title="B", owner="chief", unit="CON", due=SOON + DAY)
    brought_to(second, "in_progress", chief)

    def order(by: str) -> list[int]:
        return [row.number for row in register(chief, Asked(), sort=by).rows]

    assert order(sort) == order(f"-{sort}")[::-1]
    assert {*order(sort)} == {first.pk, second.pk}
    assert order("due") == order("nonsense") == [first.pk, second.pk]


def test_as_many_queries_at_500_rows_as_at_20(accounts: dict[str, Any], signed_in: Any) -> None:
    client = signed_in("chief")
    client.get("/actions/")  # what is read once is read
    counted: dict[str, list[int]] = {}
    for number in (20, 480):
        many(accounts["inspector"], number)
        for address in ("/actions/?state=every", "/actions/mine/", "/actions/register.csv?state=every"):
            with CaptureQueriesContext(connection) as asked:
                response = client.get(address)
                assert response.status_code == 200
                if response.streaming:
                    list(response.streaming_content)
            counted.setdefault(address, []).append(len(asked))
    assert all(first == second for first, second in counted.values()), counted
    assert all(number < 30 for each in counted.values() for number in each), counted
    page = client.get("/actions/?state=every&page=10&sort=-due")
    text = page.content.decode()
    assert "500 actions, page 10 of 10" in text
    assert text.count("app-actions__number") == 50
    unmoved = register(accounts["chief"], Asked(state="unmoved"))
    assert unmoved.paging.total in (0, 250)


def test_who_sees_which(accounts: dict[str, Any], signed_in: Any) -> None:
    chief, here = accounts["chief"], unit_of(accounts["sergeant"])
    elsewhere = "BRA-R-A" if not here.startswith("BRA") else "THU-R-A"
    force, team = filed(chief), filed(chief, unit=here, measure=MEASURE)
    other = filed(chief, unit=elsewhere, owner="auditor", measure=MEASURE)
    mine = aged(filed(chief, unit=elsewhere, owner="administrator"), filed_by="constable")
    assert numbers(accounts["constable"]) == [force.pk, team.pk, mine.pk]
    assert numbers(accounts["commissioner"]) == [force.pk, team.pk, other.pk, mine.pk]
    assert numbers(accounts["auditor"]) == [other.pk], "an owner sees what they own"
    assert found_rows(accounts["auditor"], Asked())[0].moved is None, "and not the unit’s values"
    page = signed_in("auditor").get(f"/actions/{other.pk}/").content.decode()
    assert "are not visible to your account" in page
    assert "improvement:register" not in page
    assert "Actions" in page
    Action.objects.filter(pk=other.pk).update(unit="a unit that is no more")
    assert other.pk in numbers(chief)
    assert "a unit that is no more" in signed_in("chief").get("/actions/").content.decode()
    assert numbers(account("nobody-yet", "supervisor", here)) == [force.pk, team.pk]
    assert signed_in("administrator").get(f"/actions/{team.pk}/").status_code == 403
    for address in ("/actions/", "/actions/register.csv", "/actions/register.xlsx"):
        Action.objects.filter(owner=accounts["administrator"]).update(owner=chief)
        assert signed_in("administrator").get(address).status_code == 403
    assert signed_in("administrator").get("/actions/mine/").status_code == 200
    assert signed_in("chief").get("/actions/0/").status_code == 404


def test_the_files_hold_what_is_asked_for(accounts: dict[str, Any], signed_in: Any) -> None:
    chief = accounts["chief"]
    filed(chief, title='=HYPERLINK("http://evil")', details="@sum, and\na line")
    aged(filed(chief, title="Parking", measure=MEASURE), opened_on=date(2025, 5, 1))
    client = signed_in("chief")
    response = client.get("/actions/register.csv?sort=-number")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["title"] for row in rows] == ["Parking", '\'=HYPERLINK("http://evil")']
    assert rows[1]["details"] == "'@sum, and\na line"
    assert rows[0]["owner"] == "inspector"
    assert rows[0]["source"] == "peelian"
    assert rows[0]["measure_says"].startswith("Its measure")
    book = load_workbook(io.BytesIO(client.get("/actions/register.xlsx?q=Parking").content))
    sheet = book.active
    assert sheet is not None
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["Parking"]
    assert len(list(client.get("/actions/register.csv?q=none").streaming_content)) == 2


def test_my_actions(accounts: dict[str, Any], signed_in: Any) -> None:
    chief, inspector = accounts["chief"], accounts["inspector"]
    late = aged(filed(chief, title="A late one"), due=TODAY - DAY)
    filed(chief, title="A soon one", due=TODAY + 3 * DAY)
    filed(chief, title="A later one")
    submitted = brought_to(filed(chief, title="A finished one"), "awaiting_sign_off", chief)
    brought_to(filed(chief, title="A closed one"), "closed", chief)
    text = signed_in("inspector").get("/actions/mine/").content.decode()
    order = [text.index(words) for words in ("A late one", "A soon one", "A later one", "A finished one")]
    assert order == sorted(order)
    assert "A closed one" not in text
    assert "For you to sign off" not in text
    assert "You owe 3 actions, 1 of them overdue." in text
    text = signed_in("chief").get("/actions/mine/").content.decode()
    assert "You owe no action. 1 waits for your sign-off." in text
    assert "A finished one" in text
    secretary = account("minuter", "board-secretary")
    client = signed_in("")
    client.force_login(secretary)
    assert "Waiting for others" in client.get("/actions/mine/").content.decode()
    aged(submitted, filed_by="inspector")
    assert "For you to sign off" in client.get("/actions/mine/").content.decode(), "its owner cannot"
    assert late.owner == inspector


def test_the_demonstration(accounts: dict[str, Any], demo: DemoForce, signed_in: Any) -> None:
    chief = accounts["chief"]
    given = planted_actions(demo.signals, TODAY)
    made = create_demo_actions(by=chief, actions=given)
    assert [action.pk for action in create_demo_actions(by=chief, actions=given)] == [a.pk for a in made]
    assert Action.objects.count() == 14
    rows = {row.reference: row for row in found_rows(chief, Asked(state="every"))}
    assert rows["demo-1"].moved is not None
    assert rows["demo-1"].moved.outcome == "improved"
    assert rows["demo-2"].moved is not None
    assert rows["demo-2"].moved.outcome == "no_change"
    assert rows["demo-3"].moved is not None
    assert rows["demo-3"].moved.outcome == "worse"
    assert rows["demo-9"].slips == 2
    assert any(row.is_late for row in rows.values())
    assert any(row.is_stale for row in rows.values())
    assert {row.state for row in rows.values()} == {
        "open", "in_progress", "awaiting_sign_off", "closed", "cancelled",
    }  # fmt: skip
    client = signed_in("chief")
    register_page = client.get("/actions/?state=unmoved").content.decode()
    assert "Closed, and its measure has not moved" in register_page
    assert "Closed, and its measure got worse" in register_page
    assert rows["demo-1"].title not in register_page
    page = client.get(rows["demo-2"].address).content.decode()
    assert "Closed, and its measure has not moved" in page
    assert "No clear change in the" in page
    assert "Closed, and" not in client.get(rows["demo-1"].address).content.decode()
    for row in rows.values():
        assert client.get(row.address).status_code == 200


def test_what_people_write_is_shown_as_text(accounts: dict[str, Any], signed_in: Any) -> None:
    evil = "<script>alert(1)</script>"
    action = filed(
        accounts["chief"], title=evil, details=evil, success=evil, origin=Origin("hot_topic", label=evil)
    )
    add_update(by=accounts["chief"], action=action, words=evil)
    for address in (f"/actions/{action.pk}/", "/actions/", f"/actions/{action.pk}/update/"):
        text = signed_in("chief").get(address).content.decode()
        assert evil not in text
        assert "&lt;script&gt;" in text
