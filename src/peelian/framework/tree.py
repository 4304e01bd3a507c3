"""The closed, typed tree that every expression of a framework is made of.

Nodes are frozen: equal trees are equal conditions, so distinct conditions can be shared. Trees come
from `expressions.parse`, which guarantees the types; nothing here checks them again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeAlias
from typing import Literal as OneOf

from peelian.framework.source import Type

Value: TypeAlias = str | int | float | bool | datetime | date
Comparison = OneOf["=", "<>", "<", "<=", ">", ">="]
Operator = OneOf["+", "-", "*", "/"]

SMALLEST_INTEGER, LARGEST_INTEGER = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a column in the row."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: text, int, float, bool, an aware datetime in UTC, or a date (months too)."""

    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one type compared; empty when either is empty."""

    operator: Comparison
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """False when any part is false, else empty when any is empty, else true. No part is an `And`."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when any part is true, else empty when any is empty, else false. No part is an `Or`."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a condition; empty when it is empty."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class In:
    """Whether a value is one of some constants; empty when it is empty."""

    value: "Expression"
    options: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """low <= value and value <= high, both ends included."""

    value: "Expression"
    low: "Expression"
    high: "Expression"


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether a value is empty; never empty itself."""

    value: "Expression"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Whole-number arithmetic in 64 bits; `/` truncates toward zero.

    Empty when either side is empty, when the divisor is 0 and when the result does not fit.
    """

    operator: Operator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Difference:
    """left - right: whole seconds between instants (truncated toward zero), days between dates."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Coalesce:
    """The first of its parts that is not empty."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class When:
    """A value where a condition holds, else empty. With `Coalesce` it chooses between values."""

    condition: "Expression"
    value: "Expression"


Expression: TypeAlias = (
    Column
    | Literal
    | Compare
    | And
    | Or
    | Not
    | In
    | Between
    | IsNull
    | Arithmetic
    | Difference
    | Coalesce
    | When
)


def type_of(expression: Expression) -> Type:
    """The type of an expression's value. A condition is `boolean`."""
    match expression:
        case Column() | Literal():
            return expression.type
        case Arithmetic() | Difference():
            return "integer"
        case Coalesce():
            return type_of(expression.parts[0])
        case When():
            return type_of(expression.value)
        case _:
            return "boolean"


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one, in order."""
    match expression:
        case Column() | Literal():
            return ()
        case Compare() | Arithmetic() | Difference():
            return (expression.left, expression.right)
        case And() | Or() | Coalesce():
            return expression.parts
        case Not():
            return (expression.part,)
        case In():
            return (expression.value, *expression.options)
        case Between():
            return (expression.value, expression.low, expression.high)
        case IsNull():
            return (expression.value,)
        case When():
            return (expression.condition, expression.value)


def rebuilt(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The same expression of parts that are changed."""

    def changed(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(changed, value))
        return change(value) if isinstance(value, Expression) else value

    return replace(
        expression, **{each.name: changed(getattr(expression, each.name)) for each in fields(expression)}
    )


def walk(expression: Expression) -> Iterator[tuple[Expression, int]]:
    """Every node with its depth (the top is 1)."""
    waiting = [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((part, depth + 1) for part in parts_of(node))


def columns_of(expression: Expression) -> frozenset[str]:
    """The names of the columns an expression reads."""
    return frozenset(node.name for node, _ in walk(expression) if isinstance(node, Column))


def conjunction(*parts: Expression) -> Expression:
    """All of the parts; `true` of none, and an only part is itself."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
    return flat[0] if len(flat) == 1 else And(flat) if flat else Literal(True, "boolean")


def disjunction(*parts: Expression) -> Expression:
    """Any of the parts; `false` of none, and an only part is itself."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,)))
    return flat[0] if len(flat) == 1 else Or(flat) if flat else Literal(False, "boolean")
