"""The e-mail about new signals: what is told, once, to whom, and what happens when it cannot be sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus as Status

from peelian.apps.access.actions import change_account
from peelian.apps.access.models import Account, AuditEvent, Grant
from peelian.apps.access.viewer import CommandLine
from peelian.apps.performance import tasks
from peelian.apps.performance.actions_digest import deliver, subscribe, unsubscribe
from peelian.apps.performance.models import Subscription, Told
from peelian.apps.performance.queries import changes as queries
from peelian.apps.performance.queries.digest import digest_of, due
from peelian.apps.performance.queries.work import failures
from peelian.documents.kept import opened, organisation, stored_series
from peelian.framework.errors import UserError
from peelian.pipeline.changes import charts_of
from peelian.pipeline.values import Series
from peelian.site.periodic import Job, tick

Key = tuple[str, str]
DUMMY = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def chief(accounts: dict[str, Any]) -> Account:
    """The chief constable, whose account has an address."""
    account: Account = accounts["chief"]
    account.email = "chief@example.police.uk"
    account.save()
    return account


@pytest.fixture
def sergeant(accounts: dict[str, Any]) -> Account:
    account: Account = accounts["sergeant"]
    account.email = "sergeant@example.police.uk"
    account.save()
    return account


class World:
    """The figures as they stand: those of the demo, so many months ago, with some series changed."""

    def __init__(self) -> None:
        self.months_ago = 0
        self.changed: dict[Key, list[float]] = {}
        self.gone = False

    def series(self, *args: Any, **asked: Any) -> list[Series]:
        return [] if self.gone else [self.as_it_stands(one) for one in stored_series(*args, **asked)]

    def as_it_stands(self, one: Series) -> Series:
        if (one.measure.id, one.unit) in self.changed:
            ends = self.changed[one.measure.id, one.unit]
            value = one.value.copy()
            value[len(value) - len(ends) :] = ends
            one = replace(one, value=value)
        upto = slice(len(one.value) - self.months_ago)
        names = ("periods", "value", "numerator", "denominator", "n", "quality", "complete")
        arrays: dict[str, Any] = {name: getattr(one, name)[upto] for name in names}
        return replace(one, **arrays)

    def signals(self) -> dict[Key, str]:
        every = charts_of(self.series(opened(), units=organisation(opened()).unit_ids)).signals
        return {(s.series.measure.id, s.series.unit): s.type for s in every}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(queries, "stored_series", made.series)
    return made


def root() -> str:
    return organisation(opened()).root.id


def subscribed(account: Account, **given: Any) -> Subscription:
    wanted = {"unit": root(), "every": "daily", "kinds": "everything"} | given
    return subscribe(by=account, **wanted)


def told(subscription: Subscription) -> dict[Key, str]:
    """What a delivery tells, by measure and unit."""
    digest = deliver(subscription=subscription)
    return {(s.series.measure.id, s.series.unit): s.type for s in digest.fresh} if digest else {}


def knows(subscription: Subscription) -> dict[Key, str]:
    return {(t.measure, t.unit): t.type for t in Told.objects.filter(subscription=subscription)}


class TestToldOnce:
    def test_first_what_is_new_at_the_latest_figures_and_then_nothing(
        self, chief: Account, world: World
    ) -> None:
        new = {
            (s.series.measure.id, s.series.unit): s.type
            for s in charts_of(world.series(opened(), units=organisation(opened()).unit_ids)).signals
            if s.new
        }
        mine = subscribed(chief)
        assert told(mine) == new != {}
        assert len(mail.outbox) == 1
        assert told(mine) == {}
        assert len(mail.outbox) == 1
        assert knows(mine) == world.signals()

    def test_month_by_month_each_signal_is_told_when_it_comes(self, chief: Account, world: World) -> None:
        world.months_ago = 4
        mine = subscribed(chief)
        told(mine)
        for ago in (3, 2, 1, 0):
            before, world.months_ago = world.signals(), ago
            now = world.signals()
            come = {key: kind for key, kind in now.items() if before.get(key) != kind}
            assert come
            assert told(mine) == come
            assert told(mine) == {}

    def test_again_after_it_ended_and_came_back_between_two_messages(
        self, chief: Account, world: World
    ) -> None:
        key, high = self.steady(world)
        mine = subscribed(chief)
        world.changed[key] = [high, high, high, high]
        world.months_ago = 3
        assert told(mine)[key]
        world.months_ago = 0
        assert key not in told(mine)
        usual = float(np.median(self.values(key)))
        world.changed[key] = [high, usual, usual, high]
        world.months_ago = 3
        subscribed(chief)
        world.months_ago = 0
        assert key in told(mine)

    def test_again_after_it_was_seen_to_have_ended(self, chief: Account, world: World) -> None:
        key, high = self.steady(world)
        mine = subscribed(chief)
        for ends, expected in ([high], True), ([high], False), (None, False), ([high], True):
            world.changed = {key: ends} if ends else {}
            assert (key in told(mine)) == expected

    def test_again_when_it_turned_the_other_way(self, chief: Account, world: World) -> None:
        key, high = self.steady(world)
        mine = subscribed(chief)
        world.changed[key] = [high]
        first = told(mine)[key]
        world.changed[key] = [2 * float(np.median(self.values(key))) - high]
        assert told(mine)[key] != first

    def test_when_no_values_can_be_read_nothing_has_ended(self, chief: Account, world: World) -> None:
        mine = subscribed(chief)
        told(mine)
        known = knows(mine)
        world.gone = True
        assert told(mine) == {}
        assert knows(mine) == known
        world.gone = False
        assert told(mine) == {}

    def steady(self, world: World) -> tuple[Key, float]:
        """A series of the force without a signal, and a value far above its own."""
        signals = world.signals()
        one = next(
            s
            for s in world.series(opened(), units=[root()])
            if (s.measure.id, s.unit) not in signals
            and s.measure.kind == "median"
            and not np.isnan(s.value).any()
        )
        return (one.measure.id, one.unit), float(np.median(one.value) + 12 * np.std(one.value))

    def values(self, key: Key) -> Any:
        (one,) = stored_series(opened(), measures=[key[0]], units=[key[1]])
        return one.value


class TestWho:
    def test_a_closed_account_is_told_nothing(self, chief: Account, world: World) -> None:
        mine = subscribed(chief)
        change_account(by=CommandLine(), account=chief, is_active=False)
        assert due(timezone.now() + timedelta(days=9)) == []
        assert told(mine) == {}
        assert mail.outbox == []

    def test_a_lost_grant_is_told_nothing(self, accounts: dict[str, Any], world: World) -> None:
        analyst: Account = accounts["analyst"]
        analyst.email, analyst.person_id = "analyst@example.police.uk", None
        analyst.save()
        mine = subscribed(analyst)
        Grant.objects.filter(account=analyst).update(ends=timezone.localdate())
        assert told(mine) == {}
        assert mail.outbox == []
        assert not due()

    def test_an_account_without_an_address_cannot_ask(self, accounts: dict[str, Any]) -> None:
        accounts["inspector"].email = ""
        with pytest.raises(UserError, match="no e-mail address"):
            subscribed(accounts["inspector"])
        assert not Subscription.objects.exists()

    def test_an_address_that_was_taken_away(self, chief: Account, world: World) -> None:
        mine = subscribed(chief)
        Account.objects.filter(pk=chief.pk).update(email="")
        assert told(mine) == {}
        assert mail.outbox == []

    def test_a_unit_that_is_not_ones_own_is_refused(self, sergeant: Account) -> None:
        known = organisation(opened())
        mine = known.posting_of(sergeant.person_id or "")
        assert mine is not None
        line = {mine.unit, *(unit.id for unit in known.ancestors(mine.unit))}
        other = next(unit for unit in known.unit_ids if unit not in line)
        with pytest.raises(PermissionDenied):
            subscribed(sergeant, unit=other)
        with pytest.raises(Http404):
            subscribed(sergeant, unit="no-such-unit")

    def test_it_holds_what_its_reader_may_see_when_it_is_sent(
        self, sergeant: Account, chief: Account, world: World
    ) -> None:
        known = organisation(opened())
        mine = known.posting_of(sergeant.person_id or "")
        assert mine is not None
        line = {mine.unit, *(unit.id for unit in known.ancestors(mine.unit))}
        for months in (6, 3, 0):
            world.months_ago = months
            digest = digest_of(
                sergeant, Subscription(account=sergeant, unit=root(), every="daily", kinds="everything")
            )
            assert digest.signals
            assert {signal.series.unit for signal in digest.signals} <= line
            ends = {part.split('"')[0].split()[0] for part in (digest.text + digest.body).split("unit=")[1:]}
            assert ends <= line

    def test_it_names_nobody(self, chief: Account, world: World) -> None:
        digest = digest_of(chief, self.whole(chief))
        said = digest.subject + digest.text + digest.body
        assert len(digest.lines) > 10
        assert not [posting.name for posting in organisation(opened()).postings if posting.name in said]

    def whole(self, account: Account) -> Subscription:
        return Subscription(account=account, unit=root(), every="daily", kinds="everything")

    def test_only_concerns(self, chief: Account, world: World) -> None:
        mine = subscribed(chief, kinds="concerns")
        assert set(told(mine).values()) == {"special_cause_concern"}
        assert set(knows(mine).values()) == {"special_cause_concern"}


class TestMessage:
    def test_it_says_what_the_page_says(self, chief: Account, world: World, settings: Any) -> None:
        settings.SITE_ADDRESS = "https://peelian.example.police.uk"
        mine = subscribed(chief)
        digest = deliver(subscription=mine)
        assert digest is not None
        (sent,) = mail.outbox
        assert sent.to == ["chief@example.police.uk"]
        assert sent.subject.startswith(f"{len(digest.fresh)} new signals at ")
        assert sent.extra_headers["List-Unsubscribe"] == "<https://peelian.example.police.uk/changes/digest/>"
        assert isinstance(sent, mail.EmailMultiAlternatives)
        ((html, kind),) = sent.alternatives
        assert kind == "text/html"
        statement = queries.changed(chief, queries.Asked()).statement
        for text in (str(sent.body), str(html)):
            assert statement.counted in text
            assert statement.meaning in text
        for line in digest.lines:
            assert line.row.reading.sentence in sent.body
            assert line.address in sent.body
            assert line.address.startswith("https://peelian.example.police.uk/measures/")
        assert "&#x27;" not in sent.body
        event = AuditEvent.objects.first()
        assert event is not None
        assert (event.action, event.subject) == ("digest.sent", "account chief")

    def test_a_long_one_is_cut_and_says_so(
        self, chief: Account, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("peelian.apps.performance.queries.digest.MOST", 2)
        digest = deliver(subscription=subscribed(chief))
        assert digest is not None
        assert len(digest.lines) == 2
        assert f"And {digest.more} more, on the page." in mail.outbox[0].body
        assert told(Subscription.objects.get()) == {}


class TestSending:
    @pytest.mark.django_db(transaction=True)  # whoever works closes the connection they worked by
    def test_one_failure_keeps_nobody_else_from_theirs_and_is_tried_again(
        self, chief: Account, sergeant: Account, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = subscribed(chief), subscribed(sergeant)
        Subscription.objects.update(looked_at=timezone.now() - timedelta(days=2))
        real = mail.EmailMultiAlternatives.send

        def send(message: Any, **more: Any) -> int:
            if "chief" in message.to[0]:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such box")})
            return real(message, **more)

        before = knows(first)
        with monkeypatch.context() as patch:
            patch.setattr(mail.EmailMultiAlternatives, "send", send)
            (result,) = tick((Job(tasks.send_digests, when=tasks.digests_are_due),))
        assert result.status == Status.FAILED
        assert [message.to for message in mail.outbox] == [["sergeant@example.police.uk"]]
        (failure,) = failures(CommandLine())
        assert failure.what == "Sending e-mail about new signals"
        assert failure.why.startswith(
            "1 of 2 messages about new signals could not be sent (SMTPRecipientsRefused)"
        )
        assert "chief" not in failure.why
        assert knows(first) == before
        assert [each.pk for each in due()] == [first.pk]
        assert tasks.send_digests.func() == {"sent": 1, "nothing": 0}
        assert mail.outbox[-1].to == ["chief@example.police.uk"]
        assert second.pk not in [each.pk for each in due()]

    def test_a_day_without_news_sends_nothing(self, chief: Account, world: World) -> None:
        mine = subscribed(chief)
        told(mine)
        Subscription.objects.update(looked_at=timezone.now() - timedelta(days=2))
        assert tasks.digests_are_due()
        assert tasks.send_digests.func() == {"sent": 0, "nothing": 1}
        assert len(mail.outbox) == 1
        assert not tasks.digests_are_due()

    def test_nothing_is_due_where_e_mail_is_not_set_up(self, chief: Account, settings: Any) -> None:
        subscribed(chief)
        Subscription.objects.update(looked_at=timezone.now() - timedelta(days=2))
        assert tasks.digests_are_due()
        settings.EMAIL_BACKEND = DUMMY
        assert not tasks.digests_are_due()

    @pytest.mark.parametrize(
        ("every", "looked", "now", "expected"),
        [
            ("daily", "2026-03-30 09:00", "2026-03-31 05:59", False),
            ("daily", "2026-03-30 09:00", "2026-03-31 06:00", True),
            ("daily", "2026-03-31 06:00", "2026-03-31 23:00", False),
            ("daily", "2026-03-28 09:00", "2026-03-29 06:00", True),  # clocks go forward that night
            ("weekly", "2026-03-30 09:00", "2026-04-05 23:00", False),  # a Monday to the Sunday after
            ("weekly", "2026-03-30 09:00", "2026-04-06 05:59", False),
            ("weekly", "2026-03-30 09:00", "2026-04-06 06:00", True),
            ("weekly", "2026-03-29 09:00", "2026-04-01 12:00", True),  # Monday was missed
        ],
    )
    def test_when_it_is_due(self, chief: Account, every: str, looked: str, now: str, expected: bool) -> None:
        here = ZoneInfo("Europe/London")
        subscribed(chief, every=every)
        Subscription.objects.update(looked_at=datetime.fromisoformat(looked).replace(tzinfo=here))
        assert bool(due(datetime.fromisoformat(now).replace(tzinfo=here))) == expected

    def test_who_asked_for_no_more_meanwhile(self, chief: Account, world: World) -> None:
        mine = subscribed(chief)
        unsubscribe(by=chief)
        deliver(
            subscription=Subscription(
                pk=mine.pk, account=chief, unit=root(), every="daily", kinds="everything"
            )
        )
        assert not Told.objects.exists()


class TestAsking:
    def test_what_is_known_stays_known_when_another_rhythm_is_chosen(
        self, chief: Account, world: World
    ) -> None:
        mine = subscribed(chief)
        told(mine)
        again = subscribed(chief, every="weekly")
        assert again.pk == mine.pk
        assert told(again) == {}

    def test_it_is_in_the_record(self, chief: Account) -> None:
        subscribed(chief)
        subscribed(chief, every="weekly")
        unsubscribe(by=chief)
        unsubscribe(by=chief)
        events = list(AuditEvent.objects.filter(action__startswith="digest.").order_by("number"))
        assert [e.action for e in events] == ["digest.subscribed"] * 2 + ["digest.unsubscribed"]
        assert '"every":"daily"' in events[1].before
        assert '"every":"weekly"' in events[1].after
        assert not Subscription.objects.exists()

    @pytest.mark.parametrize("given", [{"every": "hourly"}, {"kinds": "good news"}])
    def test_what_is_not_on_the_list(self, chief: Account, given: dict[str, str]) -> None:
        with pytest.raises(UserError, match="from the list"):
            subscribed(chief, **given)

    def test_the_pages(self, signed_in: Callable[[str], Client], chief: Account, settings: Any) -> None:
        client = signed_in("chief")
        assert client.get("/changes/digest/preview").status_code == 302
        chosen = {"every": "daily", "unit": root(), "kinds": "everything"}
        assert client.post("/changes/digest/", chosen).status_code == 302
        page = client.get("/changes/digest/").content.decode()
        assert "chief@example.police.uk" in page
        assert "Saved." in page
        assert "E-mail is not set up" not in page
        shown = client.get("/changes/digest/preview").content.decode()
        digest = digest_of(chief, Subscription.objects.get())
        assert digest.subject in shown
        assert digest.body in shown
        assert mail.outbox == []
        deliver(subscription=Subscription.objects.get())
        assert "Nothing: there is no signal" in client.get("/changes/digest/preview").content.decode()
        settings.EMAIL_BACKEND = DUMMY
        assert "E-mail is not set up" in client.get("/changes/digest/").content.decode()
        client.post("/changes/digest/", {**chosen, "every": "off"})
        assert not Subscription.objects.exists()

    def test_mistakes_and_an_account_without_an_address(self, signed_in: Callable[[str], Client]) -> None:
        Account.objects.filter(username="inspector").update(email="")
        client = signed_in("inspector")
        assert "Ask whoever keeps accounts" in client.get("/changes/digest/").content.decode()
        wrong = client.post("/changes/digest/", {"every": "", "unit": "nowhere", "kinds": ""})
        assert [p["text"] for p in wrong.context["form"].problems] == [
            "Choose how often", "Choose a unit of the list", "Choose of what",
        ]  # fmt: skip
        refused = client.post("/changes/digest/", {"every": "daily", "unit": root(), "kinds": "concerns"})
        assert "Your account has no e-mail address" in refused.content.decode()

    def test_a_preview_of_a_unit_that_one_no_longer_sees(
        self, signed_in: Callable[[str], Client], sergeant: Account
    ) -> None:
        subscribed(sergeant)
        known = organisation(opened())
        other = known.children(root())[0]
        mine = known.posting_of(sergeant.person_id or "")
        assert mine is not None
        if other in known.ancestors(mine.unit):
            other = known.children(root())[1]
        Subscription.objects.update(unit=other.id)
        shown = signed_in("sergeant").get("/changes/digest/preview").content.decode()
        assert "does not see the unit" in shown
        assert other.name not in shown
