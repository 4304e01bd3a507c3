"""All that was ever noted on one chart, withdrawn, suggested and decided, and set in the definition."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.performance.models import Annotation, DecidedSuggestion
from peelian.apps.performance.noting import TITLES, when
from peelian.apps.performance.queries.scope import Place, measure_named, place
from peelian.apps.performance.suggesting import in_words
from peelian.documents.annotated import line_of
from peelian.documents.dates import period_label
from peelian.documents.kept import opened
from peelian.framework.measure import Measure
from peelian.pipeline.show import show_value


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a chart. `at` has a time for what was done here, none for the definition's.

    `unit` is the name of the unit it was done at, "" for what the definition says of every unit.
    """

    at: date
    what: str
    reason: str
    by: str = ""
    unit: str = ""
    evidence: str = ""

    @property
    def day(self) -> date:
        return timezone.localdate(self.at) if isinstance(self.at, datetime) else self.at


@dataclass(frozen=True)
class HistoryPage:
    """A chart and what happened to it, newest first."""

    place: Place
    measure: Measure
    entries: list[Entry]


def history(viewer: Viewer, measure_id: str, *, unit: str | None) -> HistoryPage:
    """What bears or bore on a measure at a unit; Http404 for an unknown measure or unit."""
    visible = visible_to(viewer)
    measure, where = measure_named(opened(), measure_id), place(visible, unit)
    names = {id_: visible.organisation.unit(id_).name for id_ in line_of(visible.organisation, where.unit.id)}
    entries = [*_noted(measure, names), *_decided(measure, names), *_defined(measure)]
    newest = sorted(entries, key=lambda entry: (entry.day, _time(entry)), reverse=True)
    return HistoryPage(where, measure, newest)


def _time(entry: Entry) -> float:
    return entry.at.timestamp() if isinstance(entry.at, datetime) else 0.0


def _noted(measure: Measure, names: dict[str, str]) -> Iterator[Entry]:
    for note in Annotation.objects.filter(measure=measure.id, unit__in=names):
        said, unit = f"{TITLES[note.kind]}: {when(note, measure)}", names[note.unit]
        yield Entry(note.written_at, said, note.reason, note.written_by, unit, note.evidence)
        if note.withdrawn_at is not None:
            taken = f"Withdrawn: {said[:1].lower()}{said[1:]}"
            yield Entry(note.withdrawn_at, taken, note.withdrawn_reason, note.withdrawn_by, unit)


def _decided(measure: Measure, names: dict[str, str]) -> Iterator[Entry]:
    for one in DecidedSuggestion.objects.filter(measure=measure.id, unit__in=names):
        how, label = "accepted" if one.accepted else "declined", period_label(one.day, measure.period)
        said = f"Suggested new average from {label} {how}"
        evidence = in_words(one.numbers, measure)
        yield Entry(one.decided_at, said, one.reason, one.decided_by, names[one.unit], evidence)


def _defined(measure: Measure) -> Iterator[Entry]:
    for each in measure.standards:
        said = f"Standard of {show_value(measure, each.value)} in force"
        yield Entry(each.from_date, said, each.reason, each.set_by)
    for rebase in measure.rebases:
        yield Entry(rebase.date, "New average by the definition", rebase.reason)
