"""When the report was published, and when it was answered."""

import re
from datetime import date

from peelian.documents.inspections.dates import day_in, only_day
from peelian.documents.inspections.findings import Found
from peelian.documents.inspections.text import Text

_PUBLISHED = (
    re.compile(r"\bpubli(?:shed|cation)\b(?:\s+(?:by|of)\s+(?:the\s+)?(?:report\s+by\s+)?[\w\s'&()]{0,90}?)?\s*(?:on|date|dated|:|in|was)?\s*(?:the\s+)?(?=[A-Za-z]{0,9},?\s?\d)", re.IGNORECASE),
    re.compile(r"\breport\b[^.]{0,80}?\b(?:published|issued|released|publication)\b[^.]{0,60}?(?=\d{1,2})", re.IGNORECASE),
)  # fmt: skip
_RESPONDED = re.compile(
    r"\b(?:response|comments)\b(?:\s+(?:was|were|is|has\s+been|date|first))*\s*[:,(]?\s*(?:dated|published|submitted|sent|issued|date:)\W*(?:on\s+|the\s+)*",
    re.IGNORECASE,
)
_OF_ANSWER = re.compile(
    r"\b(?:response|comments|letter)\b\W*(?:(?:was|is|were|will\s+be|to\s+be|has\s+been|of)\s+)*$",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\bpublished\b[^.]{0,60}\btoday\b|\btoday\b[^.]{0,160}\bpublish(?:ed|es)\b|\bpublished\s+today\b",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    r"^\s*(?:date|dated|signed|date\s+signed|posted(?:\s+on)?|published(?:\s+on)?)\s*:?\s*", re.IGNORECASE
)
_FAR = 45
"""Letters between the words and the day that belong together."""


def published_of(text: Text, found: Found) -> date | None:
    """The day on which the report was published."""
    for part in found.values.get("published", []):
        day = day_in(part.text)
        if day is not None:
            return day
    for line in text.lines:
        if re.search(
            r"\bwe\s+published|\blast\s+(?:report|inspection)|\bprevious", line.plain, re.IGNORECASE
        ):
            continue
        for pattern in _PUBLISHED:
            for match in pattern.finditer(line.plain):
                if _OF_ANSWER.search(line.plain[: match.start()]):
                    continue
                day = day_in(line.plain[match.end() : match.end() + _FAR])
                if day is not None:
                    return day
    return _today(text)


def _today(text: Text) -> date | None:
    """The day of a statement that says that the report is published today: in brackets, or at its top."""
    for line in text.lines:
        found = _TODAY.search(line.plain)
        if found is None:
            continue
        day = day_in(line.plain[found.start() : found.end() + _FAR])
        if day is not None:
            return day
        for top in text.lines[:10]:
            day = only_day(_SAYS_SO.sub("", top.plain))
            if day is not None:
                return day
    return None


def responded_of(text: Text, found: Found, published: date | None) -> date | None:
    """The day of the answer: as labelled, as a letter is dated, or as it is signed."""
    for name in ("responded", "date"):
        for part in found.values.get(name, []):
            day = day_in(part.text)
            if day is not None and day != (published if name == "date" else None):
                return day
    for line in text.lines:
        match = _RESPONDED.search(line.plain)
        day = day_in(line.plain[match.end() : match.end() + _FAR]) if match else None
        if day is not None:
            return day
    for line in text.lines[:8]:
        match = re.search(r"\bdated\b:?\s+(?:the\s+)?", line.plain, re.IGNORECASE)
        day = day_in(line.plain[match.end() : match.end() + 30]) if match else None
        if day is not None and (published is None or day >= published):
            return day
    return _dated(text, published)


def _dated(text: Text, published: date | None) -> date | None:
    """A letter's date: a line that is nothing else, above 'Dear' or beside the signature."""
    dear = next(
        (at for at, line in enumerate(text.lines[:60]) if re.match(r"dear\b", line.plain, re.IGNORECASE)),
        None,
    )
    signed = [
        at
        for at, line in enumerate(text.lines)
        if re.match(r"yours\b|signed\b|signature\b", line.plain, re.IGNORECASE)
    ]
    places = list(range(dear + 3)) if dear is not None else []
    for at in signed:
        places += range(at, min(at + 8, len(text.lines)))
    places += range(max(0, len(text.lines) - 6), len(text.lines))
    for at in places:
        if at >= len(text.lines):
            continue
        line = text.lines[at]
        day = only_day(_SAYS_SO.sub("", line.plain))
        if day is not None and (published is None or day >= published):
            return day
    return None
