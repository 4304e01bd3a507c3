"""What a pack shows on a page: its signs, and addresses of what is drawn of its measures."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template

from peelian.documents.packs.content import Sign

register = template.Library()


@register.inclusion_tag("parts/mark.html")
def sign(shown: Sign, size: int = 28) -> dict[str, Any]:
    """A sign of a pack as the mark it is of, with its words as they were frozen."""
    return {"mark": shown, "size": size, "words": "beside"}


@register.filter
def query(said: Mapping[str, str]) -> str:
    """What an address asks, as it is written there."""
    return urlencode(said)


@register.simple_tag
def for_measure(address: str, measure: str) -> str:
    """An address made for the measure MEASURE, of another measure."""
    return address.replace("MEASURE", measure)
