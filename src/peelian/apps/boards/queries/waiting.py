"""What waits for somebody on the boards they sit on: questions to judge, minutes to write and to approve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.boards.models import Board, BoardQuestion, Judgement, Meeting
from peelian.apps.boards.periods import last_complete
from peelian.documents.dates import period_label
from peelian.documents.kept import opened

TO_JUDGE, TO_APPROVE, TO_WRITE, TO_HOLD = "judge", "approve", "write", "hold"


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `question` is the framework's id and `period` its first day, when it is to judge;
    `meeting` is the meeting it is for, if there is one.
    """

    kind: str
    board: Board
    what: str
    meeting: Meeting | None = None
    question: str = ""
    period: date | None = None
    by: datetime | None = None


def waiting_for(viewer: Viewer, boards: Sequence[Board], parts: Mapping[int, str]) -> list[Waiting]:
    """What waits for the viewer on boards they sit on; `parts` are theirs, by the board's number."""
    if not boards:
        return []
    return [*_of_meetings(viewer, boards, parts), *_to_judge(viewer, boards)]


def _of_meetings(viewer: Viewer, boards: Sequence[Board], parts: Mapping[int, str]) -> list[Waiting]:
    now, known = timezone.now(), {board.pk: board for board in boards}
    found = []
    for meeting in Meeting.objects.filter(board__in=boards, state__in=("planned", "held")).order_by(
        "starts_at"
    ):
        part, board = parts[meeting.board_id], known[meeting.board_id]
        when = f"{timezone.localtime(meeting.starts_at):%-d %B %Y}"
        if meeting.state == "planned":
            if part == "secretary" and meeting.ends_at < now:
                found.append(Waiting(TO_HOLD, board, f"Was the meeting of {when} held?", meeting))
        elif part == "secretary" and not meeting.minutes_by:
            found.append(Waiting(TO_WRITE, board, f"Minutes of {when} to write", meeting))
        elif part == "chair" and meeting.minutes_by not in ("", viewer.username):
            found.append(Waiting(TO_APPROVE, board, f"Minutes of {when} to approve", meeting))
    return found


def _to_judge(viewer: Viewer, boards: Sequence[Board]) -> list[Waiting]:
    """The questions they own that nobody has judged for the period of the meeting that comes next, once it is
    over, or without a meeting for the last that is over.
    """
    mine = list(
        BoardQuestion.objects.filter(board__in=boards, owner__username=viewer.username).order_by(
            "board__name", "place"
        )
    )
    if not mine:
        return []
    following: dict[int, Meeting] = {}
    for meeting in Meeting.objects.filter(
        board__in={each.board_id for each in mine}, state="planned", ends_at__gt=timezone.now()
    ).order_by("-starts_at"):
        following[meeting.board_id] = meeting
    judged = set(
        Judgement.objects.filter(board__in=boards, question__in={each.question for each in mine})
        .values_list("board", "question", "period")
        .distinct()
    )
    known, framework, found = {board.pk: board for board in boards}, opened().framework.questions, []
    for each in mine:
        board, coming = known[each.board_id], following.get(each.board_id)
        latest = last_complete(board.every)
        period = coming.period if coming else latest
        done = (board.pk, each.question, period) in judged
        if done or period > latest or each.question not in framework:
            continue
        label = period_label(period, board.every)
        what = f"Judge {label}: {framework[each.question].title}"
        by = coming.starts_at if coming else None
        found.append(Waiting(TO_JUDGE, board, what, coming, each.question, period, by))
    return found
