"""Whole columns give what `evaluate` gives row by row, for every expression there is."""

from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peelian.framework.evaluate import evaluate
from peelian.framework.expressions import parse
from peelian.framework.parsed import Breakdown
from peelian.framework.source import Band
from peelian.framework.tree import Expression, type_of
from peelian.pipeline.bits import counts, everything, packed, true, unpacked, valid
from peelian.pipeline.vectors import Vectors
from tests.framework import trees
from tests.framework.trees import EDGES, SCHEMA, SIGNS, TWO, plain

Row = dict[str, object]


def vectors(rows: list[Row]) -> Vectors:
    return Vectors(pa.Table.from_pylist(rows, schema=SCHEMA))


def told(over: Vectors, expression: Expression) -> list[object]:
    """The value for each row, as Python has it."""
    kind, rows = type_of(expression), len(over)
    if kind == "text":
        places, values = over.by_value(expression)
        return [values[place] for place in places]
    if kind == "boolean":
        holds, fails = unpacked(over.holds(expression), rows), unpacked(over.fails(expression), rows)
        assert not (holds & fails).any()
        assert not unpacked(over.holds(expression), len(over.holds(expression)) * 64)[rows:].any()
        return [True if h else False if f else None for h, f in zip(holds, fails, strict=True)]
    numbers, known = over.numbers(expression)
    there = np.ones(rows, bool) if known is None else unpacked(known, rows)
    array = pa.array(np.broadcast_to(numbers, rows), mask=~there)
    if kind in ("date", "month"):
        array = array.cast(pa.int32()).cast(pa.date32())
    if kind == "instant":
        array = array.cast(pa.timestamp("us", "UTC"))
    return array.to_pylist()


def same(expression: Expression, rows: list[Row]) -> None:
    found = [plain(value) for value in told(vectors(rows), expression)]
    assert found == [plain(evaluate(expression, row)) for row in rows]


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expression=trees.anything, rows=st.lists(trees.rows, min_size=1, max_size=70))
def test_any_expression(expression: Expression, rows: list[Row]) -> None:
    same(expression, rows)


@pytest.mark.parametrize(("kind", "sign"), [(kind, sign) for kind, signs in SIGNS.items() for sign in signs])
def test_every_pair_of_extremes(kind: str, sign: str) -> None:
    left, right = TWO[kind]
    empty: Row = dict.fromkeys(trees.COLUMNS)
    rows = [empty | {left: a, right.strip('"'): b} for a, b in product(EDGES[kind], repeat=2)]
    same(parse(f"{left} {sign} {right}", trees.COLUMNS), rows)


@given(st.lists(trees.rows, min_size=1, max_size=30), st.sampled_from(["grade", "resources", "abandoned"]))
@settings(max_examples=60, deadline=None)
def test_categories(rows: list[Row], by: str) -> None:
    bands = (Band(label="few", end=-1), Band(label="some", start=0, end=3)) if by == "resources" else ()
    breakdown = Breakdown(by, parse(by, trees.COLUMNS), bands)
    places, labels = vectors(rows).categories(breakdown)
    assert [labels[place] for place in places] == [breakdown.label(row[by]) for row in rows]  # type: ignore[arg-type]
    assert len(set(labels)) == len(labels)


@given(st.lists(st.booleans(), min_size=1, max_size=400), st.data())
def test_counting_between_boundaries(flags: list[bool], data: st.DataObject) -> None:
    rows = len(flags)
    cuts = data.draw(st.sets(st.integers(1, max(rows - 1, 1)), max_size=8))
    starts = np.array([0, *sorted(cut for cut in cuts if cut < rows)])
    words = packed(np.array(flags))
    ends = [*starts[1:], rows]
    assert counts(words, starts).tolist() == [sum(flags[s:e]) for s, e in zip(starts, ends, strict=True)]
    assert unpacked(words, rows).tolist() == flags
    assert unpacked(everything(rows), rows).all()


@given(st.lists(st.none() | st.booleans(), min_size=1, max_size=200), st.integers(0, 20))
def test_arrow_masks_wherever_they_begin(values: list[bool | None], skipped: int) -> None:
    array = pa.array(values, pa.bool_()).slice(min(skipped, len(values) - 1))
    kept = array.to_pylist()
    assert unpacked(valid(array), len(kept)).tolist() == [value is not None for value in kept]
    assert unpacked(true(array), len(kept)).tolist() == [value is True for value in kept]
