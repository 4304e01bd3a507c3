"""A file of findings read and checked: what would be added, and line by line what keeps a row from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peelian.apps.access.models import Account
from peelian.apps.access.visible import Visible
from peelian.apps.improvement.lines import HERE, Already, Cells, Checked, Line, Wrong, must_have, read
from peelian.apps.inspections.actions_register import check_finding
from peelian.apps.inspections.matching import (
    bare_number,
    bare_portal_id,
    match_finding,
    publication_of,
    title_words,
)
from peelian.apps.inspections.models_importing import Upload
from peelian.apps.inspections.models_register import INSPECTION_TYPES, Finding, Publication
from peelian.apps.inspections.parts import kept_by
from peelian.apps.inspections.taking_part import stages
from peelian.framework.errors import UserError, nearest
from peelian.framework.inspecting import Stage
from peelian.pipeline.organisation import ROOT

WHAT = "findings"
REQUIRED = ("reference", "publication", "kind", "text")
OPTIONAL = (
    "source", "publication_portal_id", "published", "inspection_type", "body", "number", "portal_id",
    "bullets", "addressed_to", "due", "due_as_written", "unit", "owner", "status", "closed", "success",
    "measure", "question", "began",
)  # fmt: skip
TOLD = ("finding", "unit_name", "owner_name", "days", "last_update")
"""Columns of the register's own file that say what cannot be imported."""
_MISSING = {
    "reference": "give each finding a reference, so that the same file twice is noticed",
    "publication": "say which report it is of",
    "kind": "say what kind of finding it is",
    "text": "say what was found, in the report’s own words",
}
_LONGEST = {
    "reference": 80, "source": 80, "publication": 300, "publication_portal_id": 20, "body": 120, "number": 20,
    "portal_id": 20, "due_as_written": 120, "text": 20_000,
}  # fmt: skip
_OWNED: tuple[Stage, ...] = ("working", "assuring", "signing")


@dataclass(frozen=True)
class Ready:
    """A finding that would be added, of a publication of the register or a new one that is not saved yet;
    `closed_on` is the day it was closed, None for one that was not.
    """

    line: int
    finding: Finding
    stage: Stage
    status_title: str
    unit_name: str
    closed_on: date | None

    @property
    def is_new_publication(self) -> bool:
        return self.finding.publication.pk is None


@dataclass
class _Seen:
    """What earlier lines of a file were: references, findings and publications."""

    references: dict[tuple[str, str], int] = field(default_factory=dict)
    findings: dict[tuple[Any, ...], int] = field(default_factory=dict)
    publications: dict[tuple[str, str, date | None], Publication] = field(default_factory=dict)


def checked(visible: Visible, upload: Upload) -> Checked[Ready]:
    """An uploaded file, checked for who would import it. UserError when it cannot be read as a table of
    findings at all.
    """
    header, lines = read(upload.attachment, WHAT)
    must_have(header, REQUIRED, {*REQUIRED, *OPTIONAL})
    wrong, ready, already = list[Wrong](), list[Ready](), list[Already]()
    known, seen = _known(), _Seen()
    row_of = _Rows(visible, upload.source, wrong, seen)
    for line in lines:
        key = line.cells.get("source") or upload.source, line.cells["reference"]
        if key[1] and key in seen.references:
            told = f"line {seen.references[key]} has this reference too: give each finding its own"
            wrong.append(Wrong(line.number, "reference", key[1], told))
        elif key in known:
            already.append(Already(line.number, key[1], known[key]))
        else:
            found = row_of(line)
            if isinstance(found, Already):
                already.append(found)
            elif found is not None:
                ready.append(found)
        seen.references.setdefault(key, line.number)
    return Checked(len(lines), ready, wrong, already, sorted(header - {*REQUIRED, *OPTIONAL, *TOLD}))


def _known() -> dict[tuple[str, str], int]:
    """The findings in the register by source and reference, those added here by their number."""
    rows = Finding.objects.order_by().values_list("source", "reference", "pk")
    return {(source or HERE, reference or f"finding-{pk}"): pk for source, reference, pk in rows}


class _Rows(Cells):
    """Lines to findings, with what is wrong of each written into a list."""

    def __init__(self, visible: Visible, source: str, wrong: list[Wrong], seen: _Seen) -> None:
        super().__init__(visible, wrong, required=REQUIRED, missing=_MISSING)
        self.source, self.seen = source, seen
        self.inspections, self.stages = self.framework.inspections, stages()
        self.root = visible.organisation.root.id

    def __call__(self, line: Line) -> Ready | Already | None:
        """The finding of a line, the one of the register that it is, or None when something is wrong."""
        before = len(self.wrong)

        def take(column: str, of: Callable[[str], object], otherwise: object = "") -> Any:
            return self.take(line, column, of, otherwise)

        texts = {name: take(name, self.words(most)) for name, most in _LONGEST.items()}
        success = take("success", self.words())
        kind, unit = take("kind", self._kind), take("unit", self._unit, self.root)
        owner, due = take("owner", self.owner, None), take("due", self.day, None)
        published, began = take("published", self.day, None), take("began", self.past, None)
        status, closed_on = take("status", self._status), take("closed", self.past, None)
        inspection_type = take("inspection_type", self._type)
        measure, question = take("measure", self.measure), take("question", self.question)
        stage = self._stage(line, status, owner)
        if unit == self.root and not line.cells.get("unit") and kept_by(self.visible, ROOT) is None:
            self.refuse(line, "unit", "say the unit: you keep findings of some units only")
        if len(self.wrong) > before:
            return None
        publication = self._publication(texts, published, inspection_type)
        finding = Finding(
            publication=publication, number=texts["number"], portal_id=texts["portal_id"], kind=kind,
            text=texts["text"], bullets=_lines(line.cells.get("bullets", "")),
            addressed_to=_lines(line.cells.get("addressed_to", "")), due=due,
            due_as_written=texts["due_as_written"], unit=unit, owner=owner,
            status=status or self.inspections.first(stage).id, success=success, measure=measure,
            question=question, began_on=began, source=texts["source"] or self.source,
            reference=texts["reference"],
        )  # fmt: skip
        try:
            check_finding(finding)
        except UserError as error:
            self.refuse(line, "text", str(error))
            return None
        return self._placed(line, finding, stage, closed_on if isinstance(closed_on, date) else None)

    def _placed(
        self, line: Line, finding: Finding, stage: Stage, closed_on: date | None
    ) -> Ready | Already | None:
        """A finding, unless the register or an earlier line has it already."""
        publication = finding.publication
        of_it = publication if publication.pk else None
        found = match_finding(of_it, finding.number, finding.portal_id, finding.kind, finding.text)
        if found is not None:
            return Already(line.number, finding.reference, found.pk)
        number = bare_number(finding.number) or finding.text.casefold()
        key = (id(publication), finding.kind, number)
        if earlier := self.seen.findings.get(key):
            self.refuse(line, "number", f"line {earlier} is this finding too: leave one of them out")
            return None
        self.seen.findings[key] = line.number
        known = self.visible.organisation
        name, title = known.unit(finding.unit).name, self.inspections.title_of(finding.status)
        return Ready(line.number, finding, stage, title, name, closed_on)

    def _stage(self, line: Line, status: str, owner: Account | None) -> Stage:
        """The stage that a line comes to: of its status, or by whether somebody owns it."""
        stage = self.stages[status] if status else ("working" if owner else "new")
        if stage in _OWNED and owner is None and not line.cells.get("owner"):
            self.refuse(line, "owner", "say who owns it, or leave its status out")
        if stage == "new" and owner is not None:
            self.refuse(line, "status", "somebody owns it, so it is allocated: leave its status out")
        if stage == "done" and owner is not None and owner.username == self.visible.viewer.username:
            self.refuse(line, "status", "you own it, so somebody else imports it as closed")
        return stage

    def _publication(self, texts: dict[str, str], published: date | None, kind: str) -> Publication:
        """The publication of a line: of the register, of an earlier line, or a new one."""
        portal_id = bare_portal_id(texts["publication_portal_id"])
        key = title_words(texts["publication"]), portal_id, published
        if key not in self.seen.publications:
            found = publication_of(texts["publication"], portal_id, published)
            self.seen.publications[key] = found or Publication(
                title=texts["publication"], portal_id=portal_id, published=published, inspection_type=kind,
                body=texts["body"] or "HMICFRS",
            )  # fmt: skip
        return self.seen.publications[key]

    def _unit(self, value: str) -> str:
        found = self.unit(value)
        if kept_by(self.visible, found) is None:
            raise UserError("you may not keep findings at this unit")
        return found

    def _kind(self, value: str) -> str:
        kinds = self.inspections.kinds
        return _chosen(value, {k.id: (k.title, k.plural, k.short) for k in kinds}, "kind of finding")

    def _status(self, value: str) -> str:
        return _chosen(value, {s.id: (s.title,) for s in self.inspections.statuses}, "status")

    def _type(self, value: str) -> str:
        return _chosen(
            value, {key: (title,) for key, title in INSPECTION_TYPES.items()}, "type of inspection"
        )


def _chosen(value: str, known: dict[str, tuple[str, ...]], what: str) -> str:
    """The key of something said by its key or one of its names."""
    names = {name.lower(): key for key, said in known.items() for name in said} | {key: key for key in known}
    if value.lower() not in names:
        raise UserError(f"there is no {what} {value[:80]!r}{nearest(value, set(known))}")
    return names[value.lower()]


def _lines(cell: str) -> list[str]:
    """A cell that holds several, one on each line or with semicolons between them."""
    return [each for line in re.split(r"[\n;]", cell) if (each := line.strip())]
