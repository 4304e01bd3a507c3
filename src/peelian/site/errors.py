"""Plain pages when something cannot be shown."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from peelian.framework.errors import UserError
from peelian.pipeline.trouble import explained


class UserErrorMiddleware:
    """Shows a UserError (a framework that does not load, an extract that cannot be measured) as a page.

    So is trouble with the disk or with the tables' files.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, UserError):
            return render(request, "problem.html", {"problem": str(exception)}, status=409)
        if trouble := explained(exception):
            return render(request, "problem.html", {"problem": str(trouble)}, status=503)
        return None


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Shown when a form's token is missing or no longer that of the session."""
    told = (
        "The form was open too long, or cookies are off. Go back, load the page again and send it once more."
    )
    return render(request, "problem.html", {"problem": told}, status=403)
