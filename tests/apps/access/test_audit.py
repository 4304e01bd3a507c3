"""The record of what was done: a chain nobody breaks unseen, and its page."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from peelian.apps.access import actions, audit, queries_audit
from peelian.apps.access.models import AuditEvent, AuditHead
from peelian.apps.access.queries_audit import Asked, changes, in_words
from peelian.apps.access.viewer import CommandLine, Viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_workspace")]

TRIGGERS = {
    "sqlite": ["access_auditevent_no_update", "access_auditevent_no_delete"],
    "postgresql": ["access_auditevent_no_change"],
}


@pytest.fixture
def ten() -> list[AuditEvent]:
    """Ten events, the first of them number 1."""
    return [audit.record("cara", "thing.done", f"thing {n}", after={"n": n}) for n in range(1, 11)]


@pytest.fixture
def forced() -> Callable[..., None]:
    """A function that runs SQL on the events as somebody would who has taken the triggers away."""

    def run(sql: str, *parameters: Any) -> None:
        with connection.cursor() as cursor:
            for name in TRIGGERS[connection.vendor]:
                cursor.execute(
                    f"DROP TRIGGER {name}"
                    if connection.vendor == "sqlite"
                    else f"ALTER TABLE access_auditevent DISABLE TRIGGER {name}"
                )
            cursor.execute(sql, parameters)

    return run


def found() -> tuple[str, ...]:
    return audit.verify().problems


def test_events_are_numbered_from_one_and_each_names_the_one_before(ten: list[AuditEvent]) -> None:
    assert [event.number for event in ten] == list(range(1, 11))
    assert ten[0].previous == ""
    assert all(after.previous == before.hash for before, after in pairwise(ten))
    assert len({event.hash for event in ten}) == 10


def test_a_whole_chain_verifies(ten: list[AuditEvent]) -> None:
    assert audit.verify() == audit.Verified(10, ten[-1].hash, ())


def test_no_events_are_a_whole_chain() -> None:
    assert audit.verify() == audit.Verified(0, "", ())


@pytest.mark.parametrize(
    "column", [name for name in audit.CHAINED if name not in ("number", "at", "previous")]
)
def test_an_altered_event_is_found(column: str, ten: list[AuditEvent], forced: Callable[..., None]) -> None:
    forced(f"UPDATE access_auditevent SET {column} = 'other' WHERE number = 4")
    assert found() == ("event 4 is not as it was written",)


def test_a_moment_that_was_altered_is_found(ten: list[AuditEvent], forced: Callable[..., None]) -> None:
    forced("UPDATE access_auditevent SET at = %s WHERE number = 4", ten[3].at - timedelta(microseconds=1))
    assert found() == ("event 4 is not as it was written",)


def test_an_altered_event_with_its_hash_made_anew_is_found(
    ten: list[AuditEvent], forced: Callable[..., None]
) -> None:
    ten[3].actor = "dev"
    forced("UPDATE access_auditevent SET actor = 'dev', hash = %s WHERE number = 4", audit.digest(ten[3]))
    assert found() == ("event 5 does not follow the one before it",)


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("number = 1", "event 1 is missing"),
        ("number = 4", "event 4 is missing"),
        ("number between 4 and 6", "event 4 to 6 is missing"),
        ("number = 10", "the last event is 9, not 10 as its head says"),
        ("number > 0", "the last event is 0, not 10 as its head says"),
    ],
)
def test_removed_events_are_found(
    gone: str, said: str, ten: list[AuditEvent], forced: Callable[..., None]
) -> None:
    forced(f"DELETE FROM access_auditevent WHERE {gone}")
    assert said in found()


def test_an_event_added_past_the_head_is_found(ten: list[AuditEvent]) -> None:
    false = AuditEvent(number=11, at=timezone.now(), actor="dev", action="x", previous=ten[-1].hash)
    false.hash = audit.digest(false)
    false.save(force_insert=True)
    assert found() == ("the events after 10 were put there by something else",)


def test_an_event_put_in_place_of_another_is_found(
    ten: list[AuditEvent], forced: Callable[..., None]
) -> None:
    forced("DELETE FROM access_auditevent WHERE number = 10")
    false = AuditEvent(number=10, at=timezone.now(), actor="dev", action="x", previous=ten[-2].hash)
    false.hash = audit.digest(false)
    false.save(force_insert=True)
    assert found() == ("event 10 is not the one its head says",)


def test_a_record_written_anew_is_told_by_what_was_noted(
    ten: list[AuditEvent], forced: Callable[..., None]
) -> None:
    noted = (7, ten[6].hash)
    forced("DELETE FROM access_auditevent")
    AuditHead.objects.all().delete()
    for number in range(8):
        audit.record("dev", "thing.done", f"thing {number}")
    assert found() == ()
    assert audit.verify(anchor=noted).problems == ("event 7 is not the one that was noted",)
    assert audit.verify(anchor=(10, ten[-1].hash)).problems == ("event 10, which was noted, is missing",)


def test_one_in_ten_thousand_is_found(forced: Callable[..., None]) -> None:
    events, previous = [], ""
    for number in range(1, 10_001):
        event = AuditEvent(number=number, at=timezone.now(), actor="a", action="x", previous=previous)
        previous = event.hash = audit.digest(event)
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    AuditHead.objects.update_or_create(pk=1, defaults={"number": 10_000, "hash": previous})
    assert found() == ()
    forced("UPDATE access_auditevent SET subject = 'z' WHERE number = 6283")
    assert found() == ("event 6283 is not as it was written",)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE access_auditevent SET actor = 'dev' WHERE number = 4",
        "DELETE FROM access_auditevent WHERE number = 4",
        "DELETE FROM access_auditevent",
    ],
)
def test_the_database_refuses_to_change_an_event(sql: str, ten: list[AuditEvent]) -> None:
    with pytest.raises(DatabaseError, match="audit events are never"), transaction.atomic():
        connection.cursor().execute(sql)
    assert found() == ()


def test_the_database_refuses_what_querysets_ask(ten: list[AuditEvent]) -> None:
    for asked in (
        lambda: AuditEvent.objects.filter(number=4).update(actor="dev"),
        lambda: AuditEvent.objects.filter(number=4).delete(),
        lambda: AuditEvent.objects.all().delete(),
        ten[3].save,
        ten[3].delete,
    ):
        with pytest.raises(DatabaseError, match="audit events are never"), transaction.atomic():
            asked()
    assert AuditEvent.objects.count() == 10


def _recorded_then_refused() -> None:
    audit.record("cara", "thing.done", "thing")
    raise PermissionDenied


def test_what_is_not_done_is_not_recorded() -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        _recorded_then_refused()
    assert audit.verify() == audit.Verified(0, "", ())


def test_an_event_says_where_it_was_asked_from() -> None:
    with audit.asked_from("192.0.2.7"):
        inside = audit.record("cara", "thing.done", "thing")
    outside = audit.record("cara", "thing.done", "thing")
    assert (inside.address, outside.address) == ("192.0.2.7", "command line")


@pytest.mark.parametrize("text", ["Zoë “O’Brien” \u2028 \u0000".replace("\u0000", ""), "=1+1", "a" * 5000])
def test_any_text_verifies_as_the_database_gives_it_back(text: str) -> None:
    audit.record("cara", "thing.done", text, before={"name": text}, after=[1, None, True, {"é": text}])
    assert found() == ()


def test_changes_are_told_name_by_name_and_what_changed_first() -> None:
    event = audit.record(
        "cara", "grant.ended", "x",
        before={"role": "analyst", "ends": None, "is_active": True},
        after={"role": "analyst", "ends": "2027-04-01", "is_active": False, "reason": "Left"},
    )  # fmt: skip
    assert [(c.name, c.before, c.after, c.changed) for c in changes(event)] == [
        ("Ends", "", "2027-04-01", True),
        ("Is active", "yes", "no", True),
        ("Reason", "", "Left", True),
        ("Role", "analyst", "analyst", False),
    ]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (None, []),
        ({}, []),
        ("three", [("Said", "three")]),
        ([1, 2], [("Said", "1; 2")]),
        ({"rows": {"read": 3}}, [("Rows", '{"read": 3}')]),
        ({"problems": []}, []),
        ({"count": 0}, [("Count", "0")]),
    ],
)
def test_whatever_an_event_says_can_be_shown(after: Any, told: list[tuple[str, str]]) -> None:
    event = audit.record("cara", "thing.done", "x", after=after)
    assert [(change.name, change.after) for change in changes(event)] == told


def test_codes_in_words() -> None:
    assert [in_words(code) for code in ("grant.given", "sign-in.failed", "is_active", "")] == [
        "Grant given",
        "Sign-in failed",
        "Is active",
        "",
    ]


# ---- searching


@pytest.fixture
def several() -> None:
    audit.record("cara", "grant.given", "account dev", unit="A-1")
    audit.record("dev", "people.read", "attendance of P1", unit="A-2", role="Supervisor")
    audit.record("Cara", "people.read", "attendance of P2", unit="B-1")


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (Asked(), [3, 2, 1]),
        (Asked(actor="car"), [3, 1]),
        (Asked(action="people.read"), [3, 2]),
        (Asked(action="people"), []),
        (Asked(subject="P1"), [2]),
        (Asked(unit="a-"), [2, 1]),
        (Asked(since=timezone.localdate()), [3, 2, 1]),
        (Asked(since=timezone.localdate() + timedelta(days=1)), []),
        (Asked(until=timezone.localdate()), [3, 2, 1]),
        (Asked(until=timezone.localdate() - timedelta(days=1)), []),
        (Asked(actor="cara", action="people.read"), [3]),
        (Asked(subject="%"), []),
    ],
)
def test_what_is_asked_for_is_found(asked: Asked, numbers: list[int], several: None) -> None:
    page = queries_audit.audit(CommandLine(), asked)
    assert [shown.event.number for shown in page.events] == numbers
    assert page.paging.total == len(numbers)


def test_a_long_record_is_read_a_page_at_a_time() -> None:
    for number in range(120):
        audit.record("cara", "thing.done", f"thing {number}")
    pages = [queries_audit.audit(CommandLine(), Asked(actor="cara"), str(n)) for n in (1, 2, 3)]
    listed = [shown.event.number for page in pages for shown in page.events]
    assert listed == list(range(120, 0, -1))
    assert pages[1].paging.next == {"href": "?actor=cara&page=3"}
    assert pages[2].paging.next == {}
    assert queries_audit.audit(CommandLine(), Asked(), "99").paging.number == 3
    assert queries_audit.audit(CommandLine(), Asked(), "x").paging.number == 1


class Nobody:
    username, person_id, held = "nobody", None, ()

    def holds(self, permission: object) -> bool:
        return False


@pytest.mark.parametrize(
    "asked",
    [
        lambda viewer: queries_audit.audit(viewer, Asked()),
        lambda viewer: list(queries_audit.audit_rows(viewer, Asked(), before=9)),
        lambda viewer: actions.export_audit(by=viewer, asked={}),
        lambda viewer: actions.verify_audit(by=viewer),
    ],
)
def test_only_who_may_read_the_record(asked: Callable[[Viewer], object], several: None) -> None:
    asked(CommandLine())
    count = AuditEvent.objects.count()
    with pytest.raises(PermissionDenied):
        asked(Nobody())
    assert AuditEvent.objects.count() == count


# ---- the page


def lines(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_has_all_that_is_asked_for_and_is_itself_recorded(
    signed_in: Callable[[str], Client], several: None
) -> None:
    auditor = signed_in("auditor")
    listed = lines(auditor, "/audit.csv?action=people.read")
    assert [row["subject"] for row in listed] == ["attendance of P2", "attendance of P1"]
    assert tuple(listed[0]) == queries_audit.COLUMNS
    last = AuditEvent.objects.first()
    assert last is not None
    assert (last.actor, last.action, json.loads(last.after)) == (
        "auditor",
        "audit.exported",
        {"action": "people.read"},
    )
    assert len(lines(auditor, "/audit.csv")) == last.number


def test_a_file_runs_nothing_in_a_spreadsheet(signed_in: Callable[[str], Client]) -> None:
    audit.record("=cmd|' /C calc'!A0", "sign-in.failed", "@SUM(1)")
    row = lines(signed_in("auditor"), "/audit.csv?action=sign-in.failed")[0]
    assert (row["actor"], row["subject"]) == ("'=cmd|' /C calc'!A0", "'@SUM(1)")


def test_checking_says_what_it_found(signed_in: Callable[[str], Client], forced: Callable[..., None]) -> None:
    auditor = signed_in("auditor")
    assert "It has not been checked yet" in auditor.get("/audit/").content.decode()
    answer = auditor.post("/audit/verify/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/audit/")
    page = auditor.get("/audit/").content.decode()
    assert "each is as it was written" in page
    assert audit.verify().problems == ()
    forced("UPDATE access_auditevent SET actor = 'somebody else' WHERE number = 2")
    auditor.post("/audit/verify/")
    assert "event 2 is not as it was written" in auditor.get("/audit/").content.decode()


def test_checking_needs_a_post(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("auditor").get("/audit/verify/").status_code == 405


def test_dates_that_make_no_sense_are_told_and_left_out(
    signed_in: Callable[[str], Client], several: None
) -> None:
    auditor = signed_in("auditor")
    for query, told in (
        ("since=yesterday", "From must be a date, like 2027-04-01"),
        ("until=9999-12-31", "To must be between 2000 and 2100"),
        ("since=2020-02-02&until=2020-02-01", "To must be the same day as or after From"),
    ):
        page = auditor.get(f"/audit/?{query}&actor=dev").content.decode()
        assert told in page
        assert "attendance of P1" in page


@pytest.mark.parametrize("username", ["administrator", "chief", "constable", "analyst", "commissioner"])
def test_nobody_else_opens_it(username: str, signed_in: Callable[[str], Client]) -> None:
    client = signed_in(username)
    for answer in (client.get("/audit/"), client.get("/audit.csv"), client.post("/audit/verify/")):
        assert answer.status_code == 403
        assert "may not read the record of who did and read what" in answer.content.decode()
    assert 'href="/audit/"' not in client.get("/units/").content.decode()


def test_what_events_say_is_escaped(signed_in: Callable[[str], Client]) -> None:
    audit.record("<b>x</b>", "thing.done", "<script>", after={"<i>": "<img>"})
    page = signed_in("auditor").get("/audit/").content.decode()
    for raw in ("<b>x", "<script>", "<i>", "<img>"):
        assert raw not in page.replace("<script src", "")
