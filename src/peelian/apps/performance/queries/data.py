"""Where values come from: sources, their loads, and the rows that were rejected."""

from dataclasses import dataclass, replace

from django.http import Http404

from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import visible_to
from peelian.apps.paging import Paging
from peelian.documents import kept
from peelian.documents.kept import fresh, loads, opened
from peelian.framework.measure import Measure
from peelian.framework.source import Source
from peelian.pipeline.organisation import ROOT
from peelian.pipeline.quality import Freshness
from peelian.pipeline.quarantine import RejectedRow
from peelian.pipeline.receipts import Receipt


@dataclass(frozen=True)
class SourceState:
    source: Source
    freshness: Freshness
    loads: list[Receipt]
    measures: list[Measure]

    @property
    def rejected(self) -> int:
        return sum(load.rejected for load in self.loads)


@dataclass(frozen=True)
class RejectedPage:
    """One page of rejected rows. `shows_cells` is False for a viewer who may not read their contents."""

    state: SourceState
    load: Receipt | None
    rows: list[RejectedRow]
    paging: Paging
    shows_cells: bool


def sources(viewer: Viewer) -> list[SourceState]:
    """Every source with its freshness and loads, those with rows first."""
    visible_to(viewer).some_unit()
    workspace = opened()
    states = [_state(source) for source in workspace.framework.sources.values()]
    return sorted(states, key=lambda s: (not s.loads, s.source.title))


def source(viewer: Viewer, source_id: str) -> SourceState:
    """One source; Http404 when there is none of that name."""
    visible_to(viewer).some_unit()
    return _state(_named(source_id))


def rejected(viewer: Viewer, source_id: str, *, load_id: str | None = None, page: str = "1") -> RejectedPage:
    """A page of the rows of a source that broke its contract, of one load or of all.

    Contents of rows may be about people, and of any unit: only whoever may read those of the whole force
    does. Others read where and why, without the values that reasons quote.
    """
    visible = visible_to(viewer)
    visible.some_unit()
    state = _state(_named(source_id))
    load = next((each for each in state.loads if each.load_id == load_id), None)
    if load_id and load is None:
        raise Http404("There is no such load of this source.")
    total = load.rejected if load else state.rejected
    paging = Paging.at(page, total, asked={"load": load.load_id} if load else {})
    rows = kept.rejected(opened(), source_id, load_id, paging.rows)
    shows_cells = visible.may(Permission.READ_REJECTED, ROOT)
    if not shows_cells:
        rows = [replace(row, reasons=row.counted, cells={}) for row in rows]
    return RejectedPage(state, load, rows, paging, shows_cells)


def _named(source_id: str) -> Source:
    found = opened().framework.sources.get(source_id)
    if found is None:
        raise Http404(f"There is no source {source_id!r}.")
    return found


def _state(found: Source) -> SourceState:
    workspace = opened()
    return SourceState(
        found,
        fresh(workspace, found.id),
        [load for load in loads(workspace) if load.source == found.id],
        [m for m in workspace.framework.measures.values() if m.source == found.id],
    )
