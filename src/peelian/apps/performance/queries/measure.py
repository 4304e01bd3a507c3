"""One measure at one place: its verdict, breakdowns, levels, balance, standard and definition."""

from dataclasses import dataclass, replace

from django.http import Http404

from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.performance.queries.annotations import ChartNotes, chart_notes
from peelian.apps.performance.queries.scope import Place, Viewer, measure_named, place, read_people
from peelian.documents.annotated import annotated
from peelian.documents.kept import edited, fresh, keep, notes, opened, pinned, readings, version
from peelian.documents.readings import Reading, read_all
from peelian.framework.measure import Measure, Question, Standard
from peelian.pipeline.explain import Explanation, explain
from peelian.pipeline.individuals import individual_series
from peelian.pipeline.organisation import Posting, Unit
from peelian.pipeline.quality import Freshness
from peelian.pipeline.receipts import LOADS
from peelian.pipeline.show import show_value
from peelian.pipeline.values import Series
from peelian.pipeline.workspace import Workspace
from peelian.stats.spc import Language


@dataclass(frozen=True)
class Below:
    """A unit or a person below, with the reading there, None where there are no values."""

    unit: Unit | None
    person: Posting | None
    reading: Reading | None


@dataclass(frozen=True)
class StandardInForce:
    standard: Standard
    shown: str
    current: bool


@dataclass(frozen=True)
class MeasurePage:
    """Everything on the page of a measure. `person` is set when it is about one person."""

    place: Place
    person: Posting | None
    measure: Measure
    question: Question
    reading: Reading | None
    breakdown: str
    categories: list[Reading]
    below: list[Below]
    hidden_people: int
    balancing: list[Reading]
    balances: list[Measure]
    standards: list[StandardInForce]
    freshness: Freshness | None
    source_title: str
    notes: ChartNotes

    def in_language(self, language: Language) -> "MeasurePage":
        """The same with its own verdict in another language."""
        reading = self.reading and self.reading.in_language(language)
        return replace(self, reading=reading)


def measure_page(
    viewer: Viewer, measure_id: str, *, unit: str | None = None, breakdown: str = ""
) -> MeasurePage:
    """A measure at a unit; Http404 for an unknown measure, unit or breakdown."""
    workspace, visible = opened(), visible_to(viewer)
    measure, where = measure_named(workspace, measure_id), place(visible, unit)
    if breakdown and breakdown not in measure.by:
        raise Http404(f"{measure.title} is not broken down by {breakdown!r}.")
    here = [measure_id, *measure.balanced_by]
    found = {r.measure.id: r for r in readings(workspace, measures=here, units=[where.unit.id])}
    posted = visible.organisation.people(where.unit.id) if _individual(workspace, measure) else []
    people = visible.people(posted)
    return _page(
        workspace, measure, where,
        reading=found.get(measure_id),
        breakdown=breakdown,
        categories=readings(workspace, measures=[measure_id], units=[where.unit.id], breakdown=breakdown)
        if breakdown else [],
        below=[*_units_below(workspace, measure, where), *_people_below(workspace, visible, measure, people)],
        hidden_people=len(posted) - len(people),
        balancing=[found[m] for m in measure.balanced_by if m in found],
        notes=chart_notes(visible, measure, where, found.get(measure_id)),
    )  # fmt: skip


def person_page(viewer: Viewer, measure_id: str, person: str) -> MeasurePage:
    """A measure for one person.

    PermissionDenied when they are not the viewer's to see, Http404 when they are posted nowhere now.
    """
    workspace, visible = opened(), visible_to(viewer)
    measure, posting = measure_named(workspace, measure_id), visible.person(person)
    if posting is None:
        raise Http404("This person is not posted anywhere now.")
    if not _individual(workspace, measure):
        raise Http404(f"{measure.title} is not measured for individuals.")
    (below,) = _people_below(workspace, visible, measure, [posting])
    where = place(visible, posting.unit)
    noted = chart_notes(visible, measure, where, below.reading, of_person=True)
    return _page(workspace, measure, where, person=posting, reading=below.reading, notes=noted)


@dataclass(frozen=True)
class DefinitionPage:
    """How a measure is computed, and how many rows it leaves out."""

    measure: Measure
    explanation: Explanation


def definition(viewer: Viewer, measure_id: str) -> DefinitionPage:
    """The definition of a measure; Http404 for an unknown one. What it leaves out is counted in its rows."""
    visible_to(viewer).some_unit()
    workspace = opened()
    measure = measure_named(workspace, measure_id)
    state = edited(workspace.root), version(workspace, f"rows/{measure.source}", LOADS)
    key = ("explain", workspace.root, measure_id)
    explained = keep(key, state, lambda: explain(workspace, measure_id, pinned(workspace)))
    return DefinitionPage(measure, explained)


def downloadable(
    viewer: Viewer,
    measure_id: str,
    *,
    unit: str | None = None,
    breakdown: str = "",
    person: str | None = None,
) -> "Download":
    """What a download or a chart is made of: of a unit, each category of a breakdown, or a person."""
    if person:
        page = person_page(viewer, measure_id, person)
        about = page.person.name if page.person else ""
        return Download(page.measure, [page.reading] if page.reading else [], about, page.source_title)
    workspace = opened()
    measure, where = measure_named(workspace, measure_id), place(visible_to(viewer), unit)
    if breakdown and breakdown not in measure.by:
        raise Http404(f"{measure.title} is not broken down by {breakdown!r}.")
    found = readings(workspace, measures=[measure_id], units=[where.unit.id], breakdown=breakdown)
    source = workspace.framework.sources.get(measure.source or "")
    return Download(measure, found, where.unit.name, source.title if source else "")


@dataclass(frozen=True)
class Download:
    """The readings of a measure; `where` is the name of the unit or person, `source` where it comes from."""

    measure: Measure
    readings: list[Reading]
    where: str
    source: str


def _page(
    workspace: Workspace,
    measure: Measure,
    where: Place,
    *,
    reading: Reading | None,
    person: Posting | None = None,
    breakdown: str = "",
    categories: list[Reading] | None = None,
    below: list[Below] | None = None,
    hidden_people: int = 0,
    balancing: list[Reading] | None = None,
    notes: ChartNotes,
) -> MeasurePage:
    framework = workspace.framework
    source = framework.sources.get(measure.source or "")
    current = reading.standard if reading else None
    return MeasurePage(
        place=where,
        person=person,
        measure=measure,
        question=framework.questions[measure.question],
        reading=reading,
        breakdown=breakdown,
        categories=categories or [],
        below=below or [],
        hidden_people=hidden_people,
        balancing=balancing or [],
        balances=[m for m in framework.measures.values() if measure.id in m.balanced_by],
        standards=[
            StandardInForce(each, show_value(measure, each.value), each == current)
            for each in reversed(measure.standards)
        ],
        freshness=fresh(workspace, source.id) if source else None,
        source_title=source.title if source else "",
        notes=notes,
    )


def _individual(workspace: Workspace, measure: Measure) -> bool:
    source = workspace.framework.sources.get(measure.source or "")
    kinds = ("rate", "derived", "stock")
    return source is not None and source.individual is not None and measure.kind not in kinds


def _units_below(workspace: Workspace, measure: Measure, where: Place) -> list[Below]:
    found = {
        r.series.unit: r
        for r in readings(workspace, measures=[measure.id], units=[u.id for u in where.below])
    } if where.below else {}  # fmt: skip
    return [Below(unit, None, found.get(unit.id)) for unit in where.below]


def _people_below(
    workspace: Workspace, visible: Visible, measure: Measure, people: list[Posting]
) -> list[Below]:
    if not people:
        return []
    read_people(visible, measure, people)
    asked = tuple(p.person for p in people)
    state = version(workspace, f"rows/{measure.source}", "rows/postings")
    noted = tuple(note for note in notes() if note.measure == measure.id)
    posted = {posting.person: posting.unit for posting in people}

    def told() -> list[Series]:
        found = individual_series(workspace, measure.id, asked, pinned(workspace))
        return annotated(found, noted, lambda: visible.organisation, at=posted)

    judged = keep(
        ("people", workspace.root, measure.id, asked),
        (edited(workspace.root), state, noted, version(workspace, "rows/units") if noted else None),
        lambda: {r.series.unit: r for r in read_all(told())},
    )
    return [Below(None, posting, judged.get(posting.person)) for posting in people]
