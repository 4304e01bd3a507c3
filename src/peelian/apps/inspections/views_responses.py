"""Pages and files of responses, and of those that are published, which need no sign-in."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.inspections import actions_responses as actions
from peelian.apps.inspections import forms_responses as forms
from peelian.apps.inspections.answering import content_in
from peelian.apps.inspections.law import FACTS, USUAL_ADDRESSEE, USUAL_BODY
from peelian.apps.inspections.models_responses import Response
from peelian.apps.inspections.queries import responses as queries
from peelian.apps.inspections.queries.responses import LISTED, PaperPage, ResponsesAsked
from peelian.documents.responses.content import Form, Layout, ResponseContent
from peelian.documents.responses.forms import MEDIA, build
from peelian.documents.responses.phrases import about_report
from peelian.documents.tables import safe
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def responses(request: HttpRequest) -> HttpResponse:
    page = queries.responses_page(viewer(request), _asked(request), page=request.GET.get("page", "1"))
    context = {"page": page, "asked": page.asked, "states": list(LISTED.items())}
    return render(request, "inspections/responses.html", context)


@require_safe
def responses_csv(request: HttpRequest) -> HttpResponse:
    text = io.StringIO(newline="")
    lines = queries.response_lines(viewer(request), _asked(request))
    csv.writer(text).writerows([safe(cell) for cell in line] for line in lines)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="responses.csv"'
    return response


def _asked(request: HttpRequest) -> ResponsesAsked:
    asked = {name: request.GET.get(name, "").replace("\0", "")[:100] for name in ("q", "state", "sort")}
    return ResponsesAsked(**asked)


@require_safe
def response(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.response_page(viewer(request), number)
    context = {"page": page, "publication": page.publication, "response": page.response, "law": FACTS}
    return render(request, "inspections/response.html", context)


@form_page
def response_begin(request: HttpRequest, number: int) -> HttpResponse:
    publication = queries.to_begin(viewer(request), number)
    usual = {"layout": "record", "body_title": USUAL_BODY, "addressed_to": USUAL_ADDRESSEE}
    form = forms.NamesForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            actions.begin_response(by=viewer(request), publication=publication, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The response is begun. Reply to each recommendation in turn.")
            return redirect("inspections:response", number)
    said = {"title": "Begin the response", "button": "Begin the response"}
    return _form(request, publication, form, said)


@form_page
def response_names(request: HttpRequest, number: int) -> HttpResponse:
    found = queries.to_draft(viewer(request), number)
    now = {name: getattr(found, name) for name in (*actions.NAMES, "dated")}
    form = forms.DatedForm(request.POST or None, initial=now)
    said = {"title": "Layout, names and date", "button": "Keep the changes"}
    return _changed(request, found, form, said, actions.set_names, "Names and date are kept.")


@form_page
def response_reply(request: HttpRequest, number: int, finding: int) -> HttpResponse:
    page = queries.reply_page(viewer(request), number, finding)
    form = forms.ReplyForm(request.POST or None, initial=page.offered(request.GET.get("from", "")))
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_reply(
                by=viewer(request), response=page.response, finding=page.answered.finding, **form.cleaned_data
            )
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The reply to {page.title} is kept.")
            if page.next is not None and "next" in request.POST:
                return redirect("inspections:response_reply", number, page.next.finding.pk)
            return redirect("inspections:response", number)
    context = {"page": page, "form": form, "publication": page.response.publication}
    return render(request, "inspections/response_reply.html", context)


@form_page
def response_chief(request: HttpRequest, number: int) -> HttpResponse:
    found = queries.to_speak_for_chief(viewer(request), number)
    usual = found.chief_comments_by or f"Chief Constable {found.chief_constable}".strip()
    now = {"words": found.chief_comments, "name": usual, "on": found.chief_comments_on}
    form = forms.ChiefForm(request.POST or None, initial=now)
    said = {"title": "The chief officer’s comments", "button": "Keep the comments"}
    return _changed(
        request, found, form, said, actions.write_chief_comments, "The chief officer’s comments are kept."
    )


@form_page
def response_commissioner(request: HttpRequest, number: int) -> HttpResponse:
    found = queries.to_handle(viewer(request), number)
    now = {"words": found.commissioner_comments, "first": found.initial_comments}
    form = forms.CommissionerForm(request.POST or None, initial=now)
    said = {"title": "The commissioner’s comments", "button": "Keep the comments", "chief": "yes"}
    return _changed(
        request, found, form, said, actions.write_commissioner_comments,
        "The commissioner’s comments are kept.",
    )  # fmt: skip


@form_page
def response_back(request: HttpRequest, number: int) -> HttpResponse:
    found = queries.to_approve(viewer(request), number)
    form = forms.BackForm(request.POST or None)
    said = {"title": "Send the response back", "button": "Send it back"}
    return _changed(request, found, form, said, actions.send_back, "The response is sent back.")


@form_page
def response_address(request: HttpRequest, number: int) -> HttpResponse:
    found = queries.to_handle(viewer(request), number)
    form = forms.AddressForm(request.POST or None, initial={"address": found.address})
    said = {"title": "Where it is on the commissioner’s web site", "button": "Keep the address"}
    return _changed(request, found, form, said, actions.record_address, "The address is kept.")


@form_page
def response_copy(request: HttpRequest, number: int) -> HttpResponse:
    found = queries.to_handle(viewer(request), number)
    usual = {"sent_on": timezone.localdate(), "recipient": request.GET.get("to", "")}
    form = forms.CopyForm(request.POST or None, initial=usual)
    said = {"title": "A copy was sent", "button": "Record the copy"}
    return _changed(request, found, form, said, actions.record_copy, "The copy is recorded.")


def _changed(
    request: HttpRequest,
    found: Response,
    form: Any,
    said: dict[str, str],
    action: Callable[..., Any],
    told: str,
) -> HttpResponse:
    """The page of a form; what it says is done, or shown again with why it is not."""
    if request.method == "POST" and form.is_valid():
        try:
            action(by=viewer(request), response=found, **getattr(form, "said", form.cleaned_data))
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, told)
            return redirect("inspections:response", found.publication.pk)
    return _form(request, found.publication, form, said, found)


def _form(
    request: HttpRequest, publication: Any, form: Any, said: dict[str, str], found: Response | None = None
) -> HttpResponse:
    context = {"publication": publication, "form": form, "said": said, "response": found}
    return render(request, "inspections/response_form.html", context)


@require_POST
def response_submit(request: HttpRequest, number: int) -> HttpResponse:
    return _do(request, number, actions.submit, "The response waits for approval by somebody else.")


@require_POST
def response_approve(request: HttpRequest, number: int) -> HttpResponse:
    read = request.POST.get("sha256", "")
    told = "You approved the response. Nothing of it changes any more."
    return _do(request, number, actions.approve, told, sha256=read)


@require_POST
def response_publish(request: HttpRequest, number: int) -> HttpResponse:
    return _do(request, number, actions.publish, "The response is published: everybody can read it.")


def _do(
    request: HttpRequest, number: int, action: Callable[..., None], told: str, **more: Any
) -> HttpResponse:
    found = queries.response_seen(viewer(request), number)
    try:
        action(by=viewer(request), response=found, **more)
    except UserError as error:
        messages.warning(request, f"{str(error)[:1].upper()}{str(error)[1:]}")
    else:
        messages.success(request, told)
    return redirect("inspections:response", number)


@require_safe
def response_paper(request: HttpRequest, number: int, layout: Layout) -> HttpResponse:
    page = queries.paper_page(viewer(request), number, layout)
    context = {"page": page, "response": page.response, "publication": page.response.publication}
    return render(request, "inspections/response_paper.html", context)


@require_safe
def response_file(request: HttpRequest, number: int, layout: Layout, form: Form) -> HttpResponse:
    return _file(queries.paper_page(viewer(request), number, layout), form)


@require_safe
def response_json(request: HttpRequest, number: int) -> HttpResponse:
    return _json(content_in(queries.response_seen(viewer(request), number)))


@login_not_required
@require_safe
def published_responses(request: HttpRequest) -> HttpResponse:
    page = queries.published_page(request.GET.get("page", "1"))
    return render(request, "inspections/responses_published.html", {"page": page})


@login_not_required
@require_safe
def published_response(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.published(number)
    context = {"page": page, "response": page.response, "publication": page.response.publication}
    return render(request, "inspections/response_published.html", context)


@login_not_required
@require_safe
def published_response_file(request: HttpRequest, number: int, form: Form) -> HttpResponse:
    return _file(queries.published(number), form)


@login_not_required
@require_safe
def published_response_json(request: HttpRequest, number: int) -> HttpResponse:
    return _json(content_in(queries.published(number).response))


def _file(page: PaperPage, form: Form) -> HttpResponse:
    content, layout = page.content, page.layout
    key = f"response-{layout}-{form}-{content.sha256}"
    body = cache.get_or_set(key, lambda: build(content, layout, form))
    return _named(HttpResponse(body, content_type=MEDIA[form]), content, form)


def _json(content: ResponseContent) -> HttpResponse:
    """The content as it is hashed: `sha256sum` of the file is the response's."""
    return _named(HttpResponse(content.json_text, content_type="application/json"), content, "json")


def _named(response: HttpResponse, content: ResponseContent, form: str) -> HttpResponse:
    name = f"{slugify(about_report(content))[:100]}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
