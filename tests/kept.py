"""What the tests of backups do to records, each in a process that has its workspace to itself."""

import json
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any


def fill() -> dict[str, Any]:
    """Records of every kind of column: a session, accounts, grants, events, work. What `read` finds."""
    from django.contrib.sessions.backends.db import SessionStore

    from peelian.apps.access.actions import create_account
    from peelian.apps.access.audit import record
    from peelian.apps.access.models import AuditEvent, FailedSignIn, Grant
    from peelian.apps.access.viewer import CommandLine

    SessionStore().save()
    for number in range(3):
        account = create_account(
            by=CommandLine(),
            username=f"zoe{number}",
            display_name="Zoë O’Neill 😀\n\t\\",
            person_id=f"p{number}",
        )
        Grant.objects.create(
            account=account, role="analyst", unit="force", starts="2024-02-29", granted_by="x", reason="'; --"
        )
    Grant.objects.filter(account=account).update(given_at=datetime(2020, 1, 1, 0, 0, 0, 7, tzinfo=UTC))
    FailedSignIn.objects.create(username="")
    for number in range(300):
        record("somebody", "tried", f"event {number}", before={"ä": [1.5, None, True]}, after=number)
    assert AuditEvent.objects.count() > 300
    _notes()
    _actions(account)
    _work()
    return read()


def _notes() -> None:
    """A note on a chart that was withdrawn, and what was decided of a suggestion."""
    from peelian.apps.performance.models import Annotation, DecidedSuggestion

    about = {"measure": "m", "unit": "Zoë’s team", "day": "2024-02-29", "reason": "'; -- 😀"}
    when = datetime(2024, 3, 1, 0, 0, 0, 7, tzinfo=UTC)
    Annotation.objects.create(kind="ghost", written_by="zoe0", withdrawn_at=when, **about)
    Annotation.objects.create(kind="event", written_by="zoe1", **about)
    numbers = {"n": 12, "new_mean": 0.1 + 0.2, "old_mean": None}
    DecidedSuggestion.objects.create(accepted=False, decided_by="zoe2", numbers=numbers, **about)


def _actions(owner: Any) -> None:
    """An action with an update, and a file of every byte as its evidence."""
    from peelian.apps.attachments.models import Attachment
    from peelian.apps.improvement.models import Action, Evidence, Reminded, Update

    day = "2024-02-29"
    action = Action.objects.create(
        title="Zoë’s \n 😀", unit="force", owner=owner, due=day, origin_kind="own", filed_by="zoe0"
    )
    Update.objects.create(action=action, words="'; --", by="zoe1", due=day, due_was="2024-02-28")
    for number in range(9):
        file = Attachment.objects.create(
            name=f"{number}.txt", kind="txt", size=256, sha256="", content=bytes(range(256)) * (number + 1)
        )
    Evidence.objects.create(action=action, title="All", attachment=file, evidence_date=day, added_by="zoe2")
    Reminded.objects.create(action=action, account=owner, kind="soon", due=day)


def _work() -> None:
    """A row of work in the background: a UUID, JSON and times."""
    from django_tasks_db.models import DBTaskResult

    given = {"args": [1, 2.5, None, "ü"], "kwargs": {"b": {"z": 1, "a": 2}}}
    DBTaskResult.objects.create(task_path="a.b", args_kwargs=given, backend_name="default")


def read() -> dict[str, Any]:
    """A digest of each table but those that tell of the backup itself, and the sessions there are."""
    from django.contrib.sessions.models import Session

    from peelian.apps.access.models import Account, AuditEvent, Grant
    from peelian.site import records

    told = {"access_auditevent", "access_audithead"}
    found: dict[str, Any] = {
        name: sha256(b"".join(records.lines(model))).hexdigest()
        for name, model in records.tables().items()
        if name not in told
    }
    events = AuditEvent.objects.exclude(action__startswith="backup.").order_by("number")
    found["events"] = sha256(repr(list(events.values_list())).encode()).hexdigest()
    found["given"] = [str(each) for each in Grant.objects.order_by("pk").values_list("given_at", flat=True)]
    found["names"] = list(Account.objects.order_by("pk").values_list("username", flat=True))
    return found | {"sessions": Session.objects.count()}


def go_on() -> dict[str, Any]:
    """What `read` finds, before writing as one goes on doing: new numbers, the chain of events, its guard."""
    from django.db import DatabaseError, transaction

    from peelian.apps.access.actions import create_account
    from peelian.apps.access.audit import record, verify
    from peelian.apps.access.models import Account, AuditEvent
    from peelian.apps.access.viewer import CommandLine

    found = read()
    highest = Account.objects.order_by("-pk")[0].pk
    assert create_account(by=CommandLine(), username="newcomer", display_name="New").pk == highest + 1
    record("somebody", "tried", "after")
    assert verify().problems == ()
    try:
        with transaction.atomic():
            AuditEvent.objects.filter(number=1).delete()
    except DatabaseError:
        return found
    raise AssertionError("the events are not guarded")


def write_until(stop: str) -> None:
    """Accounts with an event each, in one transaction, until a file is there."""
    from peelian.apps.access.actions import create_account
    from peelian.apps.access.viewer import CommandLine

    number = 0
    while not Path(stop).exists():
        create_account(by=CommandLine(), username=f"writer{number}", display_name="Writer")
        number += 1
        Path(f"{stop}.begun").touch()


def count() -> list[int]:
    """Accounts that were written until a file was there, and the events that tell of them."""
    from peelian.apps.access.models import Account, AuditEvent

    made = AuditEvent.objects.filter(action="account.made", subject__startswith="account writer")
    return [Account.objects.filter(username__startswith="writer").count(), made.count()]


def alter() -> None:
    """An event altered by somebody who may do anything to the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER access_auditevent_no_update")
        cursor.execute("UPDATE access_auditevent SET actor = 'nobody' WHERE number = 5")


if __name__ == "__main__":
    from peelian.cli.app import records_opened

    records_opened()
    what, *given = sys.argv[1:]
    print(json.dumps(globals()[what](*given)))
