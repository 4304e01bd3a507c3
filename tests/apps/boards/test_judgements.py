"""Judging a question beside its signals: who may, what is asked, and that nothing said is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from peelian.apps.access.models import AuditEvent
from peelian.apps.boards.actions_judgements import (
    conclude,
    give_view,
    judge,
    reopen,
    signals_of,
    standing_conclusion,
)
from peelian.apps.boards.judging import Signals
from peelian.apps.boards.models import Board, BoardQuestion, Judgement, Seat, View
from peelian.apps.boards.queries.judgements import question_page, questions_page, waiting
from peelian.documents.kept import opened
from peelian.framework.errors import UserError
from tests.apps.boards.seated import OTHER, PERIOD, QUESTION, seated

SAID: dict[str, Any] = {
    "question": QUESTION, "period": PERIOD, "grade": "adequate", "confidence": "medium",
    "words": "Attendance held, though travel is slow in the north.",
}  # fmt: skip


@pytest.fixture
def board(accounts: dict[str, Any]) -> Board:
    return seated(accounts)


@pytest.fixture
def given(board: Board, accounts: dict[str, Any]) -> Judgement:
    return judge(by=accounts["inspector"], board=board, **SAID)


def contradicted(monkeypatch: pytest.MonkeyPatch, says: bool) -> None:
    monkeypatch.setattr(Signals, "contradict", lambda *_: says)


def test_a_judgement_keeps_what_the_signals_said(given: Judgement, accounts: dict[str, Any]) -> None:
    kept = given.signals["measures"]
    assert {"measure", "sentence", "variation", "latest", "period", "title", "assurance"} == set(kept[0])
    assert "attendance_immediate_in_standard" in {each["measure"] for each in kept}
    assert all("April 2026" not in each["sentence"] for each in kept)
    event = AuditEvent.objects.latest("number")
    assert (event.action, event.actor, event.role) == ("judgement.given", "inspector", "Member")
    assert event.subject == f"{QUESTION} for 2026-03-01 at force-board"


def test_signals_are_those_to_the_end_of_the_period(board: Board) -> None:
    def last(day: date) -> set[str]:
        return {r.latest_period for r in signals_of(board, QUESTION, day).readings}

    assert last(date(2025, 6, 1)) == {"June 2025"}
    assert "March 2026" in last(PERIOD)
    assert signals_of(board, QUESTION, date(2001, 1, 1)).readings == ()


@pytest.mark.parametrize("username", ["chief", "secretary", "sergeant"])
def test_only_its_owner_judges_a_question(board: Board, accounts: dict[str, Any], username: str) -> None:
    with pytest.raises(PermissionDenied, match="judges this question"):
        judge(by=accounts[username], board=board, **SAID)


@pytest.mark.parametrize("username", ["analyst", "constable", "commissioner", "administrator"])
def test_who_does_not_sit_on_the_board_does_nothing(
    given: Judgement, board: Board, accounts: dict[str, Any], username: str
) -> None:
    account = accounts[username]
    for do in (
        lambda: judge(by=account, board=board, **SAID),
        lambda: give_view(by=account, judgement=given, stance="agree"),
        lambda: conclude(by=account, judgement=given, grade="good", words="So it is"),
    ):
        with pytest.raises(PermissionDenied):
            do()
    assert not View.objects.exists()


def test_an_owner_whose_seat_is_over_judges_nothing(board: Board, accounts: dict[str, Any]) -> None:
    Seat.objects.filter(account=accounts["inspector"]).update(ends=date(2026, 1, 1))
    with pytest.raises(PermissionDenied, match="Only those who sit on this board"):
        judge(by=accounts["inspector"], board=board, **SAID)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"grade": "goood"}, "there is no grade 'goood' in this scale .*'good'"),
        ({"confidence": "total"}, "how sure you are"),
        ({"words": " \n "}, "a grade alone closes no question"),
        ({"period": date(2199, 1, 1)}, "is not over yet"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_its_reason(
    board: Board, accounts: dict[str, Any], changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        judge(by=accounts["inspector"], board=board, **SAID | changed)
    assert not Judgement.objects.exists()


def test_a_question_that_the_board_does_not_ask(board: Board, accounts: dict[str, Any]) -> None:
    with pytest.raises(Http404):
        judge(by=accounts["inspector"], board=board, **SAID | {"question": "preventing_crime"})
    BoardQuestion.objects.filter(question=QUESTION).update(question="asked_no_more")
    with pytest.raises(Http404):
        judge(by=accounts["inspector"], board=board, **SAID | {"question": "asked_no_more"})


def test_a_grade_that_the_signals_contradict_is_asked_why(
    board: Board, accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    contradicted(monkeypatch, True)
    with pytest.raises(UserError, match="the signals say otherwise than Adequate: "):
        judge(by=accounts["inspector"], board=board, **SAID)
    because = "Arrivals were not recorded, so the charts mislead."
    assert judge(by=accounts["inspector"], board=board, because=because, **SAID).because == because
    contradicted(monkeypatch, False)
    assert judge(by=accounts["inspector"], board=board, because="Not asked", **SAID).because == ""


@pytest.mark.parametrize(
    ("ahead", "grade", "contradicts"),
    [
        (-1, "good", True), (0, "good", False), (2, "good", False),
        (1, "inadequate", True), (0, "inadequate", False), (-3, "requires_improvement", False),
        (-5, "adequate", False), (5, "adequate", False),
    ],
)  # fmt: skip
def test_which_grades_the_signals_contradict(
    demo: Any, monkeypatch: pytest.MonkeyPatch, ahead: int, grade: str, contradicts: bool
) -> None:
    monkeypatch.setattr(Signals, "speaking_for", max(ahead, 0))
    monkeypatch.setattr(Signals, "speaking_against", max(-ahead, 0))
    assert Signals(()).contradict(opened().framework.scale.grade(grade)) == contradicts


def test_what_speaks_for_the_work_and_against_it(board: Board) -> None:
    signals = signals_of(board, QUESTION, PERIOD)
    labels = [each.variation.key for each in signals.readings]
    fails = [each.assurance is not None and each.assurance.key == "fails" for each in signals.readings]
    passes = [each.assurance is not None and each.assurance.key == "passes" for each in signals.readings]
    assert signals.speaking_against == sum(
        label == "concern" or (fail and label != "improvement")
        for label, fail in zip(labels, fails, strict=True)
    )
    assert signals.speaking_for == sum(
        label == "improvement" or (done and label != "concern")
        for label, done in zip(labels, passes, strict=True)
    )
    assert signals.judged > 0
    assert Signals(()).in_words == "nothing is measured"


def test_views_are_of_others_and_all_are_kept(
    given: Judgement, board: Board, accounts: dict[str, Any]
) -> None:
    with pytest.raises(PermissionDenied, match="your own judgement"):
        give_view(by=accounts["inspector"], judgement=given, stance="agree")
    with pytest.raises(UserError, match="say what you see otherwise"):
        give_view(by=accounts["sergeant"], judgement=given, stance="challenge", words=" ")
    with pytest.raises(UserError, match="whether you agree"):
        give_view(by=accounts["sergeant"], judgement=given, stance="shrug")
    with pytest.raises(UserError, match="no grade"):
        give_view(by=accounts["sergeant"], judgement=given, stance="agree", grade="none")
    give_view(
        by=accounts["sergeant"], judgement=given, stance="challenge", words="Nights are worse",
        grade="inadequate",
    )  # fmt: skip
    page = question_page(accounts["chief"], board.slug, PERIOD.isoformat(), QUESTION)
    assert page.row.given is not None
    assert page.row.given.challenged
    give_view(by=accounts["sergeant"], judgement=given, stance="agree", words="I have seen the rota")
    page = question_page(accounts["chief"], board.slug, PERIOD.isoformat(), QUESTION)
    assert page.row.given is not None
    assert not page.row.given.challenged
    assert [said.view.words for said in page.row.given.views] == ["Nights are worse", "I have seen the rota"]
    assert page.row.given.views[0].grade == "Inadequate"
    assert AuditEvent.objects.filter(action="judgement.challenged").count() == 1


def test_a_judgement_that_another_took_the_place_of_is_only_read(
    given: Judgement, board: Board, accounts: dict[str, Any]
) -> None:
    later = judge(by=accounts["inspector"], board=board, because="We know", **SAID | {"grade": "inadequate"})
    for do in (
        lambda: give_view(by=accounts["sergeant"], judgement=given, stance="agree"),
        lambda: conclude(by=accounts["chief"], judgement=given, grade="good", words="So it is"),
    ):
        with pytest.raises(UserError, match="another judgement has taken the place"):
            do()
    page = question_page(accounts["chief"], board.slug, PERIOD.isoformat(), QUESTION)
    assert [(g.judgement, g.stands) for g in page.history] == [(later, True), (given, False)]


def test_no_question_is_closed_by_numbers_alone(
    given: Judgement, board: Board, accounts: dict[str, Any]
) -> None:
    chief = accounts["chief"]
    with pytest.raises(UserError, match="nobody else has looked"):
        conclude(by=chief, judgement=given, grade="adequate", words="As judged")
    give_view(by=accounts["sergeant"], judgement=given, stance="challenge", words="Nights are worse")
    with pytest.raises(UserError, match="not closed by numbers alone"):
        conclude(by=chief, judgement=given, grade="adequate", words="")
    for username in ("secretary", "sergeant", "inspector"):
        with pytest.raises(PermissionDenied):
            conclude(by=accounts[username], judgement=given, grade="adequate", words="As judged")
    made = conclude(by=chief, judgement=given, grade="requires_improvement", words="The nights decide it.")
    page = question_page(chief, board.slug, PERIOD.isoformat(), QUESTION)
    assert page.row.state == "Concluded"
    assert page.row.grade == "Requires improvement"
    assert page.row.given is not None
    assert page.row.given.challenged  # disagreement is kept
    for do in (
        lambda: judge(by=accounts["inspector"], board=board, **SAID),
        lambda: give_view(by=accounts["sergeant"], judgement=given, stance="agree"),
        lambda: conclude(by=chief, judgement=given, grade="good", words="Again"),
    ):
        with pytest.raises(UserError, match="is concluded"):
            do()
    with pytest.raises(PermissionDenied):
        reopen(by=accounts["secretary"], conclusion=made, reason="New figures")
    with pytest.raises(UserError, match="say why it is opened again"):
        reopen(by=chief, conclusion=made, reason=" ")
    reopen(by=chief, conclusion=made, reason="New figures")
    with pytest.raises(UserError, match="open again already"):
        reopen(by=chief, conclusion=made, reason="New figures")
    assert standing_conclusion(board, QUESTION, PERIOD) is None
    page = question_page(chief, board.slug, PERIOD.isoformat(), QUESTION)
    assert [(c.grade, c.stands) for c in page.conclusions] == [("Requires improvement", False)]
    actions = list(AuditEvent.objects.order_by("-number").values_list("action", flat=True)[:2])
    assert actions == ["question.reopened", "question.concluded"]


def test_the_chair_does_not_conclude_upon_their_own_judgement(board: Board, accounts: dict[str, Any]) -> None:
    BoardQuestion.objects.filter(question=QUESTION).update(owner=accounts["chief"])
    mine = judge(by=accounts["chief"], board=board, **SAID)
    give_view(by=accounts["sergeant"], judgement=mine, stance="agree")
    with pytest.raises(PermissionDenied, match="your own judgement"):
        conclude(by=accounts["chief"], judgement=mine, grade="good", words="So it is")
    page = question_page(accounts["chief"], board.slug, PERIOD.isoformat(), QUESTION)
    assert not page.may_conclude
    assert page.why_not_concluded.startswith("You judged it")


def test_what_waits_for_whom(board: Board, accounts: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peelian.apps.boards.queries.judgements.last_complete", lambda *_: PERIOD)

    def waits(username: str) -> list[tuple[str, str]]:
        return [(each.question.id, each.what) for each in waiting(accounts[username])]

    assert waits("inspector") == [(QUESTION, "to judge")]
    assert waits("chief") == []
    given = judge(by=accounts["inspector"], board=board, **SAID)
    assert waits("inspector") == []
    give_view(by=accounts["sergeant"], judgement=given, stance="agree")
    assert waits("chief") == [(QUESTION, "to conclude")]
    conclude(by=accounts["chief"], judgement=given, grade="good", words="So it is")
    assert waits("chief") == []
    assert waits("sergeant") == [(OTHER, "to judge")]


def test_the_page_says_how_far_the_board_has_come(
    given: Judgement, board: Board, accounts: dict[str, Any]
) -> None:
    page = questions_page(accounts["secretary"], board.slug, PERIOD.isoformat())
    assert [(row.question.id, row.state) for row in page.rows] == [
        (QUESTION, "To look at"),
        (OTHER, "To judge"),
    ]
    assert page.count == {"To judge": 1, "To look at": 1, "To conclude": 0, "Concluded": 0}
    following = questions_page(accounts["secretary"], board.slug, "2026-04-01")
    assert following.rows[0].before == "Adequate"
    assert following.period.before == "2026-03-01"
    assert not questions_page(accounts["chief"], board.slug, "2040-04-01").period.is_over


def test_what_was_judged_is_read_when_the_board_asks_it_no_more(
    given: Judgement, board: Board, accounts: dict[str, Any]
) -> None:
    board.questions.filter(question=QUESTION).delete()
    page = question_page(accounts["inspector"], board.slug, PERIOD.isoformat(), QUESTION)
    assert [each.judgement for each in page.history] == [given]
    assert not page.may_judge
    with pytest.raises(Http404):
        question_page(accounts["inspector"], board.slug, PERIOD.isoformat(), "preventing_crime")


@pytest.mark.parametrize("written", ["2026-03-02", "2026-13-01", "yesterday", "1999-01-01"])
def test_an_address_of_no_period(board: Board, accounts: dict[str, Any], written: str) -> None:
    with pytest.raises(Http404):
        questions_page(accounts["chief"], board.slug, written)


def test_the_journey_on_pages(board: Board, signed_in: Callable[[str], Client]) -> None:
    at = f"/boards/{board.slug}/questions/2026-03-01/{QUESTION}/"
    inspector, sergeant, chief = (signed_in(name) for name in ("inspector", "sergeant", "chief"))
    assert inspector.get(f"{at}judge/").status_code == 200
    assert b"Choose a grade" in inspector.post(f"{at}judge/", {"words": "x"}).content
    said = {"grade": "adequate", "confidence": "low", "words": "<script>alert(1)</script> It held."}
    body = inspector.post(f"{at}judge/", said | {"because": "Known"}, follow=True).content.decode()
    assert "&lt;script&gt;" in body
    assert "Your judgement is recorded" in body
    assert sergeant.get(f"{at}judge/").status_code == 403
    stale = sergeant.post(f"{at}view/", {"judgement": "0", "stance": "agree"}).content.decode()
    assert "The judgement has changed since you opened this page" in stale
    number = Judgement.objects.get().pk
    view = {"judgement": number, "stance": "challenge", "words": "Nights are worse", "grade": "inadequate"}
    body = sergeant.post(f"{at}view/", view, follow=True).content.decode()
    assert "challenges: Inadequate" in body
    concluded = {"judgement": number, "grade": "adequate", "words": "The board holds to it."}
    assert (
        "The question is concluded" in chief.post(f"{at}conclude/", concluded, follow=True).content.decode()
    )
    assert chief.get(f"{at}conclude/").status_code == 403
    assert "open again" in chief.post(f"{at}reopen/", {"reason": "New"}, follow=True).content.decode()
    for path in (f"/boards/{board.slug}/questions/", f"/boards/{board.slug}/questions/2026-03-01/", at):
        assert chief.get(path).status_code == 200
        assert signed_in("constable").get(path).status_code == 403
