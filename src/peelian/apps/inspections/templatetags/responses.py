"""What the page of a response shows: names of people, where what is missing is put right, and its names."""

from django import template
from django.template.defaultfilters import date
from django.urls import reverse

from peelian.apps.inspections.answering import Lack
from peelian.apps.inspections.queries.responses import ResponsePage

register = template.Library()


@register.simple_tag
def name_in(page: ResponsePage, username: str) -> str:
    """The name of somebody who had a hand in a response."""
    return page.name(username)


@register.simple_tag
def missing_at(number: int, lack: Lack) -> str:
    """The page where something that is missing is put right."""
    if lack.where == "reply":
        return reverse("inspections:response_reply", args=[number, lack.finding])
    return reverse(f"inspections:response_{lack.where}", args=[number])


@register.filter
def named(page: ResponsePage) -> list[tuple[str, str]]:
    """The layout, names and date of a response, each with what it is."""
    response = page.response
    if response is None:
        return []
    return [
        ("Layout", page.layout_title),
        ("Local policing body", response.body_title),
        ("Commissioner", response.commissioner),
        ("Chief constable", response.chief_constable),
        ("Date of the response", date(response.dated, "j F Y") if response.dated else ""),
        ("Head of the letter", response.sender),
        ("Letter to", response.addressed_to),
    ]
