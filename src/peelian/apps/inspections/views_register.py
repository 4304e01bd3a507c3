"""Pages of the register that are read: findings, publications, and the register's files."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peelian.apps.access.viewer import viewer
from peelian.apps.improvement.views import EXCEL
from peelian.apps.inspections.queries import publication as publications_of
from peelian.apps.inspections.queries.files import COLUMNS, WIDE, file_rows
from peelian.apps.inspections.queries.finding import finding_page
from peelian.apps.inspections.queries.register import Asked
from peelian.apps.inspections.queries.register import register as register_of
from peelian.documents.lists import csv_lines, workbook
from peelian.documents.tables import Cell


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    asked = Asked.at(request.GET.dict())
    page = register_of(
        viewer(request), asked, sort=request.GET.get("sort", ""), page=request.GET.get("page", "1")
    )
    return render(request, "inspections/register.html", {"page": page, "asked": asked})


@require_safe
def register_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every finding asked for, not only those of the page."""
    rows = _rows(request)
    response = StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="findings.csv"'
    return response


@require_safe
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as an Excel workbook."""
    content = workbook("Findings", COLUMNS, _rows(request), wide=WIDE)
    response = HttpResponse(content, content_type=EXCEL)
    response.headers["Content-Disposition"] = 'attachment; filename="findings.xlsx"'
    return response


@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("q", "type", "sort")}
    page = publications_of.publications(viewer(request), **asked, page=request.GET.get("page", "1"))
    return render(request, "inspections/publications.html", {"page": page})


@require_safe
def publication(request: HttpRequest, number: int) -> HttpResponse:
    wanted = request.GET.get("page", "1")
    page = publications_of.publication_page(viewer(request), number, page=wanted)
    return render(request, "inspections/publication.html", {"page": page, "publication": page.publication})


@require_safe
def finding(request: HttpRequest, number: int) -> HttpResponse:
    page = finding_page(viewer(request), number, page=request.GET.get("page", "1"))
    context = {"page": page, "row": page.row, "finding": page.finding}
    return render(request, "inspections/finding.html", context)


def _rows(request: HttpRequest) -> list[tuple[Cell, ...]]:
    sort = request.GET.get("sort", "")
    return file_rows(viewer(request), Asked.at(request.GET.dict()), sort=sort)
