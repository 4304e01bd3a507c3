"""An expression as SQL: for DuckDB to execute, and in our own syntax for people to read."""

import re
from datetime import date, datetime
from decimal import Decimal

from peelian.framework.evaluate import evaluate
from peelian.framework.source import Type
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
    columns_of,
    type_of,
)

KEYWORDS = frozenset({"and", "or", "not", "in", "between", "is", "null", "true", "false", "coalesce", "when"})
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_DUCKDB_TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "instant": "TIMESTAMPTZ",
    "date": "DATE",
    "month": "DATE",
}


def to_sql(expression: Expression) -> str:
    """`expression` for DuckDB, wholly in brackets, identifiers quoted.

    It gives exactly what `evaluate` gives, NULL for None. Parts without columns are computed here, so
    that every operation DuckDB does is in 64 bits; `TRY` makes one that does not fit NULL. DuckDB's
    `//` truncates toward zero; dividing by 0 is an error there, hence NULLIF.
    """
    if not columns_of(expression):
        return _duckdb_constant(evaluate(expression, {}), type_of(expression))
    match expression:
        case Column():
            return quoted(expression.name)
        case Compare():
            return f"({to_sql(expression.left)} {expression.operator} {to_sql(expression.right)})"
        case And():
            return f"({' AND '.join(map(to_sql, expression.parts))})"
        case Or():
            return f"({' OR '.join(map(to_sql, expression.parts))})"
        case Not():
            return f"(NOT {to_sql(expression.part)})"
        case In():
            return f"({to_sql(expression.value)} IN ({', '.join(map(to_sql, expression.options))}))"
        case Between():
            value, low, high = map(to_sql, (expression.value, expression.low, expression.high))
            return f"({value} BETWEEN {low} AND {high})"
        case IsNull():
            return f"({to_sql(expression.value)} IS NULL)"
        case Arithmetic():
            left, right = to_sql(expression.left), to_sql(expression.right)
            if expression.operator == "/":
                return f"TRY({left} // NULLIF({right}, 0))"
            return f"TRY({left} {expression.operator} {right})"
        case Difference():
            left, right = to_sql(expression.left), to_sql(expression.right)
            if type_of(expression.left) == "instant":
                return f"((epoch_us({left}) - epoch_us({right})) // 1000000)"
            return f"({left} - {right})"
        case Coalesce():
            return f"COALESCE({', '.join(map(to_sql, expression.parts))})"
        case When():
            return f"CASE WHEN {to_sql(expression.condition)} THEN {to_sql(expression.value)} END"
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


def quoted(name: str) -> str:
    """`name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


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
            return "'" + value.replace("'", "''") + "'"


def _duckdb_constant(value: Value | None, type: Type) -> str:
    match value:
        case None:
            return f"CAST(NULL AS {_DUCKDB_TYPES[type]})"
        case float():
            return f"CAST('{value!r}' AS DOUBLE)"
        case datetime():
            return f"TIMESTAMPTZ '{value.isoformat(sep=' ')}'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case int() if not isinstance(value, bool) and value < 0:
            return f"({value})"
        case _:
            return _shown(value)
