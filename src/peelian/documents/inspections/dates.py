"""Days as documents write them, and what is due by when."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS = {
    name: at
    for at, names in enumerate(
        (
            "january jan ionawr", "february feb chwefror", "march mar mawrth", "april apr ebrill", "may mai",
            "june jun mehefin", "july jul gorffennaf", "august aug awst", "september sept sep medi",
            "october oct hydref", "november nov tachwedd", "december dec rhagfyr",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
NUMBERS = {
    name: at
    for at, name in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        start=1,
    )
}
EARLIEST, LATEST = 1990, 2060
"""Years in which an inspectorate's report can have been published or anything be due."""

_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?"
_DAY = r"(\d{1,2})(?:\s?(?:st|nd|rd|th|af|il|ydd|fed|eg|ain))?"
DAY_WORDS = rf"{_WEEKDAY}{_DAY}\s+(?:day\s+)?(?:of\s+)?{_MONTH},?\s+(\d{{4}})\b"
_WRITTEN = re.compile(rf"\b{DAY_WORDS}", re.IGNORECASE)
_AMERICAN = re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+(\d{{4}})\b", re.IGNORECASE)
_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/]|[.-]\d)")
_SORTED = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s+(\d{{4}})\b", re.IGNORECASE)

_BEFORE = r"(?:by|before|no\s+later\s+than|not\s+later\s+than|until)"
_END = r"(?:(?:the\s+)?(?P<end>end|start|beginning|middle)\s+of\s+)?"
_COUNT = r"(?:\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_DUE = re.compile(
    rf"""\b(?:
      (?P<word>{_BEFORE})\s+(?:the\s+)?{_END}(?P<day>{_WEEKDAY}(?:\d{{1,2}}(?:\s?(?:st|nd|rd|th))?\s+(?:of\s+)?)?{_MONTH},?\s+\d{{4}}\b
        |\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b)
    | {_BEFORE}\s+{_END.replace("?P<end>", "?P<end_of_year>")}(?P<year>20\d\d)\b(?!\s*[-/]\s*\d)
    | {_BEFORE}\s+(?P<slip>{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?)\b(?!\s*,?\s*\d)
    | {_BEFORE}\s+(?:the\s+)?(?:end\s+of\s+|early\s+|late\s+|mid-?)?(?P<vague>(?:the\s+)?(?:spring|summer|autumn|winter|quarter\s+\w+|Q[1-4]|financial\s+year)(?:\s+of)?\s*(?:\d{{4}}(?:\s*[/-]\s*\d{{2,4}})?)?)
    | {_BEFORE}\s+(?P<month_alone>(?:the\s+)?(?:end\s+of\s+)?{_MONTH})(?=[,.;]|\s+(?:the|all|chief|forces|police|each|every)\b)
    | within\s+(?:the\s+next\s+)?(?P<count>{_COUNT})\s+(?P<unit>day|week|month|year)s?(?:\s+(?P<of>(?:of|from|after|following)\s+(?:(?:the\s+)?(?:date\s+of\s+)?(?:the\s+)?)?(?:publication(?:\s+of\s+(?:this|the)\s+report)?|this\s+report(?:'s\s+publication|\s+being\s+published)?)))?
    | (?P<now>with\s+immediate\s+effect|immediately|as\s+soon\s+as\s+(?:possible|practicable)|as\s+a\s+matter\s+of\s+urgency|without\s+delay)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: the phrase as written, the day if it is certain, and whether it looks a slip."""

    written: str
    day: date | None
    start: int
    slip: bool = False


def day_in(text: str) -> date | None:
    """The first whole day that a text names; None when it names none, or one that cannot be."""
    found = [(match.start(), day) for match, day in _days(text)]
    return min(found)[1] if found else None


def only_day(text: str) -> date | None:
    """The day that a text consists of, with nothing else but the name of the weekday."""
    bare = text.strip().rstrip(".")
    for match, day in _days(bare):
        if match.start() == 0 and match.end() == len(bare):
            return day
    return None


def month_in(text: str) -> str | None:
    """A month that a text names without its day, as written."""
    found = _MONTH_YEAR.search(text)
    return found[0] if found else None


def due_in(text: str, published: date | None = None) -> Due | None:
    """The first phrase of a text that says when something is due."""
    found = _DUE.search(text)
    if found is None:
        return None
    return Due(found[0], _due_day(found, published), found.start(), bool(found["slip"]))


def due_told(text: str, published: date | None = None) -> Due | None:
    """When something is due by a table's cell: a phrase, or a day or month alone."""
    found = due_in(text, published)
    if found is not None:
        return found
    words = text.strip()
    day, month = day_in(words), _MONTH_YEAR.search(words)
    if day is None and month is not None and _year(month[2]):
        day = _last_of(int(month[2]), MONTHS[month[1].lower().rstrip(".")])
    return Due(words, day, 0) if words else None


def _due_day(found: re.Match[str], published: date | None) -> date | None:
    if found["day"]:
        return _day_meant(found)
    if found["year"]:
        year = int(found["year"])
        if found[0].lower().startswith("before") and not found["end_of_year"]:
            return date(year - 1, 12, 31)
        return date(year, 12, 31) if found["end_of_year"] == "end" else None
    if found["count"] and found["of"] and published is not None:
        count = found["count"].lower()
        return after(published, NUMBERS.get(count) or int(count), found["unit"].lower())
    return None


def _day_meant(found: re.Match[str]) -> date | None:
    """A whole day is itself; a month is its last day, since all of it remains; before either, the day before."""
    told, end = day_in(found["day"]), (found["end"] or "").lower()
    before = found["word"].lower() == "before"
    if told is not None:
        return date.fromordinal(told.toordinal() - 1) if before else told
    month = _MONTH_YEAR.search(found["day"])
    if month is None or not _year(month[2]):
        return None
    year, number = int(month[2]), MONTHS[month[1].lower().rstrip(".")]
    if end in ("start", "beginning", "middle"):
        return None
    if before and not end:
        return date.fromordinal(date(year, number, 1).toordinal() - 1)
    return _last_of(year, number)


def after(day: date, count: int, unit: str) -> date | None:
    """So many days, weeks, months or years after a day; a month's end where it has no such day."""
    if unit in ("day", "week"):
        return date.fromordinal(day.toordinal() + count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) if _year(str(year)) else None


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _days(text: str) -> list[tuple[re.Match[str], date]]:
    found: list[tuple[re.Match[str], date]] = []
    for pattern, order in (
        (_WRITTEN, (3, 2, 1)),
        (_AMERICAN, (3, 1, 2)),
        (_FIGURES, (4, 3, 1)),
        (_SORTED, (1, 2, 3)),
    ):
        for match in pattern.finditer(text):
            day = _day(*(match[at] for at in order))
            if day is not None:
                found.append((match, day))
    return found


def _day(year: str, month: str, day: str) -> date | None:
    whole = f"20{year}" if len(year) == 2 else year
    number = MONTHS.get(month.lower().rstrip(".")) or (int(month) if month.isdecimal() else 0)
    try:
        return date(int(whole), number, int(day)) if _year(whole) else None
    except ValueError:
        return None


def _year(text: str) -> bool:
    return text.isdecimal() and EARLIEST <= int(text) <= LATEST
