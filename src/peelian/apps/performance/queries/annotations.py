"""Notes on charts, for those who see the unit: on one chart, to write or withdraw, or of all charts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.paging import Paging
from peelian.apps.performance.models import Annotation, AnnotationQuerySet
from peelian.apps.performance.noting import TITLES, kinds_for, let_by, must_be_let, when
from peelian.apps.performance.queries.scope import Place, measure_named, place
from peelian.apps.performance.suggesting import Suggestion, suggested
from peelian.documents.annotated import line_of
from peelian.documents.kept import opened, readings
from peelian.documents.readings import Reading
from peelian.framework.measure import Measure
from peelian.pipeline.annotations import Kind
from peelian.pipeline.organisation import Unit


@dataclass(frozen=True)
class Shown:
    """A note as pages show it; `is_own` when it is of the page's unit rather than of one above."""

    note: Annotation
    measure: Measure
    unit: Unit
    is_own: bool = True
    may_withdraw: bool = False

    @property
    def title(self) -> str:
        return TITLES[self.note.kind]

    @property
    def when(self) -> str:
        return when(self.note, self.measure)


@dataclass(frozen=True)
class ChartNotes:
    """The notes in force on one chart, oldest day first, and what the viewer may do about them."""

    notes: list[Shown] = field(default_factory=list)
    may_add: bool = False
    suggestion: Suggestion | None = None


def chart_notes(
    visible: Visible, measure: Measure, where: Place, reading: Reading | None, *, of_person: bool = False
) -> ChartNotes:
    """The notes that bear on a measure at a place, or on that of a person posted there."""
    line = line_of(visible.organisation, where.unit.id)
    found = Annotation.objects.in_force().filter(measure=measure.id, unit__in=line).order_by("day", "pk")
    notes = [_shown(visible, note, measure, where.unit.id, not of_person) for note in found]
    if of_person or reading is None:
        return ChartNotes(notes)
    decides = let_by(visible, "rebase", where.unit.id) is not None
    may_add = bool(kinds_for(visible, where.unit.id))
    return ChartNotes(notes, may_add, suggested(reading) if decides else None)


@dataclass(frozen=True)
class NotePage:
    """A chart to write a note on; `kinds` are those that the viewer may."""

    place: Place
    measure: Measure
    reading: Reading
    kinds: list[Kind]


def note_page(viewer: Viewer, measure_id: str, *, unit: str | None) -> NotePage:
    """The chart to note something on; PermissionDenied for whoever may note nothing, Http404 without it."""
    visible = visible_to(viewer)
    measure, where, reading = _chart(visible, measure_id, unit)
    kinds = kinds_for(visible, where.unit.id)
    if not kinds:
        raise PermissionDenied("Your account may not write notes at this unit.")
    if reading is None:
        raise Http404(f"There are no values of {measure.title} at {where.unit.name} to note anything on.")
    return NotePage(where, measure, reading, kinds)


def note_to_withdraw(viewer: Viewer, number: int) -> Shown:
    """A note; PermissionDenied for whoever may not write one like it there, Http404 when there is none."""
    note = Annotation.objects.filter(pk=number).first()
    if note is None:
        raise Http404("There is no such note.")
    visible = visible_to(viewer)
    must_be_let(visible, note.kind, note.unit)
    return _shown(visible, note, measure_named(opened(), note.measure), note.unit, True)


@dataclass(frozen=True)
class SuggestionPage:
    """A new average that the data suggest, and the chart it is of."""

    place: Place
    measure: Measure
    suggestion: Suggestion


def suggestion_page(viewer: Viewer, measure_id: str, *, unit: str | None) -> SuggestionPage:
    """The new average suggested; PermissionDenied for whoever may not decide, Http404 when there is none."""
    visible = visible_to(viewer)
    measure, where, reading = _chart(visible, measure_id, unit)
    must_be_let(visible, "rebase", where.unit.id)
    suggestion = suggested(reading) if reading else None
    if suggestion is None:
        raise Http404(f"No new average of {measure.title} at {where.unit.name} is suggested now.")
    return SuggestionPage(where, measure, suggestion)


@dataclass(frozen=True)
class NotesPage:
    """Notes in force, newest first, a page at a time, with what they can be narrowed to."""

    rows: list[Shown]
    paging: Paging
    measures: list[Measure]
    units: list[Unit]


def notes_page(viewer: Viewer, *, measure: str, unit: str, page: str) -> NotesPage:
    """Every note in force that the viewer may see, of one measure and one unit where they are named."""
    visible = visible_to(viewer)
    visible.some_unit()
    every = list(visible_notes(visible, Annotation.objects.in_force()))
    measures = opened().framework.measures
    chosen = [note for note in every if measure in ("", note.measure) and unit in ("", note.unit)]
    said = {name: value for name, value in (("measure", measure), ("unit", unit)) if value}
    paging = Paging.at(page, len(chosen), asked=said)
    rows = [_shown(visible, note, measures[note.measure], note.unit, True) for note in chosen[paging.rows]]
    titled = sorted({note.measure for note in every}, key=lambda each: measures[each].title)
    units = sorted({note.unit for note in every}, key=lambda each: visible.organisation.unit(each).name)
    return NotesPage(
        rows, paging, [measures[each] for each in titled], [visible.organisation.unit(each) for each in units]
    )


def rows(
    viewer: Viewer, *, measures: Sequence[str], units: Sequence[str], every: bool
) -> Iterable[Mapping[str, Any]]:
    """Notes as rows, newest first: those in force, or with `every` those withdrawn too.

    Http404 for an unknown measure or unit, PermissionDenied for a unit that is not the viewer's to see.
    """
    visible, workspace = visible_to(viewer), opened()
    visible.some_unit()
    for measure in measures:
        measure_named(workspace, measure)
    asked = {place(visible, unit).unit.id for unit in units}
    found = Annotation.objects.all() if every else Annotation.objects.in_force()
    return [
        {
            "id": str(note.pk),
            "withdrawn_reason": note.withdrawn_reason or None,
            "withdrawn_by": note.withdrawn_by or None,
            **{name: getattr(note, name) for name in _COLUMNS},
        }
        for note in visible_notes(visible, found)
        if (not measures or note.measure in measures) and (not asked or note.unit in asked)
    ]


_COLUMNS = (
    "kind", "measure", "unit", "day", "reason", "evidence", "written_by", "written_at", "withdrawn_at",
)  # fmt: skip


def visible_notes(visible: Visible, found: AnnotationQuerySet) -> Iterable[Annotation]:
    """Those of some notes whose measure there still is and whose unit the viewer sees."""
    measures, known = opened().framework.measures, visible.organisation
    return (
        note for note in found if note.measure in measures and note.unit in known and visible.sees(note.unit)
    )


def _shown(visible: Visible, note: Annotation, measure: Measure, here: str, may: bool) -> Shown:
    allowed = may and note.in_force and let_by(visible, note.kind, note.unit) is not None
    return Shown(note, measure, visible.organisation.unit(note.unit), note.unit == here, allowed)


def _chart(visible: Visible, measure_id: str, unit: str | None) -> tuple[Measure, Place, Reading | None]:
    workspace = opened()
    measure, where = measure_named(workspace, measure_id), place(visible, unit)
    found = readings(workspace, measures=[measure_id], units=[where.unit.id])
    return measure, where, found[0] if found else None
