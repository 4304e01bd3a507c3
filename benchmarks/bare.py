"""The site with a bare view beside every page: `python -m benchmarks.bare PORT`.

A request with the header X-Bare is answered through the same middleware by a view that renders the page's
template from constants: those of the first such request in its process.
"""

import sys
from functools import wraps
from threading import Lock, get_ident
from typing import Any
from unittest.mock import patch

from benchmarks.pages import constant


def application() -> Any:
    """The WSGI application."""
    from django.core.handlers.base import BaseHandler
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.template import Context, Template
    from django.test.signals import template_rendered
    from django.test.utils import instrumented_test_render

    made, resolve = get_wsgi_application(), BaseHandler.resolve_request
    one_at_a_time = Lock()
    constants: dict[tuple[str, str], tuple[Any, dict[str, Any]]] = {}

    def resolved(handler: BaseHandler, request: Any) -> Any:
        match = resolve(handler, request)
        if "HTTP_X_BARE" not in request.META:
            return match
        page = match.func

        @wraps(page)
        def view(request: Any, *args: Any, **named: Any) -> HttpResponse:
            key = (match.view_name, request.session.session_key)
            if key not in constants:
                seen: list[tuple[Any, Any]] = []

                def note(sender: Any, template: Any, context: Any, **_: Any) -> None:
                    if get_ident() == here:
                        seen.append((template, context))

                here = get_ident()
                template_rendered.connect(note)
                try:
                    with one_at_a_time, patch.object(Template, "_render", instrumented_test_render):
                        page(request, *args, **named)
                finally:
                    template_rendered.disconnect(note)
                template, context = seen[0]
                flat = {name: each for name, each in context.flatten().items() if name != "perms"}
                constants[key] = template, constant(flat)
            template, context = constants[key]
            return HttpResponse(template.render(Context(context)))

        match.func = view
        return match

    BaseHandler.resolve_request = resolved  # type: ignore[method-assign]
    return made


if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "benchmarks.bare:application", factory=True, address="127.0.0.1", port=int(sys.argv[1]),
        interface=Interfaces.WSGI, workers=2, blocking_threads=4, websockets=False,
    ).serve()  # fmt: skip
