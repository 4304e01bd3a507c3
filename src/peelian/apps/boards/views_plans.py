"""Pages of plans: the list, one, its editions, two compared, what all leave out, and changing them."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access.controls import ControlledForm
from peelian.apps.access.viewer import viewer
from peelian.apps.boards import actions_plans as actions
from peelian.apps.boards.forms_meetings import ActionForm
from peelian.apps.boards.forms_plans import (
    ChangePlanForm,
    EditionForm,
    NewEditionForm,
    ObjectiveForm,
    PlanForm,
    PlansFilter,
    told_of,
)
from peelian.apps.boards.models_plans import KINDS
from peelian.apps.boards.queries import plans as queries
from peelian.apps.boards.queries import plans_beside as beside
from peelian.apps.boards.queries.boards import units_for_boards
from peelian.documents.kept import opened
from peelian.documents.tables import safe
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    asked = PlansFilter(request.GET).asked
    page = queries.plans_page(viewer(request), asked, request.GET.get("page", "1"))
    context = {"page": page, "asked": asked, "kinds": KINDS, "query": urlencode(asked.said)}
    return render(request, "boards/plans.html", context)


@require_safe
def plans_csv(request: HttpRequest) -> HttpResponse:
    """Every plan of the list, in its order."""
    rows = [
        (
            row.plan.pk, row.plan.title, row.kind, row.unit_name, row.owner,
            row.edition.year if row.edition else "", "yes" if row.is_current else "no", row.objectives,
            row.draft.year if row.draft else "",
        )
        for row in queries.plan_rows(viewer(request), PlansFilter(request.GET).asked)
    ]  # fmt: skip
    columns = ("id", "plan", "kind", "unit", "owner", "edition", "in_force", "objectives", "draft")
    return _csv("plans", columns, rows)


@require_safe
def plan_gaps(request: HttpRequest) -> HttpResponse:
    return render(request, "boards/plan_gaps.html", {"page": beside.gaps_page(viewer(request))})


@require_safe
def plan(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.plan_page(viewer(request), number)
    return render(request, "boards/plan.html", {"page": page, "plan": page.plan})


@require_safe
def plan_compare(request: HttpRequest, number: int) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("before", "after")}
    page = beside.compare_page(viewer(request), number, **asked)
    return render(request, "boards/plan_compare.html", {"page": page, "plan": page.plan})


@require_safe
def plan_edition(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.edition_page(viewer(request), number)
    return render(request, "boards/plan_edition.html", {"page": page, "plan": page.plan})


@require_safe
def plan_edition_csv(request: HttpRequest, number: int) -> HttpResponse:
    """The objectives of an edition, with what each is linked to and the actions that came of it."""
    page = queries.edition_page(viewer(request), number)
    rows = [
        (
            page.plan.title, page.edition.year, each.objective.code, each.objective.title,
            each.objective.why, each.owner, "; ".join(one.title for one in each.questions),
            "; ".join(one.title for one in each.measures), "; ".join(_done(each.actions)),
        )
        for each in page.objectives
    ]  # fmt: skip
    columns = ("plan", "year", "code", "objective", "why", "owner", "questions", "measures", "actions")
    return _csv(slugify(str(page.edition)) or "plan", columns, rows)


def _done(actions: Iterable[Any]) -> Iterable[str]:
    for each in actions:
        yield f"{each.number} {each.title} ({each.owner_name}, {each.due.isoformat()}, {each.state_title})"


def _csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    body = text.getvalue().encode("utf-8-sig")  # so that Excel reads it as UTF-8
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


# ---- drafting


@form_page
def plan_new(request: HttpRequest) -> HttpResponse:
    units = units_for_boards(viewer(request))
    form = PlanForm(units, request.POST or None)

    def do() -> HttpResponse:
        made = actions.make_plan(by=viewer(request), **form.wanted)
        messages.success(request, "The plan is made. Draft its first edition.")
        return redirect("boards:plan", made.pk)

    return _done_or_shown(request, form, do, "new")


@form_page
def plan_change(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.plan_to_draft(viewer(request), number)
    form = ChangePlanForm(request.POST or None, initial=told_of(page.plan))

    def do() -> HttpResponse:
        actions.change_plan(by=viewer(request), plan=page.plan, **form.wanted)
        messages.success(request, "The plan is changed.")
        return redirect("boards:plan", number)

    return _done_or_shown(request, form, do, "change", plan=page.plan)


@form_page
def plan_draft(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.plan_to_draft(viewer(request), number)
    form = NewEditionForm(page.last, request.POST or None)

    def do() -> HttpResponse:
        made = actions.draft_edition(by=viewer(request), plan=page.plan, **form.wanted)
        messages.success(request, f"The edition of {made.year} is a draft, which somebody else approves.")
        return redirect("boards:plan_edition", made.pk)

    return _done_or_shown(request, form, do, "draft", plan=page.plan)


@form_page
def plan_edition_change(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.edition_to_draft(viewer(request), number)
    assert page.edition is not None
    form, edition = EditionForm(request.POST or None, initial=told_of(page.edition)), page.edition

    def do() -> HttpResponse:
        actions.change_edition(by=viewer(request), edition=edition, **form.cleaned_data)
        messages.success(request, "The edition is changed.")
        return redirect("boards:plan_edition", number)

    return _done_or_shown(request, form, do, "edition", plan=page.plan, edition=edition)


@form_page
def plan_objective_new(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.edition_to_draft(viewer(request), number)
    assert page.edition is not None
    form, edition = ObjectiveForm(request.POST or None), page.edition

    def do() -> HttpResponse:
        made = actions.add_objective(by=viewer(request), edition=edition, **form.wanted)
        messages.success(request, f"Objective {made.code} is in the draft.")
        return redirect(actions.address_of(made))

    return _done_or_shown(request, form, do, "objective_new", plan=page.plan, edition=edition)


@form_page
def plan_objective_change(request: HttpRequest, number: int) -> HttpResponse:
    objective = queries.objective_to_draft(viewer(request), number)
    form = ObjectiveForm(request.POST or None, initial=told_of(objective))

    def do() -> HttpResponse:
        actions.change_objective(by=viewer(request), objective=objective, **form.wanted)
        messages.success(request, "The objective is changed.")
        return redirect(actions.address_of(objective))

    edition = objective.edition
    return _done_or_shown(request, form, do, "objective_change", plan=edition.plan, edition=edition)


@require_POST
def plan_objective_move(request: HttpRequest, number: int) -> HttpResponse:
    """Move an objective one place up, or down."""
    objective = queries.objective_to_draft(viewer(request), number)
    actions.move_objective(by=viewer(request), objective=objective, up=request.POST.get("to") == "up")
    return redirect(actions.address_of(objective))


@form_page
def plan_objective_remove(request: HttpRequest, number: int) -> HttpResponse:
    objective = queries.objective_to_draft(viewer(request), number)
    edition = objective.edition
    if request.method == "POST":
        actions.remove_objective(by=viewer(request), objective=objective)
        messages.success(request, f"Objective {objective.code} is taken out of the draft.")
        return redirect("boards:plan_edition", edition.pk)
    context = {"plan": edition.plan, "edition": edition, "objective": objective, "what": "remove"}
    return render(request, "boards/plan_sure.html", context)


@form_page
def plan_approve(request: HttpRequest, number: int) -> HttpResponse:
    edition = queries.edition_to_approve(viewer(request), number)
    if request.method == "POST":
        actions.approve_edition(by=viewer(request), edition=edition)
        messages.success(request, f"The edition of {edition.year} is approved, and never changed again.")
        return redirect("boards:plan_edition", number)
    context = {"plan": edition.plan, "edition": edition, "what": "approve"}
    return render(request, "boards/plan_sure.html", context)


@form_page
def plan_action(request: HttpRequest, number: int) -> HttpResponse:
    """File an action that comes of an objective."""
    objective = queries.objective_to_act_on(viewer(request), number)
    form = ActionForm(list(opened().framework.measures.values()), request.POST or None)

    def do() -> HttpResponse:
        made = actions.file_action_for(by=viewer(request), objective=objective, **form.cleaned_data)
        told = f"Action {made.pk} is filed: {made.owner.display_name} by {made.due:%-d %B %Y}."
        messages.success(request, told)
        return redirect(actions.address_of(objective))

    edition = objective.edition
    context = {"plan": edition.plan, "edition": edition, "objective": objective}
    return _done_or_shown(request, form, do, "action", **context)


def _done_or_shown(
    request: HttpRequest, form: ControlledForm, do: Callable[[], HttpResponse], what: str, **context: Any
) -> HttpResponse:
    """What a form asks for done, or the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            return do()
        except UserError as error:
            form.refuse(error)
    return render(request, "boards/plan_form.html", context | {"form": form, "what": what})
