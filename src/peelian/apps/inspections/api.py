"""The API's routes about findings, publications and dates."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from peelian.apps.access.api import Asked, answer, asked_after, page, table, viewer
from peelian.apps.inspections.examples import DEADLINE, FINDING, PUBLICATION
from peelian.apps.inspections.queries import api as queries
from peelian.framework.inspecting import Stage

router = Router()

InspectionType = Literal["national", "local"]
DeadlineKind = Literal["answer", "comments", "finding", "action"]


class FindingRow(BaseModel):
    """One thing that an inspection found."""

    id: str = Field(description="Its number in the register")
    publication: str = Field(description="The number of its publication")
    publication_title: str
    number: str = Field(description="As the report numbers it")
    portal_id: str = Field(description="In the inspectorate’s portal, empty where no document said it")
    kind: str = Field(description="A kind of the framework")
    text: str
    bullets: list[str]
    addressed_to: list[str] = Field(description="The bodies it is for, as the report says")
    due: date | None
    due_as_written: str = Field(description="Its date in the report’s own words")
    unit: str
    owner: str | None = Field(description="The username of whoever answers for it")
    owner_name: str
    status: str = Field(description="A status of the framework")
    stage: Stage = Field(description="What the status means: apart is for another body")
    success: str = Field(description="How one will know that what is done works")
    measure: str | None = Field(description="The measure that should move at the unit")
    question: str | None = Field(description="The question it helps to answer")
    began_on: date | None = Field(description="Since when the measure should move")
    closed_on: date | None
    source: str = Field(description="The list it was imported from, empty for one added here")
    reference: str = Field(description="What it is called there")
    updated_at: datetime = Field(description="When anything was last said of it")
    late: bool = Field(description="Its day has passed, and it is not closed")


class PublicationRow(BaseModel):
    """One report of an inspection, and where the answer to it stands."""

    id: str = Field(description="Its number in the register")
    title: str
    body: str = Field(description="Who published it")
    portal_id: str
    inspection_type: InspectionType | None
    force: str = Field(description="The force it is of, empty for one of all")
    published: date | None
    comments_due: date | None = Field(description="By when the chief officer is asked for comments")
    grade: str
    summary: str
    link: str
    answer_due: date | None = Field(description="The last of the 56 days that begin with publication")
    answered_on: date | None
    answer_late: bool = Field(description="It was given after that day, or is not given and the day is past")


class DeadlineRow(BaseModel):
    """Something that is due and not done."""

    id: str = Field(description="What it is of, as finding:12")
    kind: DeadlineKind
    due: date
    days: int = Field(description="Days that are left, below nought once it is late")
    what: str
    of: str = Field(description="What it belongs to")
    as_written: str = Field(description="How the report puts the day")
    owner: str | None = Field(description="A username; None where no one person owes it")
    late: bool
    page: str = Field(description="Where it is on the pages")


class FindingsAsked(Asked):
    stage: list[Stage] = Field([], description="Only at these stages; may be said several times.")
    kind: list[str] = Field([], max_length=50, description="Only of these kinds; may be said several times.")
    publication: int = Field(0, ge=0, le=2**31, description="Only of the publication of this number.")
    owner: str = Field("", max_length=80, description="Only of the owner with this username.")
    unit: list[str] = Field(
        [], max_length=500, description="Only of these units, not those below; may be said several times."
    )
    late: bool = Field(False, description="Only those that are late.")


class PublicationsAsked(Asked):
    inspection_type: Literal["", "national", "local"] = Field(
        "", description="Only of this type of inspection."
    )


class DeadlinesAsked(Asked):
    kind: list[DeadlineKind] = Field([], description="Only of these kinds; may be said several times.")
    late: bool = Field(False, description="Only what is late.")


@router.get("/findings", url_name="findings", tags=["Inspections"],
            openapi_extra=table(FindingRow, example=FINDING))  # fmt: skip
def findings(request: HttpRequest, asked: Query[FindingsAsked]) -> HttpResponse:
    """What inspections found, with owners, days and how each stands, newest first."""
    after = asked_after(request, asked)
    found = queries.finding_rows(
        viewer(request), stage=asked.stage, kind=asked.kind, publication=asked.publication,
        owner=asked.owner, unit=asked.unit, late=asked.late,
    )  # fmt: skip
    return answer(request, FindingRow, asked, page(found, asked, after, key=lambda row: str(row["id"])))


@router.get("/publications", url_name="publications", tags=["Inspections"],
            openapi_extra=table(PublicationRow, example=PUBLICATION))  # fmt: skip
def publications(request: HttpRequest, asked: Query[PublicationsAsked]) -> HttpResponse:
    """Reports of inspections, with when the answer to each is due, newest first."""
    after = asked_after(request, asked)
    found = queries.publication_rows(viewer(request), kind=asked.inspection_type)
    return answer(request, PublicationRow, asked, page(found, asked, after, key=lambda row: str(row["id"])))


@router.get("/deadlines", url_name="deadlines", tags=["Inspections"],
            openapi_extra=table(DeadlineRow, example=DEADLINE))  # fmt: skip
def deadlines(request: HttpRequest, asked: Query[DeadlinesAsked]) -> HttpResponse:
    """What inspections have due and is not done, the earliest first."""
    after = asked_after(request, asked)
    found = queries.deadline_rows(viewer(request), kind=asked.kind, late=asked.late)
    return answer(request, DeadlineRow, asked, page(found, asked, after, key=lambda row: str(row["id"])))
