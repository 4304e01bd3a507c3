"""The arithmetic of a derived measure: + - * / over other measures' values and plain numbers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import add, mul, sub, truediv
from typing import Literal as OneOf
from typing import TypeAlias, TypeVar

from sqlglot import exp

from peelian.framework.errors import nearest
from peelian.framework.grammar import DEEPEST, ExpressionError, read

Number = TypeVar("Number", Fraction, float)


@dataclass(frozen=True, slots=True)
class Reference:
    """The value of a measure at the same unit and period."""

    measure: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A plain number, exactly as written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Operation:
    """Empty when either side is, and when dividing by 0."""

    operator: OneOf["+", "-", "*", "/"]
    left: "Formula"
    right: "Formula"


Formula: TypeAlias = Reference | Constant | Operation

_OPERATORS: dict[type[exp.Expression], OneOf["+", "-", "*", "/"]] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
}
MOST_DIGITS = 40  # of a number in a formula
_CALCULATE = {"+": add, "-": sub, "*": mul, "/": truediv}


def parse_formula(text: str, measures: Collection[str]) -> Formula:
    """Read a formula over the ids in `measures`; ExpressionError, with its place, for anything else."""

    def error(message: str, node: exp.Expression) -> ExpressionError:
        starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
        return ExpressionError(message, text, min(starts, default=0))

    def visit(node: exp.Expression, depth: int) -> Formula:
        if depth > DEEPEST * 2:
            raise error("the formula is nested too deeply: name a part of it as a measure", node)
        match node:
            case exp.Paren():
                return visit(node.this, depth + 1)
            case exp.Column() if not node.args.get("table") and not isinstance(node.this, exp.Star):
                if node.name not in measures:
                    message = f"there is no measure {node.name!r}{nearest(node.name, set(measures))}"
                    raise error(message, node)
                return Reference(node.name)
            case exp.Literal() if not node.is_string and _is_plain(str(node.this)):
                if len(str(node.this)) > MOST_DIGITS:
                    raise error(f"a number has at most {MOST_DIGITS} digits", node)
                return Constant(Fraction(str(node.this)))
            case exp.Neg():
                part = visit(node.this, depth + 1)
                negative = Constant(-part.value) if isinstance(part, Constant) else None
                return negative or Operation("-", Constant(Fraction(0)), part)
        if type(node) not in _OPERATORS:
            raise error("a formula is + - * / over measures' ids and plain numbers", node)
        left, right = visit(node.this, depth + 1), visit(node.expression, depth + 1)
        operator = _OPERATORS[type(node)]
        if operator == "/" and right == Constant(Fraction(0)):
            raise error("a division by 0 is always empty", node)
        return Operation(operator, left, right)

    formula = visit(read(text), 1)
    if not references(formula):
        raise ExpressionError("a formula uses at least one measure", text, 0)
    return formula


def _is_plain(digits: str) -> bool:
    return digits.isascii() and digits.replace(".", "", 1).isdigit()


def references(formula: Formula) -> frozenset[str]:
    """The ids of the measures a formula uses directly."""
    match formula:
        case Reference():
            return frozenset({formula.measure})
        case Constant():
            return frozenset()
        case Operation():
            return references(formula.left) | references(formula.right)


def evaluate_formula(formula: Formula, values: Mapping[str, Number | None]) -> Number | Fraction | None:
    """The formula's value: exact when `values` are Fractions, float as soon as one of them is a float.

    `values` has every measure the formula uses; None, for no value, makes the whole None.
    """
    match formula:
        case Reference():
            return values[formula.measure]
        case Constant():
            return formula.value
        case Operation():
            left, right = evaluate_formula(formula.left, values), evaluate_formula(formula.right, values)
            if left is None or right is None or (formula.operator == "/" and right == 0):
                return None
            return _CALCULATE[formula.operator](left, right)  # type: ignore[no-any-return]


def render_formula(formula: Formula) -> str:
    """The formula as it could have been written; parsing it gives an equal formula."""
    match formula:
        case Reference():
            return formula.measure
        case Constant():
            return _decimal(formula.value)
        case Operation():
            left, right = (
                f"({render_formula(side)})" if isinstance(side, Operation) else render_formula(side)
                for side in (formula.left, formula.right)
            )
            return f"{left} {formula.operator} {right}"


def _decimal(value: Fraction) -> str:
    """All the digits of a fraction that was written as a decimal."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(value * 10**places).numerator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
