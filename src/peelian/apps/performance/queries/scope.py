"""Which unit or person a page is about, and whether the viewer may see it."""

from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.documents.kept import opened, organisation
from peelian.framework.measure import Measure
from peelian.pipeline.organisation import Organisation, Posting, Unit
from peelian.pipeline.workspace import Workspace


class Viewer(Protocol):
    """The signed-in account."""

    person_id: str | None

    @property
    def is_analyst(self) -> bool: ...

    def may_see_person(self, organisation: Organisation, person: str) -> bool: ...


@dataclass(frozen=True)
class Place:
    """A unit with those above it, the force first, and those directly below."""

    unit: Unit
    above: list[Unit]
    below: list[Unit]

    @property
    def path(self) -> list[Unit]:
        return [*self.above, self.unit]


def place(workspace: Workspace, unit_id: str | None) -> Place:
    """The place of a unit, of the whole force when none is named; Http404 when there is no such unit."""
    known = organisation(workspace)
    if not unit_id:
        return Place(known.root, [], known.children(known.root.id))
    if unit_id not in known:
        raise Http404(f"There is no unit {unit_id!r} in this force now.")
    return Place(known.unit(unit_id), known.ancestors(unit_id), known.children(unit_id))


def measure_named(workspace: Workspace, measure_id: str) -> Measure:
    """The measure of that name; Http404 when the framework has none."""
    try:
        return workspace.framework.measures[measure_id]
    except KeyError:
        raise Http404(f"There is no measure {measure_id!r} in this framework.") from None


def visible_posting(viewer: Viewer, person: str) -> Posting:
    """Where a person is posted now, when the viewer may see them.

    Http404 for somebody not posted anywhere, PermissionDenied for somebody outside the viewer's line.
    """
    known = organisation(opened())
    if not viewer.may_see_person(known, person):
        raise PermissionDenied("This person’s values are not visible to your account.")
    posting = known.posting_of(person)
    if posting is None:
        raise Http404("This person is not posted anywhere now.")
    return posting


def own_unit(viewer: Viewer) -> Unit | None:
    """The unit the viewer is posted to now, None for an account without a posting."""
    known = organisation(opened())
    posting = known.posting_of(viewer.person_id) if viewer.person_id else None
    return known.unit(posting.unit) if posting and posting.unit in known else None


def visible_people(viewer: Viewer, unit: Unit) -> list[Posting]:
    """People posted to this unit itself whose values the viewer may see."""
    known = organisation(opened())
    return [p for p in known.people(unit.id) if viewer.may_see_person(known, p.person)]
