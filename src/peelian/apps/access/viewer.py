"""Whoever asks: an account that signed in, the holder of a token, or the command line."""

from dataclasses import dataclass
from getpass import getuser
from typing import Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import Administrator, Analyst, Auditor, Role
from peelian.pipeline.organisation import ROOT


@dataclass(frozen=True)
class Held:
    """A role that somebody holds at a unit and all below it."""

    role: type[Role]
    unit: str


class Viewer(Protocol):
    """Whoever asks. `person_id` is who they are in the postings, None for nobody there."""

    @property
    def username(self) -> str: ...

    @property
    def person_id(self) -> str | None: ...

    @property
    def held(self) -> tuple[Held, ...]: ...

    def holds(self, permission: Permission) -> bool: ...


class CommandLine:
    """Whoever runs the command where the workspace is: they hold its files, so nothing is kept from them."""

    person_id = None
    held: tuple[Held, ...] = (Held(Administrator, ROOT), Held(Analyst, ROOT), Held(Auditor, ROOT))

    @property
    def username(self) -> str:
        return f"command line: {getuser()}"[:120]

    def holds(self, permission: Permission) -> bool:
        return any(permission in held.role.permissions for held in self.held)


def viewer(request: HttpRequest) -> Viewer:
    """The signed-in account that a request comes from; the middleware lets nobody else as far as a view."""
    return cast(Viewer, request.user)


def require(viewer: Viewer, permission: Permission) -> None:
    """PermissionDenied unless one of the viewer's roles allows something."""
    if not viewer.holds(permission):
        raise PermissionDenied(f"Your account may not {permission.value}.")
