"""Refresh: recompute what changed since last time, and publish it in one commit.

What is computed together is a cell: one source's plan for one bucket (a month, quarter or year). Its rows
are in a partition of their own, named by the digest of all it depends on: the definitions, the organisation,
the settings and the files its source's rows are in. A refresh computes the cells whose digest differs and
replaces just those, so it may be killed anywhere: the table shows the old version until the new one is whole.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

import numpy as np
import pyarrow as pa

from peelian.framework.source import Source
from peelian.pipeline.bits import Bools
from peelian.pipeline.combine import Combined, combined_rows
from peelian.pipeline.compile import Plan, compile_plans
from peelian.pipeline.contents import contents
from peelian.pipeline.coverage import Coverage, coverages
from peelian.pipeline.engines import engine
from peelian.pipeline.engines.local import Local
from peelian.pipeline.factbook import WORKERS, Factbook
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.periods import bucket_of, months_within, period_index, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.result import COMBINED, PARTITIONS, SCHEMA, VALUES, Frame, result_rows
from peelian.pipeline.rollup import Rollup, above
from peelian.pipeline.scores import Scores
from peelian.pipeline.snapshot import Staged
from peelian.pipeline.tables import connect
from peelian.pipeline.turn import turn
from peelian.pipeline.workspace import Workspace

FORMAT = "2"  # part of every digest: change it when the meaning of a stored row changes
Key = tuple[str, str]  # source and bucket
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: how many cells were right already, computed anew, and removed."""

    cells: int
    computed: int
    removed: int
    as_of: datetime


@dataclass
class Cell:
    """One source's plan over one bucket of periods: the unit of recomputing."""

    plan: Plan
    bucket: str
    first: int
    periods: int
    digest: str = field(default="")

    @property
    def key(self) -> Key:
        return self.plan.source.id, self.bucket


def refresh(workspace: Workspace, *, full: bool = False, progress: Progress | None = None) -> Refreshed:
    """Bring the values up to date with the rows, the framework and the organisation.

    `full` recomputes every cell. `progress` is called with (done, total, what).
    """
    with turn(workspace):
        return _Refresh(workspace).run(full=full, progress=progress or (lambda done, total, what: None))


def pending(workspace: Workspace) -> int:
    """How many cells a refresh would compute or remove now."""
    run = _Refresh(workspace)
    return len(run.stale()) + len(run.gone())


class _Refresh:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.tables = Pinned(workspace.tables)
        self.framework = workspace.framework
        sources = self.framework.sources
        kept = {id_: self.tables.snapshot(f"rows/{id_}") for id_ in sources}
        files = {
            id_: contents(workspace, sources[id_], snapshot) for id_, snapshot in kept.items() if snapshot
        }
        self.coverage = coverages(files, sources)
        self.organisation = Organisation.read(workspace)
        self.scores = {source: Scores.read(workspace, source, kept[source]) for source in self.coverage}
        self.as_of = datetime.now(UTC).replace(microsecond=0)

    @cached_property
    def plans(self) -> list[Plan]:
        plans = compile_plans(self.framework, self.framework.measures.values())
        return [plan for plan in plans if plan.source.id in self.coverage]

    @cached_property
    def books(self) -> dict[str, Factbook]:
        return {
            plan.source.id: Factbook(self.tables, self.framework, plan.source, self.organisation)
            for plan in self.plans
        }

    @cached_property
    def cells(self) -> dict[Key, Cell]:
        return {cell.key: cell for plan in self.plans for cell in self._cells(plan)}

    @cached_property
    def combined(self) -> Combined:
        return Combined(self.framework, self.cells.values())

    @cached_property
    def wanted(self) -> dict[Key, str]:
        return {key: cell.digest for key, cell in self.cells.items()} | self.combined.digests()

    @cached_property
    def stored(self) -> dict[Key, str]:
        kept = self.tables.snapshot(VALUES)
        partitions = (file.partition for file in kept.files) if kept else ()
        return {(each["source"], each["bucket"]): each["cell"] for each in partitions}

    def stale(self) -> set[Key]:
        """Cells to compute: those not stored, or stored with another digest."""
        return {key for key, digest in self.wanted.items() if self.stored.get(key) != digest}

    def gone(self) -> set[Key]:
        """Cells stored for rows or measures that are no more."""
        return set(self.stored) - set(self.wanted)

    def run(self, *, full: bool, progress: Progress) -> Refreshed:
        for book in self.books.values():
            if book.source.period:
                book.lay_out(progress)
        stale, gone = set(self.wanted) if full else self.stale(), self.gone()
        if stale or gone:
            self.combined.superseded |= stale | gone
            self._publish(stale, gone, progress)
        return Refreshed(len(self.wanted), len(stale), len(gone), self.as_of)

    def _cells(self, plan: Plan) -> Iterator[Cell]:
        covered = self.coverage[plan.source.id]
        start, end = self._span(plan.source, covered)
        first, last = period_index(np.array([start, end], dtype=np.int32), plan.every)
        periods = np.arange(first, last + 1)
        buckets = bucket_of(periods, plan.every)
        with_rows = np.unique(period_index(covered.days, plan.every))
        for bucket in np.unique(buckets):
            inside = periods[buckets == bucket]
            if plan.source.period and not np.isin(inside, with_rows).any():
                continue
            name = f"{plan.every}-{np.datetime64(int(bucket), 'D')}"
            cell = Cell(plan, name, int(inside[0]), len(inside))
            cell.digest = self._digest(cell)
            yield cell

    def _span(self, source: Source, covered: Coverage) -> tuple[int, int]:
        """First and last day to compute: what was loaded; for spells, up to the last day of any source."""
        if source.period:
            return covered.first, covered.last
        ends = [c.last for id_, c in self.coverage.items() if self.framework.sources[id_].period]
        return covered.first, max(ends, default=covered.last)

    def _months(self, cell: Cell) -> list[str]:
        return months_within(cell.first, cell.periods, cell.plan.every)

    def _digest(self, cell: Cell) -> str:
        source = cell.plan.source
        files = self.tables.fingerprint(f"rows/{source.id}", self._months(cell) if source.period else None)
        definitions = [self.framework.fingerprint(step.measure.id) for step in cell.plan.steps]
        settings = (FORMAT, self.framework.edition.edition, self.workspace.settings.hierarchy)
        covered = self.coverage[source.id]
        edges = (covered.first, covered.last) if self._touches_edge(cell, covered) else ()
        organisation = (self.organisation.hierarchy, self._postings(cell))
        parts = (settings, definitions, organisation, files, cell.first, cell.periods, edges)
        return sha256(repr(parts).encode()).hexdigest()[:24]

    def _postings(self, cell: Cell) -> str:
        """A digest of the postings that decide where a cell's rows belong."""
        if not (cell.plan.source.period and cell.plan.source.individual):
            return ""
        start, end = period_start(np.array([cell.first, cell.first + cell.periods]), cell.plan.every)
        return self.organisation.postings_in(int(start), int(end))

    def _touches_edge(self, cell: Cell, covered: Coverage) -> bool:
        start, end = period_start(np.array([cell.first, cell.first + cell.periods]), cell.plan.every)
        return bool(start <= covered.first or end >= covered.last - 1)

    def _publish(self, stale: set[Key], gone: set[Key], progress: Progress) -> None:
        """Write each stale cell to a file of its own, unseen, then put them all in place in one commit."""
        tables = self.workspace.tables
        staged = tables.staged(VALUES)
        chosen = engine(self.workspace.settings, self.tables, self.organisation, self.books)
        cells = [self.cells[key] for key in sorted(stale) if key[0] != COMBINED]
        lots = list(self._together(cells, chosen.rows_at_once))

        def compute(cells: list[Cell]) -> list[pa.Table]:
            inputs = []
            for cell, rows in zip(cells, self._compute(chosen, cells), strict=True):
                self._stage(staged, rows.drop_columns(["source", "bucket"]), (*cell.key, cell.digest))
                inputs.append(self.combined.inputs_in(rows))
            return inputs

        with ThreadPoolExecutor(WORKERS) as workers:
            for done, (cells, inputs) in enumerate(zip(lots, workers.map(compute, lots), strict=True)):
                what = f"{cells[0].plan.source.title}, {cells[0].bucket} to {cells[-1].bucket}"
                progress(done + 1, len(lots), what)
                self.combined.kept += inputs
        progress(len(lots), len(lots), "Rates and derived measures")
        wanted = {bucket for source, bucket in stale if source == COMBINED}
        if wanted:
            made = combined_rows(self.combined, wanted, self.tables, connect(), self.as_of)
            for bucket, rows in made:
                key = (COMBINED, bucket, self.wanted[COMBINED, bucket])
                self._stage(staged, rows.drop_columns(["source", "bucket"]), key)
        replaced = [{"source": source, "bucket": bucket} for source, bucket in sorted(stale | gone)]
        tables.commit(VALUES, SCHEMA, staged, partition_by=PARTITIONS, replacing=replaced)

    def _stage(self, staged: Staged, rows: pa.Table, key: tuple[str, str, str]) -> None:
        partition = dict(zip(PARTITIONS, key, strict=True))
        self.workspace.tables.stage_partition(VALUES, rows, partition, staged)

    def _together(self, cells: list[Cell], most: int) -> Iterator[list[Cell]]:
        """Consecutive cells of one plan, as many as have at most so many rows: one read of them all."""
        lot: list[Cell] = []
        rows = 0
        for cell in sorted(cells, key=lambda c: (c.plan.source.id, c.plan.every, c.first)):
            own = self.tables.rows(f"rows/{cell.plan.source.id}", self._months(cell))
            follows = lot and lot[0].plan is cell.plan and lot[-1].first + lot[-1].periods == cell.first
            if lot and (not follows or rows + own > most):
                yield lot
                lot, rows = [], 0
            lot.append(cell)
            rows += own
        if lot:
            yield lot

    def _compute(self, by: Local, cells: list[Cell]) -> Iterator[pa.Table]:
        """The value rows of each of some consecutive cells of one plan."""
        plan, first = cells[0].plan, cells[0].first
        periods = sum(cell.periods for cell in cells)
        tallies = by.tallies(plan, first, periods)
        hierarchy = self.workspace.settings.hierarchy
        over = [above(self.organisation, each, plan, first, periods, hierarchy) for each in tallies]
        rolled = Rollup(plan, tallies, over, len(self.organisation.unit_ids), periods)
        present, parts = rolled.present, list(rolled.parts())
        for cell in cells:
            within = slice(cell.first - first, cell.first - first + cell.periods)
            frame = self._frame(cell, present[:, within])
            yield pa.concat_tables([result_rows(each.during(within), frame) for each in parts])

    def _frame(self, cell: Cell, present: Bools) -> Frame:
        """What every value row of a cell shares; `present` is which (unit, period) has any row."""
        plan, organisation = cell.plan, self.organisation
        starts = period_start(np.arange(cell.first, cell.first + cell.periods + 1), plan.every)
        starts, ends = starts[:-1], starts[1:]
        covered, spells = self.coverage[plan.source.id], plan.source.period is None
        scores = self.scores[plan.source.id]
        exists = np.stack(
            [organisation.exists(int(s), int(e)) for s, e in zip(starts, ends, strict=True)], axis=1
        )
        seen = present.any(axis=0) | spells
        return Frame(
            source=plan.source.id,
            bucket=cell.bucket,
            edition=self.framework.edition.edition,
            units=organisation.unit_ids,
            levels=organisation.levels_on(ends - 1).T,
            starts=starts,
            show=(exists & seen) | present,
            quality=np.array([scores.between(int(s), int(e)) for s, e in zip(starts, ends, strict=True)]),
            whole=covered.complete(starts, ends, adds=True) | spells,
            mostly=covered.complete(starts, ends, adds=False) | spells,
            as_of=self.as_of,
        )
