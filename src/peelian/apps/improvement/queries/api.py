"""Actions as rows for programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import Http404
from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.improvement.queries.rows import ActionRow, as_rows, visible_actions
from peelian.apps.improvement.timing import lateness


def rows(
    viewer: Viewer, *, states: Sequence[str], units: Sequence[str], owner: str, late: str
) -> Iterable[Mapping[str, Any]]:
    """Actions, newest first, of some states and units and one owner where they are named, and overdue,
    due_soon, stale or slipped where `late` says so.

    PermissionDenied for somebody who sees no unit, and for a unit that is not theirs to see; Http404 for an
    unknown unit.
    """
    visible = visible_to(viewer)
    visible.some_unit()
    for unit in units:
        if unit not in visible.organisation:
            raise Http404(f"There is no unit {unit!r} in this force now.")
        visible.unit(unit)
    found = visible_actions(visible)
    if states:
        found = found.filter(state__in=states)
    if units:
        found = found.filter(unit__in=units)
    if owner:
        found = found.filter(owner__username=owner)
    if late == "slipped":
        found = found.filter(slips__gt=0)
    elif late:
        found = found.filter(lateness(late, timezone.localdate()))
    return [_row(row) for row in as_rows(visible, found.order_by("-pk"))]


def _row(row: ActionRow) -> Mapping[str, Any]:
    same = (
        "title", "details", "unit", "owner", "owner_name", "due", "state", "origin_kind", "origin_label",
        "success", "source", "reference", "opened_on", "closed_on", "updated_at", "slips",
    )  # fmt: skip
    return {
        "id": str(row.number),
        **{name: getattr(row, name) for name in same},
        "measure": row.measure or None,
        "question": row.question or None,
        "overdue": row.is_late,
        "due_soon": row.is_due_soon,
        "stale": row.is_stale,
        "moved": row.moved.outcome if row.moved else None,
        "moved_sentence": row.moved.sentence if row.moved else "",
    }
