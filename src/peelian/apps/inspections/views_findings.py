"""Forms of publications and findings: adding and changing them, allocating, saying how it goes, moving."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from peelian.apps.access.controls import ControlledForm
from peelian.apps.access.viewer import viewer
from peelian.apps.improvement.forms import ActionForm
from peelian.apps.improvement.queries.filing import filing_page
from peelian.apps.inspections import actions_findings as doing
from peelian.apps.inspections import actions_register as actions
from peelian.apps.inspections.forms_register import (
    AllocateForm,
    FindingDueForm,
    FindingForm,
    FindingMoveForm,
    FindingOwnerForm,
    FindingUpdateForm,
    NewFindingForm,
    PublicationForm,
    SuccessForm,
)
from peelian.apps.inspections.models_register import Finding
from peelian.apps.inspections.queries.finding import (
    FindingPage,
    choosing_page,
    finding_page,
    may_keep_findings,
)
from peelian.apps.inspections.queries.publication import publication_to_change
from peelian.apps.inspections.states import MOVES
from peelian.documents.kept import opened
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def publication_new(request: HttpRequest) -> HttpResponse:
    may_keep_findings(viewer(request))
    form = PublicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_publication(by=viewer(request), **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The publication is in the register. Add what it found.")
            return redirect("inspections:publication", made.pk)
    context = {"form": form, "title": "Add a publication", "button": "Add the publication"}
    return render(request, "inspections/publication_form.html", context)


@form_page
def publication_change(request: HttpRequest, number: int) -> HttpResponse:
    publication = publication_to_change(viewer(request), number)
    may_keep_findings(viewer(request))
    form = PublicationForm.of(publication, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_publication(by=viewer(request), publication=publication, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The publication is changed.")
            return redirect("inspections:publication", number)
    context = {
        "form": form, "title": "Change the publication", "button": "Keep the change",
        "publication": publication,
    }  # fmt: skip
    return render(request, "inspections/publication_form.html", context)


@form_page
def finding_new(request: HttpRequest, number: int) -> HttpResponse:
    publication = publication_to_change(viewer(request), number)
    may_keep_findings(viewer(request))
    form = NewFindingForm(opened().framework.inspections.kinds, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_finding(by=viewer(request), publication=publication, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Finding {made.pk} is in the register.")
            again = "another" in request.POST
            return redirect(
                f"inspections:{'finding_new' if again else 'finding'}", number if again else made.pk
            )
    context = {
        "form": form, "title": "Add a finding", "button": "Add the finding", "publication": publication,
        "another": True,
    }  # fmt: skip
    return render(request, "inspections/publication_form.html", context)


@form_page
def finding_change(request: HttpRequest, number: int) -> HttpResponse:
    page = finding_page(viewer(request), number)
    _let(page.may_keep, "Your account may not keep recommendations and draft responses to them.")

    def do(given: dict[str, Any]) -> str:
        actions.change_finding(by=viewer(request), finding=_of(number), **given)
        return "The finding is changed."

    kinds, said = opened().framework.inspections.kinds, FindingForm.said_by(page.finding)
    form = FindingForm(kinds, request.POST or None, initial=said)
    return _asked(request, page, form, do, "Change what the finding says", "Keep the change")


@form_page
def allocate(request: HttpRequest, number: int) -> HttpResponse:
    page = finding_page(viewer(request), number)
    _let(page.may_allocate, "Whoever keeps findings or leads its unit may allocate a finding that is new.")

    def do(given: dict[str, Any]) -> str:
        update = doing.allocate(by=viewer(request), finding=_of(number), **given)
        owner = update.finding.owner
        return f"{owner.display_name if owner else 'Somebody'} owns the finding."

    units = choosing_page(viewer(request)).units
    form = AllocateForm(units, request.POST or None, initial={"unit": page.row.unit})
    return _asked(request, page, form, do, "Allocate the finding", "Allocate it")


@form_page
def update(request: HttpRequest, number: int) -> HttpResponse:
    page = finding_page(viewer(request), number)
    _let(page.may_update, "You have no part in this finding that lets you do that.")

    def do(given: dict[str, Any]) -> str:
        doing.add_update(by=viewer(request), finding=_of(number), **given)
        return "Your update is kept."

    form = FindingUpdateForm(page.statuses, page.row.status, request.POST or None)
    return _asked(request, page, form, do, "Add an update", "Add the update")


@form_page
def move(request: HttpRequest, number: int, move: str) -> HttpResponse:
    page = finding_page(viewer(request), number)
    if move not in MOVES:
        raise Http404("There is no such step.")
    step = MOVES[move]
    _let(any(each.key == move for each in page.steps), step.refused or "This step is not yours to take now.")

    def do(given: dict[str, Any]) -> str:
        doing.move(by=viewer(request), finding=_of(number), move=move, **given)
        return step.done

    unproven = step.needs_proof and not page.proof.is_there
    form = FindingMoveForm(move, request.POST or None, unproven=unproven)
    return _asked(request, page, form, do, step.title, step.title, moves=step)


@form_page
def due(request: HttpRequest, number: int) -> HttpResponse:
    page = finding_page(viewer(request), number)
    _let(page.may_charge, "Whoever keeps findings or leads its unit may change that while it is open.")

    def do(given: dict[str, Any]) -> str:
        changed = doing.change_due(by=viewer(request), finding=_of(number), **given)
        return f"The finding is due on {changed.due:%-d %B %Y}."

    title = "Change the due date"
    return _asked(request, page, FindingDueForm(request.POST or None), do, title, title)


@form_page
def owner(request: HttpRequest, number: int) -> HttpResponse:
    page = finding_page(viewer(request), number)
    may = page.may_charge and bool(page.row.owner)
    _let(may, "Whoever keeps findings or leads its unit may change that while somebody owns it.")

    def do(given: dict[str, Any]) -> str:
        doing.change_owner(by=viewer(request), finding=_of(number), **given)
        return "The finding has another owner."

    title, units = "Change the owner", choosing_page(viewer(request)).units
    form = FindingOwnerForm(units, request.POST or None, initial={"unit": page.row.unit})
    return _asked(request, page, form, do, title, title)


@form_page
def success(request: HttpRequest, number: int) -> HttpResponse:
    page = finding_page(viewer(request), number)
    _let(
        page.may_say_success,
        "Its owner, whoever keeps findings or leads its unit may say that while it is open.",
    )

    def do(given: dict[str, Any]) -> str:
        doing.set_success(by=viewer(request), finding=_of(number), **given)
        return "How one will know is kept."

    choices, names = choosing_page(viewer(request)), ("success", "measure", "question", "began_on")
    said = {name: getattr(page.finding, name) for name in names}
    form = SuccessForm(choices.measures, choices.questions, request.POST or None, initial=said)
    return _asked(request, page, form, do, "How will you know?", "Keep it")


@form_page
def action(request: HttpRequest, number: int) -> HttpResponse:
    """Filing an action that is to meet the finding."""
    page, choices = finding_page(viewer(request), number), filing_page(viewer(request))
    finding = page.finding
    said = {
        "unit": finding.unit, "owner": page.row.owner, "due": finding.due, "success": finding.success,
        "measure": finding.measure, "question": finding.question,
    }  # fmt: skip
    form = ActionForm(choices.units, choices.measures, choices.questions, request.POST or None, initial=said)
    for name in ("origin", "label"):
        del form.fields[name]

    def do(given: dict[str, Any]) -> str:
        made = doing.file_finding_action(by=viewer(request), finding=_of(number), **given)
        return f"Action {made.pk} is filed. {made.owner.display_name} owns it."

    return _asked(request, page, form, do, "File an action", "File the action")


def _asked(
    request: HttpRequest,
    page: FindingPage,
    form: ControlledForm,
    do: Callable[[dict[str, Any]], str],
    title: str,
    button: str,
    **more: Any,
) -> HttpResponse:
    """A form about a finding: shown, or done what it asks for, and back to the finding."""
    if request.method == "POST" and form.is_valid():
        try:
            told = do(form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, told)
            return redirect("inspections:finding", page.row.number)
    context = {"form": form, "page": page, "row": page.row, "title": title, "button": button, **more}
    return render(request, "inspections/finding_form.html", context)


def _of(number: int) -> Finding:
    """What a finding of the register is done to; it is looked at again when it is done."""
    return Finding(pk=number)


def _let(may: bool, otherwise: str) -> None:
    if not may:
        raise PermissionDenied(otherwise)
