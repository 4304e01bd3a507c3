"""Documents to test with: what a reader would find in them, and the files themselves."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.files.base import ContentFile

from peelian.apps.access.viewer import Viewer
from peelian.apps.inspections import reading
from peelian.apps.inspections.actions_documents import accept_document, upload_document
from peelian.apps.inspections.models import Document, Publication

REPORT = "Keeping stock of lost umbrellas"
TEXT = (
    "Answer of Cumbria to the report Keeping stock of lost umbrellas, published on 3 March 2025.\n"
    "Recommendation 1\nBy June 2025, forces should count their umbrellas.\n"
    "Response: We count them each week, with a register that was piloted at Penrith.\n"
    "Recommendation 2\nBy July 2025, the Umbrella Board should set a standard.\n"
)


def place(words: str) -> list[int]:
    """The span of some words in TEXT."""
    at = TEXT.index(words)
    return [at, at + len(words)]


READ: dict[str, Any] = {
    "file": "answer.txt",
    "force": "Cumbria",
    "body_title": "Police, Fire and Crime Commissioner",
    "commissioner": None,
    "chief_constable": None,
    "report_title": REPORT,
    "report_portal_id": "9001",
    "inspection_type": "national",
    "published": "2025-03-03",
    "responded": "2025-04-20",
    "grade": None,
    "summary": None,
    "force_response": None,
    "commissioner_response": None,
    "findings": [
        {
            "number": "1", "portal_id": None, "kind": "recommendation", "owners": ["forces"],
            "due": "2025-06-30", "due_as_written": "By June 2025",
            "text": "By June 2025, forces should count their umbrellas.", "bullets": [],
            "force_response": "We count them each week, with a register that was piloted at Penrith.",
            "commissioner_response": None, "for_another_body": None, "confidence": 0.9,
            "span": place("By June 2025, forces should count their umbrellas."),
        },
        {
            "number": "2", "portal_id": None, "kind": "recommendation", "owners": ["the Umbrella Board"],
            "due": "2025-07-31", "due_as_written": "By July 2025",
            "text": "By July 2025, the Umbrella Board should set a standard.", "bullets": [],
            "force_response": None, "commissioner_response": None, "for_another_body": None,
            "confidence": 0.45, "span": place("By July 2025, the Umbrella Board should set a standard."),
        },
    ],
    "practices": [
        {
            "name": "Umbrella register", "description": "A register of umbrellas", "finding": "1",
            "stage": "piloted", "span": place("a register that was piloted at Penrith"),
        }
    ],
    "flags": [
        {"kind": "date", "message": "The year may be a slip", "span": place("3 March 2025")},
        {"kind": "missing", "message": "No grade was found", "span": [0, 0]},
    ],
}  # fmt: skip


def read_of(**changed: Any) -> dict[str, Any]:
    """What is read of a document, with some of it other."""
    return deepcopy(READ) | changed


def finding_of(at: int = 0, **changed: Any) -> dict[str, Any]:
    """A finding of READ, with some of it other."""
    return deepcopy(READ["findings"][at]) | changed


def uploaded(
    by: Viewer, monkeypatch: pytest.MonkeyPatch, read: dict[str, Any] | None = None, name: str = "answer.txt"
) -> Document:
    """A document that was uploaded, of which `read` is read."""
    monkeypatch.setattr(reading, "read", lambda _name, _content: (TEXT, read or read_of()))
    document, is_new = upload_document(by=by, file=ContentFile(f"{name} {read}".encode(), name))
    assert is_new
    return document


def accepted(
    by: Viewer, monkeypatch: pytest.MonkeyPatch, read: dict[str, Any] | None = None, name: str = "answer.txt"
) -> tuple[Document, Publication]:
    """A document that was accepted, and the publication it is of."""
    document = uploaded(by, monkeypatch, read, name)
    publication = accept_document(by=by, document=document)
    document.refresh_from_db()
    return document, publication
