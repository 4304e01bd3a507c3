"""The SQL syntax of expressions, as a sqlglot dialect with nothing in it but what we allow.

A word that is not listed here is a name: `force`, `end` and `order` are ordinary columns.
"""

from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.parser import Parser
from sqlglot.tokens import Token, Tokenizer, TokenType  # type: ignore[attr-defined]

from peelian.framework.errors import UserError

MOST_CHARACTERS = 20_000
MOST_TOKENS = 4_000
DEEPEST = 40

_WHERE_TO_TURN = {
    "case": "CASE is not part of expressions; use coalesce(when(condition, value), otherwise)",
    "select": "an expression reads one row of its source: subqueries are not part of expressions",
    "exists": "an expression reads one row of its source: subqueries are not part of expressions",
    "like": "LIKE is not part of expressions; recode the text in the mapping, or list its values with IN",
    "ilike": "ILIKE is not part of expressions; recode the text in the mapping, or list its values with IN",
    "cast": "casts are not part of expressions: the source says what type a column has",
    "interval": "INTERVAL is not part of expressions; instant - instant is whole seconds",
    "date": "write a date as quoted text on its own: '2024-04-01'",
    "timestamp": "write an instant as quoted text on its own: '2024-04-01T00:00:00Z'",
    "timestamptz": "write an instant as quoted text on its own: '2024-04-01T00:00:00Z'",
    "over": "windows (OVER) are not part of expressions",
    "distinct": "DISTINCT is not part of expressions",
}


class ExpressionError(UserError):
    """An expression is not valid. `offset` counts characters of `text` from 0."""

    def __init__(self, message: str, text: str, offset: int) -> None:
        self.message, self.text, self.offset = message, text, offset
        before = text[:offset]
        self.line = before.count("\n") + 1
        self.column = offset - (before.rfind("\n") + 1) + 1
        place = f"column {self.column}" if "\n" not in text else f"line {self.line}, column {self.column}"
        super().__init__(f"{message} (at {place} of the expression)")


class _Names(Tokenizer):
    QUOTES: ClassVar[list[Any]] = ["'"]
    IDENTIFIERS: ClassVar[list[Any]] = ['"']
    HEX_STRINGS: ClassVar[list[Any]] = []
    BIT_STRINGS: ClassVar[list[Any]] = []
    BYTE_STRINGS: ClassVar[list[Any]] = []
    COMMANDS: ClassVar[set[TokenType]] = set()
    COMMAND_PREFIX_TOKENS: ClassVar[set[TokenType]] = set()
    KEYWORDS: ClassVar[dict[str, TokenType]] = {
        "AND": TokenType.AND,
        "OR": TokenType.OR,
        "NOT": TokenType.NOT,
        "IN": TokenType.IN,
        "BETWEEN": TokenType.BETWEEN,
        "IS": TokenType.IS,
        "NULL": TokenType.NULL,
        "TRUE": TokenType.TRUE,
        "FALSE": TokenType.FALSE,
        "<>": TokenType.NEQ,
        "!=": TokenType.NEQ,
        "<=": TokenType.LTE,
        ">=": TokenType.GTE,
    }


class _Operators(Parser):
    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}
    NO_PAREN_FUNCTIONS: ClassVar[dict[TokenType, Any]] = {}
    NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}


class PeelianExpression(Dialect):
    """sqlglot's registry knows it as `peelianexpression`."""

    Tokenizer = _Names
    Parser = _Operators


def read(text: str) -> exp.Expression:
    """`text` as sqlglot's tree of one expression; ExpressionError for what is not one."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(
            f"an expression has at most {MOST_CHARACTERS:,} characters", text, MOST_CHARACTERS
        )
    dialect = PeelianExpression()
    try:
        tokens = dialect.tokenize(text)
    except TokenError as error:
        raise ExpressionError("a quotation mark is not closed", text, _last_quote(text)) from error
    _refuse_early(tokens, text)
    try:
        (tree,) = dialect.parser().parse_into(exp.Condition, tokens, text)
    except ParseError as error:
        raise _explained(error, tokens, text) from error
    except RecursionError as error:
        raise ExpressionError("the expression is nested too deeply to read", text, 0) from error
    if not isinstance(tree, exp.Expression):
        raise ExpressionError("the expression is empty", text, 0)
    return tree


def _refuse_early(tokens: list[Token], text: str) -> None:
    if len(tokens) > MOST_TOKENS:
        at = tokens[MOST_TOKENS].start
        raise ExpressionError(f"an expression has at most {MOST_TOKENS:,} words and signs", text, at)
    depth = 0
    for token in tokens:
        if token.comments:
            raise ExpressionError(
                "an expression has no comments; put them in YAML, after a #", text, token.start
            )
        if token.token_type is TokenType.SEMICOLON:
            raise ExpressionError("one expression only: take out the ';'", text, token.start)
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth > DEEPEST:
            raise ExpressionError(f"brackets are nested more than {DEEPEST} deep", text, token.start)


def _explained(error: ParseError, tokens: list[Token], text: str) -> ExpressionError:
    for token in tokens:
        advice = _WHERE_TO_TURN.get(token.text.lower())
        if advice and token.token_type is TokenType.VAR:
            return ExpressionError(advice, text, token.start)
    found = error.errors[0] if error.errors else {}
    line, end = found.get("line") or 1, found.get("col") or 1
    near = next((t for t in tokens if t.line == line and t.col == end), tokens[-1] if tokens else None)
    if near is None:
        return ExpressionError("the expression is empty", text, 0)
    if near is tokens[-1] and "Unexpected" not in str(found.get("description")):
        return ExpressionError(f"something is missing after {near.text!r}", text, near.start)
    return ExpressionError(f"{near.text!r} was not expected here", text, near.start)


def _last_quote(text: str) -> int:
    return max(text.rfind("'"), text.rfind('"'), 0)
