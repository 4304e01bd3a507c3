"""Parquet files, a group of rows at a time, every cell as text."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from peelian.framework.errors import UserError
from peelian.pipeline.readers.batches import ROWS, Batch, Member


def parquet(path: Path) -> Member:
    """A Parquet file as a member. Lines are row numbers, from 1. UserError when it cannot be read."""
    try:
        with pq.ParquetFile(path) as file:
            names = tuple(file.schema_arrow.names)
    except (pa.ArrowInvalid, OSError) as error:
        raise UserError(f"{path.name} cannot be read as Parquet: {error}") from None
    return Member(path.name, names, lambda: _batches(path))


def _batches(path: Path) -> Iterator[Batch]:
    line = 1
    try:
        with pq.ParquetFile(path) as file:
            for piece in file.iter_batches(batch_size=ROWS):
                columns = {f"c{i}": _text(column) for i, column in enumerate(piece.columns)}
                lines = pa.array(np.arange(line, line + piece.num_rows, dtype=np.int64))
                yield Batch(pa.table(columns), lines)
                line += piece.num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise UserError(f"{path.name} is damaged after row {line - 1:,}: {error}") from None


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string())
