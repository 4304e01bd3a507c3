"""Lists of meetings and decisions, as those see them who may read the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.boards.keeping import may_keep
from peelian.apps.boards.models import AgendaItem, Board, Decision, Meeting
from peelian.apps.boards.models_meetings import STATES
from peelian.apps.boards.queries.arising import actions_of
from peelian.apps.boards.sitting import board_seen, seat_of
from peelian.apps.improvement.queries import ActionRow
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.dates import period_label


@dataclass(frozen=True)
class MeetingsAsked:
    """Which meetings: with words in the venue or the agenda, of a year, in a state; "" leaves it open."""

    q: str = ""
    year: str = ""
    state: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}


MEETING_COLUMNS = {
    "when": "When",
    "looks": "Looks at",
    "state": "State",
    "items": "Items",
    "decided": "Decisions",
}
_MEETING_ORDER = {
    "when": "starts_at", "looks": "period", "state": "state",
    "items": "item_count", "decided": "decision_count",
}  # fmt: skip


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    meeting: Meeting
    period: str
    items: int
    decisions: int


@dataclass(frozen=True)
class MeetingsPage:
    board: Board
    rows: list[MeetingRow]
    paging: Paging
    sorting: Sorting
    years: list[int]
    may_keep: bool

    @property
    def query(self) -> str:
        """What an address adds to ask for the same meetings."""
        return f"?{urlencode(self.paging.asked)}" if self.paging.asked else ""

    @property
    def states(self) -> dict[str, str]:
        return STATES


def meetings_page(viewer: Viewer, slug: str, asked: MeetingsAsked, page: str) -> MeetingsPage:
    """A page of a board's meetings; otherwise as `meeting_page`."""
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    found, sorting = _meetings(board, asked)
    paging = Paging.at(page, found.count(), asked=asked.said)
    years = [each.year for each in board.meetings.dates("starts_at", "year", order="DESC")]
    kept = may_keep(visible, board, seat_of(viewer, board))
    return MeetingsPage(board, _rows(board, found[paging.rows]), paging, sorting, years, kept)


def meetings_rows(viewer: Viewer, slug: str, asked: MeetingsAsked) -> list[MeetingRow]:
    """Every meeting asked for, in order; otherwise as `meetings_page`."""
    board = board_seen(visible_to(viewer), slug)
    return _rows(board, _meetings(board, asked)[0])


def _meetings(board: Board, asked: MeetingsAsked) -> tuple[QuerySet[Meeting], Sorting]:
    sorting = Sorting.at(asked.sort, MEETING_COLUMNS, usual="-when", asked=asked.said)
    found = board.meetings.annotate(
        item_count=Count("items", distinct=True), decision_count=Count("decisions", distinct=True)
    )
    if words := asked.q.strip():
        with_words = AgendaItem.objects.filter(meeting__board=board, title__icontains=words).values("meeting")
        found = found.filter(Q(venue__icontains=words) | Q(pk__in=with_words))
    if asked.year.isdigit():
        found = found.filter(starts_at__year=int(asked.year))
    if asked.state in STATES:
        found = found.filter(state=asked.state)
    by = _MEETING_ORDER[sorting.by]
    return found.order_by(f"-{by}" if sorting.down else by, "-starts_at", "-pk"), sorting


def _rows(board: Board, found: Any) -> list[MeetingRow]:
    return [
        MeetingRow(each, period_label(each.period, board.every), each.item_count, each.decision_count)
        for each in found
    ]


@dataclass(frozen=True)
class DecisionsAsked:
    """Which decisions: with words in them, of a year, public or not ("yes", "no"); "" leaves it open."""

    q: str = ""
    year: str = ""
    public: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}


DECISION_COLUMNS = {"number": "Number", "when": "When", "words": "What was decided"}
_DECISION_ORDER = {"number": "number", "when": "meeting__starts_at", "words": "words"}


@dataclass(frozen=True)
class DecisionRow:
    """A decision in a list, with the actions that came of it."""

    decision: Decision
    item: str
    actions: list[ActionRow]

    @property
    def when(self) -> datetime:
        return self.decision.meeting.starts_at

    @property
    def day(self) -> date:
        return timezone.localtime(self.when).date()


@dataclass(frozen=True)
class DecisionsPage:
    board: Board
    rows: list[DecisionRow]
    paging: Paging
    sorting: Sorting
    years: list[int]

    @property
    def query(self) -> str:
        """What an address adds to ask for the same decisions."""
        return f"?{urlencode(self.paging.asked)}" if self.paging.asked else ""


def decisions_page(viewer: Viewer, slug: str, asked: DecisionsAsked, page: str) -> DecisionsPage:
    """A page of a board's decisions, each with its actions that the viewer sees; else as `meeting_page`."""
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    found, sorting = _decisions(board, asked)
    paging = Paging.at(page, found.count(), asked=asked.said)
    years = board.meetings.filter(decisions__isnull=False).dates("starts_at", "year", order="DESC")
    rows = _decided(visible, list(found[paging.rows]))
    return DecisionsPage(board, rows, paging, sorting, [each.year for each in years])


def decisions_rows(viewer: Viewer, slug: str, asked: DecisionsAsked) -> list[DecisionRow]:
    """Every decision asked for, in order; otherwise as `decisions_page`."""
    visible = visible_to(viewer)
    board = board_seen(visible, slug)
    return _decided(visible, list(_decisions(board, asked)[0]))


def _decisions(board: Board, asked: DecisionsAsked) -> tuple[QuerySet[Decision], Sorting]:
    sorting = Sorting.at(asked.sort, DECISION_COLUMNS, usual="-number", asked=asked.said)
    found = Decision.objects.filter(meeting__board=board).select_related("meeting", "item")
    if words := asked.q.strip():
        found = found.filter(_with(words))
    if asked.year.isdigit():
        found = found.filter(meeting__starts_at__year=int(asked.year))
    if asked.public in ("yes", "no"):
        found = found.filter(is_public=asked.public == "yes")
    by = _DECISION_ORDER[sorting.by]
    return found.order_by(f"-{by}" if sorting.down else by, "-number"), sorting


def _with(words: str) -> Q:
    """Decisions with words in them; "decision 14" is that one alone."""
    named, _, number = words.lower().rpartition(" ")
    is_number = number.isascii() and number.isdigit() and len(number) < 9
    if is_number and named == "decision":
        return Q(number=int(number))
    within = Q(words__icontains=words) | Q(reason__icontains=words)
    return within | Q(number=int(number)) if is_number and not named else within


def _decided(visible: Visible, decisions: Sequence[Decision]) -> list[DecisionRow]:
    arising = actions_of(visible, decisions)
    return [
        DecisionRow(each, each.item.title if each.item else "", arising.get(each.pk, []))
        for each in decisions
    ]
