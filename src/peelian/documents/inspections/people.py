"""The commissioner and the chief constable, where a document names them."""

import re

from peelian.documents.inspections.bodies import begins_with_force
from peelian.documents.inspections.text import Line, Text

_HONOUR = r"(?:(?:KC|QC|MP|OBE|MBE|CBE|KBE|DBE|QPM|KPM|DL|JP|GBE|BEM|PhD|FRSA|CStJ|LLB|MA|BA|BSc)\b[,. ]*)"
_TITLE = r"(?:(?:The\s+)?(?:Rt\.?\s+Hon\.?|Right\s+Honourable|Mr|Mrs|Ms|Miss|Mx|Cllr|Councillor)\.?\s+)*"
_STYLE = (
    r"(?:(?:Dr|Sir|Dame|Lord|Lady|Baroness|Baron|Professor|Prof|Major|Colonel|Captain|Reverend|Rev)\.?\s+)*"
)
_PART = r"[A-Z](?:\.|[A-Za-zÀ-ž'’]+(?:-[A-Z][A-Za-zÀ-ž'’]+)*)"
_NAME = rf"{_TITLE}(?P<name>{_STYLE}{_PART}(?:\s+(?:ap|de|van|von|of|{_PART})){{1,3}})"
_ALONE = re.compile(rf"^(?:\(?\s*(?:Signed|Name)\s*\)?\s*:?\s*)?{_NAME}(?:[, ]+{_HONOUR}+)?\s*$")
_NOT_NAMES = re.compile(
    r"\b(?:Police|Crime|Commissioner|Commissioners|Constable|Constabulary|Chief|Response|Comments?|Report|Reports|Inspection|Office|"
    r"Fire|Combined|Authority|Association|University|Yours|Sincerely|Faithfully|Appendix|Home|Secretary|Minister|Road|Street|House|Park|Lane|London|England|Wales|Deputy|Assistant|"
    r"Recommendations?|Area|Improvement|Force|HMIC\w*|PEEL|National|Governance|Board|Plan|Welcomes?|The|This|Joint|Summary|Date|Dear|"
    r"HMI|Inspector|Inspectorate|Mayor|County|Team|Service|Services|Council|Authority|Public|Overall|Initial|And|For|Has|Is|Will|In|Said)\b",
    re.IGNORECASE,
)
_COMMISSIONER = (
    r"(?:(?:acting|temporary|interim)\s+)?(?:(?:police,?\s+(?:fire,?\s+)?(?:and\s+|&\s+)?crime,?\s+(?:and\s+|&\s+)?(?:victims'?\s+)?commissioner)"
    r"|P(?:F)?CC\b(?!s)|(?:deputy\s+)?mayor(?=\s+(?:of|for)))"
)
_CHIEF = r"(?:(?:acting|temporary|interim|T/|A/|former)\s*)?chief\s+constable(?!s|'s)|commissioner\s+of\s+(?:the\s+)?(?:metropolis|metropolitan\s+police(?:\s+service)?|police(?!,)|city of london police)"
_PLACE = r"(?:\s+(?:for|of)\s+(?:the\s+)?[A-Z][\w&,'-]*(?:,?\s+(?:and|&|of|the|Isles?|[A-Z][\w&'-]*))*)?"


def commissioner_of(text: Text) -> str | None:
    """The police and crime commissioner, or who holds that office by another title."""
    return _person(text, _COMMISSIONER)


def chief_constable_of(text: Text) -> str | None:
    """The chief constable."""
    return _person(text, _CHIEF)


def _person(text: Text, office: str) -> str | None:
    office_alone = rf"(?:{office}|commissioner)" if office is _COMMISSIONER else rf"(?:{office})"
    label = re.compile(
        rf"^(?:the\s+)?(?:name\s+of\s+)?(?:the\s+)?{office_alone}\s*(?:name)?\s*:?\s*$", re.IGNORECASE
    )
    signed = re.compile(rf"^(?:the\s+)?(?:(?:[\w&-]+,?\s+){{1,4}})?{office}\b", re.IGNORECASE)
    for at, line in enumerate(text.lines):
        after = text.lines[at + 1] if at + 1 < len(text.lines) else None
        if label.match(line.plain) and after is not None and _beside(line, after):
            name = _alone(after.plain)
            if name:
                return name
    for at, line in enumerate(text.lines):
        if at and line.cell is None and signed.match(line.plain) and len(line.text.split()) < 16:
            name = _alone(text.lines[at - 1].plain)
            if name:
                return name
    return _in_words(text, office)


def _in_words(text: Text, office: str) -> str | None:
    """A name that stands beside the office in a sentence; the one that stands there most often."""
    office_first = re.compile(rf"(?i:\b(?:{office})){_PLACE}(?:\s*[:,-])?\s+{_NAME}")
    name_first = re.compile(
        rf"\b{_NAME}(?:,?\s*{_HONOUR}+)?\s*[,(-]\s*(?:(?i:the)\s+)?(?:[A-Z][\w'-]+\s+){{0,3}}(?i:{office})(?!\w)"
    )
    found: dict[str, int] = {}
    for line in text.lines:
        for pattern in (office_first, name_first):
            for match in pattern.finditer(line.plain):
                name = _good(match["name"])
                if name:
                    found[name] = found.get(name, 0) + 1
    return max(found, key=lambda name: found[name]) if found else None


def _beside(label: Line, value: Line) -> bool:
    """Whether a value belongs to a label: the next cell of its row, or it ends in a colon."""
    same_row = label.cell is not None and value.cell is not None and label.cell[:2] == value.cell[:2]
    return same_row or label.plain.rstrip().endswith(":")


def _alone(text: str) -> str | None:
    found = _ALONE.match(text.strip())
    return _good(found["name"]) if found else None


def _good(name: str) -> str | None:
    """The name without what follows it, unless it holds words that no name has."""
    words = name.split()
    kept: list[str] = []
    for word in words:
        if _NOT_NAMES.fullmatch(word.strip(".,'")) or re.fullmatch(_HONOUR, f"{word} "):
            break
        kept.append(word)
    while kept and kept[-1] in ("of", "de", "ap", "van", "von"):
        kept.pop()
    name = " ".join(kept)
    return name if len(kept) >= 2 and not begins_with_force(name) else None
