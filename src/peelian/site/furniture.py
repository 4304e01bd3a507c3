"""What every page shows around its content: the force's name and the way about."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from peelian.documents.kept import opened
from peelian.framework.errors import UserError

NAVIGATION = (
    (
        "Overview",
        "performance:overview",
        ("performance:overview", "performance:question", "performance:measure"),
    ),
    ("Units", "organisation:units", ("organisation:units", "organisation:unit")),
    ("Attendance times", "performance:attendance", ("performance:attendance",)),
    ("Data", "performance:data", ("performance:data", "performance:source", "performance:rejected")),
)


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Template context: `force_name`, `demo`, and `navigation` items with the current one marked."""
    try:
        settings = opened().settings
    except UserError:
        return {"force_name": "Peelian", "demo": False, "navigation": []}
    match = request.resolver_match
    here = match.view_name if match else ""
    navigation = [
        {"text": text, "href": reverse(name), "current": here == name, "active": here in under}
        for text, name, under in NAVIGATION
    ]
    return {"force_name": settings.name, "demo": settings.demo, "navigation": navigation}
