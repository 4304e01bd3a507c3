"""What was read of a document with what people corrected: pure, over the reader's JSON."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Protocol

DOCUMENT = {
    "force": "Force",
    "body_title": "Title of the local policing body",
    "commissioner": "Commissioner",
    "chief_constable": "Chief constable",
    "report_title": "Title of the report",
    "report_portal_id": "Portal id of the report",
    "inspection_type": "Type of inspection",
    "published": "Report published",
    "responded": "Date of the response",
    "grade": "Grade",
    "summary": "Summary",
    "force_response": "The force’s answer to the whole report",
    "commissioner_response": "The commissioner’s answer to the whole report",
}
FINDING = {
    "number": "Number",
    "portal_id": "Portal id",
    "kind": "Kind",
    "owners": "Addressed to",
    "due": "Due",
    "due_as_written": "Due, as written",
    "text": "What it says",
    "bullets": "Its bullets",
    "force_response": "The force’s answer",
    "commissioner_response": "The commissioner’s answer",
    "for_another_body": "Said to be for another body",
}
PRACTICE = {
    "name": "Name",
    "description": "Description",
    "finding": "Number of the finding it answers",
    "stage": "Stage, in the document’s words",
}
PARTS: Mapping[str, Mapping[str, str]] = {"": DOCUMENT, "findings": FINDING, "practices": PRACTICE}
"""The fields of each kind of block, the document's own under ""."""
LISTS = ("owners", "bullets")
UNSURE = 0.6
"""Below this, the reader was not sure of a finding."""


class Corrected(Protocol):
    """A field that was put right, as `models.Correction` has it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Read:
    """One field of a block: what it holds, and what was read."""

    name: str
    title: str
    value: Any
    was: Any
    is_corrected: bool


@dataclass(frozen=True)
class Block:
    """The fields of the document, or one finding or practice, in the list of its `part` at place `at`.

    `span` is where it stands in the text, None for nowhere; `values` is empty for one that is left out.
    """

    part: str
    at: int
    values: Mapping[str, Any]
    fields: tuple[Read, ...]
    span: tuple[int, int] | None = None
    confidence: float | None = None
    is_added: bool = False
    is_left_out: bool = False

    @property
    def anchor(self) -> str:
        return anchor(self.part, self.at)

    @property
    def is_unsure(self) -> bool:
        return self.confidence is not None and self.confidence < UNSURE and not self.is_corrected

    @property
    def is_corrected(self) -> bool:
        return any(each.is_corrected for each in self.fields)


@dataclass(frozen=True)
class Flagged:
    """Something that a person should look at, and the anchor of its place in the text, "" for none."""

    message: str
    anchor: str
    span: tuple[int, int] | None


@dataclass(frozen=True)
class Reviewed:
    """A document as it stands: its own fields, every finding and practice, and what was flagged."""

    document: Block
    findings: tuple[Block, ...]
    practices: tuple[Block, ...]
    flags: tuple[Flagged, ...] = field(default=())

    @property
    def values(self) -> Mapping[str, Any]:
        return self.document.values

    def block(self, part: str, at: int) -> Block | None:
        """The block at a place of a part; None when there is none."""
        listed = {"findings": self.findings, "practices": self.practices}.get(part, ())
        return listed[at] if 0 <= at < len(listed) else None

    @property
    def standing(self) -> list[Block]:
        """The findings that are not left out."""
        return [block for block in self.findings if not block.is_left_out]

    @property
    def practices_standing(self) -> list[Block]:
        return [block for block in self.practices if not block.is_left_out]

    @property
    def unsure(self) -> int:
        """How many findings the reader was not sure of."""
        return sum(block.is_unsure for block in self.standing)


def reviewed(read: Mapping[str, Any], corrections: Iterable[Corrected]) -> Reviewed:
    """What was read with the corrections made to it, in order."""
    corrections = list(corrections)
    now = applied(read, corrections)
    out = {each.field: each.before for each in corrections if each.after is None}
    flags = [
        Flagged(str(flag.get("message", "")), f"flag-{at + 1}", _span(flag))
        for at, flag in enumerate(read.get("flags") or ())
    ]
    return Reviewed(
        _block("", 0, now, read),
        _blocks("findings", now, read, out),
        _blocks("practices", now, read, out),
        tuple(each if each.span else Flagged(each.message, "", None) for each in flags),
    )


def applied(read: Mapping[str, Any], corrections: Iterable[Corrected]) -> dict[str, Any]:
    """The reader's JSON with corrections in it; a block that is left out is None in its list."""
    now = deepcopy(dict(read))
    for each in corrections:
        part, _, rest = each.field.partition(".")
        if not rest:
            now[part] = each.after
            continue
        listed = now.setdefault(part, [])
        place, _, name = rest.partition(".")
        at = int(place)
        if name:
            listed[at] = {**(listed[at] or {}), name: each.after}
        elif at == len(listed):
            listed.append(each.after)
        else:
            listed[at] = each.after
    return now


def changes(block: Block, given: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """What a form changes of a block: the field as a correction names it, what it held, what it holds."""
    before = f"{block.part}.{block.at}." if block.part else ""
    return [
        (before + name, block.values.get(name), given[name])
        for name in PARTS[block.part]
        if name in given and _plain(given[name]) != _plain(block.values.get(name))
    ]


def tidied(value: Any) -> Any:
    """What a form gave, as the reader's JSON has it: nothing is null, days are ISO."""
    if isinstance(value, str):
        return value.strip() or None
    return value.isoformat() if hasattr(value, "isoformat") else value


def anchor(part: str, at: int) -> str:
    """The id of a block's place in the text."""
    return f"{part.removesuffix('s') or 'document'}-{at + 1}"


def worded(values: Mapping[str, Any]) -> str:
    """All that a finding says: its text, and under it those of its bullets that the text does not have."""
    text = str(values.get("text") or "")
    bullets = [str(each) for each in values.get("bullets") or ()]
    flat = " ".join(text.split())
    return "\n".join([text, *(each for each in bullets if " ".join(each.split()) not in flat)]).strip()


def _blocks(
    part: str, now: Mapping[str, Any], read: Mapping[str, Any], out: Mapping[str, Any]
) -> tuple[Block, ...]:
    was: Sequence[Any] = read.get(part) or ()
    return tuple(
        _block(part, at, values, was[at] if at < len(was) else None, out.get(f"{part}.{at}"))
        for at, values in enumerate(now.get(part) or ())
    )


def _block(part: str, at: int, values: Any, was: Any, last: Any = None) -> Block:
    """A block; `last` is what one that is left out held before."""
    is_added, is_left_out = was is None, values is None
    shown = (last or was or {}) if is_left_out else values
    known = was or {}
    fields = tuple(
        Read(
            name, title, shown.get(name), known.get(name),
            not is_added and _plain(shown.get(name)) != _plain(known.get(name)),
        )
        for name, title in PARTS[part].items()
    )  # fmt: skip
    return Block(
        part, at, values or {}, fields, _span(known), known.get("confidence") if part == "findings" else None,
        is_added, is_left_out,
    )  # fmt: skip


def _span(values: Mapping[str, Any]) -> tuple[int, int] | None:
    span = values.get("span")
    if not isinstance(span, (list, tuple)) or len(span) != 2 or not span[1] > span[0] >= 0:
        return None
    return int(span[0]), int(span[1])


def _plain(value: Any) -> Any:
    """Nothing said is nothing said, however it is written."""
    return None if value in ("", [], ()) else list(value) if isinstance(value, tuple) else value
