"""Reminders and the weekly message: to whom, of what, once each, and to nobody who wants none."""

from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from peelian.apps.access.models import Account, AuditEvent
from peelian.apps.improvement import tasks
from peelian.apps.improvement.actions import change_due
from peelian.apps.improvement.actions_mail import deliver, remind, set_mailing
from peelian.apps.improvement.models import Mailing, Reminded
from peelian.apps.improvement.queries.mail import to_remind, week_of, weekly_due
from peelian.framework.errors import UserError
from tests.apps.improvement.made import DAY, TODAY, account, aged, brought_to, filed, unit_of

DUMMY = "django.core.mail.backends.dummy.EmailBackend"


def at(day: Any, clock: str = "09:00") -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{day.isoformat()}T{clock}"))


def kinds(now: datetime) -> dict[str, list[str]]:
    return {who.username: [kind for kind, _ in of] for who, of in to_remind(now).items()}


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A Monday morning, being now."""
    now = at(TODAY - TODAY.weekday() * DAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


def test_who_is_reminded_when(accounts: dict[str, Any]) -> None:
    action = filed(accounts["chief"])
    for days, expected in {
        8: [],
        7: ["soon"],
        1: ["soon"],
        0: ["soon"],
        -1: ["overdue"],
        -99: ["overdue"],
    }.items():
        aged(action, due=TODAY + days * DAY)
        assert kinds(at(TODAY)) == ({"inspector": expected} if expected else {}), days
    assert kinds(at(TODAY, "05:59")) == {}
    assert kinds(at(TODAY, "06:00")) == {"inspector": ["overdue"]}
    for state, owed in {"in_progress": 1, "awaiting_sign_off": 0, "closed": 0, "cancelled": 0}.items():
        aged(action, state=state)
        assert len(kinds(at(TODAY))) == owed, state


def test_each_reminder_is_sent_once(accounts: dict[str, Any], monday: datetime) -> None:
    chief, today = accounts["chief"], monday.date()
    soon = aged(filed(chief, title="A <soon> one"), due=today + 7 * DAY)
    late = aged(filed(chief, title="A late one"), due=today - DAY)
    assert tasks.reminders_are_due()
    assert tasks.send_reminders.func() == {"sent": 1, "nothing": 0}
    (message,) = mail.outbox
    assert message.to == ["inspector@constabulary.example"]
    assert message.subject == "Reminder: 1 action overdue, 1 action due within 7 days"
    assert "A <soon> one" in message.body
    assert f"/actions/{late.pk}/" in message.body
    html = message.alternatives[0][0]  # type: ignore[attr-defined]
    assert "A &lt;soon&gt; one" in html
    assert message.extra_headers["List-Unsubscribe"].endswith("/actions/mine/e-mail/>")
    assert not tasks.reminders_are_due()
    assert tasks.send_reminders.func() == {"sent": 0, "nothing": 0}
    change_due(by=chief, action=soon, due=today + 6 * DAY, reason="Sooner")
    assert kinds(monday) == {"inspector": ["soon"]}, "another day is another reminder"
    aged(late, owner=accounts["sergeant"])
    assert kinds(monday) == {"inspector": ["soon"], "sergeant": ["overdue"]}, "so is another owner"
    assert tasks.send_reminders.func() == {"sent": 2, "nothing": 0}
    assert kinds(at(today + 7 * DAY)) == {"inspector": ["overdue"]}, "it is overdue now"
    assert AuditEvent.objects.filter(action="actions.reminded", actor="background work").count() == 3


def test_who_is_never_sent_any(accounts: dict[str, Any], monday: datetime) -> None:
    today, inspector = monday.date(), accounts["inspector"]
    action = aged(filed(accounts["chief"]), due=today - DAY)
    pending = to_remind(monday)[inspector]
    for change in ({"is_active": False}, {"email": ""}):
        before = {name: getattr(inspector, name) for name in change}
        Account.objects.filter(pk=inspector.pk).update(**change)
        assert to_remind(monday) == {}
        assert inspector not in weekly_due(monday)
        assert not deliver(account=inspector)
        assert not remind(account=inspector, of=pending)
        Reminded.objects.all().delete()
        Mailing.objects.all().delete()
        Account.objects.filter(pk=inspector.pk).update(**before)
    set_mailing(by=inspector, wanted=False)
    set_mailing(by=inspector, wanted=False)
    assert to_remind(monday) == {}
    assert inspector not in weekly_due(monday)
    assert not remind(account=inspector, of=pending)
    assert not deliver(account=inspector)
    assert mail.outbox == []
    Reminded.objects.all().delete()
    set_mailing(by=inspector, wanted=True)
    brought_to(aged(action, state="open"), "closed", accounts["chief"])
    assert not remind(account=inspector, of=pending), "it was closed meanwhile"
    events = AuditEvent.objects.filter(action__startswith="action-mail").order_by("number")
    assert [event.action for event in events] == ["action-mail.off", "action-mail.on"]


def test_the_weekly_message(accounts: dict[str, Any], monday: datetime) -> None:
    chief, today = accounts["chief"], monday.date()
    aged(filed(chief, title="A late one"), due=today - DAY)
    aged(filed(chief, title="A soon one"), due=today + 14 * DAY)
    filed(chief, title="A later one", due=TODAY + 60 * DAY)
    brought_to(filed(chief, title="A finished one"), "awaiting_sign_off", chief)
    brought_to(filed(chief, title="A closed one", owner="sergeant"), "closed", chief)
    assert tasks.weekly_is_due()
    done = tasks.send_weekly.func()
    told = {message.to[0].partition("@")[0]: message for message in mail.outbox}
    assert set(told) == {"chief", "inspector"}
    assert done["sent"] == 2
    assert told["inspector"].subject == "Your week: 1 action overdue, 4 actions open"
    body = told["inspector"].body
    order = [body.index(words) for words in ("A late one", "A soon one", "A later one", "A finished one")]
    assert order == sorted(order)
    assert told["chief"].subject == "Your week: 1 to sign off"
    assert "A closed one" not in body
    assert not tasks.weekly_is_due(), "once a week"
    assert tasks.send_weekly.func() == {"sent": 0, "nothing": 0}


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-29T23:59", False), ("2026-03-30T05:59", False), ("2026-03-30T06:00", True),
        ("2026-03-31T05:59", True), ("2026-03-31T06:00", False), ("2026-04-03T12:00", False),
    ],
)  # fmt: skip
def test_it_is_sent_on_mondays(now: str, due: bool) -> None:
    assert (week_of(timezone.make_aware(datetime.fromisoformat(now))) is not None) == due


def test_who_may_sign_off_what_its_filer_cannot(accounts: dict[str, Any], monday: datetime) -> None:
    here = unit_of(accounts["sergeant"])
    action = brought_to(
        filed(accounts["chief"], unit=here, owner="constable"), "awaiting_sign_off", accounts["chief"]
    )
    elsewhere = "BRA" if not here.startswith("BRA") else "THU"
    account("minuter", "board-secretary")
    account("elsewhere", "board-secretary", elsewhere)
    assert {"chief", "constable"} <= {each.username for each in weekly_due(monday)}
    assert not deliver(account=Account.objects.get(username="minuter")), "it waits for its filer"
    aged(action, filed_by="somebody who left")
    Mailing.objects.all().delete()
    tasks.send_weekly.func()
    told = {message.to[0].partition("@")[0] for message in mail.outbox}
    assert {"chief", "sergeant", "minuter", "constable"} <= told
    assert "elsewhere" not in told


def test_one_failure_keeps_nobody_else_from_theirs(
    accounts: dict[str, Any], monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for owner in ("inspector", "sergeant"):
        aged(filed(accounts["chief"], owner=owner), due=monday.date())
    real = mail.EmailMultiAlternatives.send

    def send(message: Any, **more: Any) -> int:
        if "inspector" in message.to[0]:
            raise SMTPRecipientsRefused({message.to[0]: (550, b"no such box")})
        return real(message, **more)

    for job in (tasks.send_reminders, tasks.send_weekly):
        mail.outbox.clear()
        with monkeypatch.context() as patch:
            patch.setattr(mail.EmailMultiAlternatives, "send", send)
            with pytest.raises(
                UserError, match=r"1 of 2 .* could not be sent \(SMTPRecipientsRefused\)"
            ) as told:
                job.func()
        assert "inspector" not in str(told.value)
        assert [message.to for message in mail.outbox] == [["sergeant@constabulary.example"]]
        assert job.func() == {"sent": 1, "nothing": 0}
        assert mail.outbox[-1].to == ["inspector@constabulary.example"]


def test_nothing_is_due_where_e_mail_is_not_set_up(accounts: Any, settings: Any, monday: datetime) -> None:
    aged(filed(accounts["chief"]), due=monday.date())
    assert tasks.reminders_are_due()
    assert tasks.weekly_is_due()
    settings.EMAIL_BACKEND = DUMMY
    assert not tasks.reminders_are_due()
    assert not tasks.weekly_is_due()


def test_it_is_switched_off_and_on_by_oneself(signed_in: Any) -> None:
    client = signed_in("constable")
    assert "Stop these e-mails" in client.get("/actions/mine/").content.decode()
    text = client.post("/actions/mine/e-mail/", {"wanted": "no"}, follow=True).content.decode()
    assert "You are sent no e-mail about actions." in text
    assert "Send me these e-mails" in client.get("/actions/mine/e-mail/").content.decode()
    client.post("/actions/mine/e-mail/", {"wanted": "yes"})
    assert Mailing.objects.get().wanted
    Account.objects.filter(username="constable").update(email="")
    assert "no e-mail address" in client.get("/actions/mine/").content.decode()
