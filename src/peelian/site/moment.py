"""Each request sees the workspace as it stood at one moment."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from peelian.documents.kept import one_moment


class MomentMiddleware:
    """Looks at definitions and tables once a request, however often the request asks for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_moment():
            return self.get_response(request)
