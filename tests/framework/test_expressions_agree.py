"""One meaning: the row-by-row evaluator and DuckDB agree on every tree, and text gives the tree back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product

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


NOON = datetime(2024, 3, 31, 12, tzinfo=UTC)
EDGES: dict[str, list[object]] = {
    "integer": [None, -(2**63), -(2**63) + 1, -(2**32), -7, -2, -1, 0, 1, 2, 7, 2**31, 2**62, 2**63 - 1],
    "number": [None, float("nan"), float("-inf"), -1e300, -0.0, 0.0, 0.1, 51.5, float("inf")],
    "text": [None, "", "A", "a", "é", "z", "\U0001f600", "\uffff", "it's"],
    "instant": [
        None,
        *(NOON + timedelta(microseconds=us) for us in (-1_500_000, -1, 0, 1, 999_999, 1_000_000)),
    ],
    "date": [None, date(1, 1, 1), date(2024, 2, 28), date(2024, 2, 29), date(9999, 12, 31)],
    "boolean": [None, False, True],
}
TWO = {
    "integer": ("resources", '"order"'),
    "number": ("latitude", "longitude"),
    "text": ("grade", "force"),
    "instant": ("created_at", "at_scene_at"),
    "date": ("starts", "ends"),
    "boolean": ("abandoned", "operation"),
}
SIGNS = {
    "integer": ["=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/"],
    "number": ["=", "<>", "<", "<=", ">", ">="],
    "text": ["=", "<>", "<", "<=", ">", ">="],
    "instant": ["=", "<>", "<", "<=", ">", ">=", "-"],
    "date": ["=", "<>", "<", "<=", ">", ">=", "-"],
    "boolean": ["=", "<>", "and", "or"],
}


@pytest.mark.parametrize(("kind", "sign"), [(kind, sign) for kind, signs in SIGNS.items() for sign in signs])
def test_every_pair_of_extremes(duck: duckdb.DuckDBPyConnection, kind: str, sign: str) -> None:
    left, right = TWO[kind]
    expression = parse(f"{left} {sign} {right}", trees.COLUMNS)
    pairs = list(product(EDGES[kind], repeat=2))
    rows = [{left: one, right.strip('"'): other} for one, other in pairs]
    empty = dict.fromkeys(trees.COLUMNS)
    facts = pa.Table.from_pylist([empty | row for row in rows], schema=_SCHEMA)  # noqa: F841
    found = duck.sql(f"SELECT {to_sql(expression)} AS found FROM facts").to_arrow_table()["found"].to_pylist()
    expected = [evaluate(expression, row) for row in rows]
    assert dict(zip(map(str, pairs), found, strict=True)) == dict(zip(map(str, pairs), expected, strict=True))
