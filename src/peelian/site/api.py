"""The API under /api/v1/: its routes are the apps', its answers JSON whatever happens."""

import json
import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from peelian.apps.access.api import Bearer, Session, problem
from peelian.apps.boards.api import router as boards
from peelian.apps.improvement.api import router as improvement
from peelian.apps.inspections.api import router as inspections
from peelian.apps.organisation.api import router as organisation
from peelian.apps.performance.annotations_api import router as annotations
from peelian.apps.performance.api import router as performance
from peelian.apps.performance.changes_api import router as changes
from peelian.apps.performance.requests_api import router as requests
from peelian.framework.errors import UserError
from peelian.pipeline.trouble import explained

NAME = "api"
log = logging.getLogger("django.request")

DESCRIPTION = """\
The units, framework, values, verdicts, sources and loads of this force, as its pages show them: the same
numbers, and only those that the account may see.

Tables come as JSON, CSV or Parquet, as `Accept` asks, a page at a time: `next` is the cursor of the page
after, and the header `Link` its address. Whatever goes wrong is a problem object whose `detail` says what to
do."""

api = NinjaAPI(
    title="Peelian",
    version="1",
    description=DESCRIPTION,
    auth=[Bearer(), Session()],
    docs_url=None,
    urls_namespace=NAME,
)
api.add_router("", organisation)
api.add_router("", performance)
api.add_router("", annotations)
api.add_router("", changes)
api.add_router("", boards)
api.add_router("", improvement)
api.add_router("", inspections)
api.add_router("", requests)


# ---- what goes wrong


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    said = (f"{each['loc'][-1]}: {_lowered(each['msg'])}" for each in error.errors)
    return problem(422, "; ".join(dict.fromkeys(said)))


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error, Throttled):
        wait = str(error.wait)
        return problem(429, f"Too many requests: wait {wait} seconds.", {"Retry-After": wait})
    if isinstance(error, AuthenticationError):
        told = "Send a token as `Authorization: Bearer plnt_...`: make one at /account/tokens/."
        return problem(401, told, {"WWW-Authenticate": "Bearer"})
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'} if error.status_code == 401 else {}
    return problem(error.status_code, error.message, headers)


@api.exception_handler(TooManyFieldsSent)
def _too_much(request: HttpRequest, error: TooManyFieldsSent) -> HttpResponse:
    return problem(422, "The address says too many things: ask for fewer at once.")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, str(error) or "There is nothing here: see /api/v1/docs.")


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, str(error) or "Your account may not do that.")


@api.exception_handler(UserError)
def _wrong(request: HttpRequest, error: UserError) -> HttpResponse:
    return problem(409 if request.method in ("GET", "HEAD") else 422, str(error))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    if trouble := explained(error):
        return problem(503, str(trouble))
    log.error("error in the API", exc_info=error)
    return problem(500, "Something went wrong here. It has been written down; nothing is half done.")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


# ---- its description


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page: every route with its filters, answers and an example."""
    schema = api.get_openapi_schema()
    return render(request, "api/docs.html", {"groups": list(_groups(schema)), "address": _address(request)})


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri("/api/v1")


def _groups(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    routes: dict[str, list[dict[str, Any]]] = {}
    for address, methods in schema["paths"].items():
        for method, told in methods.items():
            routes.setdefault(told["tags"][0], []).append(_route(address, method, told))
    for title, listed in routes.items():
        yield {"title": title, "routes": listed}


def _route(address: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    status, given = next((s, r) for s, r in told["responses"].items() if s in (200, 201))
    content = given["content"]["application/json"]
    shape = content["schema"]["properties"]
    columns = shape["rows"]["items"]["properties"] if "rows" in shape and "next" in shape else shape
    return {
        "id": told["operationId"].rpartition("_api_")[2],
        "method": method.upper(),
        "address": address,
        "summary": told["description"],
        "parameters": told["parameters"],
        "columns": [
            {"name": name, "type": _kind(each), "description": each.get("description", "")}
            for name, each in columns.items()
        ],
        "status": status,
        "forms": list(given["content"]),
        "example": json.dumps(content["example"], indent=2, ensure_ascii=False),
    }


def _kind(shape: dict[str, Any]) -> str:
    kinds = [each for each in shape.get("anyOf", [shape]) if each.get("type") != "null"]
    return str(kinds[0].get("format") or kinds[0].get("type", ""))


# ---- addresses


def _missing_route(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problem(404, "There is nothing here: see /api/v1/docs.")


def _in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the API: it asks for the sign-in itself, HEAD is GET, and a refused method is a problem."""

    @wraps(view, updated=())
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return _missing_route(request)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            return problem(405, f"This address answers {allowed}.", {"Allow": allowed})
        return response

    answered.login_required = False  # type: ignore[attr-defined]
    answered.csrf_exempt = True  # type: ignore[attr-defined]
    return answered


def _patterns() -> Iterator[URLPattern]:
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)
        pattern.callback = _in_json(pattern.callback)
        yield pattern
    yield path("docs", docs, name="docs")
    yield path("<path:rest>", _in_json(_missing_route), name="missing")


urls = list(_patterns()), NAME, NAME
