"""Documents as those read them who may: the list, one beside its text, and what accepting it would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from peelian.apps.access.names import names_of
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.attachments.models import Attachment
from peelian.apps.inspections.accepting import Accepting, accepting, day_of, stage_in_words, text_of
from peelian.apps.inspections.marking import Mark, Piece, pieces
from peelian.apps.inspections.models_documents import Document
from peelian.apps.inspections.models_practices import Practice
from peelian.apps.inspections.models_register import Finding
from peelian.apps.inspections.parts import kept_by, must_keep, must_see
from peelian.apps.inspections.reviewing import Block, Read, Reviewed, reviewed, worded
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.kept import opened

COLUMNS = {"name": "File", "state": "State", "uploaded": "Uploaded"}
_SORTED = {"name": "attachment__name", "state": "state", "uploaded": "uploaded_at"}
MOST_LETTERS = 400
"""How much of a long field is shown before the rest is folded away."""


@dataclass(frozen=True)
class Asked:
    """What the list of documents is narrowed to and sorted by, as its address says it."""

    q: str = ""
    state: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        """Only what is said."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class DocumentRow:
    """A document in the list, as it is corrected."""

    number: int
    name: str
    force: str
    report: str
    responded: date | None
    findings: int
    unsure: int
    state: str
    state_title: str
    uploaded_by: str
    uploaded_on: date


@dataclass(frozen=True)
class DocumentsPage:
    rows: list[DocumentRow]
    paging: Paging
    sorting: Sorting
    may_keep: bool


def documents_page(viewer: Viewer, asked: Asked, page: str = "1") -> DocumentsPage:
    """The documents that the viewer may read; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    must_see(visible)
    found, sorting = _narrowed(visible, asked), _sorting(asked)
    paging = Paging.at(page, found.count(), asked=asked.said)
    rows = _rows(list(_sorted(found, sorting)[paging.rows]))
    return DocumentsPage(rows, paging, sorting, kept_by(visible) is not None)


def document_rows(viewer: Viewer, asked: Asked) -> list[DocumentRow]:
    """Every document of a list; otherwise as `documents_page`."""
    visible = visible_to(viewer)
    must_see(visible)
    return _rows(list(_sorted(_narrowed(visible, asked), _sorting(asked))))


def _read_by(visible: Visible) -> QuerySet[Document]:
    """The documents that a viewer reads: those accepted, and all for whoever keeps inspections."""
    every = Document.objects.all()
    return every if kept_by(visible) is not None else every.filter(state="accepted")


def _narrowed(visible: Visible, asked: Asked) -> QuerySet[Document]:
    found = _read_by(visible)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.q:
        corrected = Q(corrections__field__in=("force", "report_title"), corrections__after__icontains=asked.q)
        found = found.filter(
            Q(attachment__name__icontains=asked.q) | Q(text__icontains=asked.q)
            | Q(read__force__icontains=asked.q) | corrected
        ).distinct()  # fmt: skip
    return found


def _sorting(asked: Asked) -> Sorting:
    return Sorting.at(asked.sort, COLUMNS, usual="-uploaded", asked=asked.said)


def _sorted(found: QuerySet[Document], sorting: Sorting) -> QuerySet[Document]:
    by = _SORTED[sorting.by]
    ordered = found.order_by(f"-{by}" if sorting.down else by, "-pk")
    return ordered.select_related("attachment").prefetch_related("corrections").defer(
        "text", "attachment__content"
    )  # fmt: skip


def _rows(documents: Sequence[Document]) -> list[DocumentRow]:
    names = names_of(each.uploaded_by for each in documents)
    made = []
    for each in documents:
        review = reviewed(each.read, each.corrections.all())
        made.append(
            DocumentRow(
                each.pk, each.attachment.name, text_of(review.values, "force"),
                text_of(review.values, "report_title"), day_of(review.values, "responded"),
                len(review.standing), review.unsure, each.state, each.state_title, names[each.uploaded_by],
                each.uploaded_at.date(),
            )
        )  # fmt: skip
    return made


# ---- one document


@dataclass(frozen=True)
class FieldShown:
    """One field as the page shows it: what it holds in words, what was read where that is another, and who
    put it right.
    """

    read: Read
    words: str
    was: str
    by: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.words) > MOST_LETTERS


@dataclass(frozen=True)
class BlockShown:
    """A block with the addresses to correct it and leave it out."""

    block: Block
    title: str
    fields: list[FieldShown]
    change: str
    leave_out: str

    @property
    def place(self) -> str:
        """Where it is on the page, "" for no place in the text."""
        return f"#{self.block.anchor}" if self.block.span else ""

    @property
    def missing(self) -> str:
        """The fields that hold nothing."""
        titles = [each.read.title for each in self.fields if not each.words and not each.read.is_corrected]
        return ", ".join(title[:1].lower() + title[1:] for title in titles)


@dataclass(frozen=True)
class DocumentPage:
    """A document beside its text. `findings` of the register answer it once it is accepted."""

    document: Document
    review: Reviewed
    own: BlockShown
    findings: list[BlockShown]
    practices: list[BlockShown]
    pieces: list[Piece]
    uploaded_by: str
    decided_by: str
    may_keep: bool
    register: list[Finding]
    library: list[Practice]

    @property
    def may_correct(self) -> bool:
        return self.may_keep and self.document.state == "read"

    @property
    def report(self) -> str:
        return text_of(self.review.values, "report_title")

    @property
    def force(self) -> str:
        return text_of(self.review.values, "force")


def document_page(viewer: Viewer, number: int) -> DocumentPage:
    """A document; Http404 for none of that number, PermissionDenied for one that is not accepted, but for
    whoever keeps inspections.
    """
    visible = visible_to(viewer)
    document = _seen(visible, number)
    corrections = list(document.corrections.all())
    review = reviewed(document.read, corrections)
    names = names_of([document.uploaded_by, document.decided_by, *(each.by for each in corrections)])
    by = {each.field: names[each.by] for each in corrections}
    of_it = Finding.objects.filter(answers__document=document).distinct().order_by("pk")
    return DocumentPage(
        document=document,
        review=review,
        own=_shown(document, review.document, by),
        findings=[_shown(document, block, by) for block in review.findings],
        practices=[_shown(document, block, by) for block in review.practices],
        pieces=pieces(document.text, _marks(review)),
        uploaded_by=names[document.uploaded_by],
        decided_by=names[document.decided_by],
        may_keep=kept_by(visible) is not None,
        register=list(of_it.annotate(forces=Count("answers__force", distinct=True))),
        library=list(document.practices.all()),
    )


def document_to_keep(viewer: Viewer, number: int) -> tuple[Document, Reviewed]:
    """A document to put right; Http404 for none, PermissionDenied for whoever does not keep inspections."""
    must_keep(visible_to(viewer))
    document = _found(number)
    return document, reviewed(document.read, document.corrections.all())


def block_to_keep(viewer: Viewer, number: int, part: str, at: int) -> tuple[Document, Block]:
    """A finding or practice to put right, as `document_to_keep`; Http404 for a place where none is."""
    document, review = document_to_keep(viewer, number)
    block = review.block(part, at)
    if block is None:
        raise Http404(f"There is no place {at + 1} in the {part} of this document.")
    return document, block


def document_to_accept(viewer: Viewer, number: int) -> tuple[Document, Accepting]:
    """A document and what accepting it would do; otherwise as `document_to_keep`."""
    document, _ = document_to_keep(viewer, number)
    return document, accepting(document, opened().framework.inspections)


def document_file(viewer: Viewer, number: int) -> Attachment:
    """The file itself; refusals as `document_page`."""
    return _seen(visible_to(viewer), number).attachment


def called(block: Block) -> str:
    """What a block is called: "Recommendation 2", "Recommendation (place 3)", "Exit questionnaire"."""
    values = {each.name: each.value for each in block.fields}
    if block.part == "practices":
        return str(values.get("name") or f"Practice {block.at + 1}")
    kind = opened().framework.inspections.title_of(str(values.get("kind") or ""))
    without = f"(portal id {values['portal_id']})" if values.get("portal_id") else f"(place {block.at + 1})"
    return f"{kind or 'Finding'} {values.get('number') or without}"


def in_words(name: str, value: object) -> str:
    """What a field holds, as the page says it; "" for nothing."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(str(each) for each in value)
    if name == "kind":
        return opened().framework.inspections.title_of(str(value))
    if name in ("due", "published", "responded"):
        day = day_of({name: value}, name)
        return f"{day:%-d %B %Y}" if day else str(value)
    if name == "stage":
        return stage_in_words(str(value))
    if name == "inspection_type":
        return {"national": "National", "local": "Local"}.get(str(value), str(value))
    return str(value)


def _seen(visible: Visible, number: int) -> Document:
    must_see(visible)
    document = _found(number)
    if document.state != "accepted" and kept_by(visible) is None:
        raise PermissionDenied("This document is not accepted yet: only who keeps inspections may read it.")
    return document


def _found(number: int) -> Document:
    found = Document.objects.select_related("attachment").filter(pk=number).first()
    if found is None:
        raise Http404(f"There is no document {number}.")
    return found


def _shown(document: Document, block: Block, by: dict[str, str]) -> BlockShown:
    whole = f"{block.part}.{block.at}"
    fields = [
        FieldShown(
            each, in_words(each.name, each.value), in_words(each.name, each.was) or "nothing",
            by.get(f"{whole}.{each.name}" if block.part else each.name, "") if each.is_corrected else "",
        )
        for each in block.fields
        if each.name != "bullets" or each.is_corrected or not _has_bullets(block)
    ]  # fmt: skip
    if not block.part:
        return BlockShown(block, "", fields, reverse("inspections:document_correct", args=[document.pk]), "")
    args = [document.pk, block.part, block.at]
    return BlockShown(
        block, called(block), fields, reverse("inspections:document_block", args=args),
        reverse("inspections:document_leave_out", args=args),
    )  # fmt: skip


def _has_bullets(block: Block) -> bool:
    """Whether the text of a finding has all its bullets already, so that they need not be shown again."""
    values = {each.name: each.value for each in block.fields}
    return bool(values.get("bullets")) and worded(values) == str(values.get("text") or "").strip()


def _marks(review: Reviewed) -> list[Mark]:
    marks = [
        Mark(block.anchor, block.part.removesuffix("s"), called(block), *block.span)
        for block in (*review.findings, *review.practices)
        if block.span
    ]
    flags = [Mark(flag.anchor, "flag", "To look at", *flag.span) for flag in review.flags if flag.span]
    return [*marks, *flags]
