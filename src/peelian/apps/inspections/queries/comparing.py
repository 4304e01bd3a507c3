"""What forces answered: one finding side by side, and a search across every answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, Q, QuerySet

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.inspections.accepting import day_of, text_of
from peelian.apps.inspections.forces import is_ours
from peelian.apps.inspections.models_documents import Document
from peelian.apps.inspections.models_practices import Practice
from peelian.apps.inspections.models_register import Answer, Finding, Publication
from peelian.apps.inspections.parts import finding_seen, must_see
from peelian.apps.inspections.reviewing import reviewed, worded
from peelian.apps.inspections.wording import Stretch, differences, is_same
from peelian.apps.listing import Sorting
from peelian.apps.paging import Paging
from peelian.documents.kept import opened
from peelian.documents.tables import Cell

MOST = 5
"""Forces side by side at once."""
USUAL = 3
NAMELESS = "A force that the document does not name"
COLUMNS = {"force": "Force", "publication": "Publication", "finding": "Finding"}
_SORTED = {
    "force": ("force", "finding__publication__title", "finding__pk"),
    "publication": ("finding__publication__title", "finding__pk", "force"),
    "finding": ("finding__number", "finding__publication__title", "force"),
}
FILE_COLUMNS = (
    "force", "publication", "portal_id", "number", "kind", "wording", "force_response",
    "commissioner_response", "for_another_body", "document",
)  # fmt: skip


@dataclass(frozen=True)
class AnswerShown:
    """What one document says to a finding. `whole` are its answers to the report as a whole, where it has
    none to this finding alone; `wording` is None where it is too long to compare.
    """

    answer: Answer
    document_name: str
    responded: date | None
    wording: list[Stretch] | None
    whole_force: str = ""
    whole_commissioner: str = ""

    @property
    def is_same_wording(self) -> bool:
        return is_same(self.wording)

    @property
    def says_nothing(self) -> bool:
        return not (
            self.answer.force_response or self.answer.commissioner_response
            or self.whole_force or self.whole_commissioner
        )  # fmt: skip


@dataclass(frozen=True)
class ForceColumn:
    """One force: its answers to the finding, and its practices that came of it."""

    force: str
    is_ours: bool
    answers: list[AnswerShown]
    practices: list[Practice]

    @property
    def title(self) -> str:
        return self.force or NAMELESS


@dataclass(frozen=True)
class Choice:
    """A force that answered, and whether it is shown."""

    force: str
    title: str
    is_shown: bool


@dataclass(frozen=True)
class ComparePage:
    finding: Finding
    title: str
    publication: Publication
    columns: list[ForceColumn]
    choices: list[Choice]
    too_many: bool

    @property
    def wording(self) -> str:
        return _wording(self.finding)


def compare_page(viewer: Viewer, number: int, chosen: Sequence[str] = ()) -> ComparePage:
    """What some of the forces answered to a finding, those `chosen`, else the first, ours before others.
    Http404 for no finding of that number, PermissionDenied for somebody who sees no unit.
    """
    visible = visible_to(viewer)
    finding = finding_seen(visible, number)
    answers = list(finding.answers.select_related("document__attachment").defer("document__text"))
    ours = {force: is_ours(force) for force in {each.force for each in answers}}
    forces = sorted(ours, key=lambda force: (not ours[force], not force, force))
    wanted = [force for force in forces if force in chosen]
    shown = (wanted or forces[:USUAL])[:MOST]
    practices = finding.practices.filter(organisation__in=shown)
    documents = _documents(each for each in answers if each.force in shown)
    columns = [
        ForceColumn(
            force, ours[force],
            [_shown(finding, each, documents) for each in answers if each.force == force],
            [each for each in practices if each.organisation == force],
        )
        for force in shown
    ]  # fmt: skip
    choices = [Choice(force, force or NAMELESS, force in shown) for force in forces]
    return ComparePage(finding, title_of(finding), finding.publication, columns, choices, len(wanted) > MOST)


def title_of(finding: Finding) -> str:
    """What a finding is called: "Recommendation 2"."""
    kind = opened().framework.inspections.title_of(finding.kind)
    return f"{kind} {finding.number}".strip()


def _documents(answers: Iterable[Answer]) -> dict[int, Document]:
    wanted = {each.document_id for each in answers}  # type: ignore[attr-defined]
    found = Document.objects.filter(pk__in=wanted).defer("text").prefetch_related("corrections")
    return {each.pk: each for each in found}


def _shown(finding: Finding, answer: Answer, documents: dict[int, Document]) -> AnswerShown:
    document = documents[answer.document_id]  # type: ignore[attr-defined]
    values = reviewed(document.read, document.corrections.all()).values
    own = bool(answer.force_response or answer.commissioner_response)
    return AnswerShown(
        answer, answer.document.attachment.name, day_of(values, "responded"),
        differences(_wording(finding), answer.wording),
        "" if own else text_of(values, "force_response"),
        "" if own else text_of(values, "commissioner_response"),
    )  # fmt: skip


def _wording(finding: Finding) -> str:
    return worded({"text": finding.text, "bullets": finding.bullets})


# ---- all answers


@dataclass(frozen=True)
class AnswersAsked:
    """What the search across answers is narrowed to and sorted by, as its address says it."""

    q: str = ""
    force: str = ""
    publication: str = ""
    finding: str = ""
    sort: str = ""

    @property
    def said(self) -> dict[str, str]:
        """Only what is said."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class AnswerRow:
    """An answer in a list; `excerpt` is around the words looked for."""

    answer: Answer
    finding_title: str
    excerpt: str

    @property
    def force(self) -> str:
        return self.answer.force or NAMELESS


@dataclass(frozen=True)
class AnswersPage:
    rows: list[AnswerRow]
    paging: Paging
    sorting: Sorting
    forces: list[str]
    publications: list[Publication]
    finding: Finding | None
    finding_title: str

    @property
    def query(self) -> str:
        return urlencode(self.paging.asked)


def answers_page(viewer: Viewer, asked: AnswersAsked, page: str = "1") -> AnswersPage:
    """The answers looked for; PermissionDenied for somebody who sees no unit."""
    visible = visible_to(viewer)
    found, sorting = _found(visible, asked)
    paging = Paging.at(page, found.count(), asked=asked.said)
    finding = Finding.objects.filter(pk=int(asked.finding)).first() if asked.finding else None
    every = Answer.objects.exclude(force="").values_list("force", flat=True)
    return AnswersPage(
        [AnswerRow(each, title_of(each.finding), _excerpt(each, asked.q)) for each in found[paging.rows]],
        paging,
        sorting,
        sorted(set(every.distinct().order_by("force"))),
        list(Publication.objects.annotate(n=Count("findings__answers")).filter(n__gt=0).order_by("title")),
        finding,
        title_of(finding) if finding else "",
    )


def answer_file_rows(viewer: Viewer, asked: AnswersAsked) -> list[tuple[Cell, ...]]:
    """Every answer looked for, in the order of FILE_COLUMNS; otherwise as `answers_page`."""
    found, _ = _found(visible_to(viewer), asked)
    said = {True: "yes", False: "no", None: ""}
    return [
        (
            each.force, each.finding.publication.title, each.finding.portal_id, each.finding.number,
            each.finding.kind, each.wording, each.force_response, each.commissioner_response,
            said[each.for_another_body], each.document.attachment.name,
        )
        for each in found
    ]  # fmt: skip


def _found(visible: Visible, asked: AnswersAsked) -> tuple[QuerySet[Answer], Sorting]:
    must_see(visible)
    sorting = Sorting.at(asked.sort, COLUMNS, usual="force", asked=asked.said)
    found = Answer.objects.all()
    for word in asked.q.split()[:8]:
        found = found.filter(
            Q(force_response__icontains=word) | Q(commissioner_response__icontains=word)
            | Q(wording__icontains=word)
        )  # fmt: skip
    if asked.force:
        found = found.filter(force=asked.force)
    if asked.publication:
        found = found.filter(finding__publication=int(asked.publication))
    if asked.finding:
        found = found.filter(finding=int(asked.finding))
    by = [f"-{name}" if sorting.down else name for name in _SORTED[sorting.by]]
    document = Prefetch("document", Document.objects.select_related("attachment").defer("text", "read"))
    return found.select_related("finding__publication").prefetch_related(document).order_by(
        *by, "pk"
    ), sorting


def _excerpt(answer: Answer, words: str, most: int = 240) -> str:
    """The first lines of an answer that has the first of the words, from a little before it."""
    texts = [answer.force_response, answer.commissioner_response, answer.wording]
    first = (words.split() or [""])[0].casefold()
    text = next((each for each in texts if first and first in each.casefold()), "")
    text = " ".join((text or next((each for each in texts[:2] if each), "")).split())
    at = text.casefold().find(first) if first else 0
    start = max(0, at - 60)
    start = text.find(" ", start) + 1 if start else 0
    cut = text[start : start + most]
    return f"{'… ' if start else ''}{cut}{' …' if start + most < len(text) else ''}"
