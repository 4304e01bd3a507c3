"""Pages of notes on charts: writing and withdrawing them, deciding suggestions, and what came of all that."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.performance import actions_annotations as actions
from peelian.apps.performance.forms_annotations import DecisionForm, NoteForm, WithdrawForm
from peelian.apps.performance.queries import annotations as queries
from peelian.apps.performance.queries.history import history as history_of
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def note_new(request: HttpRequest, measure: str) -> HttpResponse:
    page = queries.note_page(viewer(request), measure, unit=request.GET.get("unit"))
    form = NoteForm(page.measure, page.kinds, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            noted = actions.annotate(
                by=viewer(request), measure=measure, unit=page.place.unit.id, **form.cleaned_data
            )
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Your note is on the chart. {_changed(noted)}")
            return redirect(_chart(measure, page.place.unit.id))
    return render(request, "performance/note_new.html", {"form": form, "page": page, "place": page.place})


@form_page
def note_withdraw(request: HttpRequest, note: int) -> HttpResponse:
    shown = queries.note_to_withdraw(viewer(request), note)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            noted = actions.withdraw(by=viewer(request), note=shown.note, reason=form.cleaned_data["reason"])
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The note is withdrawn. {_changed(noted)}")
            return redirect(_chart(shown.measure.id, shown.unit.id))
    return render(request, "performance/note_withdraw.html", {"form": form, "shown": shown})


@form_page
def suggestion(request: HttpRequest, measure: str) -> HttpResponse:
    page = queries.suggestion_page(viewer(request), measure, unit=request.GET.get("unit"))
    form, day = DecisionForm(request.POST or None), page.suggestion.day
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {
            "by": viewer(request), "measure": measure, "unit": page.place.unit.id, "day": day,
            "reason": form.cleaned_data["reason"],
        }  # fmt: skip
        try:
            if request.POST.get("day") != day.isoformat():
                raise UserError("the suggestion has changed since you opened this page: read it again")
            if form.cleaned_data["decision"] == "accept":
                told = f"The new average starts. {_changed(actions.accept_suggestion(**given))}"
            else:
                actions.decline_suggestion(**given)
                told = "The average stays as it is."
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, told)
            return redirect(_chart(measure, page.place.unit.id))
    return render(request, "performance/suggestion.html", {"form": form, "page": page, "place": page.place})


@require_safe
def history(request: HttpRequest, measure: str) -> HttpResponse:
    page = history_of(viewer(request), measure, unit=request.GET.get("unit"))
    return render(request, "performance/history.html", {"page": page, "place": page.place})


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    chosen = {name: request.GET.get(name, "") for name in ("measure", "unit")}
    page = queries.notes_page(viewer(request), **chosen, page=request.GET.get("page", "1"))
    return render(request, "performance/notes.html", {"page": page, "chosen": chosen})


def _chart(measure: str, unit: str) -> str:
    return f"{reverse('performance:measure', args=[measure])}?{urlencode({'unit': unit})}"


def _changed(noted: actions.Noted) -> str:
    """What a note did to the verdict, in words."""
    if noted.before == noted.after:
        return f"The verdict stays: {noted.after.lower()}." if noted.after else ""
    return f"The verdict was {noted.before.lower()} and is now {noted.after.lower()}."
