"""What is done to requests for analysis: by whom, in what order, what is kept, and what is refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.actions import change_email, give_grant
from peelian.apps.access.models import Account, AuditEvent, Grant
from peelian.apps.access.viewer import CommandLine
from peelian.apps.access.visible import visible_to
from peelian.apps.performance import actions_requests as actions
from peelian.apps.performance import freezing
from peelian.apps.performance.actions_demo_requests import create_demo_requests
from peelian.apps.performance.models_requests import AnalysisRequest, AnsweredReading, AnswerFile
from peelian.apps.performance.queries import request_list as listed
from peelian.apps.performance.queries import requests as queries
from peelian.apps.performance.requesting import alike, folded, may_read, requests_read, sought, with_words
from peelian.documents.kept import opened, organisation
from peelian.documents.readings import read
from peelian.framework.errors import UserError
from peelian.pipeline.organisation import ROOT
from tests.apps.performance.asked import MEASURE, TOMORROW, accepted, answered, asked, beside, root, unit_of

YESTERDAY = timezone.localdate() - timedelta(days=1)
WALKERS = (
    "constable", "sergeant", "inspector", "chief", "analyst", "commissioner", "auditor", "administrator"
)  # fmt: skip
Ask = Callable[[Account, int], Any]


@pytest.fixture
def people(accounts: dict[str, Any]) -> dict[str, Any]:
    return accounts


@pytest.fixture
def analyst(accounts: dict[str, Any]) -> Any:
    return accounts["analyst"]


@pytest.fixture
def sergeant(accounts: dict[str, Any]) -> Any:
    return accounts["sergeant"]


def state(number: int) -> str:
    return AnalysisRequest.objects.get(pk=number).state


def kinds(number: int) -> list[str]:
    return list(AnalysisRequest.objects.get(pk=number).steps.values_list("kind", flat=True))


class TestTheWayOfARequest:
    def test_asked_accepted_answered_reopened_answered_again_and_closed(
        self, sergeant: Any, analyst: Any
    ) -> None:
        number = answered(sergeant, analyst, readings=[(MEASURE, unit_of(sergeant))], measures=[MEASURE])
        first = AnalysisRequest.objects.get(pk=number).answered_at
        actions.reopen(by=sergeant, number=number, missing="And at night?")
        assert (state(number), AnalysisRequest.objects.get(pk=number).expected) == ("asked", None)
        actions.accept(by=analyst, number=number, analyst="analyst", expected=TOMORROW)
        actions.answer(
            by=analyst, number=number, words="Nor at night.", readings=[(MEASURE, unit_of(sergeant))]
        )
        actions.close(by=sergeant, number=number)
        assert kinds(number) == [
            "asked", "accepted", "answered", "reopened", "accepted", "answered", "closed"
        ]  # fmt: skip
        found = AnalysisRequest.objects.get(pk=number)
        assert (found.state, found.answer, found.answered_at) == ("closed", "Nor at night.", first)
        page = queries.request_page(sergeant, number)
        assert page.answer is not None
        assert page.answer.step.words == "Nor at night."
        assert [g.reading.number for s in page.steps for g in s.readings] == [1, 2]
        assert page.steps[2].step.words == "No: chance explains the difference."
        actions.reopen(by=sergeant, number=number, missing="One more thing")
        assert state(number) == "asked"
        told = AuditEvent.objects.filter(subject=f"request {number}").order_by("number")
        assert [event.action for event in told] == [
            f"request.{kind}" for kind in (*kinds(number)[:-1], "reopened")
        ]
        assert told[1].role == "Performance analyst"

    def test_declined_with_a_reason_or_answered_by_an_earlier_one(self, sergeant: Any, analyst: Any) -> None:
        number = asked(sergeant).pk
        actions.decline(by=analyst, number=number, reason=" It is not recorded. ")
        assert queries.request_page(sergeant, number).steps[-1].step.words == "It is not recorded."
        earlier, later = answered(sergeant, analyst), accepted(sergeant, analyst)
        actions.answer_with_earlier(by=analyst, number=later, earlier=earlier, words="The same place")
        page = queries.request_page(sergeant, later)
        assert page.earlier is not None
        assert (page.earlier.pk, page.asked.state, page.row.days) == (earlier, "answered_before", 0)
        actions.close(by=sergeant, number=later)
        assert kinds(later)[-2:] == ["answered_before", "closed"]

    def test_withdrawn_before_it_is_answered_and_not_after(self, sergeant: Any, analyst: Any) -> None:
        for number in (asked(sergeant).pk, accepted(sergeant, analyst)):
            actions.withdraw(by=sergeant, number=number, reason="I found it")
            assert state(number) == "withdrawn"
            with pytest.raises(UserError, match="this request is withdrawn now"):
                actions.accept(by=analyst, number=number, analyst="analyst", expected=TOMORROW)
        number = answered(sergeant, analyst)
        with pytest.raises(UserError, match="this request is answered now"):
            actions.withdraw(by=sergeant, number=number)
        actions.reopen(by=sergeant, number=number, missing="More")
        with pytest.raises(UserError, match="has had an answer already"):
            actions.withdraw(by=sergeant, number=number)

    def test_it_is_given_to_another_analyst_while_it_is_open(self, people: Any, analyst: Any) -> None:
        number, constable = accepted(people["sergeant"], analyst), people["constable"]
        with pytest.raises(UserError, match="choose somebody who answers requests"):
            actions.accept(by=analyst, number=number, analyst="constable", expected=TOMORROW)
        give_grant(by=CommandLine(), account=constable, role="analyst", unit="THU", reason="Cover")
        assert [a.username for a in queries.analysts_of(visible_to(analyst), "THU")] == [
            "constable", "analyst"
        ]  # fmt: skip
        unit = AnalysisRequest.objects.get(pk=number).unit
        known = organisation(opened())
        there = unit in {each for each in known.unit_ids if known.unit("THU") in known.ancestors(each)}
        assert ("constable" in {u for u, _ in queries.triage_page(analyst, number).analysts}) == there
        Grant.objects.filter(account=constable).update(unit=ROOT)
        actions.accept(by=analyst, number=number, analyst="constable", expected=TOMORROW)
        assert kinds(number) == ["asked", "accepted", "accepted"]
        assert AnalysisRequest.objects.get(pk=number).analyst == "constable"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"title": " "}, "give it a title"),
            ({"question": ""}, "say what you want to know"),
            ({"why": "\n"}, "say what decision it serves"),
            ({"needed_by": YESTERDAY}, "the day it is needed by has passed"),
            ({"measures": ["made_up"]}, "there is no measure 'made_up'"),
        ],
    )
    def test_a_question_that_asks_nothing(self, given: dict[str, Any], says: str, sergeant: Any) -> None:
        with pytest.raises(UserError, match=says):
            asked(sergeant, **given)
        assert not AnalysisRequest.objects.exists()

    def test_a_unit_that_is_not_theirs_to_see_or_is_none(self, people: Any) -> None:
        with pytest.raises(PermissionDenied):
            asked(people["sergeant"], unit=beside(unit_of(people["sergeant"])))
        with pytest.raises(Http404):
            asked(people["sergeant"], unit="nowhere")
        for name in ("administrator", "auditor"):
            with pytest.raises(PermissionDenied):
                asked(people[name], unit=root())

    def test_steps_in_the_wrong_order_and_without_words(self, sergeant: Any, analyst: Any) -> None:
        number = asked(sergeant).pk
        wrong: list[tuple[Callable[[], Any], str]] = [
            (
                lambda: actions.answer(by=analyst, number=number, words="So"),
                "only a request that was accepted",
            ),
            (lambda: actions.decline(by=analyst, number=number, reason=" "), "say why"),
            (lambda: actions.close(by=sergeant, number=number), "there is no answer to judge"),
            (lambda: actions.reopen(by=sergeant, number=number, missing="x"), "there is no answer to judge"),
            (
                lambda: actions.accept(by=analyst, number=number, analyst="analyst", expected=YESTERDAY),
                "the day it is expected has passed",
            ),
            (
                lambda: actions.answer_with_earlier(by=analyst, number=number, earlier=number),
                "there is no other request",
            ),
            (
                lambda: actions.answer_with_earlier(by=analyst, number=number, earlier=99999),
                "there is no other request 99999",
            ),
        ]
        for do, says in wrong:
            with pytest.raises(UserError, match=says):
                do()
        other = accepted(sergeant, analyst)
        with pytest.raises(UserError, match="has no answer to point to"):
            actions.answer_with_earlier(by=analyst, number=number, earlier=other)
        with pytest.raises(UserError, match="write the answer"):
            actions.answer(by=analyst, number=other, words=" ")
        with pytest.raises(UserError, match="6 charts at most"):
            actions.answer(by=analyst, number=other, words="So", readings=[(MEASURE, root())] * 7)
        done = answered(sergeant, analyst)
        with pytest.raises(UserError, match="say what is missing"):
            actions.reopen(by=sergeant, number=done, missing="")
        with pytest.raises(UserError, match="this request is answered now"):
            actions.decline(by=analyst, number=done, reason="Late")
        assert kinds(number) == ["asked"]

    DOES: tuple[Ask, ...] = (
        lambda by, n: actions.accept(by=by, number=n, analyst="analyst", expected=TOMORROW),
        lambda by, n: actions.decline(by=by, number=n, reason="No"),
        lambda by, n: actions.answer_with_earlier(by=by, number=n, earlier=1),
        lambda by, n: actions.answer(by=by, number=n, words="So"),
    )
    OWN: tuple[Ask, ...] = (
        lambda by, n: actions.close(by=by, number=n),
        lambda by, n: actions.reopen(by=by, number=n, missing="x"),
        lambda by, n: actions.withdraw(by=by, number=n),
    )

    def test_only_analysts_triage_and_answer_and_only_whoever_asked_judges(
        self, people: Any, analyst: Any
    ) -> None:
        number = accepted(people["sergeant"], analyst)
        for do in self.DOES:
            for name in ("sergeant", "constable", "inspector", "chief", "commissioner", "administrator"):
                with pytest.raises(PermissionDenied):
                    do(people[name], number)
            with pytest.raises(Http404):
                do(analyst, 99999)
        for do in self.OWN:
            for name in ("analyst", "inspector", "chief", "administrator"):
                with pytest.raises(PermissionDenied):
                    do(people[name], number)
            with pytest.raises(Http404):
                do(analyst, 99999)
        assert kinds(number) == ["asked", "accepted"]

    def test_an_analyst_of_another_unit_is_a_stranger_here(self, people: Any, analyst: Any) -> None:
        here = unit_of(people["sergeant"])
        number = accepted(people["sergeant"], analyst)
        Grant.objects.filter(account=analyst).update(unit=beside(here))
        stranger = Account.objects.get(username="analyst")
        for do in self.DOES:
            with pytest.raises(PermissionDenied):
                do(stranger, number)
        with pytest.raises(PermissionDenied):
            queries.request_page(stranger, number)


class TestWhatAnAnswerGives:
    def test_a_reading_is_frozen_and_later_data_do_not_change_it(self, sergeant: Any, analyst: Any) -> None:
        here = unit_of(sergeant)
        number = answered(sergeant, analyst, readings=[(MEASURE, here), (MEASURE, root()), (MEASURE, here)])
        one, two = AnsweredReading.objects.all()
        assert (one.number, one.unit, two.unit) == (1, here, root())
        assert one.frozen_on == timezone.localdate()
        assert one.sentence.startswith("The latest figure")
        assert one.lines[0]["period"] == one.latest_period
        assert set(one.charts) == {"wide", "medium", "narrow"}
        before = (one.sentence, one.charts, one.lines)
        real = freezing.readings

        def later(*args: Any, **more: Any) -> Any:
            return [read(replace(r.series, value=r.series.value * 3)) for r in real(*args, **more)]

        with patch.object(freezing, "readings", later):
            again = answered(sergeant, analyst, readings=[(MEASURE, here)])
        page = queries.request_page(sergeant, number)
        assert page.answer is not None
        kept = queries.given_chart(sergeant, number, 1)
        assert (kept.sentence, kept.charts, kept.lines) == before
        assert queries.given_chart(sergeant, again, 1).pk != kept.pk

    def test_nobody_is_given_what_they_may_not_see(self, people: Any, analyst: Any) -> None:
        sergeant, here = people["sergeant"], unit_of(people["sergeant"])
        there, number = beside(here), accepted(sergeant, analyst, unit=root())
        assert there not in {unit for unit, _ in queries.triage_page(analyst, number).units}
        with pytest.raises(UserError, match=r"whoever asked may not see .*, so nothing of it"):
            actions.answer(by=analyst, number=number, words="So", readings=[(MEASURE, there)])
        Grant.objects.filter(account=analyst).update(unit=here)
        local = Account.objects.get(username="analyst")
        with pytest.raises(PermissionDenied):
            actions.answer(by=local, number=number, words="So")
        mine = accepted(people["chief"], analyst, unit=here)
        with pytest.raises(UserError, match="you may not see one of these units"):
            actions.answer(by=local, number=mine, words="So", readings=[(MEASURE, there)])
        assert not AnsweredReading.objects.exists()

    def test_a_reader_who_does_not_see_a_unit_is_not_given_its_chart(self, people: Any, analyst: Any) -> None:
        chief, there = people["chief"], beside(unit_of(people["sergeant"]))
        number = answered(chief, analyst, unit=root(), readings=[(MEASURE, root()), (MEASURE, there)])
        page = queries.request_page(people["sergeant"], number)
        assert page.answer is not None
        assert ([g.reading.unit for g in page.answer.readings], page.answer.hidden) == ([root()], 1)
        with pytest.raises(PermissionDenied):
            queries.given_chart(people["sergeant"], number, 2)
        assert queries.given_chart(chief, number, 2).unit == there
        with pytest.raises(Http404):
            queries.given_chart(chief, number, 3)

    def test_what_there_is_not(self, sergeant: Any, analyst: Any) -> None:
        number, here = accepted(sergeant, analyst), unit_of(sergeant)
        for pair in (("nothing", here), (MEASURE, "nowhere")):
            with pytest.raises(Http404):
                actions.answer(by=analyst, number=number, words="So", readings=[pair])
        with pytest.raises(Http404):
            freezing.frozen([(MEASURE, "nowhere")])
        nothing = patch.object(freezing, "readings", lambda *_, **__: [])
        with nothing, pytest.raises(UserError, match="there are no values of"):
            actions.answer(by=analyst, number=number, words="So", readings=[(MEASURE, here)])
        assert state(number) == "accepted"

    def test_files_are_kept_for_readers_and_a_wrong_one_keeps_nothing(
        self, people: Any, analyst: Any
    ) -> None:
        sergeant = people["sergeant"]
        number = accepted(sergeant, analyst)
        good, bad = ContentFile(b"day,n\n1,2\n", "days.csv"), ContentFile(b"MZ\x90\x00", "run.exe")
        with pytest.raises(UserError, match="not a file that may be attached"):
            actions.answer(by=analyst, number=number, words="So", files=[good, bad])
        assert (state(number), AnswerFile.objects.count()) == ("accepted", 0)
        actions.answer(by=analyst, number=number, words="So", files=[ContentFile(b"day,n\n", "days.csv")])
        file = AnswerFile.objects.get().attachment
        assert queries.given_file(people["constable"], number, file.pk).name == "days.csv"
        with pytest.raises(Http404):
            queries.given_file(sergeant, number, 99999)
        other = answered(sergeant, analyst)
        with pytest.raises(Http404):
            queries.given_file(sergeant, other, file.pk)


class TestWhoReadsIt:
    def reads(self, people: Any, number: int) -> set[str]:
        found = AnalysisRequest.objects.get(pk=number)
        return {name for name in WALKERS if may_read(visible_to(people[name]), found)}

    def test_whoever_asked_and_analysts_then_everybody_who_sees_the_unit(
        self, people: Any, analyst: Any
    ) -> None:
        number = accepted(people["sergeant"], analyst)
        assert self.reads(people, number) == {"sergeant", "analyst"}
        actions.answer(by=analyst, number=number, words="So")
        everybody = {"constable", "sergeant", "inspector", "chief", "analyst", "commissioner"}
        assert self.reads(people, number) == everybody
        actions.reopen(by=people["sergeant"], number=number, missing="More")
        assert self.reads(people, number) == everybody
        for account in (people[name] for name in WALKERS):
            seen = requests_read(visible_to(account)).filter(pk=number).exists()
            assert seen == (account.username in everybody)

    def test_one_answered_before_stays_with_whoever_asked(self, people: Any, analyst: Any) -> None:
        earlier, later = answered(people["sergeant"], analyst), asked(people["sergeant"]).pk
        actions.answer_with_earlier(by=analyst, number=later, earlier=earlier)
        assert self.reads(people, later) == {"sergeant", "analyst"}
        local = answered(people["chief"], analyst, unit=beside(unit_of(people["sergeant"])))
        third = asked(people["sergeant"]).pk
        with pytest.raises(UserError, match="whoever asked may not see request"):
            actions.answer_with_earlier(by=analyst, number=third, earlier=local)

    def test_of_a_unit_that_is_no_more(self, people: Any, analyst: Any) -> None:
        sergeant = people["sergeant"]
        number = answered(sergeant, analyst, readings=[(MEASURE, unit_of(sergeant))])
        AnalysisRequest.objects.filter(pk=number).update(unit="gone")
        AnsweredReading.objects.update(unit="gone")
        assert self.reads(people, number) == {"sergeant", "analyst", "chief", "commissioner"}
        for name in ("sergeant", "chief"):
            page = queries.request_page(people[name], number)
            assert page.answer is not None
            (given,) = page.answer.readings
            assert (given.now, page.readers) == (False, "gone")
        actions.reopen(by=sergeant, number=number, missing="More")
        actions.accept(by=analyst, number=number, analyst="analyst", expected=TOMORROW)
        actions.answer(by=analyst, number=number, words="Again")


class TestWords:
    def test_words_that_say_nothing_are_left_out_and_a_last_s_too(self) -> None:
        assert sought("How many of the Incidents are there at weekends?") == ["incident", "weekend"]
        assert sought("Is it? the") == []
        assert sought("Loss of class, the bus") == ["loss", "class", "bus"]
        assert folded("Éclair’s TIME", "time") == " time éclairs"
        assert len(sought(" ".join(f"word{n}" for n in range(40)))) == 12

    def test_the_most_words_first_and_one_word_is_not_enough(self, sergeant: Any, analyst: Any) -> None:
        both = answered(sergeant, analyst, "Rural incidents at weekends", question="Any?", words="ÉTÉ 100%")
        two = answered(sergeant, analyst, "Incidents at weekends", question="Any?", words="No_thing")
        one = answered(sergeant, analyst, "Rural retention", question="Any?", words="None")
        waiting = asked(sergeant, "Rural incidents at weekends").pk
        visible = visible_to(sergeant)

        def found(text: str) -> list[int]:
            return [each.pk for each in alike(visible, text)]

        assert found("How many rural incidents are there at the weekend?") == [both, two]
        assert found("RURAL") == [one, both]
        assert found("été") == found("ÉTÉ") == [both]
        assert found("") == found("the of") == found("%") == []
        assert found("_") == []
        every = with_words(AnalysisRequest.objects.all(), "rural incidents")
        assert {each.pk: each.hits for each in every} == {both: 2, two: 1, waiting: 2} or {
            each.pk for each in every
        } == {both, waiting}

    def test_whoever_asks_is_shown_only_answers_they_may_read(self, people: Any, analyst: Any) -> None:
        there = beside(unit_of(people["sergeant"]))
        answered(people["chief"], analyst, "Rural incidents at weekends", unit=there)
        assert queries.asking_page(people["sergeant"], "rural incidents").alike == []
        assert len(queries.asking_page(people["chief"], "rural incidents").alike) == 1


@contextmanager
def posted(settings: Any, capture: Any) -> Iterator[None]:
    """E-mail is set up, and what is to happen after a commit happens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "peelian@force.example"
    with capture(execute=True):
        yield


class TestMail:
    def test_whoever_asked_is_told_what_was_decided(
        self, people: Any, analyst: Any, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        sergeant = people["sergeant"]
        change_email(by=people["administrator"], account=sergeant, email="sergeant@force.example")
        with posted(settings, django_capture_on_commit_callbacks):
            number = accepted(sergeant, analyst)
        assert len(mail.outbox) == 1
        with posted(settings, django_capture_on_commit_callbacks):
            actions.answer(by=analyst, number=number, words="Secret of the answer")
            actions.decline(by=analyst, number=asked(sergeant).pk, reason="No")
            actions.answer_with_earlier(by=analyst, number=asked(sergeant).pk, earlier=number)
        assert [message.subject for message in mail.outbox] == [
            f"Your question will be answered: request {number}",
            f"Your question is answered: request {number}",
            f"Your question will not be answered: request {number + 1}",
            f"Your question was answered before: request {number + 2}",
        ]
        assert mail.outbox[0].to == ["sergeant@force.example"]
        assert f"/requests/{number}/" in mail.outbox[0].body
        assert "is to answer it by" in mail.outbox[0].body
        assert "Secret" not in "".join(message.body for message in mail.outbox)

    @pytest.mark.parametrize("without", ["mail", "address", "account"])
    def test_nobody_is_told_without(
        self, without: str, people: Any, analyst: Any, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        sergeant = people["sergeant"]
        sergeant.email = "" if without == "address" else "sergeant@force.example"
        sergeant.is_active = without != "account"
        sergeant.save()
        with posted(settings, django_capture_on_commit_callbacks):
            if without == "mail":
                settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
            accepted(sergeant, analyst)
        assert mail.outbox == []

    def test_a_message_that_fails_loses_nothing(
        self, sergeant: Any, analyst: Any, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        sergeant.email = "sergeant@force.example"
        sergeant.save()
        failing = patch("django.core.mail.EmailMessage.send", side_effect=OSError("no server"))
        with failing, posted(settings, django_capture_on_commit_callbacks):
            number = answered(sergeant, analyst)
        assert state(number) == "answered"


def test_the_numbers_of_the_team(people: Any, analyst: Any) -> None:
    sergeant, now = people["sergeant"], timezone.now()
    asked(sergeant)
    late, soon = accepted(sergeant, analyst), accepted(sergeant, analyst)
    AnalysisRequest.objects.filter(pk=late).update(expected=YESTERDAY)
    old = answered(sergeant, analyst)
    AnalysisRequest.objects.filter(pk=old).update(answered_at=now - timedelta(days=500))
    answered(sergeant, analyst)
    numbers = listed.requests_page(analyst, listed.Asked()).numbers
    assert (numbers.open, numbers.waiting, numbers.late, numbers.times.whole.answered) == (3, 1, 1, 1)
    assert [r.asked.pk for r in listed.requests_page(analyst, listed.Asked(state="late")).rows] == [late]
    assert listed.requests_page(people["constable"], listed.Asked()).numbers.open == 0
    assert state(soon) == "accepted"


def test_the_demonstration_begins_with_four_in_different_states(people: Any, analyst: Any) -> None:
    for _ in range(2):
        create_demo_requests(by=analyst, sergeant=people["sergeant"], chief=people["chief"])
    found = AnalysisRequest.objects.order_by("pk")
    assert [each.state for each in found] == ["closed", "answered_before", "accepted", "asked"]
    rows = {row.asked.pk: row for row in listed.requests_page(analyst, listed.Asked()).rows}
    assert rows[found[0].pk].days == sum(
        (timezone.localdate() - timedelta(days=each)).weekday() < 5 for each in range(1, 14)
    )


def test_dates_are_of_the_place(analyst: Any, sergeant: Any) -> None:
    number = answered(sergeant, analyst)
    at = timezone.make_aware(timezone.datetime(2026, 6, 2, 0, 30))  # type: ignore[attr-defined]
    AnalysisRequest.objects.filter(pk=number).update(
        asked_at=at - timedelta(days=1), answered_at=at + timedelta(hours=23)
    )
    page = queries.request_page(sergeant, number)
    assert page.row.days == 1
    assert page.asked.answered_at is not None
    assert timezone.localdate(page.asked.answered_at) == date(2026, 6, 2)
