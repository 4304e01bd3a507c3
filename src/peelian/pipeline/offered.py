"""Rows offered by a program: a batch in memory becomes a load like any other, with its receipt."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from peelian.framework.errors import UserError
from peelian.pipeline.ingest import load
from peelian.pipeline.readers.batches import MOST_COLUMNS
from peelian.pipeline.receipts import Receipt, receipts
from peelian.pipeline.workspace import Workspace

Kind: TypeAlias = Literal["json", "csv", "parquet"]

KINDS: dict[str, Kind] = {
    "application/json": "json",
    "text/csv": "csv",
    "application/vnd.apache.parquet": "parquet",
}
LOCK = ".offering"  # in the workspace: held while a batch is looked up and loaded
MOST_CELLS = 32_000_000  # rows times columns of a JSON body: one that leaves most of them out grows a lot
_PARQUET = b"PAR1"
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", _PARQUET)


@contextmanager
def one_batch(workspace: Workspace) -> Iterator[None]:
    """One batch at a time among all processes: nobody else looks up or loads one meanwhile.

    The lock goes with its process.
    """
    with (workspace.root / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def load_rows(
    workspace: Workspace, source: str, body: bytes, kind: Kind, *, name: str, mapping: str = ""
) -> Receipt:
    """Load a batch of rows into a source; its receipt calls it `name`. Lines are row numbers in JSON.

    UserError when the body is not what its kind says, and as `ingest.load` has it.
    """
    with TemporaryDirectory(prefix="peelian-") as folder:
        file = Path(folder) / name
        _write(file, body, kind)
        own = replace(workspace)  # whoever writes keeps its own list of what it wrote
        vars(own)["framework"] = workspace.framework
        (receipt,) = load(own, source, file, mapping=mapping or None)
        return receipt


def receipt_called(workspace: Workspace, source: str, name: str) -> Receipt | None:
    """The receipt of a batch loaded before, None when there is none."""
    return next((receipt for receipt in receipts(workspace, source) if receipt.file == name), None)


def _write(file: Path, body: bytes, kind: Kind) -> None:
    if kind == "json":
        pq.write_table(table_of(body), file)
        return
    if kind == "csv" and body.startswith(_PACKED):
        raise UserError("the body is not CSV: say what it is in Content-Type, and send text as text/csv")
    if kind == "parquet" and not body.startswith(_PARQUET):
        raise UserError("the body is not a Parquet file: say what it is in Content-Type")
    file.write_bytes(body)


def table_of(body: bytes) -> pa.Table:
    """A JSON list of objects as a table of text: numbers as they were written, what is absent as nothing.

    UserError for anything else, for a list without rows, and for more columns or cells than a batch has.
    """
    try:
        rows = json.loads(
            body.decode("utf-8-sig"),
            parse_float=str,
            parse_int=str,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise UserError("the body is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"the body is not JSON: {' '.join(str(error).split())[:200]}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UserError('the body is a list of rows, each an object: [{"column": "value"}, ...]')
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise UserError("there are no rows in the body")
    if len(names) > MOST_COLUMNS:
        raise UserError(f"the rows have {len(names):,} columns together; at most {MOST_COLUMNS:,} are read")
    if len(names) * len(rows) > MOST_CELLS:
        raise UserError(
            f"{len(rows):,} rows of {len(names):,} columns are too much for a batch: send it in several"
        )
    try:
        return pa.table(
            {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names}
        )
    except UnicodeEncodeError:
        raise UserError("a text in the body has half a character in it (a lone surrogate)") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same name twice")
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not a number")


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)
