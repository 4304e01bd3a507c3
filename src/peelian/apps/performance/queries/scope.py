"""Which unit a page is about, of those its viewer may see."""

from dataclasses import dataclass

from django.http import Http404

from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible
from peelian.framework.measure import Measure
from peelian.pipeline.organisation import Posting, Unit
from peelian.pipeline.workspace import Workspace

__all__ = ["Place", "Viewer", "measure_named", "place", "read_people"]


@dataclass(frozen=True)
class Place:
    """A unit with those above it, the force first, and those directly below that the viewer may see."""

    unit: Unit
    above: list[Unit]
    below: list[Unit]

    @property
    def path(self) -> list[Unit]:
        return [*self.above, self.unit]


def place(visible: Visible, unit_id: str | None) -> Place:
    """The place of a unit, of the whole force when none is named.

    Http404 when there is no such unit; PermissionDenied when its values are not the viewer's to see.
    """
    known = visible.organisation
    wanted = unit_id or known.root.id
    if wanted not in known:
        raise Http404(f"There is no unit {unit_id!r} in this force now.")
    return Place(visible.unit(wanted), known.ancestors(wanted), visible.units(known.children(wanted)))


def measure_named(workspace: Workspace, measure_id: str) -> Measure:
    """The measure of that name; Http404 when the framework has none."""
    try:
        return workspace.framework.measures[measure_id]
    except KeyError:
        raise Http404(f"There is no measure {measure_id!r} in this framework.") from None


def read_people(visible: Visible, measure: Measure, people: list[Posting]) -> None:
    """Record that values of named people are about to be read, and what lets the viewer read them."""
    if people:
        how = ", ".join(dict.fromkeys(visible.by_what(posting.person) or "" for posting in people))
        named = ", ".join(posting.person for posting in people)
        record(visible.viewer, "people.read", f"{measure.id} of {named}", role=how, unit=people[0].unit)
