"""A finding while it is being read: its lines as they come, and what is made of them at the end."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher

from peelian.documents.inspections.bodies import MODAL, first_named, owners_in
from peelian.documents.inspections.dates import due_in, due_told
from peelian.documents.inspections.document import Finding
from peelian.documents.inspections.numbers import portal_ids
from peelian.documents.inspections.text import ITEM, SAME, WORDS

ANY = "any"
"""Whose answer it is, where only its words can tell."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a finding or an answer, and where they stand in the text."""

    text: str
    kind: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Draft:
    """A finding as far as it has been read. `replies` are parts by who answered."""

    kind: str
    start: int
    end: int
    number: str | None = None
    portal_id: str | None = None
    headed: bool = False
    listed: bool = False
    section: str = ""
    parts: list[Part] = field(default_factory=list)
    replies: dict[str, list[Part]] = field(default_factory=dict)
    labelled: bool = False
    due_cell: str = ""
    owner_cell: str = ""

    def add(self, part: Part) -> None:
        self.parts.append(part)
        self.end = max(self.end, part.end)

    def reply(self, who: str, part: Part) -> None:
        self.replies.setdefault(who, []).append(part)

    @property
    def words(self) -> str:
        return alike(" ".join(part.text for part in self.parts))


def alike(text: str) -> str:
    """Words as they are compared: without case, marks, or the 'and' that ends an item of a list."""
    plain = re.sub(r"[;,]\s*(?:and|or)\s*(?=$|\n|•)", " ", text.translate(SAME), flags=re.IGNORECASE)
    return " ".join(re.findall(r"[\w']+", plain.lower().replace("well-being", "wellbeing")))


def near(one: str, other: str) -> float:
    """How much two texts have in common, 0 to 1, word by word."""
    a, b = one.split()[:400], other.split()[:400]
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def told(part: Part | list[Part]) -> str | None:
    """Parts as lines of words, items of a list with a mark; None when there are none."""
    parts = [part] if isinstance(part, Part) else part
    lines = [f"• {one.text}" if one.kind == ITEM else one.text for one in parts if one.text]
    return "\n".join(lines) or None


def settled(draft: Draft, published: date | None) -> Finding:
    """The finding that a draft has become."""
    parts = laid_out(draft.parts)
    text = told(parts) or ""
    lead = "\n".join(part.text for part in parts if part.kind != ITEM).translate(SAME)
    due = due_told(draft.due_cell, published) if draft.due_cell else None
    if due is None:
        due = due_in(lead, published)
        if due is not None and due.day is None and due.start > 200:
            due = None
    owners = owners_in(lead) or owners_in(text.translate(SAME))
    if not owners and draft.kind == "recommendation" and not MODAL.search(lead.split(".")[0]):
        owners = first_named(lead)
    if not owners and draft.owner_cell:
        owners = (draft.owner_cell,)
    written = None
    if due is not None:
        at = lead.find(due.written) if not draft.due_cell else -1
        written = (
            "\n".join(part.text for part in parts if part.kind != ITEM)[at : at + len(due.written)]
            if at >= 0
            else due.written
        )
    found = portal_ids(text) if draft.portal_id is None else []
    finding = Finding(
        kind=draft.kind,
        text=text,
        number=draft.number,
        portal_id=draft.portal_id or (found[0] if found else None),
        owners=owners,
        due=due.day.isoformat() if due and due.day else None,
        due_as_written=written,
        bullets=tuple(part.text for part in parts if part.kind == ITEM),
        span=(draft.start, max([draft.end, *(part.end for part in draft.parts)])),
    )
    return replace(finding, confidence=confidence(finding, headed=draft.headed))


def confidence(finding: Finding, *, headed: bool) -> float:
    """How sure it is that this is a finding, whole: 0.4, and more for each sign of one."""
    sure = 0.4 + (0.2 if headed else 0.0) + (0.1 if finding.number or finding.portal_id else 0.0)
    sure += 0.15 if finding.owners else 0.0
    sure += 0.15 if MODAL.search(finding.text) or finding.kind != "recommendation" else 0.0
    return round(min(sure, 1.0), 2)


def laid_out(parts: list[Part]) -> list[Part]:
    """Parts with the items of lists told apart, where the document ran them together or lost their marks."""
    made: list[Part] = []
    for part in parts:
        made += _split(part)
    again: list[Part] = []
    for at, part in enumerate(made):
        last = again[-1] if again else None
        if part.kind == WORDS and last is not None and _is_item(part, last, made[at - 1]):
            part = replace(part, kind=ITEM)
        again.append(part)
    items = [part for part in again if part.kind == ITEM]
    if len(items) == 1 and re.search(r";\s+and\s+\w", items[0].text):
        at = again.index(items[0])
        again[at : at + 1] = _at_and(items[0])
    return again


def _is_item(part: Part, last: Part, before: Part) -> bool:
    ends = re.compile(r"[;,]\s*(?:and|or)?$|[;]$", re.IGNORECASE)
    if last.text.rstrip().endswith(":"):
        return part.text[:1].islower()
    return last.kind == ITEM and bool(ends.search(before.text)) and part.text[:1].islower()


def _split(part: Part) -> list[Part]:
    pieces = [m for m in re.finditer(r"[^•●▪]+", part.text) if m[0].strip()]
    if len(pieces) < 2:
        return [part]
    made = []
    for at, piece in enumerate(pieces):
        lead = len(piece[0]) - len(piece[0].lstrip())
        kind = part.kind if at == 0 and not part.text.startswith(("•", "●", "▪")) else ITEM
        made.append(Part(piece[0].strip(), kind, part.start + piece.start() + lead))
    return made


def _at_and(part: Part) -> list[Part]:
    made, at = [], 0
    for found in re.finditer(r";\s+and\s+(?=\w)", part.text):
        made.append(Part(part.text[at : found.end()].strip(), ITEM, part.start + at))
        at = found.end()
    made.append(Part(part.text[at:].strip(), ITEM, part.start + at))
    return made
