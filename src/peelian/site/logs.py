"""What is written about the running of the pages: lines of JSON that say nothing of anybody.

Of a request its route is written, never its address; of an error where it came from, never its text or the
values of variables. What others' libraries say is written as the template it was made from, without values.
"""

import json
import logging
import re
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter
from types import TracebackType
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from peelian.framework.errors import UserError

HEADER = "X-Request-ID"
PLAIN = ("peelian", "django_tasks", "_granian")
"""Loggers whose messages are known to hold no personal data."""
PROBES = ("site:health", "site:ready")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
LEVELS = ("INFO", "WARNING", "ERROR")

log = logging.getLogger("peelian.request")
_request: ContextVar[str] = ContextVar("request", default="")
_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class JsonFormatter(logging.Formatter):
    """One record as one line of JSON. A record's `fields` are added to it as they are."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if request := _request.get():
            said["request"] = request
        said |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            said["error"] = _error(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """The message of a logger that is known; of others their template, or where it was written."""
    if record.name.partition(".")[0] in PLAIN:
        return record.getMessage()
    if record.args and isinstance(record.msg, str):
        return record.msg
    return f"{record.module}.{record.funcName}, line {record.lineno}"


def _error(error: BaseException) -> list[dict[str, Any]]:
    """An error and those that led to it: the class of each, and the lines it came through."""
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        kind = type(found)
        chain.append(
            {"class": f"{kind.__module__}.{kind.__qualname__}", "lines": _lines(found.__traceback__)}
        )
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return chain


def _lines(trace: TracebackType | None) -> list[str]:
    return [
        f"{_module(frame.f_globals)}.{frame.f_code.co_name}, line {line}"
        for frame, line in traceback.walk_tb(trace)
    ]


def _module(names: dict[str, Any]) -> str:
    return str(names.get("__name__", "?"))


class RequestLogMiddleware:
    """Writes a line for each request, and gives it an id that its answer and its errors carry.

    Static files that were found and probes that went well are not written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _ID.fullmatch(given) else uuid4().hex
        token, began = _request.set(number), perf_counter()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = number
            if not _quiet(request, response):
                log.info("request", extra={"fields": _fields(request, response, perf_counter() - began)})
            return response
        finally:
            _request.reset(token)


def _quiet(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code >= 400:
        return False
    match = request.resolver_match
    return match.view_name in PROBES if match else request.path_info.startswith(settings.STATIC_URL)


def _fields(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, Any]:
    match, account = request.resolver_match, getattr(request, "_cached_user", None)
    fields = {
        "method": request.method if request.method in METHODS else "other",
        "route": match.route if match else None,
        "name": match.view_name if match else None,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
    }
    if account is not None and account.pk is not None:
        fields["account"] = account.pk
    return fields


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to the standard error, requests and work from `level` on.

    UserError for a level that is none.
    """
    if level not in LEVELS:
        raise UserError(f"PEELIAN_LOG is {level.lower()!r}: write {', '.join(LEVELS).lower()}")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "django.request": {"level": "ERROR"},  # what was not found has its line already
            "peelian": {"handlers": ["console"], "level": level, "propagate": False},
            "django_tasks": {"handlers": ["console"], "level": level, "propagate": False},
        },
    }
