"""Pages of the action register that are read: all of it, one's own part, one action, its files."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import viewer
from peelian.apps.attachments.serving import served
from peelian.apps.improvement.actions_mail import set_mailing
from peelian.apps.improvement.queries import files
from peelian.apps.improvement.queries.action import action_page, evidence_file
from peelian.apps.improvement.queries.mine import mine as mine_of
from peelian.apps.improvement.queries.register import Asked
from peelian.apps.improvement.queries.register import register as register_of
from peelian.documents.tables import Cell

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    asked = Asked.at(request.GET.dict())
    page = register_of(
        viewer(request), asked, sort=request.GET.get("sort", ""), page=request.GET.get("page", "1")
    )
    return render(request, "improvement/register.html", {"page": page, "asked": asked})


@require_safe
def register_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every action asked for, not only those of the page."""
    rows = _rows(request)
    response = StreamingHttpResponse(files.csv_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="actions.csv"'
    return response


@require_safe
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as an Excel workbook."""
    response = HttpResponse(files.workbook(_rows(request)), content_type=EXCEL)
    response.headers["Content-Disposition"] = 'attachment; filename="actions.xlsx"'
    return response


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return render(request, "improvement/mine.html", {"page": mine_of(viewer(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def mailing(request: HttpRequest) -> HttpResponse:
    """Whether one is sent e-mail about one's actions."""
    account = cast(Account, request.user)
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        set_mailing(by=account, wanted=wanted)
        told = (
            "You are sent e-mail about your actions." if wanted else "You are sent no e-mail about actions."
        )
        messages.success(request, told)
        return redirect("improvement:mine")
    return render(request, "improvement/mailing.html", {"page": mine_of(account)})


@require_safe
def action(request: HttpRequest, number: int) -> HttpResponse:
    page = action_page(viewer(request), number)
    return render(request, "improvement/action.html", {"page": page, "row": page.row})


@require_safe
def evidence(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    """The file of a piece of evidence."""
    return served(evidence_file(viewer(request), number, evidence))


def _rows(request: HttpRequest) -> list[tuple[Cell, ...]]:
    sort = request.GET.get("sort", "")
    return files.file_rows(viewer(request), Asked.at(request.GET.dict()), sort=sort)
