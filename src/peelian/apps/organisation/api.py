"""The API's routes about units."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from peelian.apps.access.api import Asked, Level, answer, asked_after, page, table, viewer
from peelian.apps.organisation import queries

router = Router(tags=["Units"])


class UnitRow(BaseModel):
    """A unit as it is now."""

    id: str = Field(description="What values call it")
    name: str
    level: str = Field(description="force, command, department or team")
    parent: str | None = Field(description="The unit it is in, none for the force")
    described: bool = Field(description="Whether the units extract describes it; false for one only on rows")


class UnitsAsked(Asked):
    level: Level = Field("", description="Only units of this level.")


EXAMPLE = {
    "id": "north-response",
    "name": "North response",
    "level": "team",
    "parent": "north",
    "described": True,
}


@router.get("/units", url_name="units", openapi_extra=table(UnitRow, example=EXAMPLE))
def units(request: HttpRequest, asked: Query[UnitsAsked]) -> HttpResponse:
    """Every unit that the account may see, from the force down."""
    after = asked_after(request, asked)
    rows = (row for row in _down(queries.tree(viewer(request))) if asked.level in ("", row["level"]))
    return answer(request, UnitRow, asked, page(rows, asked, after, key=lambda row: str(row["id"])))


def _down(branch: queries.Branch) -> Iterator[dict[str, Any]]:
    unit = branch.unit
    yield {name: getattr(unit, name) for name in UnitRow.model_fields}
    for below in branch.below:
        yield from _down(below)
