"""From the lines of a document to its findings, the answers to each, and what is said of all.

One walk, line by line. A heading of a finding opens it; a label opens a section, or the answer to the finding
that is open; other lines belong to what is open. What they amount to is settled at the end, when all are known.
"""

import re
from dataclasses import dataclass, field

from peelian.documents.inspections.bodies import MODAL, owners_in
from peelian.documents.inspections.dates import due_in
from peelian.documents.inspections.drafts import ANY, Draft, Part, alike, near
from peelian.documents.inspections.labels import (
    COMMISSIONER,
    FINDINGS,
    FORCE,
    JOINT,
    LONGEST_LABEL,
    RECOMMENDATION,
    RESPONSE,
    Label,
    kind_named,
    kinds_pattern,
    label_of,
)  # fmt: skip
from peelian.documents.inspections.numbers import (
    Heading,
    heading_of,
    listed_number,
    number_told,
    portal_heading,
)
from peelian.documents.inspections.tables import DUE, FINDING, NUMBER, OWNER, Table, tables_of
from peelian.documents.inspections.text import HEADING, ITEM, WORDS, Line, Text

TEXT, CLOSED = "text", "closed"
_PART = re.compile(
    r"^\s*(?:part|section|chapter|annex|appendix|theme|question)\s+(?:\d{1,2}|[A-Z]|one|two|three|four)\b.{0,80}$",
    re.IGNORECASE,
)
_DEAR = re.compile(r"^dear\b", re.IGNORECASE)
_SIGNED = re.compile(
    r"^(?:yours\s+(?:sincerely|faithfully|truly)|kind\s+regards|(?:best\s+)?regards|signed\b|\(signed\)|signature\b)",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"^(?:this\s+(?:response|document)\s+(?:is|was|will\s+be|has\s+been)\s+(?:also\s+)?published|page\s+\d+\s+of|last\s+updated|back\s+to\s+top|share\s+this|download\s+|click\s+here)",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:recommendations?|areas?\s+(?:for|of)\s+improvement|AFIs?|causes?\s+of\s+concern)\b[^:]{0,160}:\s*[-.]*\s*$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+){1,4},?\s+(?:\w+\s+)?(?:chief\s+constable|PF?CC|police)\b.{0,60}$"
)
_ON = re.compile(
    r"^(?:this|these|they|it|such|the\s+(?:process|review|plan|policy|work)\w*|process\w*|in\s+(?:particular|doing\s+so|addition)|as\s+part\s+of\s+this|in\s+so\s+doing|specifically)\b",
    re.IGNORECASE,
)
_TICK = re.compile(r"^(?:national|local|x|n/?a|yes|no|[✓✔☑☒☐■□])?$", re.IGNORECASE)
_MINE = re.compile(r"\b(?:I|I'm|I've|my|me)\b")
_OURS = re.compile(r"\b(?:I|I'm|I've|my|me|we|our)\b|\bcommissioner\s+(?:has|is|was|welcomes)\b")
TITLE = 3_000
"""Letters at the top of a document, where words below its title may be about it rather than an answer."""
_QUOTED = re.compile(r"\b(?:said|says|commented|added|responding|commenting)\b[^\"]{0,60}:\s*\"")
_ONE_LINE = {
    "headline",
    "force",
    "commissioner",
    "chief_constable",
    "title",
    "inspectorate",
    "type",
    "responded",
    "published",
    "date",
    "grade",
}
_PLACED = {"headline", "force", "commissioner", "chief_constable", "title", "date", "inspectorate"}
"""Labels that are so only in a table or before a colon: their words are common lines by themselves."""


@dataclass(slots=True)
class Found:
    """What one walk finds: drafts of findings, general answers by who gave them, and values by label."""

    drafts: list[Draft] = field(default_factory=list)
    general: dict[str, list[Part]] = field(default_factory=dict)
    values: dict[str, list[Part]] = field(default_factory=dict)
    labels: list[tuple[str, Line]] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)


def found_in(text: Text) -> Found:
    """Walk through a text."""
    return _Walk(text).walked()


def who_by_words(parts: list[Part], otherwise: str = FORCE) -> str:
    """Whose answer it is by how it begins: the commissioner says 'I'."""
    first = re.split(r"(?<=[.!?])\s", parts[0].text, maxsplit=1)[0] if parts else ""
    return COMMISSIONER if _MINE.search(first) else otherwise


class _Walk:
    def __init__(self, text: Text) -> None:
        self.lines = text.lines
        self.tables = {table.places.start: table for table in tables_of(text)}
        self.found = Found()
        self.section = ""
        self.kind = RECOMMENDATION
        self.draft: Draft | None = None
        self.also: list[Draft] = []
        self.slot = CLOSED
        self.value = ""
        self.dear = False
        self.owner = ""
        self.title = False
        self.per_finding = self._answered_one_by_one()

    def walked(self) -> Found:
        at = 0
        while at < len(self.lines):
            table = self.tables.get(at)
            if table is not None:
                self._table(table)
                at = table.places.stop
                continue
            self._line(at, self.lines[at])
            at += 1
        self._merge()
        return self.found

    def _answered_one_by_one(self) -> set[str]:
        """Names of labels that stand between the headings of findings, so that they answer the one before."""
        heads: list[int] = []
        names: dict[str, list[int]] = {}
        for at, line in enumerate(self.lines):
            label = label_of(line)
            if (
                heading_of(line) is not None
                or portal_heading(line) is not None
                or _listed_finding(line) is not None
            ):
                heads.append(at)
            elif label is not None and label.name in (FORCE, COMMISSIONER, JOINT):
                names.setdefault(label.name, []).append(at)
        found = set()
        for name, places in names.items():
            after = [at for at in places if heads and at > heads[0]]
            if len(heads) > 1 and after and after[0] < heads[1]:
                found.add(name)
            if not heads and len(places) > 2:
                found.add(name)
        return found

    # Lines

    def _line(self, at: int, line: Line) -> None:
        if not line.text or _FOOTER.match(line.plain):
            return
        if self.value and self._valued(at, line):
            return
        if self._next_of_list(line):
            return
        heading = heading_of(line)
        if heading is not None:
            self._headed(heading, line)
            return
        label = label_of(line)
        if label is not None and self._labelled(at, line, label):
            return
        if self.section == FINDINGS or self.section == "":
            coming = portal_heading(line)
            if coming is not None and self.section == FINDINGS:
                self._headed(Heading(self.kind, (), coming.portal_id, coming.rest, coming.at), line)
                return
        if self._introduced(at, line):
            return
        if _SIGNED.match(line.plain) or (self.section == FORCE and _OFFICE.match(line.plain)):
            self._close("")
        elif _DEAR.match(line.plain):
            self._close(COMMISSIONER)
            self.dear = True
        elif _PART.match(line.plain) and len(line.text.split()) <= LONGEST_LABEL:
            self._part()
        else:
            self._words(line, Part(line.text, ITEM if line.kind == ITEM else WORDS, line.start))

    def _next_of_list(self, line: Line) -> bool:
        """Open the next finding of a numbered list, after the answer to the one before."""
        listed = _listed_finding(line)
        if listed is None or self.draft is None or not self.draft.listed or self.slot == TEXT:
            return False
        before = self.draft.number or ""
        if not (before.isdecimal() and listed[0] == str(int(before) + 1)):
            return False
        self._open(line, listed[0], listed=True)
        self._add(Part(line.text[listed[1] :], WORDS, line.start + listed[1]))
        return True

    def _introduced(self, at: int, line: Line) -> bool:
        """Open a section of findings where a sentence says that they follow, and what follows looks like them."""
        if self.section == FINDINGS or self.draft is not None or not _INTRODUCES.search(line.plain):
            return False
        after = next((one for one in self.lines[at + 1 :] if one.text), None)
        if after is None or not (
            after.kind == ITEM
            or listed_number(after.plain)
            or _subject_first(after.plain)
            or starts_due(after.plain)
        ):
            return False
        last = list(re.finditer(kinds_pattern(), line.plain, re.IGNORECASE))[-1]
        self._general(line, Part(line.text, WORDS, line.start))
        self._close(FINDINGS)
        self.kind = kind_named(last[0]) or RECOMMENDATION
        owners = owners_in(line.plain.rstrip(" :-")) or owners_in(f"{line.plain.rstrip(' :-')} do")
        self.owner = owners[0] if owners else ""
        return True

    def _valued(self, at: int, line: Line) -> bool:
        """Keep a line as the value of the label before it; False when it is none."""
        name, self.value = self.value, ""
        before = self.lines[at - 1]
        same_row = before.cell is not None and line.cell is not None and before.cell[:2] == line.cell[:2]
        if not same_row and (label_of(line) is not None or heading_of(line) is not None):
            return False
        if before.cell is not None and not same_row:
            return False
        self.found.values.setdefault(name, []).append(Part(line.text, WORDS, line.start))
        nothing_more = at + 1 >= len(self.lines) or line.cell is None
        following = None if nothing_more else self.lines[at + 1].cell
        if following is not None and line.cell is not None and following == line.cell:
            self.value = name
        return True

    def _labelled(self, at: int, line: Line, label: Label) -> bool:
        """Open what a label announces; False when here it is no label."""
        if label.name == FINDINGS:
            if self._ticked(at, line):
                return True
            self._close(FINDINGS)
            self.kind = label.kind
            if label.rest:
                self._words(line, Part(label.rest, WORDS, line.start + label.at))
            return True
        if label.name in (RESPONSE, FORCE, COMMISSIONER, JOINT):
            return self._answered(line, label)
        if label.name in _PLACED and line.cell is None and ":" not in line.plain:
            return False
        if label.name == "commissioner" and label.rest and len(label.rest.split()) > 8:
            return False
        if (
            self.draft is not None
            and self.slot != CLOSED
            and label.name in ("background", "date", "summary")
            and line.kind != HEADING
        ):
            return False
        self.found.labels.append((label.name, line))
        self._close(label.name)
        if label.rest:
            self.found.values.setdefault(label.name, []).append(
                Part(label.rest, WORDS, line.start + label.at)
            )
        elif label.name in _ONE_LINE:
            self.value = label.name
        if label.name in _ONE_LINE:
            self.section = ""
        return True

    def _ticked(self, at: int, line: Line) -> bool:
        """Whether a row only ticks that recommendations are national or local."""
        if line.cell is None:
            return False
        rest = [one for one in self.lines[at + 1 :][:6] if one.cell and one.cell[:2] == line.cell[:2]]
        if not any(one.text for one in rest) or not all(_TICK.match(one.plain.strip()) for one in rest):
            return False
        self.section, self.slot = "ticks", CLOSED
        return True

    def _answered(self, line: Line, label: Label) -> bool:
        name = label.name
        ours = name == RESPONSE or name in self.per_finding
        if self.draft is not None and ours and self.slot != "over":
            self.slot = ANY if name in (RESPONSE, JOINT) else name
            if (
                name == RESPONSE
                and self.section in (FORCE, COMMISSIONER)
                and self.draft.section != self.section
            ):
                self.slot = self.section
            self.draft.labelled = True
            if label.rest:
                self._reply(Part(label.rest, WORDS, line.start + label.at))
            return True
        if name == RESPONSE:
            if self.section in (FORCE, COMMISSIONER, JOINT):
                return not label.rest
            if not self.found.drafts:
                return False
            name = ANY
        self._close(name)
        self.title = not self.found.values and line.start <= self.lines[min(2, len(self.lines) - 1)].start
        self.found.sections.add(name)
        if label.rest:
            self.found.general.setdefault(name, []).append(Part(label.rest, WORDS, line.start + label.at))
        return True

    def _headed(self, heading: Heading, line: Line) -> None:
        kind = heading.kind or self.kind
        drafts = [
            Draft(kind, line.start, line.end, number, heading.portal_id, headed=True, section=self.section)
            for number in heading.numbers or (None,)
        ]
        self.found.drafts += drafts
        self.draft, self.also, self.slot = drafts[0], drafts[1:], TEXT
        if heading.rest:
            self._words(line, Part(heading.rest, WORDS, line.start + heading.at))

    def _part(self) -> None:
        if self.draft is not None:
            self.slot = CLOSED
            if self.section in (FINDINGS, ""):
                self.draft = None

    def _close(self, section: str) -> None:
        self.owner = ""
        self.section, self.draft, self.also, self.slot, self.value = section, None, [], CLOSED, ""

    # Words

    def _words(self, line: Line, part: Part) -> None:
        headless = self.section == FINDINGS and not (self.draft and self.draft.headed)
        if headless and self.slot in (TEXT, CLOSED) and self._begins(line, part):
            return
        if self.draft is None or self.slot == CLOSED:
            self._general(line, part)
        elif self.slot == TEXT:
            if line.kind == HEADING and self.draft.parts and not MODAL.search(line.plain):
                self.slot = CLOSED
                return
            for draft in (self.draft, *self.also):
                draft.add(part)
        else:
            self._reply(part)

    def _begins(self, line: Line, part: Part) -> bool:
        """Whether a line of a section of findings begins one of its own, without a heading."""
        plain = line.plain[part.start - line.start :]
        listed = listed_number(plain)
        open_list = self.draft is not None and self.draft.parts and self._in_list(part)
        if line.kind == HEADING and not MODAL.search(plain):
            self.draft, self.slot = None, CLOSED
            return True
        starts = starts_due(plain) or _subject_first(plain)
        if listed is not None and len(plain.split()) > 4:
            number, at = listed
            self._open(line, number, listed=True)
            self._add(Part(part.text[at:], WORDS, part.start + at))
            return True
        if starts and not _ON.match(plain) and not open_list:
            self._open(line, None)
            self._add(part)
            return True
        if part.kind == ITEM and not open_list and len(plain.split()) > 4:
            self._open(line, None, listed=True)
            self._add(Part(part.text, WORDS, part.start))
            return True
        if (
            self.draft is None
            and self.kind != RECOMMENDATION
            and len(plain.split()) > 7
            and plain.endswith(".")
        ):
            self._open(line, None)
            self._add(part)
            return True
        return False

    def _in_list(self, part: Part) -> bool:
        """Whether an item belongs to the list that the open finding has begun."""
        assert self.draft is not None
        if part.kind != ITEM:
            return False
        last = self.draft.parts[-1]
        if self.draft.parts[0].kind == ITEM:
            return False
        return last.text.rstrip().endswith((":", ":-", ": -")) or last.kind == ITEM

    def _open(self, line: Line, number: str | None, *, listed: bool = False) -> None:
        self.draft = Draft(self.kind, line.start, line.end, number, listed=listed, section=self.section)
        self.draft.owner_cell = self.owner
        self.also, self.slot = [], TEXT
        self.found.drafts.append(self.draft)

    def _add(self, part: Part) -> None:
        assert self.draft is not None
        self.draft.add(part)

    def _reply(self, part: Part) -> None:
        assert self.draft is not None
        for draft in (self.draft, *self.also):
            draft.reply(self.slot, part)

    def _general(self, line: Line, part: Part) -> None:
        if starts_due(line.plain) and _subject_first(line.plain) and not _MINE.search(line.plain):
            self._open(line, None)
            self._add(part)
            return
        if self.section in (FORCE, COMMISSIONER, JOINT, ANY):
            if self.title and not self.found.drafts and line.start < TITLE and not _OURS.search(line.plain):
                return
            self.found.general.setdefault(self.section, []).append(part)
        elif self.section == "summary":
            self.found.values.setdefault("summary", []).append(part)
        elif (
            self.section == ""
            and not self.found.drafts
            and len(part.text) > 80
            and (_MINE.search(line.plain) or _QUOTED.search(line.plain))
        ):
            self.found.general.setdefault(COMMISSIONER, []).append(part)

    # Tables

    def _table(self, table: Table) -> None:
        self._close("table")
        for row in table.rows:
            parts = [
                Part(line.text, line.kind if line.kind == ITEM else WORDS, line.start)
                for line in row.cells[FINDING]
            ]
            draft = Draft(row.kind, row.first.start, row.last.end, headed=True, section="table")
            first = row.cells[FINDING][0]
            heading = heading_of(first)
            if heading is not None:
                draft.kind, draft.portal_id = heading.kind, heading.portal_id
                draft.number = heading.numbers[0] if heading.numbers else None
                parts[0] = Part(heading.rest, WORDS, first.start + heading.at)
            else:
                listed = listed_number(parts[0].text)
                if listed is not None:
                    draft.number = listed[0]
                    parts[0] = Part(parts[0].text[listed[1] :], WORDS, parts[0].start + listed[1])
            for line in row.cells.get(NUMBER, []):
                self._numbered(draft, line)
            for part in parts:
                if part.text:
                    draft.add(part)
            draft.due_cell = " ".join(line.text for line in row.cells.get(DUE, []))
            draft.owner_cell = " ".join(line.text for line in row.cells.get(OWNER, []))
            for name in (FORCE, COMMISSIONER):
                for line in row.cells.get(name, []):
                    draft.reply(name, Part(line.text, line.kind if line.kind == ITEM else WORDS, line.start))
                    draft.labelled = True
            if draft.parts:
                self.found.drafts.append(draft)

    @staticmethod
    def _numbered(draft: Draft, line: Line) -> None:
        heading = heading_of(line)
        if heading is not None:
            draft.kind, draft.portal_id = heading.kind, heading.portal_id or draft.portal_id
            draft.number = heading.numbers[0] if heading.numbers else draft.number
        elif re.fullmatch(r"\s*#?\s*\d{4,6}\s*", line.plain):
            draft.portal_id = re.sub(r"\D", "", line.plain)
        else:
            draft.number = number_told(line.plain) or draft.number

    # The end

    def _merge(self) -> None:
        """Put a finding that was headed again, to answer it, together with where it was first set out."""
        kept: list[Draft] = []
        for draft in self.found.drafts:
            known = self._known(draft, kept)
            if known is None:
                if draft.parts or draft.portal_id:
                    kept.append(draft)
                continue
            fresh = [part for part in draft.parts if alike(part.text) not in known.words]
            if fresh and known.parts and self._another(draft, known):
                kept.append(draft)
                continue
            if not known.parts:
                known.parts = draft.parts
                fresh = []
            who = draft.section if draft.section in (FORCE, COMMISSIONER) else who_by_words(fresh)
            for part in fresh:
                known.reply(who, part)
            for name, parts in draft.replies.items():
                for part in parts:
                    known.reply(who if name == ANY else name, part)
            known.labelled = known.labelled or bool(fresh or draft.replies)
        self.found.drafts = kept

    @staticmethod
    def _known(draft: Draft, kept: list[Draft]) -> Draft | None:
        if draft.number is None and draft.portal_id is None:
            return None
        for one in kept:
            same = one.number is not None and one.number == draft.number and one.kind == draft.kind
            if same or (one.portal_id is not None and one.portal_id == draft.portal_id):
                return one
        return None

    @staticmethod
    def _another(draft: Draft, known: Draft) -> bool:
        """Whether a finding of the same number is another one, of another report: it too says who should do what."""
        if draft.section in (FORCE, COMMISSIONER, JOINT) and known.section not in (
            FORCE,
            COMMISSIONER,
            JOINT,
        ):
            return False
        first = draft.parts[0].text
        return (
            bool(owners_in(first) or due_in(first)) and near(alike(first), alike(known.parts[0].text)) < 0.7
        )


def _listed_finding(line: Line) -> tuple[str, int] | None:
    """The number of a paragraph that says who should do what, and where its words begin."""
    listed = listed_number(line.plain)
    if listed is None:
        return None
    words = line.plain[listed[1] :]
    return listed if _subject_first(words) or starts_due(words) else None


def starts_due(plain: str) -> bool:
    """Whether a paragraph begins with when something is due."""
    due = due_in(plain[:120])
    return due is not None and due.start < 3


def _subject_first(plain: str) -> bool:
    """Whether a paragraph begins with a body that should do something."""
    first = re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0]
    modal = MODAL.search(first)
    return modal is not None and modal.start() < 140 and bool(owners_in(first))
