"""The audit, for whoever reads it."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from peelian.apps.access import actions, queries_audit
from peelian.apps.access.forms_audit import AuditFilter
from peelian.apps.access.viewer import viewer
from peelian.documents.tables import safe


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilter(request.GET)
    asked = form.asked
    page = queries_audit.audit(viewer(request), asked, request.GET.get("page", "1"))
    return render(request, "access/audit.html", {"page": page, "asked": asked, "form": form})


@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Check the chain; the page that follows shows what was found."""
    actions.verify_audit(by=viewer(request))
    messages.success(request, "The chain of the audit is checked.")
    return redirect("access:audit")


@require_GET
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every event asked for, as it is read from the database: never all of them in memory."""
    asked, asker = AuditFilter(request.GET).asked, viewer(request)
    before = actions.export_audit(by=asker, asked=asked.said)
    rows = queries_audit.audit_rows(asker, asked, before=before)
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> bytes:
        return text.encode()


def _lines(rows: Iterator[tuple[str | int, ...]]) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"  # so that Excel reads it as UTF-8
    yield writer.writerow(queries_audit.COLUMNS)
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])
