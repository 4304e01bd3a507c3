"""What every page shows around its content: the force's name and the way about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer, viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.improvement.queries.mine import has_actions
from peelian.documents.kept import opened
from peelian.framework.errors import UserError


def sees_values(viewer: Viewer) -> bool:
    """Whether there is any unit whose values the viewer may see."""
    return visible_to(viewer).anything


def sees_actions(viewer: Viewer) -> bool:
    """Whether there may be actions for the viewer to see: of a unit, or of their own."""
    return sees_values(viewer) or has_actions(viewer)


def _holds(permission: Permission) -> Callable[[Viewer], bool]:
    return lambda viewer: viewer.holds(permission)


NOTES = tuple(
    f"performance:{page}" for page in ("notes", "note_new", "note_withdraw", "suggestion", "history")
)

REQUESTS = tuple(
    f"performance:request{page}"
    for page in ("", "_search", "_new", "_accept", "_decline", "_earlier", "_answer", "_reopen", "_withdraw")
)

ACTIONS = tuple(
    f"improvement:{page}"
    for page in (
        "mine", "mailing", "new", "import", "import_check", "action", "update", "move", "due", "owner",
        "evidence_new", "evidence_withdraw",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A place in the navigation, with the pages in it and who may open them. `name` is its first page, and
    `whole` the app all of whose pages are in it, "" for none.
    """

    text: str
    name: str
    beside: tuple[str, ...] = ()
    may: Callable[[Viewer], bool] = sees_values
    whole: str = ""

    def item(self, here: str) -> dict[str, Any]:
        """Options of the service navigation component."""
        active = here in (self.name, *self.beside) or here.partition(":")[0] == self.whole
        return {"text": self.text, "href": reverse(self.name), "current": here == self.name, "active": active}


ROOMS = (
    Room("Overview", "performance:overview", ("performance:question", "performance:measure", *NOTES)),
    Room("What changed", "performance:changes", ("performance:digest", "performance:digest_preview")),
    Room("Boards", "boards:boards", whole="boards"),
    Room("Inspections", "inspections:register", whole="inspections"),
    Room("Actions", "improvement:register", ACTIONS, sees_actions),
    Room("Requests", "performance:requests", REQUESTS),
    Room("Units", "organisation:units", ("organisation:unit",)),
    Room("Attendance times", "performance:attendance"),
    Room("Data", "performance:data", ("performance:source", "performance:rejected")),
    Room(
        "Accounts",
        "access:accounts",
        (
            "access:account_new",
            "access:account_detail",
            "access:account_email",
            "access:grant_new",
            "access:grant_end",
        ),
        _holds(Permission.MANAGE_ACCOUNTS),
    ),
    Room("Audit", "access:audit", may=_holds(Permission.READ_AUDIT)),
)


def rooms(viewer: Viewer) -> list[Room]:
    """The rooms the viewer may open, in the order of the navigation."""
    return [room for room in ROOMS if room.may(viewer)]


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Template context: `force_name`, `demo`, and `navigation` items with the current one marked."""
    try:
        settings = opened().settings
        signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
        open_to = rooms(viewer(request)) if signed_in else []
    except UserError:
        return {"force_name": "Peelian", "demo": False, "navigation": []}
    match = request.resolver_match
    here = match.view_name if match else ""
    navigation = [room.item(here) for room in open_to]
    return {"force_name": settings.name, "demo": settings.demo, "navigation": navigation}
