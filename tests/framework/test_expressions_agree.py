"""One meaning: the row-by-row evaluator and DuckDB agree on every tree, and text gives the tree back."""

from collections.abc import Iterator
from itertools import product

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peelian.framework.expressions import Expression, evaluate, parse, render, to_sql, type_of
from tests.framework import trees
from tests.framework.trees import EDGES, SCHEMA, SIGNS, TWO, plain


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
    facts = pa.Table.from_pylist(rows, schema=SCHEMA)  # noqa: F841 - DuckDB reads it by name
    found = duck.sql(f"SELECT {to_sql(expression)} AS found FROM facts").to_arrow_table()["found"].to_pylist()
    expected = [evaluate(expression, row) for row in rows]
    assert [plain(value) for value in found] == [plain(value) for value in expected]


@settings(max_examples=50, deadline=None)
@given(st.lists(trees.rows, min_size=1, max_size=12))
def test_a_category_is_the_label_of_the_value(
    duck: duckdb.DuckDBPyConnection, rows: list[dict[str, object]]
) -> None:
    facts = pa.Table.from_pylist(rows, schema=SCHEMA)  # noqa: F841
    for breakdown in trees.BREAKDOWNS:
        found = duck.sql(f"SELECT {to_sql(breakdown.category)} AS found FROM facts").fetchall()
        labels = [breakdown.label(evaluate(breakdown.expression, row)) for row in rows]
        assert [value for (value,) in found] == labels
        assert [evaluate(breakdown.category, row) for row in rows] == labels


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees.anything)
def test_parsing_what_is_rendered_gives_the_tree_back(expression: Expression) -> None:
    again = parse(render(expression), trees.COLUMNS)
    assert again == expression
    assert hash(again) == hash(expression)
    assert type_of(again) == type_of(expression)


@pytest.mark.parametrize(("kind", "sign"), [(kind, sign) for kind, signs in SIGNS.items() for sign in signs])
def test_every_pair_of_extremes(duck: duckdb.DuckDBPyConnection, kind: str, sign: str) -> None:
    left, right = TWO[kind]
    expression = parse(f"{left} {sign} {right}", trees.COLUMNS)
    pairs = list(product(EDGES[kind], repeat=2))
    rows = [{left: one, right.strip('"'): other} for one, other in pairs]
    empty = dict.fromkeys(trees.COLUMNS)
    facts = pa.Table.from_pylist([empty | row for row in rows], schema=SCHEMA)  # noqa: F841
    found = duck.sql(f"SELECT {to_sql(expression)} AS found FROM facts").to_arrow_table()["found"].to_pylist()
    expected = [evaluate(expression, row) for row in rows]
    assert dict(zip(map(str, pairs), found, strict=True)) == dict(zip(map(str, pairs), expected, strict=True))
