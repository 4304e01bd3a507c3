"""Requests that are too large are refused before anything of them is read."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import bad_request


class SizeMiddleware:
    """Answers 413 to a request that says it is larger than `MAX_REQUEST_SIZE`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if not size.isdecimal() or int(size) > settings.MAX_REQUEST_SIZE:
            return too_large(request)
        return self.get_response(request)


def too_large(request: HttpRequest) -> HttpResponse:
    """What is said of a request that is too large: a page, or JSON to a program."""
    most = settings.MAX_REQUEST_SIZE // 2**20
    told = f"What was sent is too large: at most {most} MB at a time. Send it in parts."
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": told}, status=413)
    return render(request, "problem.html", {"problem": told}, status=413)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to a bad request, but for one whose data are too large."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return bad_request(request, exception)
