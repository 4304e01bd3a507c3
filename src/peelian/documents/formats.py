"""Rows as programs read them: CSV and Parquet, with the columns of a pydantic model."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from peelian.documents.tables import safe

Row = Mapping[str, Any]

_TYPES = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", "UTC"),
}


def to_csv(columns: type[BaseModel], rows: Iterable[Row]) -> bytes:
    """The rows as UTF-8 CSV: nothing for what is missing, true and false, lists as JSON.

    Text that a spreadsheet would run has a quote before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = list(columns.model_fields)
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return text.getvalue().encode()


def to_parquet(columns: type[BaseModel], rows: Sequence[Row]) -> bytes:
    """The rows as a Parquet file, each column with its type even when it is empty; lists as JSON."""
    fields = {name: _type(field.annotation) for name, field in columns.model_fields.items()}
    arrays = [
        pa.array([_plain(row.get(name)) for row in rows], type, from_pandas=False)
        for name, type in fields.items()
    ]
    file = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=pa.schema(list(fields.items()))), file)
    return file.getvalue()


def _type(annotation: Any) -> pa.DataType:
    named = [each for each in (get_args(annotation) or (annotation,)) if each is not NoneType]
    return _TYPES.get(named[0], pa.string())


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    value = _plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return safe(value)


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, tuple, dict)) else value
