"""Periods and moments as people write them."""

from datetime import date, timedelta

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


def short_period_label(start: date, every: Period) -> str:
    """A period for a table or an axis: "Oct 2025", "6 Oct 2025", "Jul–Sep 2025"."""
    if every == "month":
        return f"{start:%b %Y}"
    if every == "year":
        return f"{start:%Y}"
    if every == "quarter":
        end = date(start.year, start.month + 2, 1)
        return f"{start:%b}–{end:%b %Y}"
    return f"{start.day} {start:%b %Y}"


def day_label(day: date) -> str:
    """A date in words: "6 October 2025"."""
    return f"{day.day} {day:%B %Y}"


def period_end(start: date, every: Period) -> date:
    """The last day of the period that starts on `start`."""
    if every == "day":
        return start
    if every == "week":
        return start + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    index = start.year * 12 + start.month - 1 + months
    return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)
