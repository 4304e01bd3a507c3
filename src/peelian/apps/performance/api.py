"""The API's routes about the framework, values and verdicts, sources and their loads."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.errors import HttpError
from ninja.params import functions as param
from ninja.responses import Response
from pydantic import BaseModel, Field

from peelian.apps.access import api
from peelian.apps.access.api import Asked, Level, Page, answer, asked_after, one, page, table, viewer
from peelian.apps.performance import actions
from peelian.apps.performance import examples as example
from peelian.apps.performance.queries import data as data_queries
from peelian.apps.performance.queries import rows as row_queries
from peelian.pipeline.offered import KINDS
from peelian.pipeline.receipts import Receipt
from peelian.stats.spc import Language

router = Router()

# ---- the framework


class ThemeRow(BaseModel):
    id: str
    title: str


class QuestionRow(BaseModel):
    id: str
    title: str
    theme: str
    why: str
    owner: str


class MeasureRow(BaseModel):
    id: str
    title: str
    question: str
    source: str | None = Field(description="Where its rows come from; none for a derived measure")
    kind: str
    period: str
    unit: str = Field(description="What its values are in: seconds, %, or a plain noun")
    improves: str = Field(description="increase, decrease or neutral")
    chart: str = Field(description="The control chart it is judged by")
    by: list[str] = Field(description="Its breakdowns")
    balanced_by: list[str] = Field(
        description="Measures that show whether its standard is hit and the point missed"
    )
    owner: str
    why: str
    caveats: str


class StandardRow(BaseModel):
    measure: str
    starts: date = Field(description="The first day it is in force; it is until the measure's next")
    value: float
    reason: str
    set_by: str


@router.get("/framework/themes", url_name="themes", tags=["Framework"],
            openapi_extra=table(ThemeRow, example=example.THEME))  # fmt: skip
def themes(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The themes that questions are grouped in."""
    return _definitions(request, asked, ThemeRow, row_queries.framework(viewer(request)).themes.values())


@router.get("/framework/questions", url_name="questions", tags=["Framework"],
            openapi_extra=table(QuestionRow, example=example.QUESTION))  # fmt: skip
def questions(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The key performance questions."""
    return _definitions(
        request, asked, QuestionRow, row_queries.framework(viewer(request)).questions.values()
    )


@router.get("/framework/measures", url_name="measures", tags=["Framework"],
            openapi_extra=table(MeasureRow, example=example.MEASURE))  # fmt: skip
def measures(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The measures that answer the questions, each with its owner and its reason."""
    return _definitions(request, asked, MeasureRow, row_queries.framework(viewer(request)).measures.values())


@router.get("/framework/standards", url_name="standards", tags=["Framework"],
            openapi_extra=table(StandardRow, example=example.STANDARD))  # fmt: skip
def standards(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The standards of measures, each from a day on, with its reason and who set it."""
    after = asked_after(request, asked)
    rows = (
        {
            "measure": measure.id,
            "starts": each.from_date,
            **each.model_dump(include={"value", "reason", "set_by"}),
        }
        for measure in row_queries.framework(viewer(request)).measures.values()
        for each in measure.standards
    )
    return answer(
        request, StandardRow, asked, page(rows, asked, after, key=lambda r: f"{r['measure']} {r['starts']}")
    )


def _definitions(
    request: HttpRequest, asked: Asked, columns: type[BaseModel], every: Iterable[BaseModel]
) -> HttpResponse:
    after = asked_after(request, asked)
    rows = (each.model_dump(include=set(columns.model_fields)) for each in every)
    return answer(request, columns, asked, page(rows, asked, after, key=lambda row: str(row["id"])))


# ---- values and verdicts


class ValueRow(BaseModel):
    """One period of one series, with what the verdict says of it."""

    measure: str
    unit: str = Field(description="The unit; of a person, the one they are posted to now")
    person: str | None = Field(description="Set when one person's values were asked for")
    breakdown: str
    category: str
    period: date = Field(description="The first day of the period")
    value: float | None = Field(description="None when nothing was submitted, or there is nothing to measure")
    numerator: float | None
    denominator: float | None
    n: float | None = Field(description="How many rows it is of")
    mean: float | None = Field(description="The mean in force")
    lower_limit: float | None
    upper_limit: float | None
    standard: float | None = Field(description="The standard in force")
    point_type: str = Field(description="common_cause or a special cause; empty for a point not judged")
    rules: str = Field(description="The SPC rules that say so, by a space")
    complete: bool = Field(description="False for a period still in progress")
    quality: float | None = Field(description="Data quality, 0 to 1")


class VerdictRow(BaseModel):
    """One series at its last judged period."""

    measure: str
    title: str
    unit: str
    person: str | None
    breakdown: str
    category: str
    period: date | None = Field(description="The last period judged, none when there is none")
    value: float | None
    n: float | None
    mean: float | None
    lower_limit: float | None
    upper_limit: float | None
    standard: float | None
    variation: str = Field(description="common_cause, or which special cause")
    assurance: str | None = Field(description="Whether the standard will be met, none without a standard")
    signal: bool = Field(description="Whether something has changed")
    withheld: str | None = Field(description="Why no verdict is given, none when one is")
    provisional: bool
    label: str = Field(description="The verdict in a few words")
    sentence: str = Field(description="The verdict in words")
    paragraph: str = Field(description="The verdict in full: why, since when, on what it rests, what to do")
    language: str = Field(description="The language of the words: en or cy (Welsh)")
    draft: bool = Field(description="Whether nobody who speaks the language has reviewed the words yet")
    complete: bool | None
    quality: float | None


class SeriesAsked(Asked):
    measure: list[str] = Field(
        [], max_length=100, description="Only these measures; may be said several times."
    )
    unit: list[str] = Field([], max_length=500, description="Only these units; may be said several times.")
    level: Level = Field("", description="Only units of this level.")
    by: str = Field("", max_length=60, description="A breakdown: its categories instead of the whole.")
    person: str = Field(
        "", max_length=120, description="One person, for those who may see them; needs `measure`."
    )


class ValuesAsked(SeriesAsked):
    start: date | None = Field(
        None, alias="from", description="Only periods that begin on this day or later."
    )
    end: date | None = Field(None, alias="to", description="Only periods that begin on this day or earlier.")


class VerdictsAsked(SeriesAsked):
    signals: bool = Field(False, description="Only series in which something has changed.")
    language: Language = Field("en", description="The language of the words: en, or cy for Welsh (a draft).")


@router.get(
    "/values", url_name="values", tags=["Values"], openapi_extra=table(ValueRow, example=example.VALUE)
)
def values(request: HttpRequest, asked: Query[ValuesAsked]) -> HttpResponse:
    """Values of every period, with the limits and the standard in force, of all units the account may see.

    In order of measure, unit, category and period. Values of a named person are for themselves, their line
    and roles with a purpose for it, and each such answer is recorded.
    """
    after = asked_after(request, asked)
    wanted = _wanted(asked, start=asked.start, end=asked.end)
    found, more = row_queries.values(viewer(request), wanted, after=_key(after), most=asked.limit)
    return answer(request, ValueRow, asked, _page(found, more))


@router.get("/verdicts", url_name="verdicts", tags=["Values"],
            openapi_extra=table(VerdictRow, example=example.VERDICT))  # fmt: skip
def verdicts(request: HttpRequest, asked: Query[VerdictsAsked]) -> HttpResponse:
    """The verdict on each series at its last judged period: the one that charts, pages and papers show."""
    after = asked_after(request, asked)
    wanted = _wanted(asked, only_signals=asked.signals, language=asked.language)
    found, more = row_queries.verdicts(viewer(request), wanted, after=_key(after), most=asked.limit)
    return answer(request, VerdictRow, asked, _page(found, more))


def _wanted(asked: SeriesAsked, **more: Any) -> row_queries.Wanted:
    if asked.person and not asked.measure:
        raise HttpError(422, "Say which measure of the person: measure=...")
    if asked.person and (asked.unit or asked.level or asked.by):
        raise HttpError(422, "Values of a person are whole, and of no unit: leave out unit, level and by.")
    return row_queries.Wanted(
        measures=asked.measure, units=asked.unit, level=asked.level, by=asked.by, person=asked.person, **more
    )


def _key(after: list[str] | None) -> row_queries.Key | None:
    if after is not None and len(after) != 4:
        raise api.stale()
    return None if after is None else tuple(after)


def _page(found: list[dict[str, Any]], more: bool) -> Page:
    return Page(found, list(row_queries.key_of(found[-1])) if more else None)


# ---- sources, loads, and rows offered


class SourceRow(BaseModel):
    id: str
    title: str
    description: str
    rows: int
    covers_to: date | None = Field(description="The last day its rows cover")
    last_loaded_at: datetime | None
    quality: float = Field(description="Data quality of the latest twelve months with rows, 0 to 1")
    rating: str = Field(description="good, fair or poor")


class SourceDetail(SourceRow):
    key: list[str] = Field(description="The columns that name a row: the same again revises it")
    columns: list[dict[str, Any]] = Field(description="What a row must be")
    measures: list[str] = Field(description="The measures it feeds")


class LoadRow(BaseModel):
    """A receipt: read = accepted + rejected + unchanged; `revised` is part of accepted."""

    load_id: str
    source: str
    file: str
    mapping: str
    at: datetime
    read: int
    accepted: int
    rejected: int
    unchanged: int
    revised: int
    reasons: dict[str, int] = Field(description="Rejected rows by reason; one with several is under each")
    first_period: date | None
    last_period: date | None
    quality: float
    unmapped: list[str] = Field(description="Columns that nothing reads")
    absent: list[str] = Field(description="Columns that could have been read and are not there")


class LoadsAsked(Asked):
    source: str = Field("", max_length=60, description="Only loads of this source.")


class OfferedReceipt(LoadRow):
    """A receipt of rows offered, with the first rows rejected and what became of the values."""

    rejected_rows: list[dict[str, Any]] = Field(description="The first rows rejected: line and reasons")
    values: str = Field(description="refreshed, or why the values are not up to date yet")


@router.get("/sources", url_name="sources", tags=["Sources and loads"],
            openapi_extra=table(SourceRow, example=example.SOURCE))  # fmt: skip
def sources(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The sources, how fresh they are and how good."""
    after = asked_after(request, asked)
    states = sorted(data_queries.sources(viewer(request)), key=lambda state: state.source.id)
    rows = map(_source, states)
    return answer(request, SourceRow, asked, page(rows, asked, after, key=lambda row: str(row["id"])))


@router.get("/sources/{source}", url_name="source", tags=["Sources and loads"],
            openapi_extra=one(SourceDetail, example=example.SOURCE_DETAIL))  # fmt: skip
def source(request: HttpRequest, source: str) -> HttpResponse:
    """One source: its contract, and how it stands."""
    state = data_queries.source(viewer(request), source)
    columns = [
        {"name": name, **column.model_dump(exclude_defaults=True)}
        for name, column in state.source.columns.items()
    ]
    more = {"key": state.source.key, "columns": columns, "measures": [m.id for m in state.measures]}
    return Response(_source(state) | more)


@router.get("/loads", url_name="loads", tags=["Sources and loads"],
            openapi_extra=table(LoadRow, example=example.LOAD))  # fmt: skip
def loads(request: HttpRequest, asked: Query[LoadsAsked]) -> HttpResponse:
    """The receipts of loads, newest first."""
    after = asked_after(request, asked)
    if asked.source:
        found = data_queries.source(viewer(request), asked.source).loads
    else:
        found = [load for state in data_queries.sources(viewer(request)) for load in state.loads]
    newest = sorted(found, key=lambda load: (load.at, load.load_id), reverse=True)
    rows = map(_load, newest)
    return answer(request, LoadRow, asked, page(rows, asked, after, key=lambda row: str(row["load_id"])))


@router.get("/loads/{load}", url_name="load", tags=["Sources and loads"],
            openapi_extra=one(LoadRow, example=example.LOAD))  # fmt: skip
def load(request: HttpRequest, load: str) -> HttpResponse:
    """One receipt."""
    every = (each for state in data_queries.sources(viewer(request)) for each in state.loads)
    found = next((each for each in every if each.load_id == load), None)
    if found is None:
        raise Http404(f"There is no load {load!r}.")
    return Response(_load(found))


ROWS = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "array", "items": {"type": "object"}, "minItems": 1},
                "example": [example.OFFERED_ROW],
            },
            "text/csv": {"schema": {"type": "string"}, "example": example.OFFERED_CSV},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    },
}
_offered = one(OfferedReceipt, example=example.OFFERED, status=201, also=(413, 415))
_offered["responses"][200] = {**_offered["responses"][201], "description": "The receipt given before"}


@router.post("/sources/{source}/rows", url_name="rows", tags=["Sources and loads"],
             openapi_extra=ROWS | _offered)  # fmt: skip
def rows(
    request: HttpRequest,
    source: str,
    mapping: str = param.Query(
        "",
        max_length=60,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="The mapping to read the rows by, when not the one that fits.",
    ),
    idempotency_key: str = param.Header(
        "",
        alias="Idempotency-Key",
        max_length=100,
        pattern=r"^[!-~]*$",
        description="Your name for this batch: said again with the same rows, it gives the same receipt.",
    ),
) -> HttpResponse:
    """Offer a batch of rows: each is accepted, rejected with its reasons, revises one loaded before, or is
    unchanged. The periods they touch are computed at once, so pages show the new values.
    """
    kind = KINDS.get((request.content_type or "").lower())
    if kind is None or request.headers.get("Content-Encoding", "identity") != "identity":
        raise HttpError(415, f"Send rows as {', '.join(KINDS)}, not compressed.")
    offered = actions.offer_rows(
        by=viewer(request),
        source=source,
        body=_body(request),
        kind=kind,
        mapping=mapping,
        key=idempotency_key,
    )
    replayed = {"Idempotent-Replayed": "true"} if offered.replayed else {}
    return Response(offered.receipt, status=200 if offered.replayed else 201, headers=replayed)


def _body(request: HttpRequest) -> bytes:
    body = request.read(settings.API_LARGEST + 1)
    if len(body) > settings.API_LARGEST:
        most = settings.API_LARGEST >> 20
        raise HttpError(413, f"A batch has at most {most} MB: send it in several, or load a file.")
    return body


def _source(state: data_queries.SourceState) -> dict[str, Any]:
    fresh, source = asdict(state.freshness), state.source
    return {"id": source.id, "title": source.title, "description": source.description} | {
        name: fresh[name] for name in ("rows", "covers_to", "last_loaded_at", "quality", "rating")
    }


def _load(receipt: Receipt) -> Mapping[str, Any]:
    return {name: getattr(receipt, name) for name in LoadRow.model_fields}
