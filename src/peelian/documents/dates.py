"""Periods as people write them."""

from datetime import date

from peelian.framework.measure import Period
from peelian.stats.spc import Language
from peelian.stats.spc.words import CATALOGUES, phrase


def period_label(start: date, every: Period, language: Language = "en") -> str:
    """A period in words: "October 2025", "week of 6 October 2025", "July to September 2025"."""
    months, day = CATALOGUES[language].months, CATALOGUES[language].day(start)
    month = months[start.month - 1]
    if every == "month":
        return f"{month} {start.year}"
    if every == "year":
        return str(start.year)
    if every == "quarter":
        return phrase("period.range", language, first=month, last=f"{months[start.month + 1]} {start.year}")
    return phrase("period.week", language, day=day) if every == "week" else day
