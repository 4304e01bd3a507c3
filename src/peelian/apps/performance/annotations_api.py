"""The API's route about notes on charts."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from peelian.apps.access.api import Asked, answer, asked_after, page, table, viewer
from peelian.apps.performance.examples import ANNOTATION
from peelian.apps.performance.queries import annotations as queries
from peelian.pipeline.annotations import Kind

router = Router()


class AnnotationRow(BaseModel):
    """A note on a measure at a unit and all below it."""

    id: str
    kind: Kind = Field(
        description="event: marked, changes nothing; ghost: the period is left out; rebase: a new average"
    )
    measure: str
    unit: str
    day: date = Field(description="The day; a ghost is of the period that holds it, a rebase of the next")
    reason: str
    evidence: str = Field(description="Free text or a link, empty when there is none")
    written_by: str
    written_at: datetime
    withdrawn_by: str | None = Field(description="None while the note is in force")
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


class AnnotationsAsked(Asked):
    measure: list[str] = Field(
        [], max_length=100, description="Only of these measures; may be said several times."
    )
    unit: list[str] = Field(
        [], max_length=500, description="Only written at these units; may be said several times."
    )
    all: bool = Field(False, description="Those withdrawn too, not only those in force.")


@router.get("/annotations", url_name="annotations", tags=["Values"],
            openapi_extra=table(AnnotationRow, example=ANNOTATION))  # fmt: skip
def annotations(request: HttpRequest, asked: Query[AnnotationsAsked]) -> HttpResponse:
    """Events, points left out and new averages on charts, with their reasons, newest first."""
    after = asked_after(request, asked)
    found = queries.rows(viewer(request), measures=asked.measure, units=asked.unit, every=asked.all)
    return answer(request, AnnotationRow, asked, page(found, asked, after, key=lambda row: str(row["id"])))
