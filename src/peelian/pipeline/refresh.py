"""Refresh: recompute what changed since last time, and publish it in one commit.

What is computed together is a cell: one source's plan for one bucket (a month, quarter or year). Each
stored row carries the digest of all its cell depends on: the definitions, the organisation, the settings
and the files its source's rows are in. A refresh computes the cells whose digest differs and replaces
just those, so it may be killed anywhere: the table shows the old version until the new one is whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

import numpy as np
import pyarrow as pa

from peelian.framework.source import Source
from peelian.pipeline.batch import Batch, Parts, fetch, place_rows
from peelian.pipeline.combine import Combined, combined_rows
from peelian.pipeline.compile import Plan, compile_plans
from peelian.pipeline.coverage import Coverage, coverages
from peelian.pipeline.lock import writing
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.periods import bucket_of, period_index, period_start
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.result import COMBINED, SCHEMA, VALUES, result_rows
from peelian.pipeline.scores import Scores
from peelian.pipeline.tables import connect
from peelian.pipeline.workspace import Workspace

FORMAT = "1"  # part of every digest: change it when the meaning of a stored row changes
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
    with writing(workspace.root):
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
        self.connection = connect()
        self.coverage = coverages(self.tables, self.connection, self.framework.sources)
        self.organisation = Organisation.read(workspace, undescribed=self._unit_ids())
        self.scores = {source: Scores.read(workspace, source) for source in self.coverage}
        self.as_of = datetime.now(UTC).replace(microsecond=0)

    def _unit_ids(self) -> set[str]:
        found: set[str] = set()
        for source_id, source in self.framework.sources.items():
            if source.unit and source_id in self.coverage and source_id != "units":
                rows = self.tables.relation(self.connection, f"rows/{source_id}")
                sql = f'SELECT DISTINCT "{source.unit}" FROM {rows} WHERE "{source.unit}" IS NOT NULL'
                found |= {row[0] for row in self.connection.sql(sql).fetchall()}
        return found

    @cached_property
    def cells(self) -> dict[Key, Cell]:
        plans = compile_plans(self.framework, self.framework.measures.values())
        return {cell.key: cell for plan in plans for cell in self._cells(plan)}

    @cached_property
    def combined(self) -> Combined:
        return Combined(self.framework, self.cells.values())

    @cached_property
    def wanted(self) -> dict[Key, str]:
        return {key: cell.digest for key, cell in self.cells.items()} | self.combined.digests()

    @cached_property
    def stored(self) -> dict[Key, str]:
        if not self.tables.exists(VALUES):
            return {}
        values = self.tables.relation(self.connection, VALUES)
        sql = f"SELECT source, bucket, any_value(cell) FROM {values} GROUP BY ALL"
        return {(source, bucket): cell for source, bucket, cell in self.connection.sql(sql).fetchall()}

    def stale(self) -> set[Key]:
        """Cells to compute: those not stored, or stored with another digest."""
        return {key for key, digest in self.wanted.items() if self.stored.get(key) != digest}

    def gone(self) -> set[Key]:
        """Cells stored for rows or measures that are no more."""
        return set(self.stored) - set(self.wanted)

    def run(self, *, full: bool, progress: Progress) -> Refreshed:
        stale, gone = set(self.wanted) if full else self.stale(), self.gone()
        if stale or gone:
            self.combined.superseded |= stale | gone
            reader = pa.RecordBatchReader.from_batches(SCHEMA, self._rows(stale, progress))
            partitions = [{"source": source, "bucket": bucket} for source, bucket in sorted(stale | gone)]
            self.workspace.tables.replace(VALUES, reader, partitions, ("source", "bucket"))
        return Refreshed(len(self.wanted), len(stale), len(gone), self.as_of)

    def _cells(self, plan: Plan) -> Iterator[Cell]:
        covered = self.coverage.get(plan.source.id)
        if covered is None:
            return
        start, end = self._span(plan.source, covered)
        first, last = period_index(np.array([start, end], dtype=np.int32), plan.every)
        periods = np.arange(first, last + 1)
        buckets = bucket_of(periods, plan.every)
        for bucket in np.unique(buckets):
            inside = periods[buckets == bucket]
            name = f"{plan.every} {np.datetime64(int(bucket), 'D')}"
            cell = Cell(plan, name, int(inside[0]), len(inside))
            if plan.source.period and not np.isin(period_index(covered.days, plan.every), inside).any():
                continue
            cell.digest = self._digest(cell)
            yield cell

    def _span(self, source: Source, covered: Coverage) -> tuple[int, int]:
        """First and last day to compute: what was loaded; for spells, up to the last day of any source."""
        if source.period:
            return covered.first, covered.last
        ends = [c.last for id_, c in self.coverage.items() if self.framework.sources[id_].period]
        return covered.first, max(ends, default=covered.last)

    def _months(self, cell: Cell) -> set[str]:
        start, end = period_start(np.array([cell.first, cell.first + cell.periods]), cell.plan.every)
        first, last = np.array([start, end - 1]).astype("datetime64[D]").astype("datetime64[M]")
        return {str(month) for month in np.arange(first, last + 1)}

    def _digest(self, cell: Cell) -> str:
        source = cell.plan.source
        files = self.tables.fingerprint(f"rows/{source.id}", self._months(cell) if source.period else None)
        definitions = [self.framework.fingerprint(step.measure.id) for step in cell.plan.steps]
        settings = (FORMAT, self.framework.edition.edition, self.workspace.settings.hierarchy)
        covered = self.coverage[source.id]
        edges = (covered.first, covered.last) if self._touches_edge(cell, covered) else ()
        parts = (settings, definitions, self.organisation.fingerprint(), files, edges)
        return sha256(repr(parts).encode()).hexdigest()[:24]

    def _touches_edge(self, cell: Cell, covered: Coverage) -> bool:
        start, end = period_start(np.array([cell.first, cell.first + cell.periods]), cell.plan.every)
        return bool(start <= covered.first or end >= covered.last - 1)

    def _rows(self, stale: set[Key], progress: Progress) -> Iterator[pa.RecordBatch]:
        todo = [self.cells[key] for key in sorted(stale) if key[0] != COMBINED]
        for done, cell in enumerate(todo):
            progress(done, len(todo), f"{cell.plan.source.title}, {cell.bucket}")
            for table in self._compute(cell):
                self.combined.keep(table)
                yield from table.to_batches()
        wanted = {bucket for source, bucket in stale if source == COMBINED}
        if wanted:
            yield from combined_rows(self.combined, wanted, self.tables, self.connection, self.as_of)
        progress(len(todo), len(todo), "published")

    def _compute(self, cell: Cell) -> Iterator[pa.Table]:
        plan, covered = cell.plan, self.coverage[cell.plan.source.id]
        rows = fetch(self.tables, self.connection, plan, cell.first, cell.periods)
        posted = plan.source.period is not None and plan.source.individual is not None
        leaf, paths = place_rows(
            self.organisation, rows, posted=posted, hierarchy=self.workspace.settings.hierarchy
        )
        batch = Batch(plan, rows, leaf, paths, len(self.organisation.unit_ids), cell.first, cell.periods)
        shared = _Shared(self, cell, covered, batch)
        for parts in batch.parts():
            yield shared.table(parts)


class _Shared:
    """What every result row of one cell shares: its periods, units, quality and completeness."""

    def __init__(self, run: _Refresh, cell: Cell, covered: Coverage, batch: Batch) -> None:
        self.run, self.cell, self.batch = run, cell, batch
        starts = period_start(np.arange(cell.first, cell.first + cell.periods + 1), cell.plan.every)
        self.starts, ends = starts[:-1], starts[1:]
        spells = cell.plan.source.period is None
        self.complete = np.array([
            spells or (covered.first <= start + 1 and covered.last >= end - 2)
            for start, end in zip(self.starts, ends, strict=True)
        ])  # fmt: skip
        exists = np.stack(
            [run.organisation.exists(int(s), int(e)) for s, e in zip(self.starts, ends, strict=True)], axis=1
        )
        seen = batch.present.any(axis=0) | spells
        self.show = (exists & seen) | batch.present
        scores = run.scores[cell.plan.source.id]
        self.quality = np.array(
            [scores.between(int(s), int(e)) for s, e in zip(self.starts, ends, strict=True)]
        )
        codes = range(len(run.organisation.unit_ids))
        day = int(ends[-1]) - 1
        self.levels = [run.organisation.level_of(code, day) for code in codes]

    def table(self, parts: Parts) -> pa.Table:
        return result_rows(
            parts,
            source=self.cell.plan.source.id,
            bucket=self.cell.bucket,
            cell=self.cell.digest,
            edition=self.run.framework.edition.edition,
            unit_ids=self.run.organisation.unit_ids,
            levels=self.levels,
            starts=self.starts,
            show=self.show,
            quality=self.quality,
            complete=self.complete,
            as_of=self.run.as_of,
        )
