"""The questions of a board for a period: what the signals say, what people judged, and what is left to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from peelian.apps.access.models import Account
from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.boards.actions_judgements import signals_of
from peelian.apps.boards.judging import Signals, readings_at
from peelian.apps.boards.models import Board, BoardQuestion, Conclusion, Judgement, Seat, View
from peelian.apps.boards.models_judgements import CONFIDENCES, STANCES
from peelian.apps.boards.periods import last_complete, moved, period_at
from peelian.apps.boards.sitting import board_seen, seat_of, seats_of
from peelian.documents.dates import period_label
from peelian.documents.kept import opened
from peelian.framework.grades import Scale
from peelian.framework.measure import Question

TO_JUDGE, TO_VIEW, TO_CONCLUDE, CONCLUDED = "To judge", "To look at", "To conclude", "Concluded"


@dataclass(frozen=True)
class PeriodOf:
    """A period of a board: its first day, in words, and the addresses of those before and after."""

    start: date
    label: str
    before: str
    after: str
    is_over: bool

    @property
    def iso(self) -> str:
        return self.start.isoformat()


@dataclass(frozen=True)
class Said:
    """A view on a judgement, with who gave it."""

    view: View
    by: str
    grade: str

    @property
    def stance(self) -> str:
        return STANCES[self.view.stance]


@dataclass(frozen=True)
class Given:
    """A judgement with its words made whole; `stands` when none has taken its place."""

    judgement: Judgement
    by: str
    grade: str
    means: str
    views: tuple[Said, ...]
    stands: bool

    @property
    def confidence(self) -> str:
        return CONFIDENCES[self.judgement.confidence]

    @property
    def challenged(self) -> bool:
        """Whether the latest view of anybody is a challenge."""
        return any(said.view.stance == "challenge" for said in {s.by: s for s in self.views}.values())


@dataclass(frozen=True)
class Concluded:
    """How a question was concluded, by whom; `stands` unless it was opened again."""

    conclusion: Conclusion
    by: str
    grade: str
    reopened_by: str

    @property
    def stands(self) -> bool:
        return self.conclusion.reopened_at is None


@dataclass(frozen=True)
class QuestionRow:
    """One question of a board for a period, in brief."""

    question: Question
    owner: str
    signals: Signals
    given: Given | None
    concluded: Concluded | None
    before: str
    mine: bool

    @property
    def state(self) -> str:
        if self.concluded:
            return CONCLUDED
        if self.given is None:
            return TO_JUDGE
        return TO_CONCLUDE if self.given.views else TO_VIEW

    @property
    def grade(self) -> str:
        """The grade that stands: the board's, else its owner's."""
        return self.concluded.grade if self.concluded else self.given.grade if self.given else ""


@dataclass(frozen=True)
class QuestionsPage:
    """Every question of a board for a period."""

    board: Board
    period: PeriodOf
    rows: list[QuestionRow]
    scale: Scale
    count: dict[str, int]


def questions_page(viewer: Viewer, slug: str, written: str) -> QuestionsPage:
    """The questions a board asks, as they stand for a period, "" for the last that is over.

    Http404 for no such board or period, PermissionDenied for whoever may not read the board.
    """
    board = board_seen(visible_to(viewer), slug)
    period = _period(board, written)
    asked = _asked(board)
    signals = _signals(board, period.start, [each.question for each in asked])
    rows = _rows(viewer, board, period.start, asked, signals)
    count = dict.fromkeys((TO_JUDGE, TO_VIEW, TO_CONCLUDE, CONCLUDED), 0)
    for row in rows:
        count[row.state] += 1
    return QuestionsPage(board, period, rows, opened().framework.scale, count)


@dataclass(frozen=True)
class QuestionPage:
    """One question of a board for a period, with all that was said, latest first, and what one may do."""

    board: Board
    period: PeriodOf
    row: QuestionRow
    history: list[Given]
    conclusions: list[Concluded]
    may_judge: bool
    may_view: bool
    may_conclude: bool
    why_not_concluded: str
    may_reopen: bool
    latest_figures: str


def question_page(viewer: Viewer, slug: str, written: str, question: str) -> QuestionPage:
    """One question; Http404 when the board does not ask it and nothing was judged of it then."""
    board = board_seen(visible_to(viewer), slug)
    period = _period(board, written)
    asked = [each for each in _asked(board) if each.question == question]
    is_asked = bool(asked)
    if not asked:
        asked = [_asked_before(board, question)]
    signals = {question: signals_of(board, question, period.start)}
    (row,) = _rows(viewer, board, period.start, asked, signals)
    every = list(_judgements(board, [period.start], [question]))
    history = _given(every)
    concluded = _concluded(_conclusions(board, [period.start], [question]))
    seat = seat_of(viewer, board)
    standing = history[0] if history else None
    theirs = standing is not None and standing.judgement.given_by == viewer.username
    is_open = row.concluded is None
    may_conclude = bool(
        seat and seat.part == "chair" and standing and not theirs and is_open and standing.views
    )
    return QuestionPage(
        board, period, row, history, concluded,
        may_judge=is_asked and row.mine and is_open and period.is_over,
        may_view=bool(seat and standing and not theirs and is_open),
        may_conclude=may_conclude,
        why_not_concluded=_why_not(seat, standing, theirs) if is_open and not may_conclude else "",
        may_reopen=bool(seat and seat.part == "chair" and not is_open),
        latest_figures=row.signals.none_since(period.start) if period.is_over else "",
    )  # fmt: skip


def _why_not(seat: Seat | None, standing: Given | None, theirs: bool) -> str:
    """Why the chair cannot conclude yet; "" for anybody else."""
    if seat is None or seat.part != "chair":
        return ""
    if standing is None:
        return "It can be concluded once its owner has judged it: numbers alone close no question."
    if theirs:
        return "You judged it, so somebody else in the chair has to conclude it."
    return "It can be concluded once somebody else on the board has agreed with it or challenged it."


@dataclass(frozen=True)
class Waiting:
    """Something that waits for one's judgement."""

    board: Board
    question: Question
    period: str
    what: str
    address: str


def waiting(viewer: Viewer) -> list[Waiting]:
    """What waits for the viewer on their boards, of the last period that is over."""
    found = []
    seats = list(seats_of(viewer).select_related("board"))  # the chair comes first
    for board, part in {seat.board: seat.part for seat in reversed(seats)}.items():
        period = last_complete(board.every)
        asked = _asked(board)
        given = _latest(_judgements(board, [period], [each.question for each in asked]))
        done = {c.judgement.question for c in _conclusions(board, [period], given) if c.reopened_at is None}
        for each in asked:
            judgement = given.get(each.question)
            if each.question in done:
                continue
            if judgement is None and each.owner.username == viewer.username:
                found.append(_waits(board, each, period, "to judge"))
            elif (
                judgement is not None
                and part == "chair"
                and judgement.given_by != viewer.username
                and list(judgement.views.all())
            ):
                found.append(_waits(board, each, period, "to conclude"))
    return found


def _waits(board: Board, asked: BoardQuestion, period: date, what: str) -> Waiting:
    address = reverse("boards:judgement", args=[board.slug, period.isoformat(), asked.question])
    question = opened().framework.questions[asked.question]
    return Waiting(board, question, period_label(period, board.every), what, address)


def every_given(board: Board, period: date) -> dict[str, tuple[Given, Concluded | None]]:
    """The judgement that stands for each question of a board for a period, and how it was concluded."""
    asked = [each.question for each in _asked(board)]
    standing = {g.judgement.question: g for g in reversed(_given(list(_judgements(board, [period], asked))))}
    ended = {
        c.conclusion.judgement.question: c
        for c in _concluded(_conclusions(board, [period], asked))
        if c.stands
    }
    return {question: (given, ended.get(question)) for question, given in standing.items()}


def _rows(
    viewer: Viewer, board: Board, period: date, asked: list[BoardQuestion], signals: dict[str, Signals]
) -> list[QuestionRow]:
    every = board.every
    earlier = moved(period, every, -1)
    questions = [each.question for each in asked]
    known = opened().framework.questions
    given, before = (every_given(board, each) for each in (period, earlier))
    rows = []
    for each in asked:
        mine, ended = given.get(each.question, (None, None))
        previous = before.get(each.question)
        rows.append(
            QuestionRow(
                question=known[each.question],
                owner=each.owner.display_name,
                signals=signals[each.question],
                given=mine,
                concluded=ended,
                before=(previous[1].grade if previous[1] else previous[0].grade) if previous else "",
                mine=each.owner.username == viewer.username,
            )
        )
    assert len(rows) == len(questions)
    return rows


def _signals(board: Board, period: date, questions: list[str]) -> dict[str, Signals]:
    """The signals of several questions, read at once."""
    workspace = opened()
    measures = [m.id for m in workspace.framework.measures.values() if m.question in questions]
    found = readings_at(workspace, measures=measures, units=[board.unit], period=period, every=board.every)
    return {q: Signals.of(r for r in found if r.measure.question == q) for q in questions}


def _asked(board: Board) -> list[BoardQuestion]:
    known = opened().framework.questions
    return [each for each in board.questions.select_related("owner") if each.question in known]


def _asked_before(board: Board, question: str) -> BoardQuestion:
    """A question that the board asked once and judged, with its last owner; Http404 for any other."""
    last = Judgement.objects.filter(board=board, question=question).first()
    owner = last and Account.objects.filter(username=last.given_by).first()
    if owner is None or question not in opened().framework.questions:
        raise Http404(f"{board.name} does not ask the question {question!r}.")
    return BoardQuestion(board=board, question=question, owner=owner)


def _judgements(board: Board, periods: list[date], questions: Iterable[str]) -> Iterable[Judgement]:
    mine = Judgement.objects.filter(board=board, period__in=periods, question__in=list(questions))
    return mine.prefetch_related("views")


def _conclusions(board: Board, periods: list[date], questions: Iterable[str]) -> Iterable[Conclusion]:
    return Conclusion.objects.filter(
        judgement__board=board, judgement__period__in=periods, judgement__question__in=list(questions)
    ).select_related("judgement")


def _latest(judgements: Iterable[Judgement]) -> dict[str, Judgement]:
    found: dict[str, Judgement] = {}
    for each in judgements:
        found.setdefault(each.question, each)
    return found


def _given(judgements: list[Judgement]) -> list[Given]:
    """Judgements, latest first, with names and grades in words."""
    scale = opened().framework.scale
    means = {grade.id: grade.means for grade in scale.grades}
    views = {each.pk: list(each.views.all()) for each in judgements}
    names = names_of([*(j.given_by for j in judgements), *(v.given_by for vs in views.values() for v in vs)])
    standing = {each.pk for each in _latest(judgements).values()}
    return [
        Given(
            judgement=each,
            by=names[each.given_by],
            grade=scale.title_of(each.grade),
            means=means.get(each.grade, ""),
            views=tuple(
                Said(v, names[v.given_by], scale.title_of(v.grade) if v.grade else "") for v in views[each.pk]
            ),
            stands=each.pk in standing,
        )
        for each in judgements
    ]


def _concluded(conclusions: Iterable[Conclusion]) -> list[Concluded]:
    every, scale = list(conclusions), opened().framework.scale
    names = names_of([each for c in every for each in (c.concluded_by, c.reopened_by) if each])
    return [
        Concluded(c, names[c.concluded_by], scale.title_of(c.grade), names.get(c.reopened_by, ""))
        for c in every
    ]


def _period(board: Board, written: str) -> PeriodOf:
    every = board.every
    start = period_at(written, every) if written else last_complete(every)
    last = last_complete(every)
    after = moved(start, every, 1)
    return PeriodOf(
        start=start,
        label=period_label(start, every),
        before=moved(start, every, -1).isoformat(),
        after=after.isoformat() if after <= last else "",
        is_over=start <= last,
    )
