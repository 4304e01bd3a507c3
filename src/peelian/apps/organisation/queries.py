"""What pages about units read. Every query takes the viewer and gives only what is visible to them."""

from collections import Counter
from dataclasses import dataclass

from django.http import Http404

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.documents.kept import opened, readings, stored_series
from peelian.documents.readings import VARIATIONS, Mark, Reading, glances
from peelian.pipeline.organisation import Posting, Unit


@dataclass(frozen=True)
class Branch:
    """A unit with those below it, and how many people are posted to it itself."""

    unit: Unit
    below: "list[Branch]"


@dataclass(frozen=True)
class Standing:
    """A unit below, with how its measures stand: one number for each of `UnitPage.marks`."""

    unit: Unit
    counts: list[int]


@dataclass(frozen=True)
class UnitPage:
    """A unit. `people` are those the viewer may see; `hidden` is how many more are posted here."""

    unit: Unit
    above: list[Unit]
    marks: list[Mark]
    standings: list[Standing]
    readings: list[Reading]
    changed: list[Reading]
    steady: list[Reading]
    people: list[Posting]
    hidden: int

    @property
    def steady_words(self) -> str:
        """What to call the measures that have not changed."""
        count, other = len(self.steady), "other " if self.changed else ""
        return f"{count} {other}measure{'' if count == 1 else 's'} without a clear change"


def tree(viewer: Viewer) -> Branch:
    """Every unit the viewer may see, from the force down."""
    visible = visible_to(viewer)
    known = visible.organisation

    def branch(unit: Unit) -> Branch:
        return Branch(unit, [branch(below) for below in visible.units(known.children(unit.id))])

    return branch(visible.unit(known.root.id))


def unit_page(viewer: Viewer, unit_id: str) -> UnitPage:
    """A unit with its verdicts, the units below it and its people.

    Http404 when there is no such unit; PermissionDenied when its values are not the viewer's to see.
    """
    workspace, visible = opened(), visible_to(viewer)
    known = visible.organisation
    if unit_id not in known:
        raise Http404(f"There is no unit {unit_id!r} in this force now.")
    here_now = visible.unit(unit_id)
    below = visible.units(known.children(unit_id))
    here = readings(workspace, units=[unit_id])
    under = glances(stored_series(workspace, units=[u.id for u in below])) if below else []
    shown = Counter((g.series.unit, g.variation.label) for g in under)
    posted = known.people(unit_id)
    people = visible.people(posted)
    used = {label for _, label in shown}
    marks = list({mark.label: mark for mark in VARIATIONS if mark.label in used}.values())
    return UnitPage(
        unit=here_now,
        above=known.ancestors(unit_id),
        marks=marks,
        standings=[Standing(u, [shown[u.id, mark.label] for mark in marks]) for u in below],
        readings=here,
        changed=[r for r in here if r.is_signal],
        steady=[r for r in here if not r.is_signal],
        people=people,
        hidden=len(posted) - len(people),
    )
