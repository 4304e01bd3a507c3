"""Days: around every boundary, what is late and next, calendars of it, and who is reminded of what."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from peelian.apps.access.models import AuditEvent
from peelian.apps.improvement.actions_mail import set_mailing
from peelian.apps.inspections import actions_findings as doing
from peelian.apps.inspections import tasks
from peelian.apps.inspections.actions_deadlines import end_feed, make_feed, remind
from peelian.apps.inspections.deadlines import (
    GROUPS,
    answer_due,
    concerns,
    day_as_written,
    group_of,
    said_given,
    said_of,
)
from peelian.apps.inspections.models import DeadlineFeed, Publication, ReminderSent, Response
from peelian.apps.inspections.queries.answering import answering
from peelian.apps.inspections.queries.mail import to_remind
from peelian.framework.errors import UserError
from tests.apps.improvement.made import unit_of
from tests.apps.inspections.registering import DAY, TODAY, aged, allocated, brought_to, finding, publication

DUMMY = "django.core.mail.backends.dummy.EmailBackend"


# ---- pure


@pytest.mark.parametrize(
    ("published", "last"),
    [
        ("2023-07-07", "2023-08-31"),
        ("2024-01-05", "2024-02-29"),  # a leap year
        ("2023-01-05", "2023-03-01"),  # not one
        ("2024-02-29", "2024-04-24"),
        ("2024-12-07", "2025-01-31"),  # over a year's end
        ("2024-12-06", "2025-01-30"),
        ("2024-10-31", "2024-12-25"),  # Christmas Day does not move it
        ("2024-02-04", "2024-03-30"),  # nor a Saturday, the day before the clocks go forward
        ("2024-02-05", "2024-03-31"),  # nor the Sunday on which they do, which is Easter
        ("2024-09-02", "2024-10-27"),  # nor the Sunday on which they go back
    ],
)
def test_the_answer_is_due_on_the_fifty_sixth_day(published: str, last: str) -> None:
    first, end = date.fromisoformat(published), date.fromisoformat(last)
    assert answer_due(first) == end
    days = [first + timedelta(days=n) for n in range(60)]
    assert days.index(end) + 1 == 56, "publication is the first of them"
    for at, said, group in (
        (55, "1 day left", "soon"),
        (56, "Due today", "soon"),
        (57, "1 day late", "late"),
    ):
        today = days[at - 1]
        assert said_of(end, today) == said
        assert group_of(end, today) == group
    assert said_given(end, days[55]) == "Given in time"
    assert said_given(end, days[54]) == "Given in time"
    assert said_given(end, days[56]) == "Given 1 day late"
    assert said_given(end, days[57]) == "Given 2 days late"


def test_every_day_is_in_one_group_and_the_groups_follow() -> None:
    today, order = date(2024, 2, 28), list(GROUPS)
    groups = [group_of(today + timedelta(days=n), today) for n in range(-2, 40)]
    assert groups == sorted(groups, key=order.index)
    for days, group in {-1: "late", 0: "soon", 7: "soon", 8: "month", 30: "month", 31: "later"}.items():
        assert group_of(today + timedelta(days=days), today) == group, days
    assert said_of(today + timedelta(days=1200), today) == "1,200 days left"
    assert said_of(today - timedelta(days=1), today) == "1 day late"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by January 2024", "2024-01-31"), ("by February 2024", "2024-02-29"), ("January 2024", "2024-01-31"),
        ("By February 2023", "2023-02-28"), ("by 4 January 2024", "2024-01-04"),
        ("by the end of April 2024", "2024-04-30"),
        ("31 March 2024", "2024-03-31"), ("By January 4", None), ("as soon as possible", None), ("", None),
        ("within 3 months of publication", "2023-10-07"),
    ],
)  # fmt: skip
def test_a_month_is_its_last_day(words: str, day: str | None) -> None:
    found = day_as_written(words, date(2023, 7, 7))
    assert found == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("force", "ours", "is_ours"),
    [
        ("", "Ashdale Police", True), ("Ashdale", "Ashdale Police", True),
        ("Ashdale Constabulary", "Ashdale Police", True), ("Elmshire", "Ashdale Police", False),
        ("Avon and Somerset", "Avon & Somerset Constabulary", True),
        ("Devon and Cornwall", "Devon Police", False), ("West Mercia", "West Yorkshire Police", False),
    ],
)  # fmt: skip
def test_whose_area_a_publication_is_of(force: str, ours: str, is_ours: bool) -> None:
    assert concerns(force, ours) == is_ours


# ---- the page


def shown(client: Client, query: str = "") -> str:
    response = client.get(f"/inspections/deadlines/{query}")
    assert response.status_code == 200
    return response.content.decode()


def published(report: Publication, day: date, **more: Any) -> Response:
    at = timezone.make_aware(datetime(day.year, day.month, day.day, 23, 30))  # noqa: DTZ001
    given = {"state": "published", "published_at": at, "begun_by": "liaison", **more}
    return Response.objects.create(publication=report, **given)


def test_what_is_late_and_what_is_next(accounts: dict[str, Any], signed_in: Any) -> None:
    liaison, client = accounts["liaison"], signed_in("inspector")
    assert "Nothing is late today." in shown(client)
    assert "Nothing has a date that is not done" in shown(client)
    report = publication(liaison, published=TODAY - 56 * DAY, comments_due=TODAY - 20 * DAY)
    today = publication(liaison, title="Answered today", published=TODAY - 55 * DAY)
    other = publication(liaison, title="Of another force", force="Elmshire", published=TODAY - 90 * DAY)
    mine = aged(allocated(accounts, report), TODAY + 3 * DAY)
    soon = aged(finding(liaison, report, number="2", due_as_written="by then"), TODAY + 20 * DAY)
    aged(brought_to(accounts, "done", report, number="3"), TODAY - DAY)
    aged(brought_to(accounts, "apart", report, number="4"), TODAY - DAY)
    waits = aged(brought_to(accounts, "signing", report, number="5"), TODAY + 31 * DAY)
    undated = finding(liaison, report, number="6", due=None)
    here = unit_of(accounts["sergeant"])
    given = {"title": "Change the form", "unit": here, "owner": "sergeant", "due": TODAY + DAY}
    action = doing.file_finding_action(by=liaison, finding=mine, **given)
    page = shown(client)
    for words in ("Nothing of yours is late. Of others, 2 are.", "1 day late", "20 days late", "Due today",
                  "3 days left", "20 days left", "31 days left", "Change the form", "by then",
                  "1 day left", "Nobody yet"):  # fmt: skip
        assert words in page, words
    for one in (mine, soon, waits):
        assert f"/inspections/findings/{one.pk}/" in page
    assert f"/inspections/findings/{undated.pk}/" not in page
    assert f"/inspections/publications/{other.pk}/" not in page
    places = [page.index(title) for title in (">Late</h2>", ">Today and the next 7 days</h2>",
                                              ">The next 30 days</h2>", ">Later</h2>")]  # fmt: skip
    assert places == sorted(places)
    assert page.index("20 days late") < page.index("1 day late") < page.index("Due today")
    assert "2 of yours are late" in shown(signed_in("liaison"))
    only = shown(client, "?whose=mine&kind=finding&when=soon")
    assert "1 date" in only
    assert f"/inspections/findings/{mine.pk}/" in only
    assert "No date is like that" in shown(client, "?whose=mine&kind=answer")
    assert "7 dates" in shown(client, "?kind=nonsense&when=never&page=99")
    published(today, TODAY)
    response = published(report, TODAY, chief_comments="They were given")
    page = shown(client)
    assert "Nothing is late today." in page
    assert "Next, " in page
    assert "Given 1 day late" in client.get(f"/inspections/publications/{report.pk}/").content.decode()
    assert "Given in time" in client.get(f"/inspections/publications/{today.pk}/").content.decode()
    assert answering(response.publication).given == TODAY, "the day here, whatever the hour"
    assert answering(other).words == ""
    aged(mine, TODAY - DAY)
    assert "1 of yours is late." in shown(client)
    assert "Of others, 1 is." in shown(signed_in("chief"))
    doing.move(by=liaison, finding=mine, move="set_apart", words="Not ours")
    assert "Nothing is late today." in shown(client)
    assert action.title in shown(client), "what was filed is still owed"
    assert signed_in("outsider").get("/inspections/deadlines/").status_code == 403


def test_comments_are_waited_for_until_they_are_there(accounts: dict[str, Any], signed_in: Any) -> None:
    report = publication(accounts["liaison"], published=TODAY - 10 * DAY, comments_due=TODAY - DAY)
    assert "Chief officer’s comments" in shown(signed_in("chief"), "?whose=mine&when=late")
    response = Response.objects.create(publication=report, begun_by="liaison")
    assert "1 day late" in signed_in("chief").get(f"/inspections/publications/{report.pk}/").content.decode()
    response.chief_comments = "We agree"
    response.save()
    assert "No date is like that" in shown(signed_in("chief"), "?kind=comments")
    assert (
        "They are there" in signed_in("chief").get(f"/inspections/publications/{report.pk}/").content.decode()
    )


# ---- the calendar


def events(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    return {str(event["uid"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_a_calendar_is_its_accounts_and_whole_days(accounts: dict[str, Any], signed_in: Any) -> None:
    liaison, client = accounts["liaison"], signed_in("inspector")
    report = publication(liaison, published=date(2026, 10, 5))
    mine = aged(allocated(accounts, report, due_as_written="by March 2027"), date(2027, 3, 28))
    other = aged(finding(liaison, report, number="2"), date(2027, 4, 1))
    page = client.post("/inspections/deadlines/calendar/").content.decode()
    secret = page.partition("/inspections/deadlines/calendar/")[2].partition(".ics")[0]
    assert len(secret) == 43
    assert secret not in client.get("/inspections/deadlines/calendar/").content.decode()
    assert secret not in DeadlineFeed.objects.get().digest
    address = f"/inspections/deadlines/calendar/{secret}.ics"
    found = events(Client().get(address))
    assert [uid.partition("@")[0] for uid in found] == [f"finding-{mine.pk}"]
    event = found.popitem()[1]
    assert event.decoded("dtstart") == date(2027, 3, 28), "the day the clocks go forward"
    assert event.decoded("dtend") == date(2027, 3, 29)
    assert event.decoded("dtstamp").tzinfo is UTC or event.decoded("dtstamp").utcoffset() == timedelta(0)
    assert "by March 2027" in str(event["description"])
    own = events(signed_in("liaison").get("/inspections/deadlines.ics"))
    assert {uid.partition("@")[0] for uid in own} == {
        f"finding-{mine.pk}", f"finding-{other.pk}", f"answer-{report.pk}",
    }  # fmt: skip
    answer = next(each for uid, each in own.items() if uid.startswith("answer"))
    assert answer.decoded("dtstart") == date(2026, 11, 29), "a Sunday"
    assert answer["summary"] == f"Answer to a publication: {report.title}"
    again = make_feed(by=accounts["inspector"])
    assert Client().get(address).status_code == 404
    aged(mine, None)
    assert events(Client().get(f"/inspections/deadlines/calendar/{again}.ics")) == {}
    accounts["inspector"].is_active = False
    accounts["inspector"].save()
    assert Client().get(f"/inspections/deadlines/calendar/{again}.ics").status_code == 404
    accounts["inspector"].is_active = True
    accounts["inspector"].save()
    assert client.post("/inspections/deadlines/calendar/off/").status_code == 302
    assert client.post("/inspections/deadlines/calendar/off/").status_code == 409
    with pytest.raises(UserError, match="off already"):
        end_feed(by=accounts["inspector"])
    outsider = DeadlineFeed.objects.create(account=accounts["outsider"], digest="x")
    assert signed_in("outsider").get("/inspections/deadlines/calendar/").status_code == 403
    assert signed_in("outsider").get("/inspections/deadlines.ics").status_code == 403
    outsider.delete()
    done = AuditEvent.objects.filter(action__startswith="deadlines-c").order_by("number")
    assert [each.action for each in done] == [
        "deadlines-calendar.made", "deadlines-calendar.renewed", "deadlines-calendar.ended",
    ]  # fmt: skip


# ---- reminders


def at(day: date, clock: str = "09:00") -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{day.isoformat()}T{clock}"))


def kinds(now: datetime) -> dict[str, list[str]]:
    return {who.username: [each.key.partition(":")[0] for each in of] for who, of in to_remind(now).items()}


@pytest.fixture
def reachable(accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The accounts, the liaison officer with an address, at nine in the morning of today."""
    accounts["liaison"].email = "liaison@force.example"
    accounts["liaison"].save()
    now = at(TODAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return accounts


def test_who_is_reminded_of_what_and_when(reachable: dict[str, Any]) -> None:
    liaison = reachable["liaison"]
    report = publication(liaison, published=None)
    mine = allocated(reachable, report)
    for days, expected in {8: {}, 7: ["finding"], 0: ["finding"], -1: ["finding"]}.items():
        aged(mine, TODAY + days * DAY)
        assert kinds(at(TODAY)) == ({"inspector": expected} if expected else {}), days
    assert kinds(at(TODAY, "05:59")) == {}
    aged(mine, TODAY + 90 * DAY)
    finding(liaison, report, number="2", due=TODAY)
    for left, expected in {15: [], 14: ["answer"], 0: ["answer"], -1: ["answer"]}.items():
        Publication.objects.filter(pk=report.pk).update(published=TODAY + left * DAY - 55 * DAY)
        assert kinds(at(TODAY)) == ({"liaison": expected} if expected else {}), left
    Publication.objects.filter(pk=report.pk).update(comments_due=TODAY + DAY)
    assert kinds(at(TODAY)) == {"liaison": ["answer", "comments"]}
    set_mailing(by=liaison, wanted=False)
    assert kinds(at(TODAY)) == {}


def test_a_reminder_is_sent_once_and_not_of_what_is_done(reachable: dict[str, Any], settings: Any) -> None:
    liaison, inspector = reachable["liaison"], reachable["inspector"]
    report = publication(liaison, title="A <report>", published=TODAY - 60 * DAY)
    mine = aged(allocated(reachable, report, number="<1>"), TODAY + 2 * DAY)
    assert tasks.inspection_reminders_are_due()
    assert tasks.send_inspection_reminders.func() == {"sent": 2, "nothing": 0}
    to = {message.to[0]: message for message in mail.outbox}
    message = to["inspector@constabulary.example"]
    assert message.subject == "Inspections: 1 due soon"
    assert f"/inspections/findings/{mine.pk}/" in message.body
    assert "2 days left" in message.body
    html = message.alternatives[0][0]  # type: ignore[attr-defined]
    assert "&lt;1&gt;" in html
    assert "<1>" not in html
    assert to["liaison@force.example"].subject == "Inspections: 1 late"
    assert "Answer to a publication: A <report>" in to["liaison@force.example"].body
    assert not tasks.inspection_reminders_are_due()
    doing.change_due(by=liaison, finding=mine, due=TODAY + 3 * DAY, reason="Agreed")
    waiting = to_remind(at(TODAY))
    assert list(waiting) == [inspector], "another day is another reminder"
    doing.move(by=liaison, finding=mine, move="set_apart", words="Not ours")
    assert not remind(account=inspector, of=waiting[inspector]), "it is not due any more"
    assert len(mail.outbox) == 2
    assert ReminderSent.objects.count() == 3
    told = AuditEvent.objects.filter(action="inspections.reminded", actor="background work")
    assert told.count() == 2
    aged(mine, TODAY + DAY, status="in_progress")
    inspector.is_active = False
    inspector.save()
    assert kinds(at(TODAY)) == {}
    inspector.is_active = True
    inspector.save()
    assert tasks.inspection_reminders_are_due()
    settings.EMAIL_BACKEND = DUMMY
    assert not tasks.inspection_reminders_are_due()
