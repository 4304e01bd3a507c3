"""Pages of the library of practices: the list, one, adding and changing it, assessing and trying it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from peelian.apps.access.controls import ControlledForm
from peelian.apps.access.viewer import viewer
from peelian.apps.improvement.queries.filing import filing_page
from peelian.apps.inspections import actions_practices as actions
from peelian.apps.inspections.forms_practices import (
    AssessForm,
    PracticeForm,
    PracticesFilter,
    TryForm,
    told_of,
)
from peelian.apps.inspections.models_practices import STATES
from peelian.apps.inspections.practising import MOVES
from peelian.apps.inspections.queries import practices as queries
from peelian.apps.inspections.views_documents import as_csv
from peelian.documents.lists import workbook
from peelian.framework.errors import UserError

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
form_page = require_http_methods(["GET", "HEAD", "POST"])
_WIDE = {"title": 50, "description": 80, "aim": 50, "intended_outcome": 50, "report": 50}


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    asked = PracticesFilter(request.GET).asked
    page = queries.practices_page(viewer(request), asked, request.GET.get("page", "1"))
    return render(request, "inspections/practices.html", {"page": page, "asked": asked, "states": STATES})


@require_safe
def practices_csv(request: HttpRequest) -> HttpResponse:
    """Every practice of the list, in its order."""
    rows = queries.practice_file_rows(viewer(request), PracticesFilter(request.GET).asked)
    return as_csv("practices", queries.FILE_COLUMNS, rows)


@require_safe
def practices_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as an Excel workbook."""
    rows = queries.practice_file_rows(viewer(request), PracticesFilter(request.GET).asked)
    book = workbook("Practices", queries.FILE_COLUMNS, rows, wide=_WIDE)
    response = HttpResponse(book, content_type=EXCEL)
    response.headers["Content-Disposition"] = 'attachment; filename="practices.xlsx"'
    return response


@require_safe
def practice(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.practice_page(viewer(request), number)
    return render(request, "inspections/practice.html", {"page": page, "practice": page.practice})


@form_page
def practice_new(request: HttpRequest) -> HttpResponse:
    queries.may_add(viewer(request))
    form = PracticeForm(request.POST or None, initial={"ours": True})

    def do() -> HttpResponse:
        made = actions.add_practice(by=viewer(request), given=form.cleaned_data)
        messages.success(request, "The practice is in the library.")
        return redirect("inspections:practice", made.pk)

    more = {"heading": "Add a practice", "button": "Add it", "suggestions": queries.suggestions()}
    return _done_or_shown(request, form, do, **more)


@form_page
def practice_change(request: HttpRequest, number: int) -> HttpResponse:
    found = queries.practice_to_change(viewer(request), number)
    form = PracticeForm(request.POST or None, initial=told_of(found))

    def do() -> HttpResponse:
        actions.change_practice(by=viewer(request), practice=found, given=form.cleaned_data)
        messages.success(request, "The practice is changed.")
        return redirect("inspections:practice", number)

    more = {"heading": "Change the practice", "button": "Save", "suggestions": queries.suggestions()}
    return _done_or_shown(request, form, do, practice=found, **more)


@form_page
def practice_assess(request: HttpRequest, number: int, move: str) -> HttpResponse:
    """Begin to assess, adopt, decline or reconsider a practice."""
    found, step = queries.practice_to_move(viewer(request), number, move)
    form = AssessForm(step, request.POST or None)

    def do() -> HttpResponse:
        actions.assess(by=viewer(request), practice=found, move=move, **form.cleaned_data)
        messages.success(request, step.done)
        return redirect("inspections:practice", number)

    return _done_or_shown(request, form, do, practice=found, **_said(step.title))


@form_page
def practice_try(request: HttpRequest, number: int) -> HttpResponse:
    """Put a practice on trial, with the action that tries it."""
    found, step = queries.practice_to_move(viewer(request), number, "try")
    filing = filing_page(viewer(request))
    start = {"title": f"Try: {found.title}"[:200], "unit": filing.units[0].id}
    form = TryForm(filing.units, list(filing.measures.values()), request.POST or None, initial=start)

    def do() -> HttpResponse:
        action = actions.try_practice(by=viewer(request), practice=found, **form.cleaned_data)
        told = (
            f"{step.done} Action {action.pk} is filed: {action.owner.display_name} by {action.due:%-d %B %Y}."
        )
        messages.success(request, told)
        return redirect("inspections:practice", number)

    return _done_or_shown(request, form, do, practice=found, **_said(MOVES["try"].title))


def _said(title: str) -> dict[str, Any]:
    return {"heading": title, "button": title, "suggestions": {"board": queries.boards_named()}}


def _done_or_shown(
    request: HttpRequest, form: ControlledForm, do: Callable[[], HttpResponse], **more: Any
) -> HttpResponse:
    """What a form asks for done, or the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            return do()
        except UserError as error:
            form.refuse(error)
    return render(request, "inspections/practice_form.html", {"form": form, **more})
