"""The API's route about requests for analysis."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from peelian.apps.access.api import Asked, answer, asked_after, page, table, viewer
from peelian.apps.performance.examples import REQUEST
from peelian.apps.performance.queries import request_list as listed

router = Router()

State = Literal["asked", "accepted", "answered", "answered_before", "closed", "declined", "withdrawn"]


class RequestRow(BaseModel):
    """A question to the performance team, and its latest answer."""

    id: str
    title: str
    question: str
    why: str = Field(description="The decision it serves")
    unit: str
    measures: list[str] = Field(description="The measures it concerns, if any were named")
    state: State
    asked_by: str
    asked_at: datetime
    needed_by: date | None
    analyst: str | None = Field(description="Who it is assigned to, None before it is accepted")
    expected: date | None = Field(description="The day the answer is expected")
    late: bool = Field(description="Whether that day has passed without an answer")
    answered_at: datetime | None = Field(description="When it was first answered")
    days: int | None = Field(description="Working days, Monday to Friday, from asked to first answered")
    answer: str | None = Field(description="The words of its latest answer")
    answered_before: str | None = Field(description="The id of the request whose answer serves it too")


class RequestsAsked(Asked):
    state: Literal["", "open", "late"] | State = Field("", description="Only in this state.")
    unit: str = Field("", max_length=200, description="Only about this unit.")
    search: str = Field("", max_length=200, description="Only with these words, or two of them.")
    mine: bool = Field(False, description="Only those that the account asked.")


@router.get("/requests", url_name="requests", tags=["Requests"],
            openapi_extra=table(RequestRow, example=REQUEST))  # fmt: skip
def requests(request: HttpRequest, asked: Query[RequestsAsked]) -> HttpResponse:
    """Requests for analysis that the account may read, newest first, or the best matches when searched."""
    after = asked_after(request, asked)
    wanted = listed.Asked(
        q=asked.search.strip(), state=asked.state, unit=asked.unit, mine="yes" if asked.mine else ""
    )
    found = listed.request_rows(viewer(request), wanted)
    return answer(request, RequestRow, asked, page(found, asked, after, key=lambda row: str(row["id"])))
