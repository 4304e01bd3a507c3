"""What a response says, whole: everything that any of its papers shows, as data that never changes once it is
approved. Its canonical JSON is what is hashed: the same content gives the same bytes.
"""

from hashlib import sha256
from typing import Literal

from pydantic import Field

from peelian.documents.packs.content import Part, canonical

VERSION = 1
"""Of this form; an approved response says which it has."""

Layout = Literal["letter", "record", "page", "form"]
Form = Literal["pdf", "docx"]


class FindingInResponse(Part):
    """One finding as the report has it, and what is said of it."""

    number: str
    portal_id: str = ""
    kind: str = Field(description="The title of its kind: Recommendation")
    improvement: bool = Field(False, description="Whether it is listed apart, as one that may go unanswered")
    text: str
    bullets: tuple[str, ...] = ()
    addressed_to: tuple[str, ...] = ()
    apart: bool = Field(False, description="Whether it is for others than the force")
    due: str = Field("", description="The last day of it, in ISO form")
    due_as_written: str = ""
    stance: str = Field("", description='taken, proposed or none, "" without a reply')
    force_words: str = ""
    commissioner_words: str = ""


class ResponseContent(Part):
    """A whole response. Days are in ISO form, "" where there are none."""

    version: int = VERSION
    layout: Layout
    force: str
    body_title: str
    body_short: str
    commissioner: str
    chief_constable: str
    sender: tuple[str, ...] = ()
    addressed_to: tuple[str, ...] = ()
    title: str
    inspectorate: str
    portal_id: str = ""
    inspection_type: str = Field("", description='national or local, "" when nobody said')
    published: str = ""
    dated: str = ""
    grade: str = ""
    summary: str = ""
    link: str = ""
    findings: tuple[FindingInResponse, ...] = ()
    initial_comments: str = ""
    chief_comments: str = ""
    chief_comments_by: str = ""
    chief_comments_on: str = ""
    commissioner_comments: str = ""

    @property
    def json_text(self) -> str:
        """Canonical: keys in order, nothing between them."""
        return canonical(self.model_dump(mode="json"))

    @property
    def sha256(self) -> str:
        """Of the canonical JSON, in hexadecimal."""
        return sha256(self.json_text.encode()).hexdigest()
