"""Periods as people write them."""

from datetime import date

from peelian.framework.measure import Period


def period_label(start: date, every: Period) -> str:
    """A period in words: "October 2025", "week of 6 October 2025", "July to September 2025"."""
    if every == "month":
        return f"{start:%B %Y}"
    if every == "year":
        return f"{start:%Y}"
    if every == "quarter":
        end = date(start.year, start.month + 2, 1)
        return f"{start:%B} to {end:%B %Y}"
    return f"{'week of ' if every == 'week' else ''}{start.day} {start:%B %Y}"
