"""Among ten thousand events one that was altered, removed or inserted is found, by the command too."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from peelian.apps.access.audit import Verified, digest, record, verify
from peelian.apps.access.models import AuditEvent, AuditHead

EVENTS = 10_000
COLUMNS = "number, at, actor, role, action, subject, unit, address, before, after, previous, hash"
PLACES = [1, EVENTS // 2, EVENTS]

pytestmark = pytest.mark.django_db


def events(count: int) -> Iterator[AuditEvent]:
    """A chain as `record` writes it."""
    previous = ""
    for number in range(1, count + 1):
        event = AuditEvent(
            number=number, at=datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
            actor=f"account {number % 50}", role="Analyst", action="people.read", subject=f"P{number}",
            unit="north", address="192.0.2.1", before="", after="", previous=previous,
        )  # fmt: skip
        event.hash = previous = digest(event)
        yield event


@pytest.fixture(scope="module")
def chain(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ten thousand events, there for all tests of this module; each test's changes are undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        AuditEvent.objects.bulk_create(events(EVENTS), batch_size=500)
        AuditHead.objects.update_or_create(
            pk=1, defaults={"number": EVENTS, "hash": AuditEvent.objects.get(number=EVENTS).hash}
        )
        _allow_changes()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undone(chain: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _allow_changes() -> None:
    """What somebody who holds the database itself may do."""
    if connection.vendor == "postgresql":
        run("ALTER TABLE access_auditevent DISABLE TRIGGER USER")
    else:
        run("DROP TRIGGER access_auditevent_no_update")
        run("DROP TRIGGER access_auditevent_no_delete")


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_untouched_chain_holds() -> None:
    head = AuditHead.objects.get()
    assert verify() == Verified(EVENTS, head.hash, ())
    assert verify(anchor=(EVENTS, head.hash)).problems == ()
    assert record("cara", "page.read", "page").number == EVENTS + 1
    assert verify().problems == ()
    assert verify(anchor=(EVENTS, head.hash)).problems == ()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "change",
    [
        "actor = 'somebody else'",
        "subject = ''",
        "after = '{}'",
        "at = '2025-01-01 00:00+00:00'",
        "hash = ''",
    ],
)
def test_one_that_was_altered(place: int, change: str) -> None:
    run(f"UPDATE access_auditevent SET {change} WHERE number = %s", place)
    problems = verify().problems
    assert f"event {place} is not as it was written" in problems
    assert len(problems) <= 3


@pytest.mark.parametrize("place", PLACES)
def test_one_that_was_altered_and_hashed_anew(place: int) -> None:
    event = AuditEvent.objects.get(number=place)
    event.actor = "somebody else"
    run(
        "UPDATE access_auditevent SET actor = %s, hash = %s WHERE number = %s",
        event.actor, digest(event), place,
    )  # fmt: skip
    assert verify().problems
    # only who altered the last event and the head too is found by what was noted elsewhere alone
    if place == EVENTS:
        AuditHead.objects.update(hash=digest(event))
        assert verify().problems == ()
        noted = (EVENTS, list(events(EVENTS))[-1].hash)
        assert verify(anchor=noted).problems == (f"event {EVENTS} is not the one that was noted",)


@pytest.mark.parametrize("place", PLACES)
def test_one_that_was_removed(place: int) -> None:
    run("DELETE FROM access_auditevent WHERE number = %s", place)
    problems = verify().problems
    expected = (
        f"the last event is {EVENTS - 1}, not {EVENTS} as its head says"
        if place == EVENTS
        else f"event {place} is missing"
    )
    assert expected in problems


def test_the_last_removed_and_the_head_put_back() -> None:
    noted = (EVENTS, AuditHead.objects.get().hash)
    run("DELETE FROM access_auditevent WHERE number = %s", EVENTS)
    AuditHead.objects.update(number=EVENTS - 1, hash=AuditEvent.objects.get(number=EVENTS - 1).hash)
    assert verify().problems == ()
    assert verify(anchor=noted).problems == (f"event {EVENTS}, which was noted, is missing",)


@pytest.mark.parametrize("place", [1, EVENTS // 2, EVENTS + 1])
def test_one_that_was_inserted(place: int) -> None:
    """Later events are moved on by one, and what is inserted follows the one before it."""
    before = AuditEvent.objects.filter(number=place - 1).first()
    run("UPDATE access_auditevent SET number = -number - 1 WHERE number >= %s", place)
    run("UPDATE access_auditevent SET number = -number WHERE number < 0")
    forged = AuditEvent(
        number=place, at=datetime(2025, 1, 1, tzinfo=UTC), actor="nobody", action="people.read",
        previous=before.hash if before else "",
    )  # fmt: skip
    forged.hash = digest(forged)
    forged.save(force_insert=True)
    problems = " ".join(verify().problems)
    if place > EVENTS:
        assert problems == f"the events after {EVENTS} were put there by something else"
    else:
        assert f"event {place + 1} does not follow" in problems


def test_all_of_them_removed() -> None:
    run("DELETE FROM access_auditevent")
    assert verify().problems == (f"the last event is 0, not {EVENTS} as its head says",)


class TestCommand:
    """In this process, where the events are."""

    @pytest.fixture
    def verified(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
        from peelian import cli

        (tmp_path / "peelian.yaml").write_text("name: Test Police\n", encoding="utf-8")
        monkeypatch.setenv("PEELIAN_WORKSPACE", str(tmp_path))

        def command(*words: str) -> tuple[int, str]:
            said = StringIO()
            monkeypatch.setattr(sys, "argv", ["peelian", "audit", "verify", *words])
            with redirect_stdout(said), pytest.raises(SystemExit) as left:
                cli.main()
            return int(left.value.code or 0), said.getvalue()

        return command

    def test_it_prints_the_head_that_it_takes_back(self, verified: Callable[..., tuple[int, str]]) -> None:
        code, said = verified()
        head = f"{EVENTS}:{AuditHead.objects.get().hash}"
        assert code == 0
        assert f"10,000 events. The last is {head}" in said
        assert verified("--expect", head)[0] == 0
        code, said = verified("--expect", f"{EVENTS}:{'0' * 64}")
        assert code == 1
        assert f"event {EVENTS} is not the one that was noted" in said
        assert verified("--expect", "10000")[0] == 1

    def test_it_fails_on_one_event_and_lists_a_few_of_many(
        self, verified: Callable[..., tuple[int, str]]
    ) -> None:
        run("UPDATE access_auditevent SET actor = 'x' WHERE number = 5000")
        code, said = verified()
        assert (code, said.count("problem ")) == (1, 1)
        run("UPDATE access_auditevent SET actor = 'x' WHERE number > 100")
        code, said = verified()
        assert said.count("problem ") == 20
        assert "and 9,880 more" in said


def test_the_database_refuses_to_change_them(tmp_path: Path) -> None:
    """In a database of its own: triggers are off in this one's transaction."""
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from django.db import connection\n"
        "from peelian.apps.access.audit import record\n"
        "record('cara', 'page.read', 'page')\n"
        "for sql in ('UPDATE access_auditevent SET actor = 1', 'DELETE FROM access_auditevent'):\n"
        "    try: connection.cursor().execute(sql)\n"
        "    except Exception as error: print(error)\n"
    )
    (tmp_path / "peelian.yaml").write_text("name: Test Police\n", encoding="utf-8")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PEELIAN_", "DATABASE_"))}
    more = {"PEELIAN_WORKSPACE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "peelian.site.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=clean | more, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["audit events are never changed", "audit events are never deleted"]
