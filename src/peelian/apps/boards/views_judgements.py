"""Pages of the questions of a board: what was judged of them, and judging, challenging, concluding."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from peelian.apps.access.controls import ControlledForm
from peelian.apps.access.viewer import viewer
from peelian.apps.boards import actions_judgements as actions
from peelian.apps.boards.forms_judgements import ConcludeForm, JudgeForm, ReopenForm, ViewForm
from peelian.apps.boards.queries import judgements as queries
from peelian.apps.boards.queries.judgements import QuestionPage
from peelian.documents.kept import opened
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def questions(request: HttpRequest, slug: str, period: str = "") -> HttpResponse:
    page = queries.questions_page(viewer(request), slug, period)
    return render(request, "boards/questions.html", {"page": page})


@require_safe
def judgement(request: HttpRequest, slug: str, period: str, question: str) -> HttpResponse:
    page = queries.question_page(viewer(request), slug, period, question)
    return render(request, "boards/judgement.html", {"page": page})


@form_page
def judge(request: HttpRequest, slug: str, period: str, question: str) -> HttpResponse:
    page = queries.question_page(viewer(request), slug, period, question)
    _may(page.may_judge, "It is not yours to judge this question now.")
    form = JudgeForm(opened().framework.scale, request.POST or None)

    def done(said: dict[str, Any]) -> str:
        actions.judge(
            by=viewer(request), board=page.board, question=question, period=page.period.start, **said
        )
        return "Your judgement is recorded. Others on the board may now agree with it or challenge it."

    return _form(request, page, form, done, "boards/judge.html")


@form_page
def view(request: HttpRequest, slug: str, period: str, question: str) -> HttpResponse:
    page = queries.question_page(viewer(request), slug, period, question)
    _may(page.may_view, "There is no judgement here for you to agree with or challenge.")
    form = ViewForm(opened().framework.scale, request.POST or None)
    return _upon(request, page, form, actions.give_view, "Your view is recorded.", "boards/view.html")


@form_page
def conclude(request: HttpRequest, slug: str, period: str, question: str) -> HttpResponse:
    page = queries.question_page(viewer(request), slug, period, question)
    _may(page.may_conclude, "It is not yours to conclude this question now.")
    form = ConcludeForm(opened().framework.scale, request.POST or None)
    return _upon(request, page, form, actions.conclude, "The question is concluded.", "boards/conclude.html")


@form_page
def reopen(request: HttpRequest, slug: str, period: str, question: str) -> HttpResponse:
    page = queries.question_page(viewer(request), slug, period, question)
    _may(page.may_reopen, "It is not yours to open this question again.")
    standing = page.row.concluded
    assert standing is not None

    def done(said: dict[str, Any]) -> str:
        actions.reopen(by=viewer(request), conclusion=standing.conclusion, reason=said["reason"])
        return "The question is open again."

    return _form(request, page, ReopenForm(request.POST or None), done, "boards/reopen.html")


def _upon(
    request: HttpRequest,
    page: QuestionPage,
    form: ControlledForm,
    action: Callable[..., object],
    told: str,
    template: str,
) -> HttpResponse:
    """A form about the judgement that the page showed: another may have taken its place meanwhile."""

    def done(said: dict[str, Any]) -> str:
        read = next(
            (g.judgement for g in page.history if str(g.judgement.pk) == request.POST.get("judgement")), None
        )
        if read is None:
            raise UserError("the judgement has changed since you opened this page: read it again")
        action(by=viewer(request), judgement=read, **said)
        return told

    return _form(request, page, form, done, template)


def _form(
    request: HttpRequest,
    page: QuestionPage,
    form: ControlledForm,
    done: Callable[[dict[str, Any]], str],
    template: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, done(form.cleaned_data))
        except UserError as error:
            form.refuse(error)
        else:
            return redirect("boards:judgement", page.board.slug, page.period.iso, page.row.question.id)
    return render(request, template, {"page": page, "form": form})


def _may(allowed: bool, otherwise: str) -> None:
    if not allowed:
        raise PermissionDenied(otherwise)
