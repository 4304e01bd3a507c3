"""Plans and objectives; boards and their meetings; judgements of questions; packs."""

from peelian.apps.boards.models_judgements import Conclusion, Judgement, View
from peelian.apps.boards.models_meetings import (
    AgendaItem,
    Attendance,
    Board,
    BoardQuestion,
    CalendarFeed,
    Decision,
    Meeting,
    Paper,
    Seat,
)
from peelian.apps.boards.models_packs import Pack, Redaction
from peelian.apps.boards.models_plans import Edition, Objective, Plan

__all__ = [
    "AgendaItem", "Attendance", "Board", "BoardQuestion", "CalendarFeed", "Conclusion", "Decision", "Edition",
    "Judgement", "Meeting", "Objective", "Pack", "Paper", "Plan", "Redaction", "Seat", "View",
]  # fmt: skip
