"""Where each request comes from, for the record."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from peelian.apps.access.audit import asked_from


class AddressMiddleware:
    """What is recorded while a request is answered was asked for from the network address it came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_from(request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
