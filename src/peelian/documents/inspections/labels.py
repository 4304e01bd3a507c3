"""Words that say what follows them: 'Date published', 'Commissioner's response', 'Areas for improvement'."""

import re
from dataclasses import dataclass
from functools import lru_cache

from peelian.documents.inspections.text import Line

RECOMMENDATION, IMPROVEMENT = "recommendation", "area_for_improvement"
CONCERN, ACCELERATED = "cause_of_concern", "accelerated_cause_of_concern"

_KINDS = (
    (ACCELERATED, r"accelerated\s+causes?\s+of\s+concern"),
    (CONCERN, r"causes?\s+of\s+concern|CoC"),
    (IMPROVEMENT, r"areas?\s+for\s+improvements?|areas?\s+of\s+improvement|AFIs?"),
    (RECOMMENDATION, r"recommendations?|rec\.?"),
)
_REPORT = r"(?:the\s+)?(?:HMICFRS\s+|HMIC\s+)?(?:report|inspection|publication)"
_LABELS = (
    ("force", r"(?:name\s+of\s+)?(?:police\s+)?force(?:\s+name|\s+area)?"),
    ("chief_constable", r"chief\s+constable(?:\s+name)?"),
    ("commissioner", r"(?:commissioner|police,?\s+(?:fire,?\s+)?and\s+crime\s+commissioner|P(?:F)?CC)(?:\s+name)?"),
    (
        "title",
        rf"(?:inspection|report|publication)\s+(?:title|name)|title(?:\s+of\s+{_REPORT}(?:\s+report)?)?|name\s+of\s+{_REPORT}(?:\s+report)?"
        r"|(?:HMICFRS|HMIC)\s+(?:report|inspection)\s+title|report\s+being\s+responded\s+to|(?:inspection|report)\s+reviewed",
    ),
    ("headline", r"(?:HMICFRS|HMIC)\s+(?:report|inspection)|report|inspection|re|subject"),
    ("inspectorate", r"inspectorate|inspecting\s+body|inspection\s+body"),
    ("type", r"(?:type|nature)\s+of\s+(?:the\s+)?(?:inspection|report)|(?:inspection|report)\s+type|national\s+or\s+local|scope"),
    (
        "responded",
        r"(?:date\s+of\s+(?:the\s+)?|date\s+)?(?:PF?CC(?:'s)?\s+|commissioner(?:'s)?\s+|our\s+|formal\s+)?(?:response|comments)\s+"
        r"(?:date|published|publication|sent|dated|submitted|issued)(?:\s+(?:date|on))?"
        r"|date\s+of\s+(?:(?:the\s+)?publication\s+of\s+)?(?:the\s+|this\s+)?(?:PF?CC(?:'s)?\s+|commissioner(?:'s)?\s+)?(?:response|comments|letter)|date\s+(?:response|responded)\s*(?:published|sent)?|response\s+dated?",
    ),
    (
        "published",
        r"(?:date\s+(?:the\s+)?)?(?:report\s+|inspection\s+)?(?:date\s+)?(?:published|publication)(?:\s+date)?(?:\s+on)?(?:\s+by\s+HMIC(?:FRS)?)?"
        rf"|date\s+(?:of\s+)?(?:publication|publishing)(?:\s+of\s+{_REPORT}(?:\s+report)?)?|date\s+{_REPORT}\s+(?:was\s+)?published|date\s+{_REPORT}|{_REPORT}\s+date|{_REPORT}\s+(?:was\s+)?(?:published|issued)(?:\s+on)?"
        rf"|date\s+{_REPORT}(?:\s+was)?\s+(?:issued|received|released)|date\s+(?:released|issued)|publication\s+of\s+{_REPORT}",
    ),
    ("date", r"date|dated|signed\s+date"),
    (
        "summary",
        r"(?:report\s+|executive\s+|inspection\s+)?summary(?:\s+of\s+(?:the\s+)?(?:inspection|report|key|main|findings|content)[\w\s]{0,30})?"
        r"|(?:key|main|headline|summary\s+of)\s+findings(?:\s+of\s+the\s+(?:report|inspection))?|overview(?:\s+of\s+(?:the\s+)?(?:report|inspection|findings))?|brief\s+summary|synopsis",
    ),
    ("grade", r"(?:overall\s+)?(?:grade|grading|judge?ment|rating)(?:\s+(?:given|awarded))?"),
    ("background", r"background|introduction|context|purpose|scope\s+of\s+the\s+inspection|next\s+steps|conclusion|distribution|contact|inspected\s+by|version|status|for\s+information"),
)  # fmt: skip
_LABEL = [(name, re.compile(rf"(?:\d+[.)]\s*)?(?:{words})", re.IGNORECASE)) for name, words in _LABELS]
_SECTION_WORDS = re.compile(
    r"(?:\d+[.)]\s*)?(?:(?:HMICFRS|HMIC|the|key|national|local|report|inspection|their|individual|list\s+of|summary\s+of|[A-Z]\w+\s+police)(?:'s?)?\s+)*"
    r"(?:{kinds})(?:\s*\((?:AFIs?|CoCs?)\))?(?:\s+(?:and|&|/)\s+(?:recommendations?|areas?\s+for\s+improvement|AFIs?|actions?|causes?\s+of\s+concern))?"
    r"(?:\s+(?:for|to|from|in|identified|made|set\s+out|of)\b[\w\s,'&-]{{0,60}})?",
    re.IGNORECASE,
)
_FORCE = r"chief\s+constable|chief\s+officer|constabulary|force|\bCC\b|police(?!,?\s+(?:fire|and\s+crime|crime|&|authority))(?!\s+and\s+fire)|commissioner\s+of\s+(?:the\s+)?(?:metropolis|metropolitan|police)|\b(?:met|MPS|GMP|WMP|TVP|BTP|CoLP)\b"
_COMMISSIONER = r"local\s+policing\s+body|commissioner(?!\s+of\s+(?:the\s+)?(?:metropolis|metropolitan|police))|\bO?PF?CC(?:'s|s)?\b|mayor|MOPAC|police\s+authority|authority"
_REPLY = re.compile(
    r"\b(?:responses?|comments?|commentary|repl(?:y|ies)|updates?|position|actions?\s+(?:taken|proposed|planned|to\s+be\s+taken)|progress|statement|views?|answer|observations)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:our\s+|initial\s+|current\s+|latest\s+)?(?:response|comments?|reply|update|actions?(?:\s+(?:taken|proposed|planned|to\s+be\s+taken|required|plan))?|progress(?:\s+update)?|position|what\s+we\s+(?:are\s+doing|have\s+done)|how\s+we\s+responded|answer)"
    r"(?:\s+to\s+(?:the\s+|this\s+)?(?:recommendation|area\s+for\s+improvement|AFI|cause\s+of\s+concern)s?(?:\s+\d+\w?)?)?",
    re.IGNORECASE,
)
LONGEST_LABEL = 16  # words of a line that is nothing but a label
FORCE, COMMISSIONER, JOINT, RESPONSE, FINDINGS = (
    "force_response",
    "commissioner_response",
    "joint_response",
    "response",
    "findings",
)


_ABOUT = re.compile(
    r"^(.{3,80}?\b(?:response|comments|reply))\s+(?:to|on|regarding|in\s+respect\s+of)\b.*$", re.IGNORECASE
)
"""What an answer is to, which may be the whole title of a report."""


_ANSWERS = (FORCE, COMMISSIONER, JOINT)


@dataclass(frozen=True, slots=True)
class Label:
    """What a line announces, and what it says of it itself (`rest`, from `at` in the line)."""

    name: str
    rest: str = ""
    at: int = 0
    kind: str = ""


def kind_named(words: str) -> str | None:
    """The kind of finding that words name."""
    for kind, pattern in _KINDS:
        if re.search(rf"\b(?:{pattern})", words, re.IGNORECASE):
            return kind
    return None


def kinds_pattern() -> str:
    return "|".join(pattern for _, pattern in _KINDS)


_SECTION = re.compile(
    _SECTION_WORDS.pattern.replace(
        "{kinds}",
        r"accelerated\s+causes\s+of\s+concern|causes\s+of\s+concern|areas\s+for\s+improvements?|areas\s+of\s+improvement|AFIs|recommendations",
    )
    .replace("{{", "{")
    .replace("}}", "}"),
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def label_of(line: Line) -> Label | None:
    """What a line announces; None for one that only says something."""
    whole = line.plain.strip()
    head, colon, rest = whole.partition(":")
    if colon and rest.strip() and len(head.split()) <= LONGEST_LABEL:
        found = _named(_ABOUT.sub(r"\1", head.strip()), sure=True)
        if found is not None and found.name in _ANSWERS and _ABOUT.match(head.strip()):
            return Label(found.name)
        if found is not None:
            at = line.plain.index(":") + 1
            at += len(line.plain[at:]) - len(line.plain[at:].lstrip())
            return Label(found.name, line.text[at:].strip(), at, found.kind)
        return None
    said = _SAID.search(whole)
    if said is not None and len(whole.split()) <= 45:
        return _speaker(whole[: said.start()])
    bare = _ABOUT.sub(r"\1", whole.rstrip(":-. ").strip())
    if len(bare.split()) > LONGEST_LABEL or whole.endswith((";", ",", "?")):
        return None
    sure = bool(colon) or line.kind == "heading" or line.cell is not None
    return _named(bare, sure=sure)


def _named(words: str, *, sure: bool) -> Label | None:
    for name, pattern in _LABEL:
        if pattern.fullmatch(words):
            return Label(name)
    if _SECTION.fullmatch(words):
        return Label(FINDINGS, kind=kind_named(words) or RECOMMENDATION)
    if _BARE.fullmatch(words):
        return Label(RESPONSE)
    if _REPLY.search(words) and (sure or len(words.split()) <= 9):
        return _who(words)
    return None


_SAID = re.compile(
    r"\b(?:has\s+|have\s+)?(?:said|stated|commented|responded|replied|added|responds|states|comments|provided\s+the\s+following(?:\s+\w+){0,3}"
    r"|response\s+is\s+(?:as\s+follows|set\s+out\s+below)|responded\s+as\s+follows|is\s+as\s+follows)\s*:\s*-?$",
    re.IGNORECASE,
)


def _speaker(words: str) -> Label | None:
    """Whose words follow 'the chief constable has said:': whom the sentence names, the force before others."""
    force = [m.start() for m in re.finditer(_FORCE, words, re.IGNORECASE)]
    commissioner = [m.start() for m in re.finditer(_COMMISSIONER, words, re.IGNORECASE)]
    if not force and not commissioner:
        return None
    if not commissioner or (force and re.search(r"\b(?:I|my|me)\b", words)):
        return Label(FORCE)
    return Label(FORCE) if force and max(force) > max(commissioner) else Label(COMMISSIONER)


_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|will|should|welcomes?|includes?|sets?|can|provides?|I|we)\b",
    re.IGNORECASE,
)


def _who(words: str) -> Label | None:
    """Whose answer a heading announces, by whom it names before the word that says it is one."""
    if (
        _VERB.search(words)
        and not words.lower().startswith(("the ", "response"))
        and "following" not in words
    ):
        return None
    if re.search(r"\b(?:have|has)\s+(?:provided|submitted|made|given)\b", words) is None and _VERB.search(
        words
    ):
        return None
    place = _REPLY.search(words)
    before = words[: place.end()] if place else words
    after = re.match(r"\s+(?:from|by|of)\b.*", words[place.end() :]) if place else None
    said = f"{before} {after[0] if after else ''}"
    force, commissioner = (
        re.search(_FORCE, said, re.IGNORECASE),
        re.search(_COMMISSIONER, said, re.IGNORECASE),
    )
    if force and commissioner:
        return Label(JOINT)
    return Label(FORCE) if force else Label(COMMISSIONER) if commissioner else None
