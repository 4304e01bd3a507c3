"""Many rows at once: what expressions are over them, exactly as `framework.evaluate` has it row by row.

A condition is two packed masks, where it holds and where it fails; where neither is set it is empty. Each
distinct condition is worked out once. What is about texts is worked out once for each distinct text.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peelian.framework.evaluate import evaluate
from peelian.framework.parsed import NO, NOT_RECORDED, OUTSIDE_BANDS, YES, Breakdown
from peelian.framework.tree import (
    LARGEST_INTEGER,
    SMALLEST_INTEGER,
    And,
    Arithmetic,
    Between,
    Coalesce,
    Column,
    Compare,
    Difference,
    Expression,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Value,
    When,
    columns_of,
    parts_of,
    type_of,
)
from peelian.pipeline.bits import Ints, Words, everything, packed, true, unpacked, valid

Codes = npt.NDArray[np.int32]
Numbers = npt.NDArray[Any]  # int64, or float64 for the type `number`
Known = Words | None  # where there is a value; None for everywhere

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = 2**62
FEW = 6


class Vectors:
    """Rows in memory, an Arrow table, and expressions over its columns."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows, self._length = rows.combine_chunks(), len(rows)
        self._conditions: dict[Expression, tuple[Words, Words]] = {}
        self._columns: dict[str, tuple[Numbers, Known]] = {}
        self._numbers: dict[Expression, tuple[Numbers, Known]] = {}
        self._coded: dict[str, tuple[Codes, list[Any]]] = {}

    def __len__(self) -> int:
        return self._length

    def column(self, name: str) -> pa.Array:
        """A column, in one piece."""
        return whole(self.rows.column(name))

    def knows(self, conditions: Iterable[Expression]) -> bool:
        """Whether all of some conditions have been worked out."""
        return self._conditions.keys() >= set(conditions)

    def let_go(self) -> int:
        """Drop the columns and keep the conditions worked out; how many bytes those are."""
        self.rows = self.rows.select([])
        self._columns.clear()
        self._numbers.clear()
        self._coded.clear()
        return sum(mask.nbytes for masks in self._conditions.values() for mask in masks)

    def take_up(self, rows: pa.Table) -> None:
        """Have columns again, of the same rows."""
        self.rows = rows.combine_chunks()

    # ---- conditions

    def all(self, conditions: Sequence[Expression]) -> Words:
        """Where all of some conditions hold."""
        return self._joined(and_, [self.holds(each) for each in conditions] or [everything(len(self))])

    def holds(self, condition: Expression) -> Words:
        """Where a condition is true."""
        return self._condition(condition)[0]

    def fails(self, condition: Expression) -> Words:
        """Where it is false."""
        return self._condition(condition)[1]

    def _condition(self, condition: Expression) -> tuple[Words, Words]:
        if condition not in self._conditions:
            self._conditions[condition] = self._worked_out(condition)
        return self._conditions[condition]

    def _worked_out(self, condition: Expression) -> tuple[Words, Words]:
        nothing = np.zeros_like(everything(len(self)))
        match condition:
            case Literal():
                whole = everything(len(self))
                return (whole, nothing) if condition.value else (nothing, whole)
            case And():
                return self.all(condition.parts), self._joined(or_, list(map(self.fails, condition.parts)))
            case Or():
                return self._joined(or_, list(map(self.holds, condition.parts))), self._joined(
                    and_, list(map(self.fails, condition.parts))
                )
            case Not():
                return self.fails(condition.part), self.holds(condition.part)
            case Column():
                column = self.column(condition.name)
                holds = true(column)
                return holds, valid(column) & ~holds
            case Coalesce():
                holds, fails = nothing, nothing
                for part in condition.parts:
                    empty = ~(holds | fails)
                    holds, fails = holds | empty & self.holds(part), fails | empty & self.fails(part)
                return holds, fails
            case When():
                chosen = self.holds(condition.condition)
                return chosen & self.holds(condition.value), chosen & self.fails(condition.value)
            case IsNull() if not _of_text(condition):
                known = self._known(condition.value)
                return everything(len(self)) & ~known, known
        if _of_text(condition):
            return self._by_value(condition)
        return self._compared(condition)

    def _compared(self, condition: Expression) -> tuple[Words, Words]:
        match condition:
            case Compare():
                (left, in_left), (right, in_right) = self._alike(condition.left, condition.right)
                is_true = np.broadcast_to(_COMPARE[condition.operator](left, right), len(self))
                holds, known = packed(is_true), self._both(in_left, in_right)
                return (
                    (holds, everything(len(self)) & ~holds)
                    if known is None
                    else (holds & known, known & ~holds)
                )
            case Between():
                low = Compare("<=", condition.low, condition.value)
                high = Compare("<=", condition.value, condition.high)
                return self._condition(And((low, high)))
            case In():
                either = Or(tuple(Compare("=", condition.value, option) for option in condition.options))
                return self._condition(either)
        raise AssertionError(condition)

    def _alike(self, left: Expression, right: Expression) -> list[tuple[Numbers, Known]]:
        """Both sides as whole numbers in the same order: those that have a fraction by their bits."""
        sides = [self.numbers(left), self.numbers(right)]
        if any(numbers.dtype == np.float64 for numbers, _ in sides):
            return [(_in_order(numbers.astype(np.float64)), known) for numbers, known in sides]
        return sides

    def _known(self, value: Expression) -> Words:
        if type_of(value) == "boolean":
            return self.holds(value) | self.fails(value)
        known = self.numbers(value)[1]
        return everything(len(self)) if known is None else known

    def _joined(self, how: Callable[[Any, Any], Any], masks: list[Words]) -> Words:
        joined: Words = reduce(how, masks)
        return joined

    @staticmethod
    def _both(left: Known, right: Known) -> Known:
        return right if left is None else left if right is None else left & right

    # ---- numbers

    def numbers_of(self, name: str) -> Numbers:
        """A column as numbers; what stands in its empty places means nothing."""
        return self._column(name)[0]

    def _column(self, name: str) -> tuple[Numbers, Known]:
        if name not in self._columns:
            self._columns[name] = _as_numbers(self.column(name))
        return self._columns[name]

    def numbers(self, value: Expression) -> tuple[Numbers, Known]:
        """Any value but a text as numbers, (rows,) or one for all, and where there is one.

        Instants are microseconds and dates days since 1970-01-01, conditions 0 and 1. What stands where
        there is none means nothing.
        """
        if isinstance(value, Column):
            return self._column(value.name)
        if value not in self._numbers:
            self._numbers[value] = self._numbered(value)
        return self._numbers[value]

    def _numbered(self, value: Expression) -> tuple[Numbers, Known]:
        match value:
            case Literal():
                return np.array(_as_number(value.value)), None
            case Arithmetic():
                return self._calculated(value)
            case Difference():
                (left, in_left), (right, in_right) = self.numbers(value.left), self.numbers(value.right)
                passed = left - right
                if type_of(value.left) == "instant":
                    passed = _divided(passed, np.array(_SECOND))
                return passed, self._both(in_left, in_right)
            case Coalesce():
                found, known = self.numbers(value.parts[0])
                for part in value.parts[1:]:
                    if known is None:
                        break
                    other, in_other = self.numbers(part)
                    found = np.where(unpacked(known, len(self)), found, other)
                    known = None if in_other is None else known | in_other
                return found, known
            case When() if type_of(value) != "boolean":
                found, known = self.numbers(value.value)
                return found, self._both(known, self.holds(value.condition))
        holds, fails = self._condition(value)
        return unpacked(holds, len(self)).astype(np.int64), holds | fails

    def _calculated(self, value: Arithmetic) -> tuple[Numbers, Known]:
        """Whole-number arithmetic; empty where the result does not fit 64 bits, or divides by 0."""
        (left, in_left), (right, in_right) = self.numbers(value.left), self.numbers(value.right)
        known = self._both(in_left, in_right)
        if value.operator == "/":
            divides = packed(np.broadcast_to(right != 0, len(self)))
            known = self._both(known, divides)
            left, right = np.broadcast_arrays(left, np.where(right == 0, 1, right))
            fits = (left != SMALLEST_INTEGER) | (right != -1)
            known = self._both(known, packed(np.broadcast_to(fits, len(self))))
            return _divided(np.where(fits, left, 0), right), known
        most = [max(abs(int(side.min())), abs(int(side.max()))) if side.size else 0 for side in (left, right)]
        work = _ARITHMETIC[value.operator]
        if (most[0] * most[1] if value.operator == "*" else sum(most)) < _FAR:
            return work(left, right), known
        exact = np.broadcast_to(work(left.astype(object), right.astype(object)), len(self))
        fits = np.array([SMALLEST_INTEGER <= each <= LARGEST_INTEGER for each in exact], dtype=bool)
        return np.where(fits, exact, 0).astype(np.int64), self._both(known, packed(fits))

    # ---- texts, and whatever else has few distinct values

    def codes(self, name: str) -> tuple[Codes, list[Any]]:
        """A column as (rows,) places in a list of its distinct values, the last of which is None: empty."""
        if name not in self._coded:
            self._coded[name] = coded(self.column(name))
        return self._coded[name]

    def by_value(self, expression: Expression) -> tuple[Codes, list[Value | None]]:
        """The distinct values of an expression, and which of them each row has."""
        places, rows = self._combined(sorted(columns_of(expression)))
        values = [evaluate(expression, row) for row in rows]
        distinct = {value: place for place, value in enumerate(dict.fromkeys(values))}
        return np.array([distinct[value] for value in values], np.int32)[places], list(distinct)

    def _by_value(self, condition: Expression) -> tuple[Words, Words]:
        places, rows = self._combined(sorted(columns_of(condition)))
        values = [evaluate(condition, row) for row in rows]
        holds, empty = (_where(places, [value is wanted for value in values]) for wanted in (True, None))
        return holds, everything(len(self)) & ~(holds | empty)

    def _combined(self, names: Sequence[str]) -> tuple[Codes, list[dict[str, Any]]]:
        """The combinations of values that some columns have, and which of them each row has."""
        places, values = self.codes(names[0])
        rows = [{names[0]: value} for value in values]
        for name in names[1:]:
            more, values = self.codes(name)
            distinct, places = np.unique(places.astype(np.int64) * len(values) + more, return_inverse=True)
            rows = [rows[d // len(values)] | {name: values[d % len(values)]} for d in distinct.tolist()]
        return places.astype(np.int32), rows

    def categories(self, breakdown: Breakdown) -> tuple[Codes, list[str]]:
        """The category of each row, as places in a list of them."""
        expression = breakdown.expression
        if type_of(expression) == "text":
            places, values = self.by_value(expression)
            labels = [breakdown.label(value) for value in values]
        else:
            places, labels = self._category(breakdown)
        distinct = {label: place for place, label in enumerate(dict.fromkeys(labels))}
        return np.array([distinct[label] for label in labels], np.int32)[places], list(distinct)

    def _category(self, breakdown: Breakdown) -> tuple[Codes, list[str]]:
        numbers, known = self.numbers(breakdown.expression)
        if type_of(breakdown.expression) == "boolean":
            places, labels = numbers, [NO, YES, NOT_RECORDED]
        else:
            starts = np.array([-np.inf if b.start is None else b.start for b in breakdown.bands])[:, None]
            ends = np.array([np.inf if b.end is None else b.end for b in breakdown.bands])[:, None]
            inside = (starts <= numbers) & (numbers <= ends)
            places = np.where(inside.any(axis=0), inside.argmax(axis=0), len(inside))
            labels = [*(band.label for band in breakdown.bands), OUTSIDE_BANDS, NOT_RECORDED]
        if known is not None:
            places = np.where(unpacked(known, len(self)), places, len(labels) - 1)
        return np.broadcast_to(places, len(self)).astype(np.int32), labels


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column of a table in one piece."""
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def _where(places: Codes, chosen: Sequence[bool]) -> Words:
    """Where rows have one of the chosen places: a few are looked for one by one, as that is quicker."""
    few = np.flatnonzero(chosen)
    if len(few) > FEW:
        return packed(np.array(chosen).take(places))
    return reduce(or_, (packed(places == place) for place in few), np.zeros_like(everything(len(places))))


def coded(column: pa.Array) -> tuple[Codes, list[Any]]:
    """(rows,) places in the list of distinct values, which ends with None, for empty."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    values = column.dictionary.to_pylist()
    known = column.indices.fill_null(len(values)) if column.null_count else column.indices
    places = known.to_numpy(zero_copy_only=False)
    return places.astype(np.int32, copy=False), [*values, None]


_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
}  # fmt: skip


def _of_text(condition: Expression) -> bool:
    """Whether a comparison is of texts, or an `is null` of one."""
    return type_of(parts_of(condition)[0]) == "text"


def _as_numbers(column: pa.Array) -> tuple[Numbers, Known]:
    known = None if column.null_count == 0 else valid(column)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    elif pa.types.is_date(column.type):
        column = column.cast(pa.int32())
    elif pa.types.is_boolean(column.type):
        return unpacked(true(column), len(column)).astype(np.int64), known
    numbers = (column if known is None else column.fill_null(0)).to_numpy(zero_copy_only=False)
    return numbers if numbers.dtype == np.float64 else numbers.astype(np.int64, copy=False), known


def _as_number(value: Value) -> int | float:
    match value:
        case datetime():
            passed = value - _EPOCH
            return (passed.days * 86_400 + passed.seconds) * _SECOND + passed.microseconds
        case date():
            return value.toordinal() - _EPOCH.toordinal()
        case bool():
            return int(value)
        case str():
            raise AssertionError(value)
    return value


def _in_order(numbers: npt.NDArray[np.float64]) -> Ints:
    """Whole numbers in the same order as these, not-a-number equal to itself and last."""
    plain = np.where(np.isnan(numbers), np.nan, numbers + 0.0)  # one not-a-number, one zero
    bits = plain.view(np.int64)
    return bits ^ ((bits >> 63) & LARGEST_INTEGER)


def _divided(left: Numbers, right: Numbers) -> Numbers:
    """Whole-number division that truncates toward zero; no divisor is 0."""
    quotient: Numbers = left // right
    below = quotient < 0
    return quotient + (below & (quotient * right != left)) if below.any() else quotient
