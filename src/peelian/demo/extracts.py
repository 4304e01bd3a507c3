"""Extract files: months of rows appended to CSV, gzipped when big, with a count of what was put in."""

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from peelian.demo.columns import Rng
from peelian.demo.faults import FAULTS, plain_csv, strike
from peelian.demo.sizes import Size

REVISED_SHARE = 0.004  # of an extract's last month, sent again in the next extract with another closing code


@dataclass(slots=True)
class Extract:
    """One file, and what loading it should find: its lines, faults that reject a row, and revisions."""

    source: str
    file: str
    rows: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    revised: int = 0


class ExtractWriter:
    """Writes one source's months in order, starting a new file every `size.extract_months`."""

    def __init__(self, folder: Path, source: str, size: Size) -> None:
        self._folder, self._source, self._size = folder, source, size
        self._months = 0
        self._sink: IO[bytes] | None = None
        self._again: pa.Table | None = None
        self.extracts: list[Extract] = []

    def add(self, month: np.datetime64, table: pa.Table, rng: Rng) -> None:
        """Append a month of rows, struck by the source's faults."""
        if self._months % self._size.extract_months == 0:
            self._start(month, table.column_names)
            self._send_again()
        self._months += 1
        struck = strike(table, FAULTS.get(self._source, ()), rng)
        self._write(struck.text)
        extract = self.extracts[-1]
        extract.rows += struck.lines
        for name, count in struck.faults.items():
            extract.faults[name] = extract.faults.get(name, 0) + count
        if self._source == "incidents" and self._months % self._size.extract_months == 0:
            self._again = table.filter(pa.array(struck.sound & (rng.random(table.num_rows) < REVISED_SHARE)))

    def _start(self, month: np.datetime64, columns: list[str]) -> None:
        self.close()
        last = min(month + self._size.extract_months - 1, self._size.span[-1])
        span = f"{month}" if last == month else f"{month}-to-{last}"
        name = f"{self._source}-{span}.csv" + (".gz" if self._size.compressed else "")
        self.extracts.append(Extract(self._source, name))
        self._sink = open_sink(self._folder / name)
        self._write((",".join(columns) + "\n").encode())

    def _write(self, text: bytes) -> None:
        assert self._sink is not None
        self._sink.write(text)

    def _send_again(self) -> None:
        """Write a few of the previous extract's last month once more, closed with another code."""
        if self._again is None:
            return
        rows, self._again = self._again, None
        place = rows.schema.get_field_index("closing_code")
        code = pc.if_else(pc.equal(rows["closing_code"], "AD20"), "AD21", "AD20")
        self._write(plain_csv(rows.set_column(place, "closing_code", code)))
        self.extracts[-1].rows += rows.num_rows
        self.extracts[-1].revised += rows.num_rows

    def close(self) -> None:
        """Finish the file being written."""
        if self._sink is not None:
            self._sink.close()
            self._sink = None


def write_whole(folder: Path, source: str, table: pa.Table) -> Extract:
    """Write a source that is sent whole, such as the units, as one plain CSV without faults."""
    header = ",".join(table.column_names) + "\n"
    (folder / f"{source}.csv").write_bytes(header.encode() + plain_csv(table))
    return Extract(source, f"{source}.csv", table.num_rows)


class _Gzip(gzip.GzipFile):
    """A gzip file that closes what it writes to, and whose bytes depend on its content alone."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("wb")
        super().__init__(filename="", mode="wb", compresslevel=1, fileobj=self._raw, mtime=0)

    def close(self) -> None:
        super().close()
        self._raw.close()


def open_sink(path: Path) -> IO[bytes]:
    """A file to write, gzipped by its name, the same bytes for the same content."""
    return cast(IO[bytes], _Gzip(path)) if path.suffix == ".gz" else path.open("wb")
