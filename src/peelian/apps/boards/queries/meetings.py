"""One meeting, as those see it who may read the board."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.boards.judging import Signals, readings_at
from peelian.apps.boards.keeping import may_keep
from peelian.apps.boards.models import AgendaItem, Attendance, Board, Decision, Meeting, Paper, Seat
from peelian.apps.boards.models_meetings import PRESENCES
from peelian.apps.boards.queries.arising import actions_of, open_actions
from peelian.apps.boards.queries.boards import name_of
from peelian.apps.boards.sitting import board_seen, must_keep, seat_of
from peelian.apps.improvement.parts import filed_by
from peelian.apps.improvement.queries import ActionRow
from peelian.documents.dates import period_label
from peelian.documents.kept import opened
from peelian.documents.readings import VARIATIONS
from peelian.framework.measure import Question


@dataclass(frozen=True)
class Decided:
    """A decision with the actions that came of it."""

    decision: Decision
    actions: list[ActionRow] = field(default_factory=list)


@dataclass(frozen=True)
class Item:
    """An item of an agenda with what belongs to it. `number` counts from 1; `question` is the framework's,
    None for another item, and `is_asked` whether the board still asks it; `signals` are of its measures, None
    where the viewer sees no values of the unit.
    """

    number: int
    item: AgendaItem
    question: Question | None
    is_asked: bool
    signals: Signals | None
    papers: list[Paper]
    decided: list[Decided]
    last_decided: list[Decided]
    due: list[ActionRow]


@dataclass(frozen=True)
class MeetingPage:
    """A meeting as its readers see it. `papers` and `decided` are those of no item."""

    meeting: Meeting
    unit_name: str
    period: str
    items: list[Item]
    papers: list[Paper]
    decided: list[Decided]
    attendances: dict[str, list[Attendance]]
    part: str
    may_keep: bool
    may_approve: bool
    may_write: bool
    may_file: bool
    reads_minutes: bool
    wrote: str
    approved: str

    @property
    def board(self) -> Board:
        return self.meeting.board

    @property
    def has_begun(self) -> bool:
        return self.meeting.starts_at <= timezone.now()

    @property
    def everything_decided(self) -> list[Decided]:
        every = [*self.decided, *(each for item in self.items for each in item.decided)]
        return sorted(every, key=lambda each: each.decision.number)


def meeting_page(viewer: Viewer, slug: str, number: int) -> MeetingPage:
    """A meeting with all that belongs to it; minutes that nobody approved yet are for those who sit.

    Http404 for none of that number, PermissionDenied for who may not read the board.
    """
    visible = visible_to(viewer)
    meeting = _meeting(board_seen(visible, slug), number)
    seat = seat_of(viewer, meeting.board)
    kept = may_keep(visible, meeting.board, seat)
    chairs = seat is not None and seat.part == "chair"
    items = list(meeting.items.all())
    papers = list(meeting.papers.select_related("attachment"))
    decisions = list(meeting.decisions.all())
    last = _last_decisions(meeting) if any(item.kind == "decisions" for item in items) else []
    arising = actions_of(visible, [*decisions, *last])
    due = open_actions(visible, meeting.board) if any(item.kind == "actions" for item in items) else []
    signals = _signals(visible, meeting, [item.question for item in items if item.question])
    framework = opened().framework.questions
    asked = set(meeting.board.questions.values_list("question", flat=True))
    names = names_of(name for name in (meeting.minutes_by, meeting.approved_by) if name)
    decided = [Decided(each, arising.get(each.pk, [])) for each in decisions]
    attendances: dict[str, list[Attendance]] = {}
    for each in meeting.attendances.all():
        attendances.setdefault(each.presence, []).append(each)
    return MeetingPage(
        meeting=meeting,
        unit_name=name_of(visible, meeting.board.unit),
        period=period_label(meeting.period, meeting.board.every),
        items=[
            Item(
                number=place,
                item=item,
                question=framework.get(item.question),
                is_asked=item.question in asked,
                signals=signals.get(item.question),
                papers=[paper for paper in papers if paper.item_id == item.pk],
                decided=[each for each in decided if each.decision.item_id == item.pk],
                last_decided=[Decided(each, arising.get(each.pk, [])) for each in last]
                if item.kind == "decisions"
                else [],
                due=due if item.kind == "actions" else [],
            )
            for place, item in enumerate(items, start=1)
        ],
        papers=[paper for paper in papers if paper.item_id is None],
        decided=[each for each in decided if each.decision.item_id is None],
        attendances={PRESENCES[how]: attendances[how] for how in PRESENCES if how in attendances},
        part=seat.part_title if seat else "",
        may_keep=kept,
        may_approve=chairs and meeting.state == "held" and meeting.minutes_by not in ("", viewer.username),
        may_write=kept and not chairs and meeting.state == "held",
        may_file=(kept or seat is not None)
        and meeting.board.unit in visible.organisation
        and filed_by(visible, meeting.board.unit) is not None,
        reads_minutes=meeting.state == "closed" or kept or seat is not None,
        wrote=names.get(meeting.minutes_by, ""),
        approved=names.get(meeting.approved_by, ""),
    )


def meeting_kept(viewer: Viewer, slug: str, number: int) -> Meeting:
    """A meeting for whoever keeps its board; PermissionDenied for others, Http404 for none of that number."""
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    must_keep(visible, board)
    return _meeting(board, number)


def meeting_seen(viewer: Viewer, slug: str, number: int) -> Meeting:
    """A meeting for whoever may read its board; otherwise as `meeting_page`."""
    return _meeting(board_seen(visible_to(viewer), slug), number)


def item_kept(viewer: Viewer, slug: str, number: int, item: int) -> AgendaItem:
    """An item of a meeting for whoever keeps its board; otherwise as `meeting_kept`."""
    meeting = meeting_kept(viewer, slug, number)
    found = meeting.items.filter(pk=item).first()
    if found is None:
        raise Http404("This meeting has no such item.")
    found.meeting = meeting
    return found


def paper_kept(viewer: Viewer, slug: str, number: int, paper: int) -> Paper:
    """A paper of a meeting for whoever keeps its board; otherwise as `meeting_kept`."""
    return _paper(meeting_kept(viewer, slug, number), paper)


def paper_seen(viewer: Viewer, slug: str, number: int, paper: int) -> Paper:
    """A paper of a meeting for whoever may read its board; otherwise as `meeting_page`."""
    return _paper(meeting_seen(viewer, slug, number), paper)


def decision_to_act_on(viewer: Viewer, slug: str, number: int) -> Decision:
    """A decision by its number on the board, for whoever may file actions of it: those who sit on the board
    or keep it, and may file actions at its unit. PermissionDenied for others, Http404 for none of the number.
    """
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    if seat_of(viewer, board) is None:
        must_keep(visible, board)
    if filed_by(visible, board.unit) is None:
        raise PermissionDenied("Your account may not file actions at this board’s unit.")
    found = Decision.objects.filter(meeting__board=board, number=number)
    decision = found.select_related("meeting__board").first()
    if decision is None:
        raise Http404(f"This board has no decision {number}.")
    return decision


@dataclass(frozen=True)
class Expected:
    """Somebody who sits on the board on the day of a meeting, and how they are minuted, "" for not yet."""

    username: str
    name: str
    part: str
    presence: str


@dataclass(frozen=True)
class AttendancePage:
    """Who is expected at a meeting, and the names of others who are to be there or were."""

    meeting: Meeting
    members: list[Expected]
    others: list[str]


def attendance_page(viewer: Viewer, slug: str, number: int) -> AttendancePage:
    """Who is to be minuted of a meeting, for whoever keeps its board; otherwise as `meeting_kept`."""
    meeting = meeting_kept(viewer, slug, number)
    said = {each.account_id: each for each in meeting.attendances.all()}
    day = timezone.localtime(meeting.starts_at).date()
    seats = Seat.objects.in_force(day).filter(board=meeting.board).select_related("account")
    members = [
        Expected(
            seat.account.username,
            seat.account.display_name,
            seat.part_title,
            said[seat.account_id].presence if seat.account_id in said else "",
        )
        for seat in seats
    ]
    others = [each.name for each in meeting.attendances.all() if each.account_id is None]
    return AttendancePage(meeting, members, others)


def _meeting(board: Board, number: int) -> Meeting:
    found = board.meetings.filter(pk=number).first()
    if found is None:
        raise Http404("This board has no such meeting.")
    found.board = board
    return found


def _paper(meeting: Meeting, number: int) -> Paper:
    found = meeting.papers.select_related("attachment", "item").filter(pk=number).first()
    if found is None:
        raise Http404("This meeting has no such paper.")
    found.meeting = meeting
    return found


def _last_decisions(meeting: Meeting) -> list[Decision]:
    """The decisions of the latest meeting of the board before this one that decided anything."""
    before = meeting.board.meetings.filter(starts_at__lt=meeting.starts_at, decisions__isnull=False)
    last = before.order_by("-starts_at").first()
    return list(last.decisions.select_related("meeting")) if last else []


def _signals(visible: Visible, meeting: Meeting, questions: Sequence[str]) -> dict[str, Signals]:
    """What the measures of each question say at the board's unit as far as the period the meeting looks at.

    None of a unit that the viewer does not see.
    """
    board, workspace = meeting.board, opened()
    if not questions or board.unit not in visible.organisation or not visible.sees(board.unit):
        return {}
    measures = [each.id for each in workspace.framework.measures.values() if each.question in questions]
    found = readings_at(
        workspace, measures=measures, units=[board.unit], period=meeting.period, every=board.every
    )
    order = [mark.key for mark in VARIATIONS]
    found.sort(key=lambda each: order.index(each.variation.key))
    return {
        question: Signals(tuple(each for each in found if each.measure.question == question))
        for question in questions
    }
