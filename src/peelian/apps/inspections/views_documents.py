"""Pages of documents that were read: the list, checking one, accepting it, and forces compared."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from peelian.apps.access.controls import ControlledForm
from peelian.apps.access.viewer import viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.attachments.serving import served
from peelian.apps.inspections import actions_documents as actions
from peelian.apps.inspections.forms_documents import (
    FORMS,
    AnswersFilter,
    DocumentForm,
    DocumentsFilter,
    SetAsideForm,
    UploadForm,
    told_of,
)
from peelian.apps.inspections.models_documents import STATES, Document
from peelian.apps.inspections.parts import must_keep
from peelian.apps.inspections.queries import comparing
from peelian.apps.inspections.queries import documents as queries
from peelian.documents.lists import csv_lines
from peelian.framework.errors import UserError

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    asked = DocumentsFilter(request.GET).asked
    page = queries.documents_page(viewer(request), asked, request.GET.get("page", "1"))
    return render(request, "inspections/documents.html", {"page": page, "asked": asked, "states": STATES})


@require_safe
def documents_csv(request: HttpRequest) -> HttpResponse:
    """Every document of the list, in its order."""
    rows = [
        (
            row.number, row.name, row.force, row.report, row.responded and row.responded.isoformat(),
            row.findings, row.state, row.uploaded_on.isoformat(),
        )
        for row in queries.document_rows(viewer(request), DocumentsFilter(request.GET).asked)
    ]  # fmt: skip
    columns = ("id", "file", "force", "report", "responded", "findings", "state", "uploaded")
    return as_csv("documents", columns, rows)


@form_page
def document_new(request: HttpRequest) -> HttpResponse:
    must_keep(visible_to(viewer(request)))
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method != "POST" or not form.is_valid():
        return render(request, "inspections/document_new.html", {"form": form})
    kept, refused = [], []
    for file in form.cleaned_data["uploads"]:
        try:
            kept.append(actions.upload_document(by=viewer(request), file=file))
        except UserError as error:
            refused.append({"name": file.name, "why": str(error)})
    if refused:
        form.add_error(None, f"{len(refused)} of {len(refused) + len(kept)} files could not be read")
        return render(
            request, "inspections/document_new.html", {"form": form, "kept": kept, "refused": refused}
        )
    if len(kept) > 1:
        new = sum(is_new for _, is_new in kept)
        messages.success(request, f"{len(kept)} files are here, {new} of them new. Check what was read.")
        return redirect("inspections:documents")
    [(made, is_new)] = kept
    told = "It is read. Check what was found in it." if is_new else "This file is here already: this is it."
    messages.success(request, told)
    return redirect("inspections:document", made.pk)


@require_safe
def document(request: HttpRequest, number: int) -> HttpResponse:
    page = queries.document_page(viewer(request), number)
    return render(request, "inspections/document.html", {"page": page, "document": page.document})


@require_safe
def document_file(request: HttpRequest, number: int) -> HttpResponse:
    """The file, always to be saved."""
    return served(queries.document_file(viewer(request), number))


@form_page
def document_correct(request: HttpRequest, number: int) -> HttpResponse:
    """Put right the document's own fields."""
    found, review = queries.document_to_keep(viewer(request), number)
    form = DocumentForm(request.POST or None, initial=told_of(review.document))

    def do() -> HttpResponse:
        actions.correct(by=viewer(request), document=found, given=form.cleaned_data)
        return _back(request, found, "The document’s fields are corrected.", "#document")

    return _done_or_shown(request, form, do, found, heading="Correct the document’s fields")


@form_page
def document_block_new(request: HttpRequest, number: int, part: str) -> HttpResponse:
    """Add a finding or practice that the reader missed."""
    found, _ = queries.document_to_keep(viewer(request), number)
    form, one = FORMS[part](request.POST or None), part.removesuffix("s")

    def do() -> HttpResponse:
        actions.add_block(by=viewer(request), document=found, part=part, given=form.wanted)
        return _back(request, found, f"The {one} is added.", f"#{part}")

    return _done_or_shown(request, form, do, found, heading=f"Add a {one}")


@form_page
def document_block(request: HttpRequest, number: int, part: str, at: int) -> HttpResponse:
    """Put right one finding or practice."""
    found, block = queries.block_to_keep(viewer(request), number, part, at)
    form = FORMS[part](request.POST or None, initial=told_of(block))

    def do() -> HttpResponse:
        actions.correct(by=viewer(request), document=found, given=form.wanted, part=part, at=at)
        return _back(request, found, "It is corrected.", f"#{part}-{at + 1}")

    return _done_or_shown(request, form, do, found, heading=f"Correct: {queries.called(block)}")


@form_page
def document_leave_out(request: HttpRequest, number: int, part: str, at: int) -> HttpResponse:
    """Leave out a finding or practice, or bring it back."""
    found, block = queries.block_to_keep(viewer(request), number, part, at)
    if request.method == "POST":
        actions.leave_out(by=viewer(request), document=found, part=part, at=at)
        told = "It is back." if block.is_left_out else "It is left out."
        return _back(request, found, told, f"#{part}")
    context = {"document": found, "one": block, "title": queries.called(block)}
    return render(request, "inspections/document_leave_out.html", context)


@form_page
def document_accept(request: HttpRequest, number: int) -> HttpResponse:
    """What accepting the document would do, and doing it."""
    found, comes = queries.document_to_accept(viewer(request), number)
    if request.method == "POST":
        publication = actions.accept_document(by=viewer(request), document=found)
        messages.success(request, f"The document is accepted. It is of “{publication}”.")
        return redirect("inspections:document", number)
    context = {
        "document": found,
        "comes": comes,
        "findings": [(queries.called(each.block), each) for each in comes.findings],
        "practices": [(queries.called(each.block), each) for each in comes.practices],
    }
    return render(request, "inspections/document_accept.html", context)


@form_page
def document_set_aside(request: HttpRequest, number: int) -> HttpResponse:
    found, _ = queries.document_to_keep(viewer(request), number)
    form = SetAsideForm(request.POST or None)

    def do() -> HttpResponse:
        actions.set_aside(by=viewer(request), document=found, reason=form.cleaned_data["reason"])
        return _back(request, found, "The document is set aside.")

    more = {"heading": "Set the document aside", "button": "Set it aside"}
    return _done_or_shown(request, form, do, found, **more)


@require_http_methods(["POST"])
def document_take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Check a document after all."""
    found, _ = queries.document_to_keep(viewer(request), number)
    actions.take_up(by=viewer(request), document=found)
    return _back(request, found, "The document is to be checked again.")


# ---- what forces answered


@require_safe
def compare(request: HttpRequest, number: int) -> HttpResponse:
    page = comparing.compare_page(viewer(request), number, request.GET.getlist("force"))
    return render(request, "inspections/compare.html", {"page": page, "finding": page.finding})


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    asked = AnswersFilter(request.GET).asked
    page = comparing.answers_page(viewer(request), asked, request.GET.get("page", "1"))
    return render(request, "inspections/answers.html", {"page": page, "asked": asked})


@require_safe
def answers_csv(request: HttpRequest) -> HttpResponse:
    """Every answer of the search, in its order."""
    rows = comparing.answer_file_rows(viewer(request), AnswersFilter(request.GET).asked)
    return as_csv("answers", comparing.FILE_COLUMNS, rows)


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Rows as a CSV file that Excel reads as UTF-8, and runs nothing of."""
    body = b"".join(csv_lines(columns, [tuple(row) for row in rows]))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _back(request: HttpRequest, document: Document, told: str, place: str = "") -> HttpResponse:
    messages.success(request, told)
    answer = redirect("inspections:document", document.pk)
    answer.headers["Location"] += place
    return answer


def _done_or_shown(
    request: HttpRequest,
    form: ControlledForm,
    do: Callable[[], HttpResponse],
    document: Document,
    **more: Any,
) -> HttpResponse:
    """What a form asks for done, or the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            return do()
        except UserError as error:
            form.refuse(error)
    return render(request, "inspections/document_form.html", {"form": form, "document": document, **more})
