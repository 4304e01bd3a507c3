"""Actions as lists show them, for those who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.measuring import measured
from peelian.apps.improvement.models import Action
from peelian.apps.improvement.moved import Moved
from peelian.apps.improvement.origins import KINDS
from peelian.apps.improvement.parts import seen
from peelian.apps.improvement.states import STATES, State
from peelian.apps.improvement.timing import is_due_soon, is_late, is_stale
from peelian.documents.kept import opened


@dataclass(frozen=True)
class ActionRow:
    """One action in a list. `slips` counts the times its day was put off; `moved` says what its success
    measure did, None without one and where the values are not the viewer's to see.
    """

    number: int
    title: str
    unit: str
    unit_name: str
    owner: str
    owner_name: str
    due: date
    state: str
    origin_kind: str
    origin_label: str
    origin_address: str
    measure: str
    measure_title: str
    opened_on: date
    updated_at: datetime
    closed_at: datetime | None
    details: str
    success: str
    question: str
    source: str
    reference: str
    slips: int
    is_late: bool
    is_due_soon: bool
    is_stale: bool
    moved: Moved | None = None

    @property
    def stands(self) -> State:
        return STATES[self.state]

    @property
    def closed_on(self) -> date | None:
        """The day it was closed, None while it is not."""
        return timezone.localdate(self.closed_at) if self.closed_at else None

    @property
    def state_title(self) -> str:
        return self.stands.title

    @property
    def origin_title(self) -> str:
        return KINDS[self.origin_kind]

    @property
    def address(self) -> str:
        """Its page."""
        return reverse("improvement:action", args=[self.number])

    @property
    def closing_words(self) -> str:
        """That it is closed, and what its measure did."""
        return f"Closed, and {self.moved.title[:1].lower()}{self.moved.title[1:]}" if self.moved else ""

    @property
    def disappoints(self) -> bool:
        """Whether it is closed, and its measure has not moved as it should."""
        return self.state == "closed" and self.moved is not None and self.moved.disappoints


def visible_actions(visible: Visible) -> QuerySet[Action]:
    """The actions that a viewer may see, each with its owner and the times it slipped."""
    slips = Count("updates", filter=Q(updates__due__gt=F("updates__due_was")))
    return Action.objects.filter(seen(visible)).select_related("owner").annotate(slips=slips)


def as_rows(visible: Visible, actions: Iterable[Action]) -> list[ActionRow]:
    """Actions of `visible_actions` as rows, in order."""
    found, today = list(actions), timezone.localdate()
    known, measures = visible.organisation, opened().framework.measures
    did = measured(action for action in found if visible.sees(action.unit))
    return [
        ActionRow(
            number=action.pk,
            title=action.title,
            unit=action.unit,
            unit_name=known.unit(action.unit).name if action.unit in known else action.unit,
            owner=action.owner.username,
            owner_name=action.owner.display_name,
            due=action.due,
            state=action.state,
            origin_kind=action.origin_kind,
            origin_label=action.origin_label,
            origin_address=action.origin_address,
            measure=action.measure,
            measure_title=measures[action.measure].title if action.measure in measures else action.measure,
            opened_on=action.opened_on,
            updated_at=action.updated_at,
            closed_at=action.closed_at,
            details=action.details,
            success=action.success,
            question=action.question,
            source=action.source,
            reference=action.reference,
            slips=action.slips,  # type: ignore[attr-defined]
            is_late=is_late(action.state, action.due, today),
            is_due_soon=is_due_soon(action.state, action.due, today),
            is_stale=is_stale(action.state, action.updated_at, today),
            moved=did.get(action.pk),
        )
        for action in found
    ]


def actions_from(viewer: Viewer, key: str) -> list[ActionRow]:
    """The actions that came of one origin, by its key, of those that the viewer may see."""
    visible = visible_to(viewer)
    return as_rows(visible, visible_actions(visible).filter(origin_key=key).order_by("due", "pk"))
