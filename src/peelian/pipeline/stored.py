"""The stored values of one source, in memory, where the rows of any series are next to one another."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peelian.pipeline.bits import ranges
from peelian.pipeline.result import VALUES
from peelian.pipeline.snapshot import Snapshot
from peelian.pipeline.tables import Tables, connect

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Coded = tuple[npt.NDArray[np.float64], npt.NDArray[np.unsignedinteger[Any]]]

NAMES = ("unit", "measure", "breakdown", "category")  # what a series is, in the order they are kept
NUMBERS = ("value", "numerator", "denominator", "n", "quality")


@dataclass(frozen=True)
class Stored:
    """The value rows of one source at one version of the table, ascending by series, then by period.

    `texts` are the units, measures, breakdowns and categories; `codes` (4, series) are positions in them.
    `start` (series + 1,) says which rows are whose. By row: `period`, `complete` and the five `numbers`, each
    as a list of the different ones and the place of each row's in it. About 15 bytes a row.
    """

    texts: tuple[list[str], ...]
    codes: Codes
    start: Ints
    period: npt.NDArray[np.datetime64]
    complete: npt.NDArray[np.bool_]
    numbers: dict[str, Coded]

    @classmethod
    def read(cls, tables: Tables, source: str, snapshot: Snapshot | None = None) -> "Stored":
        """The value rows in the partitions of `source`, at a version of the table (the latest when None)."""
        columns = ", ".join((*NAMES, "period", "complete", *NUMBERS))
        with connect() as connection:
            of = tables.relation_of(connection, snapshot or tables.snapshot(VALUES), [{"source": source}])
            rows: pa.Table = connection.sql(f"SELECT {columns} FROM {of}").to_arrow_table()
        coded = [rows[name].combine_chunks().dictionary_encode() for name in NAMES]
        texts = [column.dictionary.to_pylist() for column in coded]
        key = np.zeros(len(rows), np.int64)
        for column, known in zip(coded, texts, strict=True):
            key = key * len(known) + column.indices.to_numpy()
        period = rows["period"].to_numpy()
        order = np.lexsort((period, key))
        key = key[order]
        start = np.flatnonzero(np.diff(key, prepend=-1))
        codes = np.stack([column.indices.to_numpy()[order[start]] for column in coded]).astype(np.int32)
        return cls(
            texts=tuple(texts),
            codes=codes,
            start=np.append(start, len(rows)),
            period=period[order],
            complete=rows["complete"].to_numpy()[order],
            numbers={name: _coded(rows[name], order) for name in NUMBERS},
        )

    @cached_property
    def nbytes(self) -> int:
        arrays: list[npt.NDArray[Any]] = [self.codes, self.start, self.period, self.complete]
        return sum(array.nbytes for array in chain(arrays, *self.numbers.values()))

    def find(self, measures: Iterable[str], units: Iterable[str] | None, breakdowns: Iterable[str]) -> Ints:
        """The series of some measures, units (all, when None) and breakdowns ('' is the whole)."""
        unit, measure, breakdown, _ = self.codes
        first = self._code["unit"]
        if units is None:
            found = np.arange(len(unit))
        else:
            at = np.array([first[u] for u in units if u in first], np.int64)
            found = ranges(*np.searchsorted(unit, [at, at + 1]))
        for codes, name, wanted in ((measure, "measure", measures), (breakdown, "breakdown", breakdowns)):
            known = self._code[name]
            among = np.zeros(len(known), bool)
            among[[known[text] for text in wanted if text in known]] = True
            found = found[among[codes[found]]]
        return found

    def rows(self, series: Ints) -> Ints:
        """The rows of some series, one after another."""
        return ranges(self.start[series], self.start[series + 1])

    def number(self, name: str, rows: Ints) -> npt.NDArray[np.float64]:
        """One of the five numbers, NaN where there is none."""
        different, place = self.numbers[name]
        found: npt.NDArray[np.float64] = different[place[rows]]
        return found

    @cached_property
    def _code(self) -> dict[str, dict[str, int]]:
        return {
            name: {text: code for code, text in enumerate(texts)}
            for name, texts in zip(NAMES, self.texts, strict=True)
        }


def _coded(column: pa.ChunkedArray, order: Ints) -> Coded:
    """The different numbers of a column, NaN for null, and in `order` the place of each row's."""
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    different = coded.dictionary.cast(pa.float64()).to_numpy(zero_copy_only=False)
    place = coded.indices.to_numpy()
    return different, place.astype(np.min_scalar_type(max(len(different) - 1, 0)))[order]
