"""Verdicts on a page: icons with their words, sparklines, and a row that reads one series."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html

from peelian.documents.readings import Mark, Reading
from peelian.documents.sparkline import HEIGHT, WIDTH

register = template.Library()


@register.inclusion_tag("parts/mark.html")
def mark(shown: Mark | None, size: int = 32, words: str = "beside") -> dict[str, Any]:
    """An icon. Its words stand beside it; "hidden" keeps them for screen readers, "none" leaves them out."""
    return {"mark": shown, "size": size, "words": words}


@register.inclusion_tag("parts/sparkline.html")
def spark(reading: Reading) -> dict[str, Any]:
    """The sparkline of a reading; decoration, since the sentence beside it says the same."""
    return {"spark": reading.sparkline, "width": WIDTH, "height": HEIGHT}


@register.inclusion_tag("parts/reading.html")
def reading_row(reading: Reading, title: str = "", href: str = "", level: int = 3) -> dict[str, Any]:
    """One series as a row: its title, sentence, sparkline, latest value and marks."""
    return {
        "reading": reading,
        "title": title or reading.measure.title,
        "href": href or measure_url(reading),
        "heading": f"h{level}",
    }


@register.simple_tag
def measure_url(reading: Reading) -> str:
    """The page of a reading's measure at its unit."""
    address = reverse("performance:measure", args=[reading.measure.id])
    return f"{address}?{urlencode({'unit': reading.series.unit})}"


@register.simple_tag
def spoken(reading: Reading) -> str:
    """The attribute of an element that holds words of a reading: ` lang="cy"`, or nothing for English."""
    return format_html(' lang="{}"', reading.language) if reading.language != "en" else ""


@register.filter
def words(code: str) -> str:
    """An identifier as words: `urban_rural` is "Urban rural"."""
    spaced = str(code).replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 as "98.2%"; "not known" without one."""
    return "not known" if share is None or share != share else f"{100 * share:.1f}%"


@register.filter
def number(count: float | None) -> str:
    """A whole number with its thousands apart: "1,204"."""
    return "" if count is None else f"{count:,.0f}"


@register.filter
def ended(text: str) -> str:
    """A sentence with its full stop, whether or not it came with one."""
    stripped = str(text).strip()
    return stripped if stripped.endswith((".", "!", "?")) else f"{stripped}."
