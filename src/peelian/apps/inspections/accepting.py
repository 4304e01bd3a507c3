"""What comes of accepting a document, worked out before anything is written: said on the page, then done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db import models

from peelian.apps.inspections.forces import bare, is_for_forces
from peelian.apps.inspections.matching import bare_portal_id, match_finding, publication_of
from peelian.apps.inspections.models_documents import Document
from peelian.apps.inspections.models_practices import Practice
from peelian.apps.inspections.models_register import INSPECTION_TYPES, Answer, Finding, Publication
from peelian.apps.inspections.reviewing import Block, Reviewed, reviewed, worded
from peelian.framework.inspecting import Inspections


@dataclass(frozen=True)
class Difference:
    """Where a document says other than the register, which keeps what it has."""

    title: str
    kept: str
    said: str


@dataclass(frozen=True)
class FindingComes:
    """What comes of one finding of a document. `finding` is the one of the register that it is; `same_as`
    the place of an earlier one of the document that it repeats. `fills` is what the register lacked.
    """

    block: Block
    finding: Finding | None
    same_as: int | None
    fills: Mapping[str, Any]
    differs: Sequence[Difference]
    is_apart: bool

    @property
    def values(self) -> Mapping[str, Any]:
        return self.block.values

    @property
    def is_new(self) -> bool:
        return self.finding is None and self.same_as is None

    @property
    def filled(self) -> str:
        return ", ".join(FILLED[name] for name in self.fills if name in FILLED)


@dataclass(frozen=True)
class PracticeComes:
    """What comes of one practice: `practice` is the one of the library that it is, None for a new one;
    `finding_at` the place in the document of the finding it answers.
    """

    block: Block
    practice: Practice | None
    is_repeated: bool
    finding_at: int | None

    @property
    def is_new(self) -> bool:
        return self.practice is None and not self.is_repeated


@dataclass(frozen=True)
class Accepting:
    """All that comes of accepting a document; `problems` are what stands in its way, `warnings` do not."""

    review: Reviewed
    publication: Publication | None
    fills: Mapping[str, Any]
    differs: Sequence[Difference]
    findings: Sequence[FindingComes]
    practices: Sequence[PracticeComes]
    problems: Sequence[str] = field(default=())
    warnings: Sequence[str] = field(default=())

    @property
    def title(self) -> str:
        return self.publication.title if self.publication else text_of(self.review.values, "report_title")

    @property
    def filled(self) -> str:
        return ", ".join(FILLED[name] for name in self.fills)

    @property
    def made(self) -> int:
        return sum(each.is_new for each in self.findings)

    @property
    def matched(self) -> int:
        return len(self.findings) - self.made

    @property
    def practices_made(self) -> int:
        return sum(each.is_new for each in self.practices)

    @property
    def disagreements(self) -> int:
        return len(self.differs) + sum(len(each.differs) for each in self.findings)


FILLED = {
    "portal_id": "portal id", "published": "date of publication", "inspection_type": "type of inspection",
    "force": "force", "grade": "grade", "summary": "summary", "number": "number", "due": "due date",
    "due_as_written": "due date as written", "bullets": "bullets", "addressed_to": "whom it is addressed to",
}  # fmt: skip
_OF_PUBLICATION = {
    "portal_id": "report_portal_id", "published": "published", "inspection_type": "inspection_type",
    "grade": "grade", "summary": "summary",
}  # fmt: skip
_OF_FINDING = {
    "number": "number", "portal_id": "portal_id", "due": "due", "due_as_written": "due_as_written",
    "bullets": "bullets", "addressed_to": "owners",
}  # fmt: skip
_DISAGREE = ("portal_id", "published", "inspection_type", "due", "number")
"""What documents may disagree on that matters; texts differ in wording, which comparing shows."""
_LONGEST: Sequence[tuple[str, str, type[models.Model], str]] = (
    ("", "report_title", Publication, "title"),
    ("", "report_portal_id", Publication, "portal_id"),
    ("", "grade", Publication, "grade"),
    ("findings", "number", Finding, "number"),
    ("findings", "portal_id", Finding, "portal_id"),
    ("findings", "due_as_written", Finding, "due_as_written"),
    ("practices", "name", Practice, "title"),
    ("practices", "stage", Practice, "stage"),
)


def accepting(document: Document, known: Inspections) -> Accepting:
    """What comes of accepting a document as it is corrected now."""
    review = reviewed(document.read, document.corrections.all())
    values = review.values
    title = text_of(values, "report_title")
    portal_id = bare_portal_id(text_of(values, "report_portal_id"))
    publication = publication_of(title, portal_id, day_of(values, "published"))
    told = publication_values(values)
    findings = _findings(review, publication)
    return Accepting(
        review,
        publication,
        _fills(publication, told) if publication else {},
        _differs(publication, told) if publication else (),
        findings,
        _practices(review, findings),
        problems=list(_problems(review, publication, known)),
        warnings=list(_warnings(review)),
    )


def publication_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a document says of its report, as a publication has it."""
    told = {name: values.get(said) or "" for name, said in _OF_PUBLICATION.items()}
    local = told["inspection_type"] == "local"
    told |= {
        "published": day_of(values, "published"),
        "portal_id": bare_portal_id(str(told["portal_id"])),
        "force": text_of(values, "force") if local else "",
    }
    return told


def finding_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a document says of a finding, as the register has it."""
    told = {name: values.get(said) or "" for name, said in _OF_FINDING.items()}
    return told | {
        "portal_id": bare_portal_id(str(told["portal_id"])),
        "due": day_of(values, "due"),
        "bullets": list(values.get("bullets") or ()),
        "addressed_to": list(values.get("owners") or ()),
    }


def is_apart(values: Mapping[str, Any]) -> bool:
    """Whether a finding is plainly for other bodies alone: those it is addressed to, else what is said."""
    owners = list(values.get("owners") or ())
    return not is_for_forces(owners) if owners else values.get("for_another_body") is True


def answer_of(values: Mapping[str, Any], force: str) -> Answer:
    """What a document answers to a finding, its finding and document still to be said."""
    return Answer(
        force=force,
        wording=worded(values),
        force_response=text_of(values, "force_response"),
        commissioner_response=text_of(values, "commissioner_response"),
        for_another_body=values.get("for_another_body"),
    )


def stage_in_words(stage: str) -> str:
    """A stage as people say it: the reader's "being_introduced" is "Being introduced"."""
    said = stage.replace("_", " ").strip()
    return said[:1].upper() + said[1:]


def text_of(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "")


def day_of(values: Mapping[str, Any], name: str) -> date | None:
    """A day that was read; None for none, and for what is no day."""
    try:
        return date.fromisoformat(text_of(values, name))
    except ValueError:
        return None


def _findings(review: Reviewed, publication: Publication | None) -> list[FindingComes]:
    made: list[FindingComes] = []
    for block in review.standing:
        values = block.values
        told = finding_values(values)
        finding = match_finding(
            publication, str(told["number"]), told["portal_id"], text_of(values, "kind"),
            text_of(values, "text"),
        )  # fmt: skip
        made.append(
            FindingComes(
                block,
                finding,
                None if finding else _earlier(made, values),
                _fills(finding, told) if finding else {},
                _differs(finding, told) if finding else (),
                is_apart(values),
            )
        )
    return made


def _earlier(made: Sequence[FindingComes], values: Mapping[str, Any]) -> int | None:
    """The place of a new finding of the same document that this one repeats."""
    for each in made:
        same_kind = each.values.get("kind") == values.get("kind")
        for name in ("portal_id", "number"):
            said = bare(text_of(values, name))
            if each.is_new and same_kind and said and said == bare(text_of(each.values, name)):
                return each.block.at
    return None


def _practices(review: Reviewed, findings: Sequence[FindingComes]) -> list[PracticeComes]:
    force = text_of(review.values, "force")
    known = {bare(each.title): each for each in Practice.objects.filter(organisation__iexact=force)}
    numbers = {bare(text_of(each.values, "number")): each.block.at for each in reversed(findings)}
    made, names = [], set[str]()
    for block in review.practices_standing:
        name = bare(text_of(block.values, "name"))
        number = bare(text_of(block.values, "finding"))
        at = numbers.get(number) if number else None
        made.append(PracticeComes(block, known.get(name), name in names and name not in known, at))
        names.add(name)
    return made


def _fills(kept: Publication | Finding, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the register lacks and the document says."""
    return {name: said for name, said in told.items() if said and not getattr(kept, name)}


def _differs(kept: Publication | Finding, told: Mapping[str, Any]) -> list[Difference]:
    return [
        Difference(FILLED[name][:1].upper() + FILLED[name][1:], _said(had), _said(said))
        for name, said in told.items()
        if name in _DISAGREE and said and (had := getattr(kept, name)) and _same(had) != _same(said)
    ]


def _same(value: Any) -> str:
    return bare(str(value))


def _said(value: Any) -> str:
    return f"{value:%-d %B %Y}" if isinstance(value, date) else INSPECTION_TYPES.get(str(value), str(value))


def _problems(review: Reviewed, publication: Publication | None, known: Inspections) -> list[str]:
    found = []
    if publication is None and not text_of(review.values, "report_title"):
        found.append("The title of the report is missing: say which report it answers")
    kinds = {kind.id for kind in known.kinds}
    for block in review.standing:
        if not text_of(block.values, "text"):
            found.append(f"Finding {block.at + 1} says nothing: enter its text, or leave it out")
        if block.values.get("kind") not in kinds:
            found.append(f"Finding {block.at + 1} is of no known kind: choose its kind, or leave it out")
    for block in review.practices_standing:
        if not text_of(block.values, "name"):
            found.append(f"Practice {block.at + 1} has no name: enter one, or leave it out")
    return [*found, *_too_long(review)]


def _too_long(review: Reviewed) -> list[str]:
    found = []
    blocks = {"": [review.document], "findings": review.standing, "practices": review.practices_standing}
    for part, name, model, kept in _LONGEST:
        most = cast("models.Field[Any, Any]", model._meta.get_field(kept)).max_length or 0
        for block in blocks[part]:
            if len(text_of(block.values, name)) > most:
                title = next(each.title for each in block.fields if each.name == name)
                where = f" of {part.removesuffix('s')} {block.at + 1}" if part else ""
                found.append(f"{title}{where} is longer than {most} letters: shorten it")
    return found


def _warnings(review: Reviewed) -> list[str]:
    if text_of(review.values, "force"):
        return []
    return ["The force is not known, so its answers will stand under no force, and its practices too."]
