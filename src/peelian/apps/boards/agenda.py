"""The agenda of a meeting, drawn from what its board asks and has decided."""

from django.utils import timezone

from peelian.apps.boards.models import AgendaItem, Board, Meeting
from peelian.apps.boards.ordering import placed
from peelian.documents.kept import opened

FIRST = (("decisions", "Decisions of the last meeting"), ("actions", "Actions due"))
LAST = (("other", "Any other business"),)


def drawn(meeting: Meeting) -> None:
    """Write the items that every meeting of the board has, with its questions between them in their order.

    A question that the framework no longer asks is left out.
    """
    titles = opened().framework.questions
    asked = [each.question for each in meeting.board.questions.all() if each.question in titles]
    items = [
        *(AgendaItem(meeting=meeting, kind=kind, title=title) for kind, title in FIRST),
        *(_of_question(meeting, question) for question in asked),
        *(AgendaItem(meeting=meeting, kind=kind, title=title) for kind, title in LAST),
    ]
    for place, item in enumerate(items):
        item.place = place
    AgendaItem.objects.bulk_create(items)


def asked_too(board: Board, question: str) -> None:
    """Add a question that a board now asks to its meetings to come, after their other questions."""
    for meeting in _to_come(board):
        items = list(meeting.items.all())
        if any(item.question == question for item in items):
            continue
        after = [place for place, item in enumerate(items) if item.kind in ("question", *dict(FIRST))]
        item = _of_question(meeting, question)
        item.save()
        items.insert(after[-1] + 1 if after else 0, item)
        placed(items)


def asked_no_more(board: Board, question: str) -> None:
    """Take a question that a board asks no longer off the agendas of its meetings to come."""
    AgendaItem.objects.filter(meeting__in=_to_come(board), question=question).delete()


def _to_come(board: Board) -> list[Meeting]:
    return list(board.meetings.filter(state="planned", starts_at__gt=timezone.now()))


def _of_question(meeting: Meeting, question: str) -> AgendaItem:
    title = opened().framework.questions[question].title
    return AgendaItem(meeting=meeting, kind="question", title=title[:200], question=question)
