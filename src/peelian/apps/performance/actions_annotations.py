"""What is done to notes on charts: each checks permission first and writes the record last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.performance.models import Annotation, DecidedSuggestion
from peelian.apps.performance.noting import TITLES, let_by, must_be_let, place_of, plain, what
from peelian.apps.performance.suggesting import Suggestion, suggested
from peelian.documents.annotated import line_of
from peelian.documents.dates import period_label
from peelian.documents.kept import opened, readings
from peelian.documents.readings import Reading, read
from peelian.framework.errors import UserError
from peelian.framework.measure import Measure
from peelian.pipeline.annotations import Kind
from peelian.pipeline.organisation import days_of
from peelian.pipeline.periods import period_index, period_start


@dataclass(frozen=True)
class Noted:
    """A note that was written or withdrawn, and what the chart at its unit said before and says now."""

    note: Annotation
    before: str
    after: str


@transaction.atomic
def annotate(
    *, by: Viewer, kind: Kind, measure: str, unit: str, day: date, reason: str, evidence: str = ""
) -> Noted:
    """Write a note on a measure at a unit and all below it.

    PermissionDenied for whoever may not at that unit, Http404 for an unknown measure or unit; UserError for
    a day that its periods do not hold, a note that is there already or changes nothing, and without a reason.
    """
    visible = visible_to(by)
    must_be_let(visible, kind, unit)
    known, reading = _chart(measure, unit)
    reason = _said(reason, "say why it is noted: whoever reads the chart will ask")
    note = Annotation(
        kind=kind, measure=measure, unit=unit, day=day, reason=reason, evidence=evidence.strip(),
        written_by=by.username,
    )  # fmt: skip
    _bears(note, known, reading)
    _new(note, known, line_of(visible.organisation, unit))
    note.save()
    given = (*reading.series.annotations, plain(note))
    noted = Noted(note, _variation(reading), _variation(read(replace(reading.series, annotations=given))))
    _record(visible, "annotation.written", noted, after=_told(note))
    return noted


@transaction.atomic
def withdraw(*, by: Viewer, note: Annotation, reason: str) -> Noted:
    """Withdraw a note: the chart is as if it had never been written, and the note stays in the history.

    PermissionDenied for whoever may not write such a note there; UserError without a reason, or when it is
    withdrawn already.
    """
    visible = visible_to(by)
    must_be_let(visible, note.kind, note.unit)
    note = Annotation.objects.select_for_update().get(pk=note.pk)
    if not note.in_force:
        raise UserError("this note is withdrawn already")
    reason = _said(reason, "say why it is withdrawn: whoever reads the history will ask")
    said, noted = _told(note), Noted(note, *_without(note))
    note.withdrawn_by, note.withdrawn_at, note.withdrawn_reason = by.username, timezone.now(), reason
    note.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    _record(visible, "annotation.withdrawn", noted, before=said, after=said | {"withdrawn": reason})
    return noted


@transaction.atomic
def accept_suggestion(*, by: Viewer, measure: str, unit: str, day: date, reason: str) -> Noted:
    """Start a new average where the data suggest one; otherwise as `annotate`.

    UserError when it is not suggested now.
    """
    made = _decide(by, measure, unit, day, reason, accepted=True)
    return annotate(
        by=by, kind="rebase", measure=measure, unit=unit, day=day, reason=reason,
        evidence=f"Suggested by the data. {made.evidence}",
    )  # fmt: skip


@transaction.atomic
def decline_suggestion(*, by: Viewer, measure: str, unit: str, day: date, reason: str) -> None:
    """Keep the average as it is, though the data suggest a new one. Otherwise as `accept_suggestion`."""
    _decide(by, measure, unit, day, reason, accepted=False)


def create_demo_notes(*, by: Viewer, notes: Iterable[Mapping[str, Any]]) -> None:
    """Write the notes of the demonstration, but those that were written before, withdrawn or not."""
    for note in notes:
        known = {name: note[name] for name in ("kind", "measure", "unit", "day")}
        if not Annotation.objects.filter(**known).exists():
            annotate(by=by, **note)


def _decide(by: Viewer, measure: str, unit: str, day: date, reason: str, *, accepted: bool) -> Suggestion:
    visible = visible_to(by)
    must_be_let(visible, "rebase", unit)
    known, reading = _chart(measure, unit)
    reason = _said(reason, "say why: whoever reads the history will ask")
    found = suggested(reading)
    if found is None or found.day != day:
        label = period_label(day, known.period)
        raise UserError(f"no new average is suggested from {label} any more: look at the chart again")
    decision = {"numbers": found.numbers, "accepted": accepted, "reason": reason, "decided_by": by.username}
    _, is_new = DecidedSuggestion.objects.get_or_create(decision, measure=measure, unit=unit, day=day)
    if not is_new:
        raise UserError("somebody else has just decided this")
    action = "suggestion.accepted" if accepted else "suggestion.declined"
    subject = f"new average of {measure} from {day}"
    said = found.numbers | {"reason": reason}
    record(by, action, subject, role=let_by(visible, "rebase", unit) or "", unit=unit, after=said)
    return found


def _chart(measure: str, unit: str) -> tuple[Measure, Reading]:
    workspace = opened()
    known = workspace.framework.measures.get(measure)
    if known is None:
        raise Http404(f"There is no measure {measure!r} in this framework.")
    found = readings(workspace, measures=[measure], units=[unit])
    if not found:
        raise UserError(f"there are no values of {known.title} at {unit}: there is nothing to note them on")
    return known, found[0]


def _without(note: Annotation) -> tuple[str, str]:
    """The verdict with a note and without it; "" twice where its chart is no more."""
    try:
        _, reading = _chart(note.measure, note.unit)
    except (Http404, UserError):
        return "", ""
    left = tuple(each for each in reading.series.annotations if each != plain(note))
    return _variation(reading), _variation(read(replace(reading.series, annotations=left)))


def _said(reason: str, otherwise: str) -> str:
    if not reason.strip():
        raise UserError(otherwise)
    return reason.strip()


def _bears(note: Annotation, measure: Measure, reading: Reading) -> None:
    """UserError for a note on no period of the chart, or a new average where the first one starts."""
    days = reading.series.periods[[0, -1]].astype(np.int32)
    first, last = (int(each) for each in period_index(days, measure.period))
    labels = [period_label(each.item(), measure.period) for each in reading.series.periods[[0, -1]]]
    until = int(period_start(np.array([last + 1]), measure.period)[0])
    if not int(days[0]) <= days_of(note.day) < until or place_of(note, measure) > last:
        raise UserError(
            f"{note.day:%-d %B %Y} is outside this chart: "
            f"its first period is {labels[0]} and its last {labels[1]}"
        )
    if note.kind == "rebase" and place_of(note, measure) == first:
        raise UserError(
            f"the first average starts at {labels[0]} already: a new one there would change nothing"
        )


def _new(note: Annotation, measure: Measure, line: list[str]) -> None:
    """UserError when a note in force, here or above, or the definition says the same already."""
    kind = note.kind
    if kind == "rebase":
        for each in measure.rebases:
            if place_of(Annotation(kind=kind, day=each.date), measure) == place_of(note, measure):
                raise UserError("the definition of this measure starts a new average there already")
    alike = Annotation.objects.in_force().filter(kind=kind, measure=note.measure, unit__in=line)
    for other in alike:
        if kind == "event":
            same = (other.day, other.reason, other.unit) == (note.day, note.reason, note.unit)
        else:
            same = place_of(other, measure) == place_of(note, measure)
        if same:
            said = f"{what(other, measure)}, at {other.unit}, because: {other.reason}"
            raise UserError(f"{other.written_by} has noted this already ({said})")


def _variation(reading: Reading) -> str:
    return reading.variation.label


def _told(note: Annotation) -> dict[str, Any]:
    told = {name: getattr(note, name) for name in ("reason", "evidence", "written_by")}
    return {"note": TITLES[note.kind], "day": note.day.isoformat(), **told}


def _record(visible: Visible, action: str, noted: Noted, *, before: Any = None, after: Any) -> None:
    """The event of a note, with the verdict at its unit before and after."""
    note = noted.note
    record(
        visible.viewer,
        action,
        f"{note.kind} of {note.day} on {note.measure}",
        role=let_by(visible, note.kind, note.unit) or "",
        unit=note.unit,
        before=(before or {}) | {"verdict": noted.before},
        after=after | {"verdict": noted.after},
    )
