"""Faults that break a source's contract, put into known numbers of rows on their way to an extract."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv

from peelian.demo.columns import Bools, Rng

Kind = Literal["unknown value", "malformed", "missing", "repeated", "ragged"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done to a `share` of rows: a cell of `column` becomes one of `texts`; a ragged row is cut
    short; a repeated one is written twice, the second time with another text in `column`."""

    kind: Kind
    share: float
    column: str = ""
    texts: tuple[str, ...] = ("",)

    @property
    def name(self) -> str:
        """Such as 'unknown value in grade'."""
        return f"{self.kind} in {self.column}" if self.column else self.kind


FAULTS: Final[dict[str, tuple[Fault, ...]]] = {
    "incidents": (
        Fault("unknown value", 0.0008, "grade", ("G9", "IMM?", "TBC")),
        Fault("malformed", 0.0006, "created_at", ("31/02/2025 25:61", "2025-13-01 00:00:00", "yesterday")),
        Fault("missing", 0.0003, "created_at"),
        Fault("repeated", 0.0009, "closing_code", ("ZZ99",)),
        Fault("ragged", 0.0004),
    ),
    "calls": (
        Fault("unknown value", 0.0006, "line", ("112?", "switchboard")),
        Fault("malformed", 0.0008, "connected_at", ("00/00/0000", "24:07")),
        Fault("ragged", 0.0008),
    ),
    "recorded_crimes": (
        Fault("unknown value", 0.0012, "category", ("Misc.", "Not yet classified")),
        Fault("malformed", 0.0010, "month", ("2025-00", "Q3")),
    ),
    "crime_outcomes": (
        Fault("unknown value", 0.0012, "outcome", ("Outcome 99",)),
        Fault("malformed", 0.0010, "month", ("2025-00",)),
    ),
    "stop_searches": (
        Fault("malformed", 0.0015, "searched_at", ("2025-06-31T10:00:00+01:00", "?")),
        Fault("unknown value", 0.0015, "outcome", ("see pocket book",)),
    ),
}


def plain_csv(table: pa.Table) -> bytes:
    """The rows as CSV without a header or quotes; no value may hold a comma or quote."""
    sink = pa.BufferOutputStream()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none", batch_size=65_536)
    pyarrow.csv.write_csv(table, sink, options)
    return bytes(sink.getvalue())


@dataclass(frozen=True, slots=True)
class Struck:
    """Rows as CSV with their faults: the text, its lines, rows by fault, and which rows have none."""

    text: bytes
    lines: int
    faults: dict[str, int]
    sound: Bools


def strike(table: pa.Table, faults: tuple[Fault, ...], rng: Rng) -> Struck:
    """The table as CSV with its faults. Rows with a fault come after the rest, as if corrected late."""
    edges = np.cumsum([fault.share for fault in faults])
    drawn = np.searchsorted(edges, rng.random(table.num_rows), side="right")
    struck = drawn < len(faults)
    repeated = np.isin(drawn, [place for place, fault in enumerate(faults) if fault.kind == "repeated"])
    once = plain_csv(table.filter(pa.array(~struck | repeated)))
    rows = np.flatnonzero(struck)
    lines = plain_csv(table.take(pa.array(rows))).decode().splitlines()
    broken = [
        _broken(line, faults[place], table.column_names, rng)
        for line, place in zip(lines, drawn[rows], strict=True)
    ]
    return Struck(
        text=once + "".join(line + "\n" for line in broken).encode(),
        lines=table.num_rows + int(repeated.sum()),
        faults={fault.name: int((drawn == place).sum()) for place, fault in enumerate(faults)},
        sound=~struck,
    )


def _broken(line: str, fault: Fault, columns: list[str], rng: Rng) -> str:
    cells = line.split(",")
    if fault.kind == "ragged":
        return ",".join(cells[: max(2, len(cells) // 2)])
    cells[columns.index(fault.column)] = fault.texts[rng.integers(len(fault.texts))]
    return ",".join(cells)
