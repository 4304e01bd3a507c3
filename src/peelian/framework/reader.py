"""Types an expression: from sqlglot's tree of one text to ours, refusing everything else by name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from math import isinf
from typing import TypeAlias

from sqlglot import exp

from peelian.framework.errors import nearest
from peelian.framework.grammar import DEEPEST, ExpressionError
from peelian.framework.source import Type
from peelian.framework.sql import render
from peelian.framework.tree import (
    LARGEST_INTEGER,
    Arithmetic,
    Between,
    Coalesce,
    Column,
    Compare,
    Comparison,
    Difference,
    Expression,
    In,
    IsNull,
    Literal,
    Not,
    Operator,
    When,
    conjunction,
    disjunction,
    type_of,
)

Names: TypeAlias = Mapping[str, Type | Expression]

_COMPARISONS: dict[type[exp.Expression], Comparison] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_OPERATORS: dict[type[exp.Expression], Operator] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
IN_WORDS: dict[Type, str] = {
    "text": "text",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "instant": "an instant",
    "date": "a date",
    "month": "a month",
}
_WORDS: dict[type[exp.Expression], str] = {
    exp.Mod: "% (remainder) is",
    exp.Star: "* is",
    exp.Tuple: "a list of values is",
    exp.Placeholder: "parameters are",
    exp.Parameter: "parameters are",
    exp.National: "N'...' is",
}
_FUNCTIONS = {"coalesce": "coalesce(a, b)", "when": "when(condition, value)"}
_MOMENTS = ("instant", "date", "month")


class Reader:
    """Turns sqlglot's tree of one text into ours, checking every type on the way."""

    def __init__(self, text: str, names: Names, values: Mapping[str, Collection[str]]) -> None:
        self.text, self.names, self.values = text, names, values

    def read(self, node: exp.Expression, depth: int) -> Expression:
        if depth > DEEPEST * 2:
            raise self.error("the expression is nested too deeply: name a part of it in the source", node)
        match node:
            case exp.Paren():
                return self.read(node.this, depth + 1)
            case exp.Column() | exp.Identifier():
                return self.column(node)
            case exp.Literal():
                return self.literal(node)
            case exp.Boolean():
                return Literal(bool(node.this), "boolean")
            case exp.And() | exp.Or():
                return self.logic(node, depth)
            case exp.Not():
                return Not(self.condition(node.this, depth))
            case exp.Neg():
                return self.negative(node, depth)
            case exp.In():
                return self.among(node, depth)
            case exp.Between():
                value, low, high = self.alike(node, [node.this, node.args["low"], node.args["high"]], depth)
                self.ordered(value, node)
                return Between(value, low, high)
            case exp.Is():
                if not isinstance(node.expression, exp.Null):
                    raise self.error(
                        "IS goes with NULL or NOT NULL only; a condition is written as it is", node
                    )
                return IsNull(self.read(node.this, depth + 1))
            case exp.Anonymous():
                return self.function(node, depth)
            case exp.Null():
                raise self.error("compare with NULL by IS NULL or IS NOT NULL", node)
        if type(node) in _COMPARISONS:
            left, right = self.alike(node, [node.this, node.expression], depth)
            operator = _COMPARISONS[type(node)]
            if operator not in ("=", "<>"):
                self.ordered(left, node)
            self.possible(left, right, node)
            self.possible(right, left, node)
            return Compare(operator, left, right)
        if type(node) in _OPERATORS:
            return self.arithmetic(node, depth)
        raise self.error(
            f"{_WORDS.get(type(node)) or repr(self.source(node)) + ' is'} not part of expressions", node
        )

    def column(self, node: exp.Expression) -> Expression:
        if node.args.get("table") or isinstance(node.this, exp.Star):
            raise self.error("an expression reads one source: write the column's name alone", node)
        found = self.names.get(node.name)
        if found is None:
            raise self.error(f"there is no column {node.name!r}{nearest(node.name, set(self.names))}", node)
        return Column(node.name, found) if isinstance(found, str) else found

    def literal(self, node: exp.Literal) -> Literal:
        digits = str(node.this)
        if node.is_string:
            if "\0" in digits or any("\ud800" <= character <= "\udfff" for character in digits):
                raise self.error("text cannot contain NUL or half of a character", node)
            return Literal(digits, "text")
        if digits.isascii() and digits.isdigit():
            # one more than the largest is only allowed after a minus
            if len(digits) > 19 or int(digits) > LARGEST_INTEGER + 1:
                raise self.error(f"{digits[:20]} is too large: whole numbers have 64 bits", node)
            return Literal(int(digits), "integer")
        if not digits.isascii() or not digits.replace(".", "", 1).isdigit():
            raise self.error(f"{digits} is not a plain number: write it out, as 1000 or 0.5", node)
        number = float(digits)
        if isinf(number):
            raise self.error(f"{digits[:20]}... is too large: numbers have at most 308 digits", node)
        return Literal(number, "number")

    def negative(self, node: exp.Neg, depth: int) -> Expression:
        part = self.read(node.this, depth + 1)
        if isinstance(part, Literal) and part.type in ("integer", "number"):
            return Literal(-part.value, part.type)  # type: ignore[operator]
        self.whole(part, node)
        return Arithmetic("-", Literal(0, "integer"), part)

    def logic(self, node: exp.And | exp.Or, depth: int) -> Expression:
        kind = type(node)
        waiting: list[exp.Expression] = [node]
        parts: list[Expression] = []
        while waiting:
            part = waiting.pop()
            if isinstance(part, kind):
                waiting += [part.expression, part.this]
            else:
                parts.append(self.condition(part, depth))
        return conjunction(*parts) if kind is exp.And else disjunction(*parts)

    def condition(self, node: exp.Expression, depth: int) -> Expression:
        part = self.read(node, depth + 1)
        if type_of(part) != "boolean":
            raise self.error(f"{_shown(part)} is {IN_WORDS[type_of(part)]}, not a condition", node)
        return part

    def among(self, node: exp.In, depth: int) -> Expression:
        if node.args.get("query") or node.args.get("field") or not node.expressions:
            raise self.error("IN takes a list in brackets: grade in ('immediate', 'priority')", node)
        value, *options = self.alike(node, [node.this, *node.expressions], depth)
        self.ordered(value, node)
        constants = tuple(option for option in options if isinstance(option, Literal))
        if len(constants) < len(options):
            raise self.error("IN lists constants only, not columns", node)
        for option in constants:
            self.possible(value, option, node)
        return In(value, constants)

    def function(self, node: exp.Anonymous, depth: int) -> Expression:
        name, given = str(node.this).lower(), node.expressions
        if name == "coalesce" and len(given) >= 2:
            return Coalesce(tuple(self.alike(node, given, depth)))
        if name == "when" and len(given) == 2:
            return When(self.condition(given[0], depth), self.read(given[1], depth + 1))
        if name in _FUNCTIONS:
            raise self.error(f"{name} is written {_FUNCTIONS[name]}", node)
        choices = " and ".join(_FUNCTIONS.values())
        raise self.error(f"there is no function {name!r}: expressions have {choices} only", node)

    def arithmetic(self, node: exp.Expression, depth: int) -> Expression:
        operator = _OPERATORS[type(node)]
        left, right = self.read(node.this, depth + 1), self.read(node.expression, depth + 1)
        if operator == "-" and (type_of(left) in _MOMENTS or type_of(right) in _MOMENTS):
            left, right = self.agree(node, [left, right])
            return Difference(left, right)
        for part in (left, right):
            self.whole(part, node)
        if operator == "/" and isinstance(right, Literal) and right.value == 0:
            raise self.error("a division by 0 is always empty", node)
        return Arithmetic(operator, left, right)

    def whole(self, part: Expression, node: exp.Expression) -> None:
        kind = type_of(part)
        if kind == "integer":
            return
        hint = {
            "number": "number columns can only be compared",
            "instant": "take one instant from another for whole seconds",
            "date": "take one date from another for whole days",
            "month": "take one date from another for whole days",
        }.get(kind, "arithmetic is of integers")
        raise self.error(f"{_shown(part)} is {IN_WORDS[kind]}: {hint}", node)

    def alike(self, node: exp.Expression, nodes: Sequence[exp.Expression], depth: int) -> list[Expression]:
        return self.agree(node, [self.read(part, depth + 1) for part in nodes])

    def agree(self, node: exp.Expression, parts: list[Expression]) -> list[Expression]:
        """The parts with constants read as what they stand beside; an error unless all are of one type."""
        leader = next((p for p in parts if not isinstance(p, Literal)), None) or next(
            (p for p in parts if type_of(p) == "number"), parts[0]
        )
        kind = type_of(leader)
        agreed = [self.beside(kind, part, node) if isinstance(part, Literal) else part for part in parts]
        for part in agreed:
            if _family(type_of(part)) != _family(kind):
                one, other = (
                    f"{_shown(leader)} is {IN_WORDS[kind]}",
                    f"{_shown(part)} is {IN_WORDS[type_of(part)]}",
                )
                raise self.error(f"{one}; {other}", node)
        return agreed

    def beside(self, kind: Type, part: Literal, node: exp.Expression) -> Literal:
        if part.type == "integer" and kind == "number":
            return Literal(float(part.value), "number")  # type: ignore[arg-type]
        if part.type == "text" and kind in _MOMENTS:
            return self.moment(kind, str(part.value), node)
        return part

    def moment(self, kind: Type, text: str, node: exp.Expression) -> Literal:
        try:
            if kind == "instant":
                at = datetime.fromisoformat(text)
                if at.tzinfo is None:
                    raise self.error(
                        f"say which zone {text!r} is in: '2024-04-01T00:00:00Z' or ...+01:00", node
                    )
                return Literal(at.astimezone(UTC), "instant")
            full = f"{text}-01" if kind == "month" and len(text) == 7 else text
            if len(full) != 10:
                raise ValueError(full)
            return Literal(date.fromisoformat(full), "date")
        except (ValueError, OverflowError) as error:
            example = {"instant": "2024-04-01T00:00:00Z", "date": "2024-04-01", "month": "2024-04"}[kind]
            raise self.error(f"{text!r} is not {IN_WORDS[kind]}, as in '{example}'", node) from error

    def ordered(self, part: Expression, node: exp.Expression) -> None:
        if type_of(part) == "boolean":
            raise self.error(f"{_shown(part)} is true or false, which has no order", node)

    def possible(self, value: Expression, option: Expression, node: exp.Expression) -> None:
        if not isinstance(option, Literal) or option.type != "text":
            return
        columns = [value] if isinstance(value, Column) else getattr(value, "parts", ())
        lists = [self.values[c.name] for c in columns if isinstance(c, Column) and self.values.get(c.name)]
        known = {text for texts in lists for text in texts}
        if known and len(lists) == len(columns) and option.value not in known:
            hint = nearest(str(option.value), known)
            raise self.error(f"{_shown(value)} is never {str(option.value)!r}{hint}", node)

    def source(self, node: exp.Expression) -> str:
        """The text that `node` was read from, as far as sqlglot recorded it."""
        places = [part.meta for part in node.walk() if "start" in part.meta]
        start = min((place["start"] for place in places), default=0)
        return self.text[start : max((place["end"] + 1 for place in places), default=len(self.text))]

    def error(self, message: str, node: exp.Expression) -> ExpressionError:
        starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
        return ExpressionError(message, self.text, min(starts, default=0))


def _family(kind: Type) -> str:
    return "date" if kind == "month" else kind


def _shown(expression: Expression) -> str:
    text = render(expression)
    return text if len(text) <= 60 else f"{text[:57]}..."
