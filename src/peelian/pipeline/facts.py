"""Facts: a source's rows laid out for computing, once, so that a refresh reads whole numbers in order.

Each file of rows becomes one file of facts: sorted by the unit each row belongs to (where its individual was
posted that day, else the unit it names), individual and date; only the columns that measures read, with
differences of instants and conditions on them worked out. It is laid out anew when the file, the postings of
its days or what measures read of it changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa

from peelian.framework.load import Framework
from peelian.framework.source import Source
from peelian.framework.sql import render
from peelian.framework.tree import Column, Expression, parts_of, rebuilt, type_of, walk
from peelian.pipeline.bits import unpacked
from peelian.pipeline.contracts import ARROW_TYPES
from peelian.pipeline.held import Held
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.vectors import Codes, Vectors

UNIT, PERSON, DATE = "_unit", "_individual", "_date"
PARTITIONS = ("_month", "_rows", "_laid")
FORMAT = "1"  # part of every digest: change it when the layout does


@dataclass(frozen=True)
class Layout:
    """What the facts of a source hold: by column, the expression over its rows that it is worked out from."""

    source: Source
    columns: Mapping[str, Expression]

    @classmethod
    def of(cls, framework: Framework, source: Source) -> "Layout":
        """What all measures of a source read between them."""
        return _held.get((framework, source), lambda: cls._of(framework, source))

    @classmethod
    def _of(cls, framework: Framework, source: Source) -> "Layout":
        read: dict[str, Expression] = {}
        for measure in framework.measures.values():
            if measure.source == source.id:
                parsed = framework.parsed(measure.id)
                by = (breakdown.expression for breakdown in parsed.by)
                for expression in (parsed.where, parsed.numerator, parsed.value, *by):
                    if expression is not None:
                        reduced(expression, read)
        return cls(source, dict(sorted(read.items())))

    @property
    def schema(self) -> pa.Schema:
        """The columns of the table of facts; `_month`, `_rows` and `_laid` are its partitions."""
        known: list[tuple[str, pa.DataType]] = [
            (UNIT, pa.string()),
            (PERSON, pa.string()),
            (DATE, pa.date32()),
        ]
        known += [(name, ARROW_TYPES[type_of(each)]) for name, each in self.columns.items()]
        return pa.schema([*known, *((name, pa.string()) for name in PARTITIONS)])

    @property
    def reads(self) -> list[str]:
        """The columns of the rows that laying out needs, besides `_date`."""
        used = {
            node.name for each in self.columns.values() for node, _ in walk(each) if isinstance(node, Column)
        }
        return sorted(used | {name for name in (self.source.unit, self.source.individual) if name})

    def digest(self) -> str:
        parts = (FORMAT, self.source.unit, self.source.individual, list(self.columns))
        return sha256(repr(parts).encode()).hexdigest()[:16]

    def lay_out(self, rows: pa.Table, organisation: Organisation) -> pa.Table:
        """The facts of some rows, which have the columns `reads` and `_date`; texts as dictionaries."""
        vectors = Vectors(rows)
        unit, units = belongs(vectors, self.source, organisation)
        person, people = _codes(vectors, self.source.individual)
        days = vectors.numbers_of(DATE).astype(np.int64)
        order = _order(unit, person, days - days.min(initial=0))
        found: dict[str, Any] = {
            UNIT: _texts(unit, units),
            PERSON: _texts(person, people),
            DATE: vectors.column(DATE),
        }
        found |= {name: _worked_out(vectors, each) for name, each in self.columns.items()}
        laid = pa.table(found)
        return laid if order is None else laid.take(pa.array(order))


_held: Held[Layout] = Held()


def belongs(vectors: Vectors, source: Source, organisation: Organisation) -> tuple[Codes, list[str | None]]:
    """The unit each row belongs to, as (rows,) places in a list: its individual's that day, else its own."""
    named, units = _codes(vectors, source.unit)
    if not (source.period and source.individual):
        return named, units
    person, people = _codes(vectors, source.individual)
    posted = organisation.posted_unit(people, person, vectors.numbers_of(DATE).astype(np.int32))
    return np.where(posted >= 0, posted + len(units), named), [*units, *organisation.unit_ids]


def _codes(vectors: Vectors, column: str | None) -> tuple[Codes, list[str | None]]:
    return (np.zeros(len(vectors), np.int32), [None]) if column is None else vectors.codes(column)


def reduced(expression: Expression, read: dict[str, Expression]) -> Expression:
    """The expression over facts; what it reads of the rows is added to `read`, by the name of its column.

    Facts hold no instants: a difference of them is a whole number, and a condition on them a condition.
    """
    if isinstance(expression, Column):
        read.setdefault(expression.name, expression)
        return expression
    if _of_instants(expression):
        name = f"_{sha256(render(expression).encode()).hexdigest()[:12]}"
        read.setdefault(name, expression)
        return Column(name, type_of(expression))
    return rebuilt(expression, lambda part: reduced(part, read))


def _of_instants(expression: Expression) -> bool:
    parts = parts_of(expression)
    return bool(parts) and type_of(expression) in ("integer", "boolean") and type_of(parts[0]) == "instant"


def _order(unit: Codes, person: Codes, days: Any) -> Any:
    """(rows,) the order by unit, person and day; None when they are in it."""
    key = (unit.astype(np.int64) << 42) | (person.astype(np.int64) << 20) | days
    return None if (key[1:] >= key[:-1]).all() else np.argsort(key)


def _texts(codes: Codes, values: Iterable[str | None]) -> pa.DictionaryArray:
    """Codes as an Arrow dictionary of their distinct values."""
    known = dict.fromkeys(value for value in values if value is not None)
    distinct: dict[str | None, int] = {value: place for place, value in enumerate(known)}
    into = np.array([distinct.get(value, -1) for value in values], np.int32)[codes]
    indices = pa.array(into, mask=into < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(known), pa.string()))


def _worked_out(vectors: Vectors, expression: Expression) -> pa.Array:
    if isinstance(expression, Column):
        return vectors.column(expression.name)
    rows = len(vectors)
    if type_of(expression) == "boolean":
        holds, fails = vectors.holds(expression), vectors.fails(expression)
        return pa.array(unpacked(holds, rows), mask=~unpacked(holds | fails, rows))
    numbers, known = vectors.numbers(expression)
    return pa.array(np.broadcast_to(numbers, rows), mask=None if known is None else ~unpacked(known, rows))
