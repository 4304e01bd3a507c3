"""Pages of requests for analysis: searching, asking, triage, answering, and what whoever asked says of it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access.controls import ControlledForm
from peelian.apps.access.viewer import viewer
from peelian.apps.attachments.serving import served
from peelian.apps.performance import actions_requests as actions
from peelian.apps.performance.files import chart_drawn
from peelian.apps.performance.forms_requests import (
    AcceptForm,
    AnswerForm,
    AskForm,
    DeclineForm,
    EarlierForm,
    ReopenForm,
    WithdrawRequestForm,
    asked_of,
)
from peelian.apps.performance.queries import request_list as listed
from peelian.apps.performance.queries import requests as queries
from peelian.apps.performance.requests_api import RequestRow
from peelian.documents.formats import to_csv
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request.GET)
    page = listed.requests_page(viewer(request), asked, request.GET.get("page", "1"))
    context = {"page": page, "asked": asked, "states": listed.CHOICES, "query": urlencode(asked.said)}
    return render(request, "performance/requests.html", context)


@require_safe
def requests_csv(request: HttpRequest) -> HttpResponse:
    """Every request of the list, in its order."""
    rows = listed.request_rows(viewer(request), asked_of(request.GET))
    body = b"\xef\xbb\xbf" + to_csv(RequestRow, rows)  # so that Excel reads it as UTF-8
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="requests-for-analysis.csv"'
    return response


@require_safe
def request_search(request: HttpRequest) -> HttpResponse:
    """The first step of asking: whether it is answered already."""
    words = asked_of({"q": request.GET.get("words", "")}).q
    page = queries.asking_page(viewer(request), words)
    return render(request, "performance/request_search.html", {"page": page, "words": words})


@form_page
def request_new(request: HttpRequest) -> HttpResponse:
    """The question itself. Answers like it that were not shown yet are shown before it is sent."""
    given = request.POST or request.GET
    words = f"{given.get('title', '')} {given.get('question', '')}".replace("\0", "")[:4000]
    page = queries.asking_page(viewer(request), words)
    start = {"unit": page.usual, "title": words.strip()[:160]}
    form = AskForm(page, request.POST or None, initial=start)
    known = set(request.POST.get("shown", "").split())
    new = [each for each in page.alike if str(each.asked.pk) not in known]
    if request.method == "POST" and form.is_valid() and not new:
        try:
            asked = actions.ask(by=viewer(request), **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "Your question is with the performance team.")
            return redirect("performance:request", asked.pk)
    shown = " ".join(sorted(known | {str(each.asked.pk) for each in page.alike}))
    stopped = request.method == "POST" and form.is_valid() and bool(new)
    context = {"page": page, "form": form, "shown": shown, "stopped": stopped}
    return render(request, "performance/request_new.html", context)


@require_safe
def request(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.request_page(viewer(request), number)
    return render(request, "performance/request.html", {"page": page, "asked": page.asked})


@require_safe
def request_chart(request: HttpRequest, number: int, at: int) -> HttpResponse:
    """A chart of an answer as it was frozen, for the `width` of a screen."""
    reading = queries.given_chart(viewer(request), number, at)
    charts = reading.charts
    body, tag = chart_drawn(charts.get(request.GET.get("width", ""), charts["wide"]))
    response = HttpResponse(body, content_type="image/svg+xml")
    response.headers["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response) or response


@require_safe
def request_file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    return served(queries.given_file(viewer(request), number, file))


# ---- triage and answering


@form_page
def request_accept(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.triage_page(viewer(request), number)
    start = {"analyst": page.asked.analyst or viewer(request).username, "expected": page.asked.expected}
    form = AcceptForm(page, request.POST or None, initial=start)
    do = partial(actions.accept, by=viewer(request), number=number)
    return _done(request, number, form, do, "The request is accepted.", "accept", page=page)


@form_page
def request_decline(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.triage_page(viewer(request), number)
    do = partial(actions.decline, by=viewer(request), number=number)
    form = DeclineForm(request.POST or None)
    return _done(request, number, form, do, "The request is declined.", "decline", page=page)


@form_page
def request_earlier(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.triage_page(viewer(request), number)
    do = partial(actions.answer_with_earlier, by=viewer(request), number=number)
    form = EarlierForm(request.POST or None)
    return _done(request, number, form, do, "The request leads to the earlier answer.", "earlier", page=page)


@form_page
def request_answer(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.triage_page(viewer(request), number)
    form = AnswerForm(page, request.POST or None, request.FILES or None)

    def do(**said: Any) -> None:
        given = {"words": said["words"], "files": said["attached"], "readings": form.readings}
        actions.answer(by=viewer(request), number=number, **given)

    return _done(request, number, form, do, "The answer is given.", "answer", page=page)


# ---- whoever asked


@require_POST
def request_close(request: HttpRequest, number: int) -> HttpResponse:
    actions.close(by=viewer(request), number=number)
    messages.success(request, "Thank you. The request is closed.")
    return redirect("performance:request", number)


@form_page
def request_reopen(request: HttpRequest, number: int) -> HttpResponse:
    asked = queries.own_request(viewer(request), number)
    do = partial(actions.reopen, by=viewer(request), number=number)
    form = ReopenForm(request.POST or None)
    told = "The performance team is asked for what is missing."
    return _done(request, number, form, do, told, "reopen", asked=asked)


@form_page
def request_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    asked = queries.own_request(viewer(request), number)
    do = partial(actions.withdraw, by=viewer(request), number=number)
    form = WithdrawRequestForm(request.POST or None)
    return _done(request, number, form, do, "Your question is withdrawn.", "withdraw", asked=asked)


def _done(
    request: HttpRequest,
    number: int,
    form: ControlledForm,
    do: Callable[..., None],
    told: str,
    what: str,
    **context: Any,
) -> HttpResponse:
    """The page of a form, or what it asks for done and the way back to the request."""
    if request.method == "POST" and form.is_valid():
        try:
            do(**form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, told)
            return redirect("performance:request", number)
    asked = context["page"].asked if "page" in context else context["asked"]
    said = context | {"form": form, "asked": asked, "what": what}
    template = "request_answer" if what == "answer" else "request_do"
    return render(request, f"performance/{template}.html", said)
