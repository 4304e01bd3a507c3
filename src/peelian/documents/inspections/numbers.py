"""Headings of single findings: which kind, which numbers, and the portal's own number."""

import re
from dataclasses import dataclass

from peelian.documents.inspections.dates import NUMBERS
from peelian.documents.inspections.labels import RECOMMENDATION, kind_named
from peelian.documents.inspections.text import HEADING, Line

_WORD = "|".join(sorted(NUMBERS, key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,2}}){{0,2}}(?:\s?\(?[a-z]\)?(?![a-z]))?|{_WORD})"
_PORTAL = r"(?:\[?\(?(?:HMICFRS\s+|monitoring\s+)?(?:portal\s+)?(?:ref(?:erence)?|id|no|number)?\.?\s*:?\s*[#]?\s*(?P<portal>\d{4,6})\)?\]?)"
_KIND = (
    r"(?P<kind>accelerated\s+cause\s+of\s+concern|causes?\s+of\s+concern|area\s+(?:for|of)\s+improvement|AFI|CoC"
    r"|recommendations?|rec\b\.?|R(?=\s?\d))"
)
_HEAD = re.compile(
    rf"""^\s*(?:[A-Z]\.\s+)?(?:(?:(?P<listed>\d{{1,3}})[.)]\s*[-:]?\s*)?(?:[#]\s?(?P<before>\d{{4,6}})\s*[-:.]?\s*))?(?:\d{{1,3}}[.)]\s*)?
    (?:(?:HMIC(?:FRS)?|national|local|the|new|PEEL)\s+)*{_KIND}(?!s)\s*(?:\((?:AFI|CoC)\)\s*)?
    (?:numbered\s+in\s+(?:the\s+)?report\s*:?\s*)?(?:no\.?|number|ref(?:erence)?\.?|[#](?!\d{{4}}))?\s*[-:]?\s*
    (?P<number>\(?{_NUMBER}\)?(?:\s*(?:,|and|&)\s*{_NUMBER})*)?(?!\w)\s*{_PORTAL}?
    (?P<mark>[.:)\]-]*)\s*(?P<rest>.*)$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_PORTAL_ONLY = re.compile(r"^\s*(?:(\d{1,3})[.)]\s*)?#\s?(\d{4,6})\s*[-:.]?\s*(.*)$", re.DOTALL)
_IN_WORDS = re.compile(
    r"(?:#\s?|\b(?:portal|HMICFRS)\s+(?:ref(?:erence)?|id|number)\.?\s*:?\s*#?)(\d{4,6})\b", re.IGNORECASE
)
_LISTED = re.compile(r"^\s*\(?(\d{1,3}(?:\.\d{1,2})?[a-z]?)[.):]\s+(?=[A-Z])")
_PROSE = re.compile(
    r"^(?:is|are|was|were|has|have|requires?|relates?|which|that|states?|and|in|of|for|to|from|the\s+report|asks?|about|within|above|below|on|by)\b"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one finding, or of an answer to several; `rest` is what its line says after it."""

    kind: str
    numbers: tuple[str, ...] = ()
    portal_id: str | None = None
    rest: str = ""
    at: int = 0


def heading_of(line: Line) -> Heading | None:
    """The finding that a line heads; None when it heads none, or only speaks of one."""
    found = _HEAD.match(line.plain)
    if found is None or not found["kind"]:
        return None
    words, rest, mark = found["kind"], found["rest"], found["mark"]
    numbers = _numbers(found["number"] or "")
    if words.lower().endswith("s") and not numbers and words.lower() != "causes of concern":
        return None
    if words.lower().startswith(("recommendations", "causes")) and not numbers:
        return None
    between = line.plain[found.end("kind") : found.start("rest")]
    if not numbers and rest and not _strong_mark(between):
        return None
    if (rest and not mark and (rest[0].islower() or rest[0] in ",;'")) or (
        rest and not mark and _PROSE.match(rest)
    ):
        return None
    if (
        rest
        and not mark
        and line.kind != HEADING
        and found["number"]
        and found["number"].lower().strip() in NUMBERS
    ):
        return None
    if rest.startswith(("'s", ",")) or (numbers and rest and mark == "." and len(rest) < 3):
        return None
    at = found.start("rest")
    if re.fullmatch(r"\([^()]{0,60}\)", rest.strip()):
        at = len(line.text)  # a remark such as (national)
    portal = found["before"] or found["portal"]
    return Heading(kind_named(_full(words)) or RECOMMENDATION, numbers, portal, line.text[at:].strip(), at)


def portal_heading(line: Line) -> Heading | None:
    """A line that begins with the portal's number of a finding and names no kind."""
    found = _PORTAL_ONLY.match(line.plain)
    if found is None:
        return None
    return Heading("", (), found[2], line.text[found.start(3) :].strip(), found.start(3))


def portal_ids(text: str) -> list[str]:
    """The portal's numbers that a text names as such."""
    return _IN_WORDS.findall(text)


def listed_number(text: str) -> tuple[str, int] | None:
    """The number before a paragraph of a numbered list, and where its words begin."""
    found = _LISTED.match(text)
    return (found[1], found.end()) if found else None


def number_told(text: str) -> str | None:
    """The number in a table's cell: '2', 'R2', 'Recommendation 1a', 'AFI 3'."""
    found = re.fullmatch(rf"\s*(?:\D{{0,40}}?)({_NUMBER})\.?\s*", text, re.IGNORECASE)
    return _number(found[1]) if found else None


def _full(words: str) -> str:
    lowered = words.lower()
    return {"r": "recommendation", "rec": "recommendation", "rec.": "recommendation"}.get(lowered, words)


def _strong_mark(mark: str) -> bool:
    return any(letter in mark for letter in ":-.)")


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(_number(one) for one in re.findall(_NUMBER, text, re.IGNORECASE))


def _number(text: str) -> str:
    bare = re.sub(r"[\s()]", "", text).lower()
    return str(NUMBERS[bare]) if bare in NUMBERS else bare
