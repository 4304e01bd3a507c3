"""The API's route about actions."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from peelian.apps.access.api import Asked, answer, asked_after, page, table, viewer
from peelian.apps.improvement.examples import ACTION
from peelian.apps.improvement.queries import api as queries

router = Router()

State = Literal["open", "in_progress", "awaiting_sign_off", "closed", "cancelled"]
OriginKind = Literal[
    "own", "decision", "recommendation", "hot_topic", "objective", "request", "interview", "evaluation"
]


class ActionRow(BaseModel):
    """Something somebody owes by a day."""

    id: str = Field(description="Its number")
    title: str
    details: str
    unit: str
    owner: str = Field(description="The username of the one who owes it")
    owner_name: str
    due: date
    state: State
    origin_kind: OriginKind = Field(description="What it came of")
    origin_label: str = Field(description="What people call that, empty for nothing in particular")
    success: str = Field(description="How one will know that it worked")
    measure: str | None = Field(description="The measure that should move at the unit")
    question: str | None = Field(description="The question it helps to answer")
    source: str = Field(description="The list it was imported from, empty for one filed here")
    reference: str = Field(description="What it is called there")
    opened_on: date
    closed_on: date | None
    updated_at: datetime = Field(description="When anything was last said of it")
    slips: int = Field(description="How often its day was put off")
    overdue: bool = Field(description="Its day has passed, and its owner has something to do")
    due_soon: bool = Field(description="The same, and its day is within 14 days")
    stale: bool = Field(description="It is open, and nothing was said of it for 35 days")
    moved: Literal["improved", "worse", "no_change", "too_soon", "neutral", "no_values"] | None = Field(
        description="What its measure did since it was opened; None without one, and where the values of "
        "the unit are not the account's to see"
    )
    moved_sentence: str


class ActionsAsked(Asked):
    state: list[State] = Field([], description="Only in these states; may be said several times.")
    unit: list[str] = Field(
        [], max_length=500, description="Only of these units, not those below; may be said several times."
    )
    owner: str = Field("", max_length=80, description="Only of the owner with this username.")
    late: Literal["", "overdue", "due_soon", "stale", "slipped"] = Field(
        "", description="Only those that are overdue, due soon, stale, or were put off."
    )


@router.get("/actions", url_name="actions", tags=["Actions"],
            openapi_extra=table(ActionRow, example=ACTION))  # fmt: skip
def actions(request: HttpRequest, asked: Query[ActionsAsked]) -> HttpResponse:
    """Actions with their owners, days, states and what their measures did, newest first."""
    after = asked_after(request, asked)
    found = queries.rows(
        viewer(request), states=asked.state, units=asked.unit, owner=asked.owner, late=asked.late
    )
    return answer(request, ActionRow, asked, page(found, asked, after, key=lambda row: str(row["id"])))
