"""An expression as SQL: for an engine to execute, and in our own syntax for people to read."""

import re
from datetime import date, datetime
from decimal import Decimal

from peelian.framework.dialects import DUCKDB, Dialect, quoted
from peelian.framework.evaluate import evaluate
from peelian.framework.tree import (
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
    type_of,
    walk,
)

KEYWORDS = frozenset({"and", "or", "not", "in", "between", "is", "null", "true", "false", "coalesce", "when"})
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def to_sql(expression: Expression, dialect: Dialect = DUCKDB) -> str:
    """`expression` for an engine, wholly in brackets, identifiers quoted.

    It gives exactly what `evaluate` gives, NULL for None. Parts without columns are computed here, so
    that every operation an engine does is in 64 bits.
    """

    def sql(part: Expression) -> str:
        return to_sql(part, dialect)

    if not any(isinstance(node, Column) for node, _ in walk(expression)):
        return dialect.constant(evaluate(expression, {}), type_of(expression))
    match expression:
        case Column():
            return dialect.name(expression.name)
        case Compare():
            return f"({sql(expression.left)} {expression.operator} {sql(expression.right)})"
        case And():
            return f"({' AND '.join(map(sql, expression.parts))})"
        case Or():
            return f"({' OR '.join(map(sql, expression.parts))})"
        case Not():
            return f"(NOT {sql(expression.part)})"
        case In():
            return f"({sql(expression.value)} IN ({', '.join(map(sql, expression.options))}))"
        case Between():
            return f"({sql(expression.value)} BETWEEN {sql(expression.low)} AND {sql(expression.high)})"
        case IsNull():
            return f"({sql(expression.value)} IS NULL)"
        case Arithmetic():
            return dialect.arithmetic(expression.operator, sql(expression.left), sql(expression.right))
        case Difference():
            between = dialect.seconds if type_of(expression.left) == "instant" else dialect.days
            return between(sql(expression.left), sql(expression.right))
        case Coalesce():
            return f"COALESCE({', '.join(map(sql, expression.parts))})"
        case When():
            return f"CASE WHEN {sql(expression.condition)} THEN {sql(expression.value)} END"
        case Literal():  # pragma: no cover - a literal has no columns
            raise AssertionError(expression)


def render(expression: Expression) -> str:
    """`expression` in the syntax measures are written in: parsing it gives an equal tree."""
    match expression:
        case Column():
            plain = _PLAIN.fullmatch(expression.name) and expression.name not in KEYWORDS
            return expression.name if plain else quoted(expression.name)
        case Literal():
            return _shown(expression.value)
        case Compare() | Arithmetic():
            return f"{_inner(expression.left)} {expression.operator} {_inner(expression.right)}"
        case And():
            return " and ".join(map(_inner, expression.parts))
        case Or():
            return " or ".join(map(_inner, expression.parts))
        case Not():
            return f"not {_inner(expression.part)}"
        case In():
            return f"{_inner(expression.value)} in ({', '.join(map(render, expression.options))})"
        case Between():
            value, low, high = map(_inner, (expression.value, expression.low, expression.high))
            return f"{value} between {low} and {high}"
        case IsNull():
            return f"{_inner(expression.value)} is null"
        case Difference():
            return f"{_inner(expression.left)} - {_inner(expression.right)}"
        case Coalesce():
            return f"coalesce({', '.join(map(render, expression.parts))})"
        case When():
            return f"when({render(expression.condition)}, {render(expression.value)})"


def _inner(expression: Expression) -> str:
    text = render(expression)
    return text if isinstance(expression, Column | Literal | Coalesce | When) else f"({text})"


def _shown(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            digits = format(Decimal(repr(value)), "f")
            return digits if "." in digits else f"{digits}.0"
        case datetime() | date():
            return f"'{value.isoformat()}'"
        case _:
            return DUCKDB.text(value)
