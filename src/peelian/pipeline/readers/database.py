"""The result of a SQL query, streamed from any database SQLAlchemy has a driver for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from peelian.framework.errors import UserError
from peelian.pipeline.readers.batches import Batch, Member, text_columns
from peelian.pipeline.readers.workbook import text_of

_FETCHED = 50_000


@dataclass(frozen=True)
class Query:
    """A question to a database: its URL, such as `sqlite:///rows.db`, and the SQL. It is rolled back."""

    url: str
    sql: str

    @property
    def name(self) -> str:
        """What receipts call it: the URL without its password."""
        try:
            return make_url(self.url).render_as_string(hide_password=True)
        except ArgumentError:
            raise UserError("the --url is not a database URL: write it like sqlite:///rows.db") from None


def result(query: Query) -> Member:
    """A query's result as a member. Lines are row numbers, from 1. UserError when it cannot be had."""
    with _asked(query) as rows:
        names = tuple(rows.keys())
    return Member(query.name, names, lambda: _batches(query, len(names)))


def _batches(query: Query, width: int) -> Iterator[Batch]:
    line = 1
    with _asked(query) as rows:
        for part in rows.partitions(_FETCHED):
            cells = [[text_of(value) for value in row] for row in part]
            lines = pa.array(np.arange(line, line + len(cells), dtype=np.int64))
            yield Batch(text_columns(cells, width), lines)
            line += len(cells)


@contextmanager
def _asked(query: Query) -> Iterator[CursorResult[tuple[object, ...]]]:
    name = query.name
    try:
        engine: Engine = create_engine(query.url)
        with engine.connect() as connection:
            streaming = connection.execution_options(stream_results=True, yield_per=_FETCHED)
            rows = streaming.execute(text(query.sql))
            if not rows.returns_rows:
                raise UserError(f"the query of {name} gives no rows: write a SELECT")
            yield rows
            connection.rollback()
        engine.dispose()
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise UserError(f"{name}: the driver for that database is not installed ({error})") from None
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise UserError(f"the query of {name} failed: {cause}") from None
