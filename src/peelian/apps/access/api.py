"""What every route of the API shares: who asks and how often, the form of an answer, and its pages."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http.client import responses
from itertools import islice
from typing import Any, Literal, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from ninja import Schema
from ninja.errors import HttpError, Throttled
from ninja.responses import Response
from ninja.security.base import AuthBase
from ninja.utils import check_csrf
from pydantic import BaseModel, Field

from peelian.apps.access.limits import spend
from peelian.apps.access.signing.factors import must_add_factor
from peelian.apps.access.tokens import bearer
from peelian.apps.access.viewer import Viewer
from peelian.documents.formats import Row, to_csv, to_parquet

T = TypeVar("T")
Key = list[str]
Level = Literal["", "national", "force", "command", "department", "team"]

JSON, CSV, PARQUET = "application/json", "text/csv", "application/vnd.apache.parquet"
PROBLEM = "application/problem+json"
MOST = 10_000
SAFE = ("GET", "HEAD", "OPTIONS")

# ---- who asks


class Bearer(AuthBase):
    """`Authorization: Bearer` and a token made on the account's own page."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A token made at /account/tokens/, as `Authorization: Bearer plnt_...`"

    def __call__(self, request: HttpRequest) -> Viewer | None:
        said = request.headers.get("Authorization")
        if not said:
            return None
        scheme, _, secret = said.partition(" ")
        found = bearer(secret.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            _spend(f"refused {request.META.get('REMOTE_ADDR', '')}", settings.API_REFUSALS)
            raise HttpError(401, "This token is not known, is revoked, or has expired. Make another.")
        _spend(f"token {found.token.pk}", settings.API_RATE)
        return found


class Session(AuthBase):
    """The session of somebody signed in to the pages; what changes something needs `X-CSRFToken` too."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of a browser that is signed in to the pages"

    def __call__(self, request: HttpRequest) -> Viewer | None:
        if not request.user.is_authenticated:
            return None
        if must_add_factor(request):
            raise HttpError(403, "Your account needs a second factor: set one up on the pages first.")
        _spend(f"account {request.user.pk}", settings.API_RATE)
        if request.method not in SAFE and check_csrf(request) is not None:
            raise HttpError(403, "Send the cookie csrftoken as the header X-CSRFToken too, or use a token.")
        return request.user  # type: ignore[return-value]


def viewer(request: HttpRequest) -> Viewer:
    """Whoever asks, as queries and actions know them."""
    found: Viewer = request.auth  # type: ignore[attr-defined]
    return found


def _spend(who: str, allowed: int) -> None:
    wait = spend(who, allowed)
    if wait is not None:
        raise Throttled(wait)


# ---- what they are given


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """What went wrong, as a problem object of RFC 9457."""
    said = {"type": "about:blank", "title": responses[status], "status": status, "detail": detail}
    return Response(said, status=status, content_type=PROBLEM, headers=dict(headers or {}))


def form_of(request: HttpRequest) -> str:
    """The media type an answer is wanted in; HttpError 406 when it is none that there is."""
    wanted = request.get_preferred_type([JSON, CSV, PARQUET])
    if wanted is None:
        raise HttpError(406, f"There are answers as {JSON}, {CSV} and {PARQUET}: ask for one in Accept.")
    return wanted


class Asked(Schema):
    """What the query of every table may say."""

    limit: int = Field(1000, ge=1, le=MOST, description="At most so many rows are given at once.")
    cursor: str = Field("", max_length=2000, description="`next` of the answer before, for the rows after.")


@dataclass(frozen=True)
class Page:
    """Some rows of a table, and the key of the last when there are more after it."""

    rows: Sequence[Row]
    last: Key | None


def page(every: Iterable[T], asked: Asked, after: Key | None, *, key: Callable[[T], str]) -> Page:
    """The page of a table in its order that begins after the row of key `after`. `every` row is a mapping.

    HttpError 422 when there is no such row any more.
    """
    rows = iter(every)
    if after is not None and all([key(row)] != after for row in rows):
        raise stale()
    shown = list(islice(rows, asked.limit))
    more = next(rows, None) is not None
    return Page(shown, [key(shown[-1])] if more else None)  # type: ignore[arg-type]


def answer(request: HttpRequest, columns: type[BaseModel], asked: Asked, found: Page) -> HttpResponse:
    """A page of a table in the form that was asked for; `Link` says where the next is, in JSON `next` too."""
    form, rows = form_of(request), found.rows
    following = _cursor(request, found.last) if found.last is not None else None
    if form == JSON:
        response: HttpResponse = Response({"rows": rows, "next": following})
    elif form == CSV:
        response = HttpResponse(to_csv(columns, rows), content_type=f"{CSV}; charset=utf-8")
    else:
        response = HttpResponse(to_parquet(columns, rows), content_type=PARQUET)
    if following:
        query = request.GET.copy()
        query["cursor"] = following
        response.headers["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
    return response


def asked_after(request: HttpRequest, asked: Asked) -> Key | None:
    """The key that the cursor says; None without one. HttpError 422 when it is not a cursor of these filters,
    and when the query says something that the route does not know.
    """
    known = {field.alias or name for name, field in type(asked).model_fields.items()}
    if strange := sorted(set(request.GET) - known):
        raise HttpError(422, f"There is no filter {strange[0]!r} here, but {', '.join(sorted(known))}.")
    if not asked.cursor:
        return None
    try:
        filters: str | None
        key: Key
        filters, *key = json.loads(urlsafe_b64decode(asked.cursor.encode("ascii")))
    except (ValueError, TypeError, NotBase64, RecursionError):
        filters, key = None, []
    if filters != _filters(request) or not all(isinstance(part, str) for part in key):
        raise stale()
    return key


def stale() -> HttpError:
    """For a cursor that leads nowhere."""
    return HttpError(422, "This cursor is not one of these filters, or its place is gone: begin without one.")


def _cursor(request: HttpRequest, key: Key) -> str:
    return urlsafe_b64encode(json.dumps([_filters(request), *key]).encode()).decode()


def _filters(request: HttpRequest) -> str:
    said = sorted((k, sorted(v)) for k, v in request.GET.lists() if k not in ("cursor", "limit"))
    return sha256(json.dumps([request.path, said]).encode()).hexdigest()[:12]


# ---- how it is described


def table(columns: type[BaseModel], *, example: Row) -> dict[str, Any]:
    """What the description of a route says of its answers: a table in three forms, or a problem."""
    row = columns.model_json_schema(mode="serialization")
    shape = {
        "type": "object",
        "required": ["rows", "next"],
        "properties": {
            "rows": {"type": "array", "items": row},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page, if any."},
        },
    }
    return {
        "responses": {
            200: {
                "description": "A page of the table",
                "headers": {
                    "Link": {"schema": {"type": "string"}, "description": 'rel="next": the page after'}
                },
                "content": {
                    JSON: {"schema": shape, "example": {"rows": [dict(example)], "next": None}},
                    CSV: {"schema": {"type": "string"}},
                    PARQUET: {"schema": {"type": "string", "format": "binary"}},
                },
            },
            **problems(401, 403, 404, 406, 409, 422, 429, 503),
        }
    }


def one(
    columns: type[BaseModel], *, example: Row, status: int = 200, also: Sequence[int] = ()
) -> dict[str, Any]:
    """The same of a route whose answer is one object."""
    shape = columns.model_json_schema(mode="serialization")
    given = {JSON: {"schema": shape, "example": dict(example)}}
    return {
        "responses": {
            status: {"description": responses[status], "content": given},
            **problems(401, 403, 404, 409, 422, 429, 503, *also),
        }
    }


def problems(*statuses: int) -> dict[int, Any]:
    """What the description says of answers that are problems."""
    shape = {
        "type": "object",
        "required": ["title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What was wrong, and what to do, in words."},
        },
    }
    return {
        status: {"description": responses[status], "content": {PROBLEM: {"schema": shape}}}
        for status in sorted(statuses)
    }
