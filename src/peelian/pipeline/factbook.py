"""The tables of facts: which files of rows are laid out, and laying out those that are not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import sha256

import numpy as np
import pyarrow as pa

from peelian.framework.load import Framework
from peelian.framework.source import Source
from peelian.pipeline.contracts import row_schema
from peelian.pipeline.facts import DATE, PARTITIONS, Layout
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.snapshot import Snapshot, TableFile

WORKERS = 2  # files laid out at once, each in memory


class Factbook:
    """The facts of one source, as the framework and the organisation now have them laid out."""

    def __init__(
        self, tables: Pinned, framework: Framework, source: Source, organisation: Organisation
    ) -> None:
        self.tables, self.framework, self.source = tables, framework, source
        self.organisation = organisation
        self.layout = Layout.of(framework, source)
        self.name = f"facts/{source.id}"

    @cached_property
    def _rows(self) -> Snapshot | None:
        return self.tables.snapshot(f"rows/{self.source.id}")

    @property
    def facts(self) -> Snapshot | None:
        """The table of facts, None when nothing has been laid out."""
        return self.tables.snapshot(self.name)

    @cached_property
    def _digest(self) -> str:
        return self.layout.digest()

    @cached_property
    def _laid(self) -> dict[tuple[str, str], TableFile]:
        """The files there are, by the file of rows and the digest they were laid out with."""
        kept = self.facts
        return {(f.partition["_rows"], f.partition["_laid"]): f for f in kept.files} if kept else {}

    @cached_property
    def wanted(self) -> list[tuple[TableFile, dict[str, str]]]:
        """Each file of rows, and the partition its facts are in or will be."""
        files = self._rows.files if self._rows else ()
        return [(file, self._partition(file)) for file in files]

    def _partition(self, file: TableFile) -> dict[str, str]:
        month, rows = file.partition["_month"], sha256(file.path.encode()).hexdigest()[:16]
        return dict(zip(PARTITIONS, (month, rows, self._placed(month)), strict=True))

    def _placed(self, month: str) -> str:
        """A digest of all but its rows that a month's facts are made of."""
        if not self.source.individual:
            return self._digest
        first = np.datetime64(month, "M")
        days = (first.astype("datetime64[D]"), (first + 1).astype("datetime64[D]"))
        start, end = (int(day.astype(np.int64)) for day in days)
        return f"{self._digest}{self.organisation.postings_in(start, end)}"

    def missing(self) -> list[tuple[TableFile, dict[str, str]]]:
        """The files of rows that are not laid out."""
        return [each for each in self.wanted if (each[1]["_rows"], each[1]["_laid"]) not in self._laid]

    def lay_out(self, progress: Callable[[int, int, str], None]) -> None:
        """Lay out what is missing and take away what is no more, in one commit."""
        missing = self.missing()
        current = {(each["_rows"], each["_laid"]) for _, each in self.wanted}
        gone = [dict(file.partition) for key, file in self._laid.items() if key not in current]
        if not missing and not gone:
            return
        tables = self.tables.tables
        staged = tables.staged(self.name)

        def one(each: tuple[TableFile, dict[str, str]]) -> None:
            tables.stage_partition(self.name, self._lay_out(each[0]), each[1], staged, quick=True)

        with ThreadPoolExecutor(WORKERS) as workers:
            for done, _ in enumerate(workers.map(one, missing)):
                progress(done, len(missing), f"{self.source.title}: rows laid out")
        tables.commit(self.name, self.layout.schema, staged, partition_by=PARTITIONS, replacing=gone)
        self.tables.forget(self.name)
        self.__dict__.pop("_laid", None)

    def _lay_out(self, file: TableFile) -> pa.Table:
        assert self._rows is not None
        kinds = {field.name: field.type for field in row_schema(self.source)}
        wanted = pa.schema([(name, kinds[name]) for name in (*self.layout.reads, DATE)])
        rows = self.tables.tables.columns(self._rows, file, wanted, threads=False)  # several at once
        return self.layout.lay_out(rows, self.organisation)

    def read(self, months: Iterable[str] | None, columns: Sequence[str]) -> Iterator[pa.Table]:
        """The facts of some months (of all when None), a table for each file of rows.

        They are laid out now when they are not yet.
        """
        for rows, file in self.files(months):
            yield self.table(rows, file, columns)

    def files(self, months: Iterable[str] | None) -> Iterator[tuple[TableFile, TableFile | None]]:
        """Each file of rows of some months, and that of its facts; None when it is not laid out."""
        inside = None if months is None else set(months)
        for rows, partition in self.wanted:
            if inside is None or partition["_month"] in inside:
                yield rows, self._laid.get((partition["_rows"], partition["_laid"]))

    def table(self, rows: TableFile, file: TableFile | None, columns: Sequence[str]) -> pa.Table:
        """Some columns of the facts of a file of rows."""
        kept = self.facts
        if file is None or kept is None:
            return self._lay_out(rows).select(columns)
        wanted = pa.schema([self.layout.schema.field(name) for name in columns])
        return self.tables.tables.columns(kept, file, wanted)
