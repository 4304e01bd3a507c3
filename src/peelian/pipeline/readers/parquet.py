"""Parquet files, a group of rows at a time, every cell as text."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from peelian.framework.errors import UserError
from peelian.pipeline.readers.batches import BYTES, LARGEST_ROW, ROWS, Batch, Member

LARGEST_RATIO = 5_000  # repeated texts take next to nothing in Parquet; police.uk's shrink 10 times
SUSPICIOUS = 1 << 30  # bytes of text a file may have whatever its ratio


def parquet(path: Path) -> Member:
    """A Parquet file as a member. Lines are row numbers, from 1. UserError when it cannot be read."""
    try:
        with pq.ParquetFile(path) as file:
            names = tuple(file.schema_arrow.names)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _damaged(path, "cannot be read as Parquet", error) from None
    return Member(path.name, names, lambda: _batches(path))


def _batches(path: Path) -> Iterator[Batch]:
    line, size = 1, 0
    largest = max(SUSPICIOUS, LARGEST_RATIO * path.stat().st_size)
    try:
        with pq.ParquetFile(path, read_dictionary=_repeated(path)) as file:
            for piece in file.iter_batches(batch_size=ROWS):
                for start, end in _cuts(path, line, piece):
                    columns = {
                        f"c{i}": _text(c.slice(start, end - start)) for i, c in enumerate(piece.columns)
                    }
                    lines = pa.array(np.arange(line, line + end - start, dtype=np.int64))
                    batch = Batch(pa.table(columns), lines)
                    size += batch.cells.nbytes + lines.nbytes
                    if size > largest:
                        raise UserError(
                            f"{path.name} unpacks to {size >> 20:,} MB or more from "
                            f"{path.stat().st_size:,} bytes: no extract does. Nothing was loaded"
                        )
                    yield batch
                    line += end - start
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _damaged(path, f"is damaged after row {line - 1:,}", error) from None


def _repeated(path: Path) -> list[str]:
    """The columns whose texts are kept once each: read so, a large one costs nothing until it is cut."""
    with pq.ParquetFile(path) as file:
        metadata = file.metadata
        return [
            column.path_in_schema
            for group in range(metadata.num_row_groups)
            for column in map(metadata.row_group(group).column, range(metadata.num_columns))
            if column.physical_type == "BYTE_ARRAY"
            and any("DICTIONARY" in encoding for encoding in column.encodings)
        ]


def _cuts(path: Path, line: int, piece: pa.RecordBatch) -> Iterator[tuple[int, int]]:
    """Where to cut a batch so that no part has much more text than is held at once."""
    sizes = np.zeros(piece.num_rows, np.int64)
    for column in piece.columns:
        if pa.types.is_dictionary(column.type):
            lengths = pc.binary_length(column.dictionary).take(column.indices)
            sizes += pc.fill_null(lengths, 0).to_numpy(False).astype(np.int64)
    if len(sizes) and sizes.max() > LARGEST_ROW:
        place = line + int(sizes.argmax())
        raise UserError(
            f"{path.name}: row {place:,} is longer than {LARGEST_ROW >> 20} MB: that is no row of a table"
        )
    part = np.cumsum(sizes) // BYTES
    ends = [*(np.flatnonzero(np.diff(part)) + 1).tolist(), piece.num_rows]
    yield from zip([0, *ends[:-1]], ends, strict=True)


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())


def _damaged(path: Path, what: str, error: Exception) -> UserError:
    return UserError(f"{path.name} {what}: get it again, it is not whole ({' '.join(str(error).split())})")
