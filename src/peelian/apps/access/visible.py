"""What somebody may see of the force: which units' values, and which people's.

Postings decide the line of command; grants add to it. Units: one's own and those above it, all below a unit
one leads or holds a grant at, and those above that. People: oneself, those one leads (in the same unit or
below it), and those at or below a unit where a granted role has a purpose for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied

from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Held, Viewer
from peelian.documents.kept import opened, organisation
from peelian.pipeline.organisation import ROOT, Organisation, Posting, Unit

SELF, LINE = "self", "line of command"
"""How somebody sees a person without a grant."""


def visible_to(viewer: Viewer) -> "Visible":
    """What the viewer may see today."""
    return Visible(viewer, organisation(opened()))


@dataclass(frozen=True)
class Visible:
    """What one viewer may see of an organisation. Nothing here is kept: grants and postings change."""

    viewer: Viewer
    organisation: Organisation

    @cached_property
    def _posting(self) -> Posting | None:
        return self.organisation.posting_of(self.viewer.person_id) if self.viewer.person_id else None

    @cached_property
    def _held(self) -> tuple[Held, ...]:
        """What the viewer holds; what is held of the whole force is held at its topmost unit."""
        return tuple(Held(held.role, self._known(held.unit)) for held in self.viewer.held)

    def _known(self, unit: str) -> str:
        return self.organisation.root.id if unit == ROOT else unit

    @cached_property
    def _below(self) -> frozenset[str]:
        """Units that all values at and below are seen of."""
        granted = {h.unit for h in self._held if Permission.READ_VALUES in h.role.permissions}
        led = {self._posting.unit} if self._posting and self._posting.leads else set()
        return frozenset(unit for unit in granted | led if unit in self.organisation)

    @cached_property
    def _line(self) -> frozenset[str]:
        """One's own unit and those above it, and those above units that all below are seen of."""
        own = {self._posting.unit} if self._posting and self._posting.unit in self.organisation else set()
        lowest = own | self._below
        return frozenset(
            lowest | {above.id for unit in lowest for above in self.organisation.ancestors(unit)}
        )

    @property
    def own_unit(self) -> Unit | None:
        """The unit the viewer is posted to now."""
        here = self._posting
        return self.organisation.unit(here.unit) if here and here.unit in self.organisation else None

    @property
    def anything(self) -> bool:
        """Whether there is any unit to see."""
        return bool(self._line)

    def some_unit(self) -> None:
        """PermissionDenied for somebody who sees no unit at all, so nothing else about values either."""
        if not self.anything:
            raise PermissionDenied(
                "Your account holds no role that shows values. Ask whoever keeps accounts."
            )

    def sees(self, unit: str) -> bool:
        """Whether a unit's values are the viewer's to see."""
        return unit in self._line or self._is_below(unit, self._below)

    def units(self, units: Iterable[Unit]) -> list[Unit]:
        """Those of some units whose values are the viewer's to see."""
        return [unit for unit in units if self.sees(unit.id)]

    def unit(self, unit: str) -> Unit:
        """A unit; PermissionDenied when its values are not the viewer's to see."""
        if not self.sees(unit):
            raise PermissionDenied("This unit’s values are not visible to your account.")
        return self.organisation.unit(unit)

    def by_what(self, person: str) -> str | None:
        """What lets the viewer see a person: themselves, their line or a role's title; None for nothing."""
        if self.viewer.person_id == person:
            return SELF
        if self.viewer.person_id and self.organisation.leads_above(self.viewer.person_id, person):
            return LINE
        posting = self.organisation.posting_of(person)
        if posting is None:
            return None
        for held in self._held:
            if Permission.READ_PEOPLE in held.role.permissions and self._is_below(
                posting.unit, frozenset({held.unit})
            ):
                return held.role.title
        return None

    def people(self, postings: Iterable[Posting]) -> list[Posting]:
        """Those of some people whose values are the viewer's to see."""
        return [posting for posting in postings if self.by_what(posting.person) is not None]

    def person(self, person: str) -> Posting | None:
        """Where a person is posted now, None for nowhere.

        PermissionDenied when they are not the viewer's to see.
        """
        if self.by_what(person) is None:
            raise PermissionDenied("This person’s values are not visible to your account.")
        return self.organisation.posting_of(person)

    def may(self, permission: Permission, unit: str | None = None) -> bool:
        """Whether a granted role allows something at a unit, anywhere at all when None."""
        return self.by_role(permission, unit) is not None

    def by_role(self, permission: Permission, unit: str | None = None) -> str | None:
        """The title of a role that allows something at a unit, anywhere when None; None for no role."""
        for held in self._held:
            here = unit is None or self._is_below(self._known(unit), frozenset({held.unit}))
            if here and permission in held.role.permissions:
                return held.role.title
        return None

    def leads(self, unit: str) -> bool:
        """Whether the viewer leads a unit or one above it, as the postings say."""
        here = self._posting
        return here is not None and here.leads and self._is_below(self._known(unit), frozenset({here.unit}))

    def _is_below(self, unit: str, these: frozenset[str]) -> bool:
        """Whether a unit is one of these or below one."""
        if unit in these:
            return True
        return unit in self.organisation and any(
            above.id in these for above in self.organisation.ancestors(unit)
        )
