"""Who is given what of documents that were read, and of what forces answered."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from peelian.apps.access.models import Account
from peelian.apps.inspections import actions_documents as actions
from peelian.apps.inspections import reading
from peelian.apps.inspections.models import Document, Finding
from tests.apps.inspections.documented import TEXT, read_of
from tests.apps.walk.visits import SEERS, SIGNED_IN, Ids, Visit

KEEPERS = frozenset({"inspection-liaison"})
PLACE = "/inspections/documents/"


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """A document that was accepted, and one that is to be checked."""
    keeper, numbers = walkers["inspection-liaison"], []
    with patch.object(reading, "read", lambda _name, _content: (TEXT, read_of())):
        for name in ("accepted.txt", "checked.txt"):
            file = ContentFile(name.encode(), name)
            document, _ = actions.upload_document(by=keeper, file=file)
            numbers.append(document.pk)
    actions.accept_document(by=keeper, document=Document.objects.get(pk=numbers[0]))
    finding = (
        Finding.objects.filter(answers__document=numbers[0]).order_by("pk").values_list("pk", flat=True)[0]
    )
    return {"document": numbers[0], "document to check": numbers[1], "finding answered": finding}


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    kept = {name: ids.records.get(name, 0) for name in ("document", "document to check", "finding answered")}
    accepted, read = f"{PLACE}{kept['document']}/", f"{PLACE}{kept['document to check']}/"
    finding = {"kind": "recommendation", "text": "Another text"}

    def keeping(path: str, data: dict[str, Any] | None = None) -> list[Visit]:
        posted = Visit(f"{read}{path}", KEEPERS, method="post", data=data or {})
        return [Visit(f"{read}{path}", KEEPERS), posted, Visit(f"{PLACE}0/{path}", KEEPERS, 404)]

    uploads = {"uploads": SimpleUploadedFile("walked.txt", b"")}
    return {
        "inspections:documents": [
            Visit(PLACE, SEERS), Visit(f"{PLACE}?q=umbrella&state=read&sort=-name", SEERS)
        ],
        "inspections:documents_csv": [Visit(f"{PLACE}list.csv", SEERS)],
        "inspections:document_new": [
            Visit(f"{PLACE}new/", KEEPERS), Visit(f"{PLACE}new/", KEEPERS, method="post", data=uploads)
        ],
        "inspections:document": [
            Visit(accepted, SEERS), Visit(read, KEEPERS), Visit(f"{PLACE}0/", SEERS, 404)
        ],
        "inspections:document_file": [
            Visit(f"{accepted}file", SEERS), Visit(f"{read}file", KEEPERS),
            Visit(f"{PLACE}0/file", SEERS, 404),
        ],
        "inspections:document_correct": keeping("correct/", {"force": "Kent"}),
        "inspections:document_block_new": keeping("findings/new/", finding),
        "inspections:document_block": keeping("findings/0/", finding),
        "inspections:document_leave_out": keeping("practices/0/leave-out/"),
        "inspections:document_accept": keeping("accept/"),
        "inspections:document_set_aside": keeping("set-aside/", {"reason": "Of another year"}),
        "inspections:document_take_up": [
            Visit(f"{read}take-up/", SIGNED_IN, 405),
            Visit(f"{read}take-up/", KEEPERS, 409, method="post"),
        ],
        "inspections:compare": [
            Visit(f"/inspections/findings/{kept['finding answered']}/compare/?force=Cumbria", SEERS),
            Visit("/inspections/findings/0/compare/", SEERS, 404),
        ],
        "inspections:answers": [Visit("/inspections/answers/?q=umbrella&force=Cumbria", SEERS)],
        "inspections:answers_csv": [Visit("/inspections/answers.csv", SEERS)],
    }  # fmt: skip


def _read() -> Document:
    return Document.objects.get(state="read")


STRANGERS: dict[str, Callable[[Account, Account], Any]] = {
    "upload_document": lambda by, _: actions.upload_document(by=by, file=ContentFile(b"x", "x.txt")),
    "correct": lambda by, _: actions.correct(by=by, document=_read(), given={"force": "Kent"}),
    "_to_correct": lambda by, _: actions.leave_out(by=by, document=_read(), part="findings", at=0),
    "accept_document": lambda by, _: actions.accept_document(by=by, document=_read()),
    "set_aside": lambda by, _: actions.set_aside(by=by, document=_read(), reason="x"),
    "take_up": lambda by, _: actions.take_up(by=by, document=_read()),
}
