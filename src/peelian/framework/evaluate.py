"""What an expression means for one row, in plain Python with three-valued logic.

This is the meaning that every engine is held to; it is written for clearness, not for speed.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import cast

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
)

_COMPARE = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_SECOND = timedelta(seconds=1)


def evaluate(expression: Expression, row: Mapping[str, object]) -> Value | None:
    """The value of `expression` for `row`, None when it is empty.

    `row` has a value (or None) for every column the expression reads: text as str, integer as int,
    number as float, boolean as bool, instant as an aware datetime, date and month as date.
    """
    match expression:
        case Column():
            return cast(Value | None, row[expression.name])
        case Literal():
            return expression.value
        case Compare():
            return _compared(
                expression.operator, evaluate(expression.left, row), evaluate(expression.right, row)
            )
        case And():
            return _all([evaluate(part, row) for part in expression.parts])
        case Or():
            return _not(_all([_not(evaluate(part, row)) for part in expression.parts]))
        case Not():
            return _not(evaluate(expression.part, row))
        case In():
            value = evaluate(expression.value, row)
            return None if value is None else value in {option.value for option in expression.options}
        case Between():
            value = evaluate(expression.value, row)
            low, high = evaluate(expression.low, row), evaluate(expression.high, row)
            return _all([_compared("<=", low, value), _compared("<=", value, high)])
        case IsNull():
            return evaluate(expression.value, row) is None
        case Arithmetic():
            left, right = evaluate(expression.left, row), evaluate(expression.right, row)
            return _calculated(expression.operator, cast(int | None, left), cast(int | None, right))
        case Difference():
            return _difference(evaluate(expression.left, row), evaluate(expression.right, row))
        case Coalesce():
            return next((v for part in expression.parts if (v := evaluate(part, row)) is not None), None)
        case When():
            return evaluate(expression.value, row) if evaluate(expression.condition, row) else None


def _order(value: Value) -> tuple[bool, Value]:
    """Not-a-number equals itself and sorts last, as in every engine we know."""
    return (True, 0) if value != value else (False, value)


def _compared(operator: str, left: Value | None, right: Value | None) -> bool | None:
    if left is None or right is None:
        return None
    return bool(_COMPARE[operator](_order(left), _order(right)))


def _all(parts: list[Value | None]) -> bool | None:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _not(part: Value | None) -> bool | None:
    return None if part is None else not part


def _calculated(operator: str, left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return None
    if operator == "/":
        if right == 0:
            return None
        result = abs(left) // abs(right)
        result = result if (left < 0) == (right < 0) else -result
    else:
        result = {"+": add, "-": sub, "*": mul}[operator](left, right)
    return result if SMALLEST_INTEGER <= result <= LARGEST_INTEGER else None


def _difference(left: Value | None, right: Value | None) -> int | None:
    if left is None or right is None:
        return None
    if isinstance(left, datetime) and isinstance(right, datetime):
        whole = abs(left - right) // _SECOND
        return whole if left >= right else -whole
    return (cast(date, left) - cast(date, right)).days
