"""The API's route about what has changed."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from peelian.apps.access.api import Asked, Level, answer, asked_after, page, table, viewer
from peelian.apps.performance.examples import CHANGE
from peelian.apps.performance.queries import changes as queries
from peelian.documents.changes import change_rows

router = Router()


class ChangeRow(BaseModel):
    """A signal: a series whose latest figure chance does not explain."""

    rank: int = Field(description="Its line on the page; signals of one cause share it")
    change: str = Field(description="Getting worse, Getting better, Higher than usual or Lower than usual")
    measure: str
    title: str
    unit: str
    unit_name: str
    level: str
    period: date = Field(description="The first day of the latest period judged")
    value: float
    new: bool = Field(description="Whether the figure of that period brought it")
    began: date = Field(description="The first period of the unbroken stretch of points marked alike")
    strength: float = Field(description="How far the figure is from the average, 1 being the limit")
    rules: str = Field(description="The rules that fired, in precedence, parted by spaces")
    below: str | None = Field(description="The unit above whose line it is on, None when it is its own")


class ChangesAsked(Asked):
    unit: str = Field("", max_length=200, description="Of this unit and all below it; the force otherwise.")
    theme: str = Field("", max_length=200, description="Of measures of this theme.")
    level: Level = Field("", description="Only units of this level.")
    search: str = Field("", max_length=100, description="Of measures with these words in the title.")
    kind: Literal["", "concern", "neutral", "improvement"] = Field("", description="Only of this kind.")
    new: bool = Field(False, description="Only those that the latest figure brought.")


@router.get("/changes", url_name="changes", tags=["Values"],
            openapi_extra=table(ChangeRow, example=CHANGE))  # fmt: skip
def changes(request: HttpRequest, asked: Query[ChangesAsked]) -> HttpResponse:
    """Every signal of the units the account may see, in the order of what most deserves attention."""
    after = asked_after(request, asked)
    wanted = queries.Asked(
        unit=asked.unit or None, theme=asked.theme, level=asked.level, search=asked.search, kind=asked.kind,
        new=asked.new,
    )  # fmt: skip
    rows = change_rows(queries.changed(viewer(request), wanted).changes)
    return answer(request, ChangeRow, asked, page(rows, asked, after, key=_key))


def _key(row: dict[str, Any]) -> str:
    return f"{row['measure']} {row['unit']}"
