"""The API's routes about meetings and decisions."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from peelian.apps.access.api import Asked, answer, asked_after, page, table, viewer
from peelian.apps.boards.examples import DECISION, MEETING
from peelian.apps.boards.queries import api as queries

router = Router()
OF = "Only of these boards; may be said several times."
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
State = Literal["planned", "held", "closed", "cancelled"]


class MeetingRow(BaseModel):
    """A meeting of a board."""

    id: str = Field(description="Its number in the address of its page")
    board: str = Field(description="What addresses call the board")
    board_name: str
    unit: str = Field(description="The unit that the board answers for")
    starts_at: datetime
    ends_at: datetime
    period: date = Field(description="The first day of the month or quarter that it looks at")
    place: str
    link: str = Field(description="Where it can be followed, empty for nowhere")
    state: State = Field(description="closed: its minutes are approved")
    public: bool
    why_cancelled: str
    decisions: int = Field(description="How many decisions were taken")


class DecisionRow(BaseModel):
    """A decision of a board, which is never changed."""

    id: str
    board: str = Field(description="What addresses call the board")
    board_name: str
    number: int = Field(description="Its number on the board")
    meeting: str = Field(description="The meeting it was taken at, as `meetings` has it")
    day: date
    item: str = Field(description="The item of the agenda, empty for the meeting as a whole")
    question: str | None = Field(description="The question of that item")
    decision: str
    reason: str
    public: bool


class MeetingsAsked(Asked):
    board: list[Slug] = Field([], max_length=100, description=OF)
    state: list[State] = Field([], description="Only in these states; may be said several times.")


class DecisionsAsked(Asked):
    board: list[Slug] = Field([], max_length=100, description=OF)


@router.get("/meetings", url_name="meetings", tags=["Boards"],
            openapi_extra=table(MeetingRow, example=MEETING))  # fmt: skip
def meetings(request: HttpRequest, asked: Query[MeetingsAsked]) -> HttpResponse:
    """Meetings of the boards that the account may read, newest first."""
    after = asked_after(request, asked)
    found = queries.meeting_rows(viewer(request), boards=asked.board, states=asked.state)
    return answer(request, MeetingRow, asked, page(found, asked, after, key=lambda row: str(row["id"])))


@router.get("/decisions", url_name="decisions", tags=["Boards"],
            openapi_extra=table(DecisionRow, example=DECISION))  # fmt: skip
def decisions(request: HttpRequest, asked: Query[DecisionsAsked]) -> HttpResponse:
    """Decisions of the boards that the account may read, newest first."""
    after = asked_after(request, asked)
    found = queries.decision_rows(viewer(request), boards=asked.board)
    return answer(request, DecisionRow, asked, page(found, asked, after, key=lambda row: str(row["id"])))
