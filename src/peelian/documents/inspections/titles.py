"""The report that a document answers: its title, the portal's number of it, national or local, and its grade."""

import re
from itertools import pairwise

from peelian.documents.inspections.bodies import begins_with_force, names_force, police_bodies
from peelian.documents.inspections.document import Finding
from peelian.documents.inspections.findings import Found
from peelian.documents.inspections.labels import label_of
from peelian.documents.inspections.text import HEADING, Line, Text

GRADES = ("outstanding", "good", "adequate", "requires improvement", "inadequate")
_INSPECTORATE = r"(?:HMICFRS|HMIC|(?:his|her)\s+majesty's\s+inspectorate\s+of\s+constabulary(?:\s+(?:and|&)\s+fire\s+(?:and|&)\s+rescue\s+services?)?(?:\s*\(HMIC(?:FRS)?\))?)"
_PORTAL = re.compile(r"^\s*#?\s*(\d{4,6})\s*[-:.]?\s+(?=[A-Za-z])|\s*[\[(]?#(\d{4,6})[\])]?")
_QUOTE = r"""["'](?P<title>[A-Z][^"]{8,160}?)["'](?=[\s.,;)]|$)"""
_ENTITLED = re.compile(rf"\b(?i:entitled|titled|called|report,?|inspection,?|publication,?)\s*:?\s*{_QUOTE}")
_ANY_QUOTE = re.compile(rf"^{_QUOTE}\W*$")
_TO = re.compile(
    rf"(?<!police )(?<!policing )\b(?:response|comments|reply)(?:\s+(?:from|of|by)\s+[\w\s',-]{{3,90}}?)?\s+(?:to|on)\s+(?:the\s+)?(?:{_INSPECTORATE}(?:'s?)?[:,]?\s+)?(?:(?:national|joint|thematic|inspection|report|publication)s?\s*)*[:,-]?\s*(?P<title>.{{8,180}})$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:HMIC\w*|inspectorate|PEEL|report|inspection|review|thematic)\b", re.IGNORECASE)
_RESPONSE_BY = re.compile(r"\s*[:–-]\s*(?:the\s+)?response\s+(?:by|of|from)\b", re.IGNORECASE)
_NEWS = re.compile(
    r"\b(?:response|comments|responds?|statement|welcomes?|reacts?|commissioner)\b", re.IGNORECASE
)
_EVERYWHERE = re.compile(
    r"\b(?:the\s+police\s+service|police\s+forces|the\s+police\s+response|the\s+policing\s+response|the\s+police\s+and|policing\s+in|thematic|spotlight)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"^(?:re\s*:|subject\s*:|{_INSPECTORATE}(?:'s)?\s+(?:\w+\s+)?(?:report|inspection|review)s?\s*(?:[:–-]|on\b|into\b)|(?:inspection|report)\s*:)\s*",
    re.IGNORECASE,
)
_TOPICS = re.compile(
    r"\b(?:inspection|PEEL|report|review|effectiveness|efficiency|legitimacy|thematic|integrity|assessment|spotlight|joint)\b",
    re.IGNORECASE,
)
_REPORT_OF = re.compile(
    r"\b(?:(?:inspection|assessment)(?:\s+report)?\s+(?:of|on|into|relating\s+to,?)|assessing\s+the\s+work\s+of|report,?\s+relating\s+to)\s+(?:the\s+)?([A-Z][\w &-]+?)\s+(?:police|constabulary)\b",
    re.IGNORECASE,
)
_MARK = r"(?:[xX✓✔☑☒■]|yes)"
_TICKED = re.compile(
    rf"\b(national|local)\b\s*[:\t ]*\s*(?:\[\s*{_MARK}\s*\]|\(?{_MARK}\)?)(?!\w)|[☑☒✓✔■]\s*(national|local)\b",
    re.IGNORECASE,
)
_NATIONAL = re.compile(
    r"\b(?:all\s+(?:43\s+)?(?:police\s+)?forces(?:\s+in\s+england(?:\s+(?:and|&)\s+wales)?)?|(?:the\s+)?43\s+(?:police\s+)?forces|national\s+(?:inspection|report|thematic|review|overview)"
    r"|thematic\s+(?:inspection|report|review)|forces\s+(?:across|in)\s+england\s+and\s+wales|super[- ]?complaint|joint\s+thematic)\b",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"\b(?:local\s+inspection|inspected\s+(?:the\s+)?(?:force|constabulary)\s+(?:in|between|during)|force[- ]specific)\b",
    re.IGNORECASE,
)
_GRADED = re.compile(
    rf"\b(?:graded|rated|judged|assessed|grade|grading|graded\s+overall|judge?ment)\b\s*(?:the\s+force\s+|as\s+|to\s+be\s+|of\s+|is\s+|was\s+|overall\s+|by\s+HMIC\w*\s+|:\s*|an?\s+)*[\"']?({'|'.join(GRADES)})\b",
    re.IGNORECASE,
)  # fmt: skip


_ANY_GRADE = re.compile("|".join(GRADES))


def title_of(text: Text, found: Found) -> tuple[str | None, str | None]:
    """The report's title as the document gives it, and its number in the inspectorate's portal."""
    for part in (*found.values.get("title", []), *found.values.get("headline", [])):
        title, portal = _bare(part.text)
        if title and len(title) > 4:
            return title, portal
    lines = text.lines
    for chosen in (_subject, _quoted_first, _entitled, _answered_to, _headline, _above_published):
        words = chosen(lines)
        if words:
            title, portal = _bare(words)
            if title:
                return title, portal
    return None, None


def inspection_type_of(
    text: Text, found: Found, title: str | None, findings: tuple[Finding, ...]
) -> str | None:
    """National or local, by what is ticked or said, the title, or to whom the findings are addressed."""
    ticked = _TICKED.search(re.sub(r"[\t\n]", " ", "\n".join(line.plain for line in text.lines[:60])))
    if ticked:
        return (ticked[1] or ticked[2]).lower()
    for part in found.values.get("type", []):
        named = re.search(r"\b(national|thematic|local|force)\b", part.text, re.IGNORECASE)
        if named:
            return "national" if named[1].lower() in ("national", "thematic") else "local"
    if title and (
        _of_one_force(title) or names_force(title) or re.search(r"\bunannounced\b", title, re.IGNORECASE)
    ):
        return "local"
    if title and _EVERYWHERE.search(title):
        return "national"
    others = {owner for finding in findings for owner in finding.owners}
    if "forces" in others or "chief constables" in others or _elsewhere(others):
        return "national"
    whole = "\n".join(line.plain for line in text.lines)
    national, local = _NATIONAL.search(whole), _LOCAL.search(whole) or _of_one_force(whole)
    if local and not national:
        return "local"
    if national and not local:
        return "national"
    if local and others & {"the force", "the constabulary"}:
        return "local"
    return "national" if national and not others & {"the force", "the constabulary"} else None


def grade_of(text: Text, found: Found) -> tuple[str | None, tuple[str, ...]]:
    """The grade that the document gives the whole, and all that it names where they are several."""
    for part in found.values.get("grade", []):
        named = _grade(part.text)
        if named:
            return named, (named,)
    seen: list[str] = []
    for line in text.lines:
        if len(set(_ANY_GRADE.findall(line.plain.lower()))) > 2:
            continue  # the scale itself, or several questions
        for match in _GRADED.finditer(line.plain):
            name = match[1].capitalize()
            if name not in seen:
                seen.append(name)
    return (seen[0] if len(seen) == 1 else None), tuple(seen)


def _of_one_force(words: str) -> bool:
    """Whether words tell of the inspection of one force by its name."""
    return any(begins_with_force(found[1]) for found in _REPORT_OF.finditer(words))


def _grade(words: str) -> str | None:
    found = re.search(rf"\b({'|'.join(GRADES)})\b", words, re.IGNORECASE)
    return found[1].capitalize() if found and len(words.split()) < 12 else None


def _elsewhere(owners: set[str]) -> bool:
    known = police_bodies()
    return any(
        owner not in known
        and not re.search(r"\b(?:Police|Constabulary)$", owner)
        and "the force" not in owner
        for owner in owners
    )


def _bare(words: str) -> tuple[str | None, str | None]:
    portal = _PORTAL.search(words)
    if portal:
        words = words[: portal.start()] + words[portal.end() :]
    words = words.strip().strip("\"'‘’“”").strip()
    words = re.sub(r"^(?:HMICFRS|HMIC)\s*[:–-]\s+", "", words)
    words = words.rstrip(".,;:").rstrip() if not words.endswith("...") else words
    words = words.strip("\"'‘’“”").strip()
    words = re.sub(r"\s+[-–]\s+(?:the\s+)?response\s+(?:of|from|by)\b.*$", "", words, flags=re.IGNORECASE)
    return (words or None), ((portal[1] or portal[2]) if portal else None)


def _subject(lines: tuple[Line, ...]) -> str | None:
    """What a letter says it is about: the line after 'Dear'."""
    for at, line in enumerate(lines[:80]):
        if re.match(r"dear\b", line.plain, re.IGNORECASE):
            for after in lines[at + 1 : at + 3]:
                words = after.plain.strip()
                if (
                    2 < len(words.split()) <= 30
                    and not words.endswith(".")
                    and (_TOPICS.search(words) or _SUBJECT.match(words))
                ):
                    quoted = _ENTITLED.search(words)
                    if quoted:
                        return quoted["title"]
                    there = _TO.search(words)
                    begin = (
                        there.start("title")
                        if there
                        else len(after.plain) - len(_SUBJECT.sub("", after.plain))
                    )
                    return after.text[begin:]
    return None


def _quoted_first(lines: tuple[Line, ...]) -> str | None:
    for line in lines[:6]:
        found = _ANY_QUOTE.match(line.plain.strip())
        if found:
            return line.text.strip()
    return None


def _entitled(lines: tuple[Line, ...]) -> str | None:
    for line in lines:
        found = _ENTITLED.search(line.plain)
        if found:
            return line.text[found.start("title") : found.end("title")]
    return None


def _answered_to(lines: tuple[Line, ...]) -> str | None:
    for line in lines[:12]:
        found = _TO.search(line.plain)
        if found and (line.plain.rstrip().endswith(".") or not _ABOUT.search(line.plain)):
            continue
        if found and len(line.text.split()) < 45:
            words = line.text[found.start("title") : found.end("title")]
            if not re.match(
                r"(?:inspections?|reports?|recommendations?)\b", words, re.IGNORECASE
            ) and not re.fullmatch(rf"{_INSPECTORATE}(?:\s+\w+)?", words.strip(), re.IGNORECASE):
                return words
    return None


def _headline(lines: tuple[Line, ...]) -> str | None:
    """A heading at the top that names a report and is not only whose answer it is."""
    for line in lines[:10]:
        words = _RESPONSE_BY.split(line.plain.strip())[0]
        if not 3 <= len(words.split()) <= 25 or words.endswith(".") or line.cell is not None:
            continue
        named = (
            line.kind == HEADING
            or words.isupper()
            or re.match(r"PEEL\b|an\s+inspection\s+of\b", words, re.IGNORECASE)
        )
        if named and _TOPICS.search(words) and not _NEWS.search(words) and label_of(line) is None:
            return line.text.strip()[: len(words)]
    return None


def _above_published(lines: tuple[Line, ...]) -> str | None:
    """The line over 'Published on' at the top of the inspectorate's own page."""
    for line, after in pairwise(lines[:6]):
        label = label_of(after)
        if (
            label is not None
            and label.name == "published"
            and 2 < len(line.text.split()) <= 25
            and line.cell is None
        ):
            return (
                None if line.plain.endswith(".") or label_of(line) or _NEWS.search(line.plain) else line.text
            )
    return None
