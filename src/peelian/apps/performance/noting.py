"""What a note on a chart is, who may write it, and the notes that are in force."""

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.permissions import Permission
from peelian.apps.access.visible import LINE, Visible
from peelian.apps.performance.models import Annotation
from peelian.documents.dates import period_label
from peelian.framework.measure import Measure
from peelian.pipeline import annotations
from peelian.pipeline.annotations import KINDS, Kind
from peelian.pipeline.organisation import days_of
from peelian.pipeline.periods import period_index, period_start

TITLES: dict[Kind, str] = {"event": "Event", "ghost": "Point left out", "rebase": "New average"}
PERMISSION: dict[Kind, Permission] = {
    "event": Permission.NOTE_EVENTS,
    "ghost": Permission.CHANGE_LIMITS,
    "rebase": Permission.CHANGE_LIMITS,
}


def let_by(visible: Visible, kind: Kind, unit: str) -> str | None:
    """What lets the viewer write and withdraw notes of a kind at a unit: a role, their line, or None.

    Whoever leads a unit may note what happened there, and never what changes how it is judged.
    """
    leads, allowed = visible.leads(unit), visible.may(PERMISSION[kind], unit)
    if kind == "event" and leads:
        return LINE
    if not allowed or leads:
        return None
    return visible.by_role(PERMISSION[kind], unit) or ""


def must_be_let(visible: Visible, kind: Kind, unit: str) -> None:
    """PermissionDenied unless the viewer may write notes of a kind at a unit; Http404 for an unknown unit."""
    if unit not in visible.organisation:
        raise Http404(f"There is no unit {unit!r} in this force now.")
    if let_by(visible, kind, unit) is not None:
        return
    if kind != "event" and visible.leads(unit):
        raise PermissionDenied(
            "You lead this unit, so you may not change how its figures are judged: "
            "ask an analyst who does not."
        )
    raise PermissionDenied("Your account may not write notes like this at this unit.")


def kinds_for(visible: Visible, unit: str) -> list[Kind]:
    """The kinds of notes that the viewer may write at a unit."""
    return [kind for kind in KINDS if let_by(visible, kind, unit) is not None]


def in_force() -> tuple[annotations.Annotation, ...]:
    """Every note that nobody has withdrawn; none where the records have no table for them yet."""
    try:
        return tuple(plain(note) for note in Annotation.objects.in_force().order_by("written_at", "pk"))
    except DatabaseError:
        if Annotation._meta.db_table in connection.introspection.table_names():
            raise
        return ()


def plain(note: Annotation) -> annotations.Annotation:
    """The note as series carry it."""
    written = timezone.localdate(note.written_at) if note.written_at else timezone.localdate()
    return annotations.Annotation(
        note.kind, note.measure, note.unit, note.day, note.reason, note.written_by, written, note.evidence
    )


def what(note: annotations.Annotation | Annotation, measure: Measure) -> str:
    """A note's kind and time in words: "Point left out: March 2025"."""
    return f"{TITLES[note.kind]}: {when(note, measure)}"


def when(note: annotations.Annotation | Annotation, measure: Measure) -> str:
    """The day of an event, the period that is left out, or the first of the new average, in words."""
    if note.kind == "event":
        return f"{note.day:%-d %B %Y}"
    start = period_start(np.array([place_of(note, measure)]), measure.period).astype("datetime64[D]")[0]
    label = period_label(start.item(), measure.period)
    return label if note.kind == "ghost" else f"from {label}"


def place_of(note: annotations.Annotation | Annotation, measure: Measure) -> int:
    """The number of the period that a note bears on: for a new average, the first not before its day."""
    days = np.array([days_of(note.day)], np.int32)
    index = int(period_index(days, measure.period)[0])
    begins = int(period_start(np.array([index]), measure.period)[0])
    return index + 1 if note.kind == "rebase" and begins < days[0] else index
