"""Expressions of a framework: SQL syntax in, a small closed typed tree out.

`parse` reads and types one expression, `to_sql` gives it to an engine, `evaluate` is what it means for
one row, `render` writes it for people. See docs/reference/expressions.md for the language.
"""

from collections.abc import Collection, Mapping

from sqlglot import exp

from peelian.framework.dialects import quoted
from peelian.framework.evaluate import evaluate
from peelian.framework.grammar import DEEPEST, ExpressionError, read
from peelian.framework.reader import Names, Reader
from peelian.framework.source import Type
from peelian.framework.sql import render, to_sql
from peelian.framework.tree import (
    LARGEST_INTEGER,
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
    conjunction,
    disjunction,
    parts_of,
    type_of,
    walk,
)

__all__ = [
    "And",
    "Arithmetic",
    "Between",
    "Coalesce",
    "Column",
    "Compare",
    "Difference",
    "Expression",
    "ExpressionError",
    "In",
    "IsNull",
    "Literal",
    "NamedExpressionError",
    "Names",
    "Not",
    "Or",
    "Type",
    "Value",
    "When",
    "columns_in",
    "columns_of",
    "conjunction",
    "disjunction",
    "evaluate",
    "parse",
    "parts_of",
    "quoted",
    "render",
    "resolve",
    "resolve_all",
    "to_sql",
    "type_of",
    "walk",
]

LARGEST_TREE = 5_000  # nodes, with every named expression written out


def parse(text: str, names: Names, values: Mapping[str, Collection[str]] | None = None) -> Expression:
    """Read and type one expression.

    `names` gives the type of each column, or the tree of each named expression, which is written out in
    its place. `values` lists the only texts a text column can have: comparing it with another is an
    error, for it could never be true. Raises ExpressionError, with the place, for everything that is
    not in the language.
    """
    expression = Reader(text, names, values or {}).read(read(text), 1)
    for size, (node, depth) in enumerate(walk(expression)):
        if size >= LARGEST_TREE or depth > DEEPEST * 2:
            raise ExpressionError(
                "with its named expressions written out the expression is too large", text, 0
            )
        if isinstance(node, Literal) and node.type == "integer" and int(node.value) > LARGEST_INTEGER:  # type: ignore[arg-type]
            raise ExpressionError(f"{node.value} is too large: whole numbers have 64 bits", text, 0)
    return expression


class NamedExpressionError(ExpressionError):
    """A named expression is not valid; `name` is which."""

    def __init__(self, name: str, message: str, text: str, offset: int) -> None:
        self.name = name
        super().__init__(message, text, offset)


def resolve(
    columns: Mapping[str, Type],
    expressions: Mapping[str, str],
    values: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Type | Expression]:
    """The names an expression over `columns` may use: the columns and each named expression's tree.

    Named expressions may use one another in any order. Raises NamedExpressionError for the first that
    goes in a circle or that `parse` refuses.
    """
    names, errors = resolve_all(columns, expressions, values)
    if errors:
        raise errors[0]
    return names


def resolve_all(
    columns: Mapping[str, Type],
    expressions: Mapping[str, str],
    values: Mapping[str, Collection[str]] | None = None,
) -> tuple[dict[str, Type | Expression], list[NamedExpressionError]]:
    """As `resolve`, with every error; a named expression that uses one in error is left out quietly."""
    names: dict[str, Type | Expression] = dict(columns)
    errors: list[NamedExpressionError] = []
    failed: set[str] = set()
    pending: list[str] = []

    def visit(name: str) -> None:
        text = expressions[name]
        pending.append(name)
        try:
            used = sorted(columns_in(text) & expressions.keys())
            for other in used:
                if other in pending:
                    circle = " -> ".join([*pending[pending.index(other) :], other])
                    raise ExpressionError(f"{other} is defined by itself: {circle}", text, 0)
                if other not in names and other not in failed:
                    visit(other)
            if failed.isdisjoint(used):
                names[name] = parse(text, names, values)
            else:
                failed.add(name)
        except ExpressionError as error:
            failed.add(name)
            errors.append(NamedExpressionError(name, error.message, text, error.offset))
        pending.pop()

    for name in expressions:
        if name not in names and name not in failed:
            visit(name)
    return names, errors


def columns_in(text: str) -> frozenset[str]:
    """The names that look like columns in a text, valid or not. Raises ExpressionError if unreadable."""
    return frozenset(column.name for column in read(text).find_all(exp.Column))
