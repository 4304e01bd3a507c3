"""Pages of meetings: planned, changed, cancelled and held; agenda, papers, attendance, minutes, decisions."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.attachments.serving import served
from peelian.apps.boards import actions_agenda as agenda
from peelian.apps.boards import actions_meetings as actions
from peelian.apps.boards import actions_minutes as minutes
from peelian.apps.boards import forms_meetings as forms
from peelian.apps.boards.models import Meeting
from peelian.apps.boards.queries import boards, meetings
from peelian.apps.boards.queries import meeting_lists as lists
from peelian.apps.boards.times import in_words
from peelian.documents.kept import opened
from peelian.documents.tables import safe
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])
USUAL = {"begins": "10:00", "ends": "12:00"}


@require_safe
def meeting_list(request: HttpRequest, slug: str) -> HttpResponse:
    asked = forms.MeetingsFilter(request.GET).asked
    page = lists.meetings_page(viewer(request), slug, asked, request.GET.get("page", "1"))
    return render(request, "boards/meetings.html", {"page": page, "board": page.board, "asked": asked})


@require_safe
def meetings_csv(request: HttpRequest, slug: str) -> HttpResponse:
    asked = forms.MeetingsFilter(request.GET).asked
    rows = [
        (
            _local(row.meeting.starts_at), _local(row.meeting.ends_at), row.meeting.period.isoformat(),
            row.meeting.venue, row.meeting.state_title, "yes" if row.meeting.is_public else "no",
            row.items, row.decisions,
        )
        for row in lists.meetings_rows(viewer(request), slug, asked)
    ]  # fmt: skip
    columns = ("starts", "ends", "looks_at", "place", "state", "public", "items", "decisions")
    return _csv(f"{slug}-meetings", columns, rows)


@form_page
def meeting_new(request: HttpRequest, slug: str) -> HttpResponse:
    page = boards.board_kept(viewer(request), slug)
    form = forms.MeetingForm(page.board, request.POST or None, initial=USUAL)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_meeting(by=viewer(request), board=page.board, arranged=form.arranged)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(
                request, "The meeting is planned, and its agenda is drawn from what the board asks."
            )
            return redirect("boards:meeting", slug, made.pk)
    return render(request, "boards/meeting_form.html", {"form": form, "board": page.board, "page": page})


@form_page
def meetings_year(request: HttpRequest, slug: str) -> HttpResponse:
    page = boards.board_kept(viewer(request), slug)
    form = forms.YearForm(page.board, request.POST or None, initial=USUAL)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_year(by=viewer(request), board=page.board, first=form.arranged)
        except UserError as error:
            form.refuse(error)
        else:
            of = "month" if page.board.every == "month" else "third month"
            told = f"{len(made)} meetings are planned: the {in_words(form.arranged.day)} of each {of}."
            messages.success(request, told)
            return redirect("boards:meetings", slug)
    return render(request, "boards/meetings_year.html", {"form": form, "board": page.board, "page": page})


@require_safe
def meeting(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    page = meetings.meeting_page(viewer(request), slug, meeting)
    context = {"page": page, "board": page.board, "meeting": page.meeting}
    return render(request, "boards/meeting.html", context)


@form_page
def meeting_change(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    changed = meetings.meeting_kept(viewer(request), slug, meeting)
    starts, ends = timezone.localtime(changed.starts_at), timezone.localtime(changed.ends_at)
    now = {name: getattr(changed, name) for name in ("venue", "link", "is_public")} | {
        "day": starts.date(), "begins": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}",
        "period": changed.period.isoformat(),
    }  # fmt: skip
    form = forms.MeetingForm(changed.board, request.POST or None, initial=now, chosen=changed.period)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(by=viewer(request), meeting=changed, arranged=form.arranged)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The meeting is changed, and so it is in people’s calendars.")
            return redirect("boards:meeting", slug, meeting)
    return _shown(request, "boards/meeting_form.html", changed, form)


@form_page
def meeting_cancel(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    changed = meetings.meeting_kept(viewer(request), slug, meeting)
    form = forms.CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_meeting(by=viewer(request), meeting=changed, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The meeting is cancelled, and people’s calendars say so.")
            return redirect("boards:meeting", slug, meeting)
    return _shown(request, "boards/meeting_cancel.html", changed, form)


@require_POST
def meeting_hold(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    changed = meetings.meeting_kept(viewer(request), slug, meeting)
    actions.hold_meeting(by=viewer(request), meeting=changed)
    messages.success(
        request, "The meeting was held. Now write who was there, what was said and what was decided."
    )
    return redirect("boards:meeting", slug, meeting)


@require_POST
def meeting_approve(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    changed = meetings.meeting_seen(viewer(request), slug, meeting)
    actions.approve_minutes(by=viewer(request), meeting=changed)
    messages.success(request, "The minutes are approved. Nothing of this meeting changes any more.")
    return redirect("boards:meeting", slug, meeting)


# ---- agenda and papers


@form_page
def item_new(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    changed = meetings.meeting_kept(viewer(request), slug, meeting)
    form = forms.ItemForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agenda.add_item(by=viewer(request), meeting=changed, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The item is on the agenda.")
            return redirect("boards:meeting", slug, meeting)
    return _shown(request, "boards/meeting_item.html", changed, form)


@form_page
def item_change(request: HttpRequest, slug: str, meeting: int, item: int) -> HttpResponse:
    changed = meetings.item_kept(viewer(request), slug, meeting, item)
    now = {name: getattr(changed, name) for name in ("title", "presenter", "is_public")}
    form = forms.ItemForm(changed, request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            agenda.change_item(by=viewer(request), item=changed, **{"title": "", **form.cleaned_data})
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The item is changed.")
            return redirect("boards:meeting", slug, meeting)
    return _shown(request, "boards/meeting_item.html", changed.meeting, form, item=changed)


@require_POST
def item_move(request: HttpRequest, slug: str, meeting: int, item: int) -> HttpResponse:
    """One place up when `way` is "up", else down."""
    changed = meetings.item_kept(viewer(request), slug, meeting, item)
    agenda.move_item(by=viewer(request), item=changed, up=request.POST.get("way") == "up")
    return redirect(f"{reverse('boards:meeting', args=[slug, meeting])}#item-{item}")


@form_page
def item_remove(request: HttpRequest, slug: str, meeting: int, item: int) -> HttpResponse:
    """Ask whether to take an item off the agenda, and do."""
    changed = meetings.item_kept(viewer(request), slug, meeting, item)
    if request.method != "POST":
        return _shown(request, "boards/meeting_item_remove.html", changed.meeting, None, item=changed)
    agenda.remove_item(by=viewer(request), item=changed)
    messages.success(request, "The item is off the agenda.")
    return redirect("boards:meeting", slug, meeting)


@form_page
def paper_new(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    changed = meetings.meeting_kept(viewer(request), slug, meeting)
    items = list(changed.items.all())
    chosen = {"item": request.GET.get("item", "")}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.PaperForm(items, changed.is_public, *sent, initial=chosen)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["item"] = next((item for item in items if str(item.pk) == given["item"]), None)
        try:
            agenda.add_paper(by=viewer(request), meeting=changed, **given)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The paper is before the meeting.")
            return redirect("boards:meeting", slug, meeting)
    return _shown(request, "boards/meeting_paper.html", changed, form)


@require_safe
def paper(request: HttpRequest, slug: str, meeting: int, paper: int) -> HttpResponse:
    """The file of a paper."""
    return served(meetings.paper_seen(viewer(request), slug, meeting, paper).attachment)


@form_page
def paper_remove(request: HttpRequest, slug: str, meeting: int, paper: int) -> HttpResponse:
    """Ask whether to remove a paper and its file, and do."""
    removed = meetings.paper_kept(viewer(request), slug, meeting, paper)
    if request.method != "POST":
        return _shown(request, "boards/meeting_paper_remove.html", removed.meeting, None, paper=removed)
    agenda.remove_paper(by=viewer(request), paper=removed)
    messages.success(request, "The paper is removed.")
    return redirect("boards:meeting", slug, meeting)


# ---- what is written afterwards


@form_page
def attendance(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    page = meetings.attendance_page(viewer(request), slug, meeting)
    form = forms.AttendanceForm(page.members, page.others, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            minutes.record_attendance(by=viewer(request), meeting=page.meeting, **form.wanted)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The attendance is written.")
            return redirect("boards:meeting", slug, meeting)
    return _shown(request, "boards/meeting_attendance.html", page.meeting, form)


@form_page
def write_minutes(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    changed = meetings.meeting_kept(viewer(request), slug, meeting)
    form = forms.MinutesForm(list(changed.items.all()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            minutes.write_minutes(by=viewer(request), meeting=changed, minutes=form.minutes)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, "The minutes are written. The chair approves them.")
            return redirect("boards:meeting", slug, meeting)
    return _shown(request, "boards/meeting_minutes.html", changed, form)


@form_page
def decision_new(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    changed = meetings.meeting_kept(viewer(request), slug, meeting)
    items = list(changed.items.all())
    chosen = {"item": request.GET.get("item", ""), "is_public": changed.is_public}
    form = forms.DecisionForm(items, changed.is_public, request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["item"] = next((item for item in items if str(item.pk) == given["item"]), None)
        try:
            made = minutes.record_decision(by=viewer(request), meeting=changed, **given)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, f"It is decision {made.number} of the board.")
            return redirect(f"{reverse('boards:meeting', args=[slug, meeting])}#decision-{made.number}")
    return _shown(request, "boards/meeting_decision.html", changed, form)


@form_page
def decision_action(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """File an action that comes of a decision."""
    decision = meetings.decision_to_act_on(viewer(request), slug, number)
    form = forms.ActionForm(list(opened().framework.measures.values()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = minutes.file_action_of(by=viewer(request), decision=decision, **form.cleaned_data)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(
                request, f"Action {made.pk} is filed: {made.owner.display_name} by {made.due:%-d %B %Y}."
            )
            return redirect(minutes.address_of(decision))
    context = {"decision": decision}
    return _shown(request, "boards/meeting_action.html", decision.meeting, form, **context)


@require_safe
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    asked = forms.DecisionsFilter(request.GET).asked
    page = lists.decisions_page(viewer(request), slug, asked, request.GET.get("page", "1"))
    return render(
        request, "boards/meeting_decisions.html", {"page": page, "board": page.board, "asked": asked}
    )


@require_safe
def decisions_csv(request: HttpRequest, slug: str) -> HttpResponse:
    asked = forms.DecisionsFilter(request.GET).asked
    rows = [
        (
            row.decision.number, row.day.isoformat(), row.item, row.decision.words, row.decision.reason,
            "yes" if row.decision.is_public else "no", "; ".join(_said(each) for each in row.actions),
        )
        for row in lists.decisions_rows(viewer(request), slug, asked)
    ]  # fmt: skip
    return _csv(
        f"{slug}-decisions", ("number", "day", "item", "decision", "reason", "public", "actions"), rows
    )


def _said(action: Any) -> str:
    owes = f"{action.owner_name}, {action.due.isoformat()}, {action.state_title}"
    return f"{action.number} {action.title} ({owes})"


def _shown(request: HttpRequest, template: str, meeting: Meeting, form: Any, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, "board": meeting.board, "meeting": meeting, **more})


def _local(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _csv(name: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write(b"\xef\xbb\xbf")  # so that Excel reads it as UTF-8
    writer = csv.writer(response)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return response
