"""One measure compared across the units below one: a funnel where its parts add, small multiples always."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.paging import Paging
from peelian.apps.performance.queries.scope import Place, Viewer, measure_named, place
from peelian.documents.compared import ADDS, Compared, Stretch, compare, plural, stretch
from peelian.documents.kept import opened, readings
from peelian.documents.multiples import Multiple, Scale, multiples, scale_of
from peelian.documents.readings import Reading
from peelian.framework.measure import Measure
from peelian.pipeline.organisation import Unit
from peelian.pipeline.workspace import Workspace

SPANS = (1, 3, 12)
PAGE = 24
"""Small multiples on one page."""


@dataclass(frozen=True)
class Level:
    """A level below the unit that has values: its name, its units in words, and how many there are."""

    name: str
    words: str
    count: int


@dataclass(frozen=True)
class Comparison:
    """A measure at the units of one level below a unit, in the organisation's own order.

    `levels` are all that have values, and `level` the one chosen, None where there is none. `readings` are
    by unit. `out_of` says what the denominators count.
    """

    place: Place
    measure: Measure
    levels: list[Level]
    level: Level | None
    span: int
    units: list[Unit]
    readings: dict[str, Reading]
    out_of: str

    @property
    def axis(self) -> str:
        """What the denominators are, for the foot of the funnel plot."""
        added = self.measure.kind == "rate" and self.span > 1
        return f"{self.out_of}, {self.measure.period}s added up" if added else self.out_of

    @property
    def adds(self) -> bool:
        """Whether the measure's numerators and denominators can be added up, as a funnel needs."""
        return self.measure.kind in ADDS

    @cached_property
    def stretch(self) -> Stretch | None:
        return stretch(list(self.readings.values()), self.span)

    @cached_property
    def compared(self) -> Compared | None:
        """The funnel; None for a measure without one, and where there is nothing to compare."""
        if not self.adds or self.stretch is None or len(self.units) < 2:
            return None
        return compare(self.measure, self.units, self.readings, self.stretch)

    @cached_property
    def drawn(self) -> list[Unit]:
        """The units with a value in any period: those that have a chart."""
        return [
            each
            for each in self.units
            if each.id in self.readings and self.readings[each.id].verdict.last is not None
        ]

    @property
    def undrawn(self) -> list[Unit]:
        return [each for each in self.units if each not in self.drawn]

    @cached_property
    def scale(self) -> Scale | None:
        return scale_of(list(self.readings.values()))


@dataclass(frozen=True)
class Stamp:
    """A unit and its small chart."""

    unit: Unit
    multiple: Multiple


@dataclass(frozen=True)
class ComparePage:
    """A comparison, and the small multiples of one page of its units."""

    comparison: Comparison
    stamps: list[Stamp]
    paging: Paging


def comparison(
    viewer: Viewer, measure_id: str, *, unit: str | None = None, level: str = "", span: str = ""
) -> Comparison:
    """The units below a unit that the viewer may see, at a level; what makes no sense is left out.

    Http404 for an unknown measure or unit; PermissionDenied for a unit that is not the viewer's to see.
    """
    workspace, visible = opened(), visible_to(viewer)
    measure, where = measure_named(workspace, measure_id), place(visible, unit)
    below = list(_below(visible, where.unit))
    found = {
        r.series.unit: r for r in readings(workspace, measures=[measure.id], units=[u.id for u in below])
    } if below else {}  # fmt: skip
    levels = _levels(below, found)
    chosen = next((each for each in levels if each.name == level), levels[0] if levels else None)
    units = [each for each in below if chosen and each.level == chosen.name]
    return Comparison(
        place=where,
        measure=measure,
        levels=levels,
        level=chosen,
        span=next((each for each in SPANS if str(each) == span), SPANS[-1]),
        units=units,
        readings={each.id: found[each.id] for each in units if each.id in found},
        out_of=_out_of(workspace, measure),
    )


def compare_page(
    viewer: Viewer, measure_id: str, *, unit: str | None, level: str, span: str, page: str
) -> ComparePage:
    """The comparison as a page shows it."""
    found = comparison(viewer, measure_id, unit=unit, level=level, span=span)
    asked = {
        "unit": found.place.unit.id,
        "level": found.level.name if found.level else "",
        "period": str(found.span),
    }
    paging = Paging.at(page, len(found.drawn), asked=asked, size=PAGE)
    shown, scale = found.drawn[paging.rows], found.scale
    drawn = multiples([found.readings[each.id] for each in shown], scale) if scale else []
    return ComparePage(found, [Stamp(*each) for each in zip(shown, drawn, strict=True)], paging)


def _below(visible: Visible, unit: Unit) -> Iterator[Unit]:
    """Every unit below that the viewer may see, each followed by those below it."""
    for child in visible.units(visible.organisation.children(unit.id)):
        yield child
        yield from _below(visible, child)


def _levels(below: list[Unit], found: dict[str, Reading]) -> list[Level]:
    """The levels with values, the one met first (directly below) first."""
    names = dict.fromkeys(unit.level for unit in below if unit.id in found)
    return [Level(name, plural(name), sum(unit.level == name for unit in below)) for name in names]


def _out_of(workspace: Workspace, measure: Measure) -> str:
    """What the denominators of a measure count, in words."""
    framework = workspace.framework
    if measure.per:
        return framework.measure(measure.per).title.lower()
    source = framework.sources.get(measure.source or "")
    return source.title.lower() if source else "cases"
