"""What has changed: the signals of every measure at every unit the viewer may see."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.paging import Paging
from peelian.apps.performance.queries.scope import Place, Viewer, place
from peelian.documents.changes import Change, Statement, ranked, statement
from peelian.documents.kept import opened, stored_series
from peelian.documents.readings import Reading, read_all
from peelian.framework.measure import Theme
from peelian.pipeline.changes import Charts, charts_of
from peelian.pipeline.organisation import LEVELS, Unit

SIZE = 25
"""Rows on a page: only these are put into words."""


@dataclass(frozen=True)
class Asked:
    """What is asked for: charts by unit (with all below), theme, level and words in the measure's title, and
    of their signals those of a kind (`concern`, `neutral`, `improvement`) and those that are new.
    """

    unit: str | None = None
    theme: str = ""
    level: str = ""
    search: str = ""
    kind: str = ""
    new: bool = False

    @property
    def said(self) -> dict[str, str]:
        """The same as what an address says."""
        return {name: "1" if value is True else value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Row:
    """A change with the reading it is shown by."""

    change: Change
    reading: Reading


@dataclass(frozen=True)
class Changed:
    """Charts that were read of a unit and those below, in words, and their changes in order of attention."""

    place: Place
    own_unit: Unit | None
    charts: Charts
    statement: Statement
    changes: list[Change]

    @property
    def signals(self) -> int:
        """How many signals the changes are made of."""
        return sum(1 + len(change.below) for change in self.changes)


@dataclass(frozen=True)
class ChangesPage:
    """One page of what has changed; `themes` and `levels` are those that can be asked for."""

    changed: Changed
    rows: list[Row]
    paging: Paging
    themes: list[Theme]
    levels: list[str]

    @property
    def query(self) -> str:
        """What the address of the whole list says."""
        return "?" + urlencode(self.paging.asked)

    @property
    def first(self) -> int:
        """The rank of the first row."""
        return (self.paging.number - 1) * self.paging.size + 1


def changed(viewer: Viewer, asked: Asked) -> Changed:
    """What has changed at a unit and all below it that the viewer may see.

    Http404 when there is no such unit; PermissionDenied when its values are not the viewer's to see.
    """
    workspace, visible = opened(), visible_to(viewer)
    where = place(visible, asked.unit)
    units = [unit for unit in _within(visible, where.unit) if asked.level in ("", unit.level)]
    framework = workspace.framework
    measures = [
        measure.id
        for measure in framework.measures.values()
        if asked.theme in ("", framework.questions[measure.question].theme)
        and asked.search.casefold() in measure.title.casefold()
    ]
    charts = charts_of(stored_series(workspace, measures=measures, units=[unit.id for unit in units]))
    wanted = (signal for signal in charts.signals if signal.new or not asked.new)
    changes = ranked(
        (signal for signal in wanted if asked.kind in ("", _kind(signal.type))), visible.organisation
    )
    levels = len({unit.level for unit in units})
    return Changed(where, visible.own_unit, charts, statement(charts, levels), changes)


def _within(visible: Visible, top: Unit) -> list[Unit]:
    """A unit and those below it that the viewer may see."""
    known = visible.organisation
    every = (known.unit(unit) for unit in known.unit_ids)
    return visible.units(u for u in every if u.id == top.id or top in known.ancestors(u.id))


def _kind(variation: str) -> str:
    """The kind of a signal's type: `special_cause_neutral_high` is `neutral`."""
    return variation.removeprefix("special_cause_").partition("_")[0]


def changes_page(viewer: Viewer, asked: Asked, page: str = "1") -> ChangesPage:
    """A page of the list; as `changed`."""
    found = changed(viewer, asked)
    said = asked.said | {"unit": found.place.unit.id}
    paging = Paging.at(page, len(found.changes), asked=said, size=SIZE)
    return ChangesPage(
        changed=found,
        rows=rows(found.changes[paging.rows]),
        paging=paging,
        themes=list(opened().framework.themes.values()),
        levels=[level for level in LEVELS if level != "individual"],
    )


def rows(changes: Sequence[Change]) -> list[Row]:
    """Changes with their readings: these take most of the time, so only of those that are shown."""
    readings = read_all([change.signal.series for change in changes])
    return [Row(*pair) for pair in zip(changes, readings, strict=True)]
