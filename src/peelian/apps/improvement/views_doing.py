"""Forms of the action register: filing an action, saying how it goes, moving it, showing evidence."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from peelian.apps.access.controls import ControlledForm
from peelian.apps.access.viewer import viewer
from peelian.apps.improvement import actions
from peelian.apps.improvement.actions_evidence import add_evidence, withdraw_evidence
from peelian.apps.improvement.forms import (
    ActionForm,
    DueForm,
    EvidenceForm,
    MoveForm,
    OwnerForm,
    UpdateForm,
    WithdrawForm,
)
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.origins import Origin
from peelian.apps.improvement.queries.action import ActionPage, action_page, evidence_to_withdraw
from peelian.apps.improvement.queries.filing import filing_page
from peelian.apps.improvement.states import MOVES
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def new(request: HttpRequest) -> HttpResponse:
    page = filing_page(viewer(request))
    form = ActionForm(page.units, page.measures, page.questions, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        origin = Origin(given.pop("origin"), label=given.pop("label"))
        try:
            made = actions.file_action(by=viewer(request), origin=origin, **given)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Action {made.pk} is filed. {made.owner.display_name} owns it.")
            return redirect("improvement:action", made.pk)
    return render(request, "improvement/new.html", {"form": form})


@form_page
def update(request: HttpRequest, number: int) -> HttpResponse:
    page = action_page(viewer(request), number)
    _let(page.may_update, "You have no part in this action that lets you do that.")

    def do(given: dict[str, Any]) -> str:
        actions.add_update(by=viewer(request), action=_of(number), **given)
        return "Your update is kept."

    return _asked(request, page, UpdateForm(request.POST or None), do, "Add an update", "Add the update")


@form_page
def move(request: HttpRequest, number: int, move: str) -> HttpResponse:
    page = action_page(viewer(request), number)
    if move not in MOVES:
        raise Http404("There is no such step.")
    step = MOVES[move]
    _let(any(each.key == move for each in page.steps), "This step is not yours to take now.")

    def do(given: dict[str, Any]) -> str:
        actions.move(by=viewer(request), action=_of(number), move=move, **given)
        return step.done

    form = MoveForm(move, request.POST or None)
    return _asked(request, page, form, do, step.title, step.title, moves=step)


@form_page
def due(request: HttpRequest, number: int) -> HttpResponse:
    page = action_page(viewer(request), number)
    _let(page.may_charge, "Whoever sees to this action may change that while it is open.")

    def do(given: dict[str, Any]) -> str:
        changed = actions.change_due(by=viewer(request), action=_of(number), **given)
        return f"The action is due on {changed.due:%-d %B %Y}."

    title = "Change the due date"
    return _asked(request, page, DueForm(request.POST or None), do, title, title)


@form_page
def owner(request: HttpRequest, number: int) -> HttpResponse:
    page = action_page(viewer(request), number)
    _let(page.may_charge, "Whoever sees to this action may change that while it is open.")

    def do(given: dict[str, Any]) -> str:
        actions.change_owner(by=viewer(request), action=_of(number), **given)
        return "The action has another owner."

    title = "Change the owner"
    return _asked(request, page, OwnerForm(request.POST or None), do, title, title)


@form_page
def evidence_new(request: HttpRequest, number: int) -> HttpResponse:
    page = action_page(viewer(request), number)
    _let(page.may_update, "You have no part in this action that lets you do that.")

    def do(given: dict[str, Any]) -> str:
        add_evidence(by=viewer(request), action=_of(number), **given)
        return "The evidence is kept."

    form = EvidenceForm(request.POST or None, request.FILES or None)
    return _asked(request, page, form, do, "Add evidence", "Add the evidence", file=True)


@form_page
def evidence_withdraw(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    page = action_page(viewer(request), number)
    found = evidence_to_withdraw(viewer(request), number, evidence)

    def do(given: dict[str, Any]) -> str:
        withdraw_evidence(by=viewer(request), evidence=found, **given)
        return "The evidence is withdrawn."

    form, title = WithdrawForm(request.POST or None), "Withdraw evidence"
    return _asked(request, page, form, do, title, "Withdraw the evidence", about=found.title)


def _asked(
    request: HttpRequest,
    page: ActionPage,
    form: ControlledForm,
    do: Callable[[dict[str, Any]], str],
    title: str,
    button: str,
    **more: Any,
) -> HttpResponse:
    """A form about an action: shown, or done what it asks for, and back to the action."""
    if request.method == "POST" and form.is_valid():
        try:
            told = do(form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, told)
            return redirect("improvement:action", page.row.number)
    context = {"form": form, "page": page, "row": page.row, "title": title, "button": button, **more}
    return render(request, "improvement/form.html", context)


def _of(number: int) -> Action:
    """What an action of the register is done to; it is looked at again when it is done."""
    return Action(pk=number)


def _let(may: bool, otherwise: str) -> None:
    if not may:
        raise PermissionDenied(otherwise)
