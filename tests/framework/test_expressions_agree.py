"""One meaning: the row-by-row evaluator and DuckDB agree on every tree, and text gives the tree back."""

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peelian.framework.expressions import Expression, evaluate, parse, render, to_sql, type_of
from tests.framework import trees

_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "instant": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
    "month": pa.date32(),
}
_SCHEMA = pa.schema([(name, _ARROW[kind]) for name, kind in trees.COLUMNS.items()])


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Australia/Lord_Howe'")  # the session's zone must not matter
        yield connection


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expression=trees.anything, rows=st.lists(trees.rows, min_size=1, max_size=12))
def test_duckdb_gives_what_the_evaluator_gives(
    duck: duckdb.DuckDBPyConnection, expression: Expression, rows: list[dict[str, object]]
) -> None:
    facts = pa.Table.from_pylist(rows, schema=_SCHEMA)  # noqa: F841 - DuckDB reads it by name
    found = duck.sql(f"SELECT {to_sql(expression)} AS found FROM facts").to_arrow_table()["found"].to_pylist()
    expected = [evaluate(expression, row) for row in rows]
    assert [_plain(value) for value in found] == [_plain(value) for value in expected]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees.anything)
def test_parsing_what_is_rendered_gives_the_tree_back(expression: Expression) -> None:
    again = parse(render(expression), trees.COLUMNS)
    assert again == expression
    assert hash(again) == hash(expression)
    assert type_of(again) == type_of(expression)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return "not a number" if value != value else value
