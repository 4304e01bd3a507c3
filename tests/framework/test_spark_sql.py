"""The same meaning on Spark: what the row-by-row evaluator gives, for many expressions in one query."""

from collections.abc import Iterator, Sequence
from itertools import product, zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from peelian.framework.dialects import SPARK
from peelian.framework.expressions import Expression, evaluate, parse, to_sql
from tests.examples import drawn
from tests.framework import trees
from tests.framework.trees import EDGES, SCHEMA, SIGNS, TWO, plain


@pytest.fixture(params=["true", "false"])
def foreign(spark: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Spark in a zone that must not matter, with and without its ANSI mode, which must not either."""
    settings = {"spark.sql.session.timeZone": "Australia/Lord_Howe", "spark.sql.ansi.enabled": request.param}
    before = {name: spark.conf.get(name) for name in settings}
    for name, value in settings.items():
        spark.conf.set(name, value)
    yield spark
    for name, value in before.items():
        spark.conf.set(name, value)


def test_spark_gives_what_the_evaluator_gives(foreign: Any, tmp_path: Path) -> None:
    expressions = [*drawn(trees.anything, 120), *(b.category for b in trees.BREAKDOWNS)]
    agree(foreign, tmp_path, expressions, drawn(trees.rows, 40))


def test_every_pair_of_extremes(foreign: Any, tmp_path: Path) -> None:
    expressions, columns = [], []
    for kind, (left, right) in TWO.items():
        expressions += [parse(f"{left} {sign} {right}", trees.COLUMNS) for sign in SIGNS[kind]]
        pairs = product(EDGES[kind], repeat=2)
        columns.append([{left: one, right.strip('"'): other} for one, other in pairs])
    rows = [_merged(parts) for parts in zip_longest(*columns, fillvalue={})]
    agree(foreign, tmp_path, expressions, rows)


def _merged(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    merged = dict.fromkeys(trees.COLUMNS)
    for part in parts:
        merged |= part
    return merged


def agree(
    spark: Any, folder: Path, expressions: Sequence[Expression], rows: Sequence[dict[str, Any]]
) -> None:
    """Fails with what Spark gives another value for."""
    file = folder / "facts.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), file)
    columns = [f"{to_sql(expression, SPARK)} AS c{i}" for i, expression in enumerate(expressions)]
    found = spark.read.parquet(str(file)).selectExpr(*columns).toArrow()
    assert len(found) == len(rows)
    wrong = [
        (to_sql(expression, SPARK), row, value, expected)
        for expression, column in zip(expressions, found.columns, strict=True)
        for row, value in zip(rows, column.to_pylist(), strict=True)
        if plain(value) != plain(expected := evaluate(expression, row))
    ]
    assert not wrong, f"{len(wrong)} differ, such as {wrong[0]}"
