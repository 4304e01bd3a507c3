"""What is done to meetings: planned, changed, cancelled, held, and closed with approved minutes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.boards.agenda import drawn
from peelian.apps.boards.keeping import kept_by, locked, record_of
from peelian.apps.boards.models import Board, Meeting, Seat
from peelian.apps.boards.periods import last_complete, starts_and_ends
from peelian.apps.boards.sitting import must_chair
from peelian.apps.boards.times import at, year_of
from peelian.framework.errors import UserError


@dataclass(frozen=True)
class Arranged:
    """When a meeting is, at local times, where, and whether everybody may follow it. `period` is a day of the
    month or quarter that it looks at, the last that is over by then when None.
    """

    day: date
    begins: time
    ends: time
    venue: str = ""
    link: str = ""
    period: date | None = None
    is_public: bool = False


@transaction.atomic
def plan_meeting(*, by: Viewer, board: Board, arranged: Arranged) -> Meeting:
    """Plan a meeting and draw its agenda.

    PermissionDenied for whoever does not keep the board; UserError while it has no chair or no secretary, for
    times that cannot be, when the board meets then already, and for a public meeting of a board that is not.
    """
    role = kept_by(by, board)
    board = Board.objects.select_for_update().get(pk=board.pk)
    _ready(board)
    return _planned(by, board, role, arranged)


@transaction.atomic
def plan_year(*, by: Viewer, board: Board, first: Arranged) -> list[Meeting]:
    """Plan a year of meetings, as often as the board meets, each on the same weekday of the month as the
    first, looking at the period before it. All are planned or none is; otherwise as `plan_meeting`.
    """
    role = kept_by(by, board)
    board = Board.objects.select_for_update().get(pk=board.pk)
    _ready(board)
    days = year_of(first.day, board.every)
    taken = [day for day in days if _others(board, at(day, first.begins), at(day, first.ends)).exists()]
    if taken:
        told = ", ".join(f"{day:%-d %B %Y}" for day in taken)
        raise UserError(f"the board meets already on {told}: plan the others one by one, or another time")
    return [_planned(by, board, role, replace(first, day=day, period=None)) for day in days]


@transaction.atomic
def change_meeting(*, by: Viewer, meeting: Meeting, arranged: Arranged) -> None:
    """Change when and where a planned meeting is, what it looks at, and whether everybody may follow it.

    PermissionDenied for whoever does not keep the board; UserError as `plan_meeting`, for one that is not
    planned any more and when nothing is changed.
    """
    role = kept_by(by, meeting.board)
    meeting = locked(meeting, "planned")
    before = _told(meeting)
    _set(meeting, arranged)
    if _told(meeting) == before:
        raise UserError("nothing is changed")
    meeting.sequence += 1
    meeting.save()
    record_of(by, "meeting.changed", meeting, role, before=before, after=_told(meeting))


@transaction.atomic
def cancel_meeting(*, by: Viewer, meeting: Meeting, reason: str) -> None:
    """Cancel a planned meeting; calendars say so. PermissionDenied for whoever does not keep the board,
    UserError without a reason and for one that is not planned any more.
    """
    role = kept_by(by, meeting.board)
    meeting = locked(meeting, "planned")
    if not reason.strip():
        raise UserError("say why the meeting is cancelled: those who were to come will ask")
    meeting.state, meeting.why_cancelled = "cancelled", reason.strip()
    meeting.sequence += 1
    meeting.save()
    record_of(by, "meeting.cancelled", meeting, role, after={"reason": meeting.why_cancelled})


@transaction.atomic
def hold_meeting(*, by: Viewer, meeting: Meeting) -> None:
    """Say that a planned meeting was held: minutes and decisions can be written, and its agenda stays.

    PermissionDenied for whoever does not keep the board; UserError before it begins, and for one that is not
    planned any more.
    """
    role = kept_by(by, meeting.board)
    meeting = locked(meeting, "planned")
    if meeting.starts_at > timezone.now():
        raise UserError(f"this meeting begins {timezone.localtime(meeting.starts_at):%-d %B %Y at %H:%M}")
    meeting.state = "held"
    meeting.save()
    record_of(by, "meeting.held", meeting, role)


@transaction.atomic
def approve_minutes(*, by: Viewer, meeting: Meeting) -> None:
    """Approve the minutes of a meeting that was held: nothing of it changes any more.

    PermissionDenied for whoever is not in the chair, and for whoever wrote them; UserError while there are
    none, and for a meeting that was not held or is closed.
    """
    must_chair(by, meeting.board)
    meeting = locked(meeting, "held")
    if not meeting.minutes_by:
        raise UserError("there are no minutes to approve yet")
    if meeting.minutes_by == by.username:
        raise PermissionDenied("You wrote these minutes: somebody else in the chair approves them.")
    meeting.state, meeting.approved_by, meeting.approved_at = "closed", by.username, timezone.now()
    meeting.save()
    record_of(by, "minutes.approved", meeting, f"chair of {meeting.board.slug}")


def _ready(board: Board) -> None:
    """UserError while nobody is in the chair of a board or nobody is its secretary."""
    parts = set(Seat.objects.in_force().filter(board=board).values_list("part", flat=True))
    for part in ("chair", "secretary"):
        if part not in parts:
            raise UserError(f"this board has no {part} today: give somebody that seat before it meets")


def _planned(by: Viewer, board: Board, role: str, arranged: Arranged) -> Meeting:
    meeting = Meeting(board=board, uid=f"{uuid4()}@peelian", planned_by=by.username)
    _set(meeting, arranged)
    meeting.save()
    drawn(meeting)
    record_of(by, "meeting.planned", meeting, role, after=_told(meeting))
    return meeting


def _set(meeting: Meeting, arranged: Arranged) -> None:
    """Say when, where and of what a meeting is; UserError for what cannot be."""
    board, day, link = meeting.board, arranged.day, arranged.link.strip()
    meeting.starts_at, meeting.ends_at = at(day, arranged.begins), at(day, arranged.ends)
    if meeting.ends_at <= meeting.starts_at:
        raise UserError("the meeting ends before it begins")
    others = _others(board, meeting.starts_at, meeting.ends_at).exclude(pk=meeting.pk)
    if other := others.first():
        raise UserError(f"the board meets then already: {_when(other)}")
    if link and not link.lower().startswith(("https://", "http://")):
        raise UserError("a link begins with https://")
    if arranged.is_public and not board.is_public:
        raise UserError("this board is not public, so its meetings cannot be: change the board first")
    last = last_complete(board.every, day)
    meeting.period = starts_and_ends(arranged.period, board.every)[0] if arranged.period else last
    if meeting.period > last:
        raise UserError(f"the {board.every} that the meeting looks at is not over by then")
    meeting.venue, meeting.link, meeting.is_public = (
        " ".join(arranged.venue.split()),
        link,
        arranged.is_public,
    )


def _others(board: Board, starts: datetime, ends: datetime) -> QuerySet[Meeting]:
    """The meetings of a board, those cancelled aside, that are on at some time."""
    return board.meetings.exclude(state="cancelled").filter(starts_at__lt=ends, ends_at__gt=starts)


def _when(meeting: Meeting) -> str:
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return f"{starts:%-d %B %Y, %H:%M} to {ends:%H:%M}"


def _told(meeting: Meeting) -> dict[str, Any]:
    told = {name: getattr(meeting, name) for name in ("venue", "link", "is_public")}
    return {"when": _when(meeting), "period": meeting.period.isoformat(), **told}
