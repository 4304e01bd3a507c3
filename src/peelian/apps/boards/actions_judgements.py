"""Judging a question, looking at what somebody else judged, and concluding it."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.actions import someone_else
from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.boards.judging import Signals, readings_at
from peelian.apps.boards.models import Board, BoardQuestion, Conclusion, Judgement, View
from peelian.apps.boards.models_judgements import CONFIDENCES, STANCES
from peelian.apps.boards.periods import must_be_over
from peelian.apps.boards.sitting import must_chair, must_sit
from peelian.documents.kept import opened
from peelian.framework.errors import UserError


@transaction.atomic
def judge(
    *,
    by: Viewer,
    board: Board,
    question: str,
    period: date,
    grade: str,
    confidence: str,
    words: str,
    because: str = "",
) -> Judgement:
    """Give a question of a board a grade for a period, with how sure one is and why.

    PermissionDenied for whoever is not its owner there, Http404 for a question that the board does not ask;
    UserError for a period that is not over or is concluded, a grade or confidence there is not, no words, and
    a grade that the signals contradict without saying why.
    """
    must_sit(by, board)
    _must_own(by, board, question)
    must_be_over(period, board.every)
    _must_be_open(board, question, period)
    chosen = opened().framework.scale.grade(grade)
    if confidence not in CONFIDENCES:
        raise UserError("choose how sure you are from the list")
    words = _said(words, "say what you judge: a grade alone closes no question")
    signals = signals_of(board, question, period)
    if not signals.contradict(chosen):
        because = ""
    elif not because.strip():
        raise UserError(
            f"the signals say otherwise than {chosen.title}: {signals.in_words}. "
            "Say why you give it all the same"
        )
    given = Judgement.objects.create(
        board=board, question=question, period=period, grade=grade, confidence=confidence, words=words,
        because=because.strip(), signals=signals.kept, given_by=by.username,
    )  # fmt: skip
    after = {"grade": grade, "confidence": confidence, "words": words, "because": given.because}
    _record(by, "judgement.given", board, question, period, after=after)
    return given


@transaction.atomic
def give_view(*, by: Viewer, judgement: Judgement, stance: str, words: str = "", grade: str = "") -> View:
    """Agree with what somebody else judged, or challenge it. Every view is kept, also one's earlier ones.

    PermissionDenied for whoever does not sit on the board and for one's own judgement; UserError for a
    judgement that another took the place of, a period that is concluded, and a challenge without words.
    """
    board = judgement.board
    must_sit(by, board)
    someone_else(by, judgement.given_by, "agree with or challenge your own judgement")
    _must_be_open(board, judgement.question, judgement.period)
    _must_stand(judgement)
    if stance not in STANCES:
        raise UserError("choose whether you agree or challenge")
    if stance == "challenge":
        words = _said(words, "say what you see otherwise: the board reads it")
    if grade:
        opened().framework.scale.grade(grade)
    view = View.objects.create(
        judgement=judgement, stance=stance, grade=grade, words=words.strip(), given_by=by.username
    )
    after = {"stance": stance, "grade": grade, "words": view.words, "judged_by": judgement.given_by}
    _record(by, f"judgement.{stance}d", board, judgement.question, judgement.period, after=after)
    return view


@transaction.atomic
def conclude(*, by: Viewer, judgement: Judgement, grade: str, words: str) -> Conclusion:
    """Close a question for a period upon what was judged and what others said of it.

    PermissionDenied for whoever is not in the chair and for whoever judged it; UserError when nobody else
    has looked at it, when it is concluded already, for a judgement that another took the place of, a grade
    there is not, and without words.
    """
    board = judgement.board
    must_chair(by, board)
    someone_else(by, judgement.given_by, "conclude upon your own judgement")
    _must_be_open(board, judgement.question, judgement.period)
    _must_stand(judgement)
    if not judgement.views.exists():
        raise UserError("nobody else has looked at this judgement yet: agree with it or challenge it first")
    opened().framework.scale.grade(grade)
    words = _said(words, "say what the board concludes: a question is not closed by numbers alone")
    made = Conclusion.objects.create(judgement=judgement, grade=grade, words=words, concluded_by=by.username)
    after = {"grade": grade, "words": words, "judged": judgement.grade, "judged_by": judgement.given_by}
    _record(by, "question.concluded", board, judgement.question, judgement.period, after=after)
    return made


@transaction.atomic
def reopen(*, by: Viewer, conclusion: Conclusion, reason: str) -> None:
    """Open a concluded question again: it may be judged anew, and what was concluded stays in its history.

    PermissionDenied for whoever is not in the chair; UserError without a reason or when it is open.
    """
    judgement = conclusion.judgement
    must_chair(by, judgement.board)
    if conclusion.reopened_at is not None:
        raise UserError("this question is open again already")
    conclusion.why_reopened = _said(reason, "say why it is opened again: whoever reads the history will ask")
    conclusion.reopened_by, conclusion.reopened_at = by.username, timezone.now()
    conclusion.save(update_fields=["reopened_by", "reopened_at", "why_reopened"])
    before, after = {"grade": conclusion.grade}, {"reason": conclusion.why_reopened}
    _record(
        by, "question.reopened", judgement.board, judgement.question, judgement.period,
        before=before, after=after,
    )  # fmt: skip


def signals_of(board: Board, question: str, period: date) -> Signals:
    """The signals of a question at the board's unit, as far as the end of a period."""
    workspace = opened()
    measures = [m.id for m in workspace.framework.measures.values() if m.question == question]
    found = readings_at(workspace, measures=measures, units=[board.unit], period=period, every=board.every)
    return Signals.of(found)


def latest_judgement(board: Board, question: str, period: date) -> Judgement | None:
    """The judgement that stands: the latest given."""
    return Judgement.objects.filter(board=board, question=question, period=period).first()


def standing_conclusion(board: Board, question: str, period: date) -> Conclusion | None:
    """How a question was concluded for a period; None while it is open."""
    concluded = Conclusion.objects.filter(
        judgement__board=board, judgement__question=question, judgement__period=period, reopened_at=None
    )
    return concluded.select_related("judgement").first()


def _must_own(by: Viewer, board: Board, question: str) -> None:
    asked = BoardQuestion.objects.filter(board=board, question=question).select_related("owner").first()
    if asked is None or question not in opened().framework.questions:
        raise Http404(f"{board.name} does not ask the question {question!r}.")
    if asked.owner.username != by.username:
        raise PermissionDenied(
            f"{asked.owner} judges this question: you may agree with them or challenge it."
        )


def _must_be_open(board: Board, question: str, period: date) -> None:
    """UserError when it is concluded. Two at once wait for each other at the board."""
    Board.objects.select_for_update().get(pk=board.pk)
    if standing_conclusion(board, question, period) is not None:
        raise UserError("this question is concluded: the chair may open it again")


def _must_stand(judgement: Judgement) -> None:
    if latest_judgement(judgement.board, judgement.question, judgement.period) != judgement:
        raise UserError("another judgement has taken the place of this one: read that first")


def _said(words: str, otherwise: str) -> str:
    if not words.strip():
        raise UserError(otherwise)
    return words.strip()


def _record(
    by: Viewer, action: str, board: Board, question: str, period: date, *, before: Any = None, after: Any
) -> None:
    seat = must_sit(by, board)
    subject = f"{question} for {period} at {board.slug}"
    record(by, action, subject, role=seat.part_title, unit=board.unit, before=before, after=after)
