"""Random expressions and random rows: what the engines are held to."""

import string
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
from hypothesis import strategies as st

from peelian.framework.expressions import (
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
    When,
)
from peelian.framework.parsed import Breakdown
from peelian.framework.source import Band, Type

COLUMNS: dict[str, Type] = {
    "grade": "text",
    "force": "text",  # a word some engines keep for themselves
    "resources": "integer",
    "order": "integer",
    "latitude": "number",
    "longitude": "number",
    "abandoned": "boolean",
    "operation": "boolean",
    "created_at": "instant",
    "at_scene_at": "instant",
    "starts": "date",
    "ends": "date",
    "month": "month",
}
DUCKDB_TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "instant": "TIMESTAMPTZ",
    "date": "DATE",
    "month": "DATE",
}

_ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "instant": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
    "month": pa.date32(),
}
SCHEMA = pa.schema([(name, _ARROW_TYPES[kind]) for name, kind in COLUMNS.items()])

_texts = [
    "immediate",
    "Immediate",
    "",
    "it's",
    "é",
    'say "no"',
    "-- x",
    "zebra",
    "\\u0041\\'",
    "${user.home}",
]
_text = st.sampled_from(_texts) | st.text(string.printable, max_size=4)
_integers = st.integers(-5, 5) | st.integers(-(2**63), 2**63 - 1)
_numbers = st.sampled_from([0.0, 0.1, -2.5, 51.4, 1e-7, 1e22]) | st.floats(
    allow_nan=False, allow_infinity=False
)
_instants = st.datetimes(datetime(2020, 3, 28), datetime(2020, 3, 30)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
_dates = st.dates(date(2020, 2, 25), date(2020, 3, 5)) | st.dates(date(1, 1, 1), date(9999, 12, 31))
_months = st.sampled_from([date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1)])

CONSTANTS: dict[Type, st.SearchStrategy[object]] = {
    "text": _text,
    "integer": _integers,
    "number": _numbers | st.just(float("nan")),
    "boolean": st.booleans(),
    "instant": _instants,
    "date": _dates,
    "month": _months,
}

rows = st.fixed_dictionaries({name: st.none() | CONSTANTS[kind] for name, kind in COLUMNS.items()})


def _literals(kind: Type) -> st.SearchStrategy[Literal]:
    values = _numbers if kind == "number" else CONSTANTS[kind]
    return values.map(lambda value: Literal(value, "date" if kind == "month" else kind))


def _columns(kind: Type) -> st.SearchStrategy[Column]:
    return st.sampled_from([Column(name, of) for name, of in COLUMNS.items() if of == kind])


def expressions(kind: Type, depth: int = 3) -> st.SearchStrategy[Expression]:
    """Expressions of one type that `parse` could have given."""
    leaf = _columns(kind)
    if depth == 0:
        return leaf
    deeper = st.deferred(lambda: expressions(kind, depth - 1))
    choices: list[st.SearchStrategy[Expression]] = [
        leaf,
        st.lists(deeper, min_size=2, max_size=3).map(lambda parts: Coalesce(tuple(parts))),
        st.builds(When, st.deferred(lambda: expressions("boolean", depth - 1)), deeper),
    ]
    if kind == "integer":
        either = deeper | _literals("integer")
        moments = st.sampled_from(["instant", "date", "month"]).flatmap(
            lambda of: st.tuples(*(expressions(of, depth - 1),) * 2)
        )
        choices += [
            st.builds(Arithmetic, st.sampled_from("+-*/"), either, either).filter(_not_by_zero),
            moments.map(lambda pair: Difference(*pair)),
        ]
    if kind == "boolean":
        choices += _conditions(depth, deeper)
    return st.one_of(choices)


def _not_by_zero(node: Arithmetic) -> bool:
    return not (node.operator == "/" and isinstance(node.right, Literal) and node.right.value == 0)


def _conditions(depth: int, deeper: st.SearchStrategy[Expression]) -> list[st.SearchStrategy[Expression]]:
    ordered: st.SearchStrategy[Type] = st.sampled_from(
        ["text", "integer", "number", "instant", "date", "month"]
    )

    def some(kind: Type) -> st.SearchStrategy[Expression]:
        return expressions(kind, depth - 1)

    def compared(kind: Type) -> st.SearchStrategy[Expression]:
        sign = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
        return st.builds(Compare, sign, some(kind), some(kind) | _literals(kind))

    def between(kind: Type) -> st.SearchStrategy[Expression]:
        end = some(kind) | _literals(kind)
        return st.builds(Between, some(kind), end, end)

    def among(kind: Type) -> st.SearchStrategy[Expression]:
        options = st.lists(_literals(kind), min_size=1, max_size=3).map(tuple)
        return st.builds(In, some(kind), options)

    def joined(kind: type[And] | type[Or]) -> st.SearchStrategy[Expression]:
        part = deeper.filter(lambda node: not isinstance(node, kind))
        return st.lists(part, min_size=2, max_size=3).map(lambda parts: kind(tuple(parts)))

    return [
        ordered.flatmap(compared),
        ordered.flatmap(between),
        ordered.flatmap(among),
        st.builds(Compare, st.sampled_from(["=", "<>"]), deeper, deeper | _literals("boolean")),
        st.builds(Not, deeper),
        joined(And),
        joined(Or),
        ordered.flatmap(some).map(IsNull),
    ]


anything: st.SearchStrategy[Expression] = st.sampled_from(
    ["boolean", "boolean", "integer", "text", "number", "instant", "date"]
).flatmap(expressions)


# The extremes of each type, two columns that can hold them, and what can stand between those.
NOON = datetime(2024, 3, 31, 12, tzinfo=UTC)
EDGES: dict[str, list[object]] = {
    "integer": [None, -(2**63), -(2**63) + 1, -(2**32), -7, -2, -1, 0, 1, 2, 7, 2**31, 2**62, 2**63 - 1],
    "number": [None, float("nan"), float("-inf"), -1e300, -0.0, 0.0, 0.1, 51.5, float("inf")],
    "text": [None, "", "A", "a", "é", "z", "\U0001f600", "\uffff", "it's", "\\n", "${user.home}"],
    "instant": [
        None,
        *(NOON + timedelta(microseconds=us) for us in (-1_500_000, -1, 0, 1, 999_999, 1_000_000)),
    ],
    "date": [None, date(1, 1, 1), date(2024, 2, 28), date(2024, 2, 29), date(9999, 12, 31)],
    "boolean": [None, False, True],
}
TWO = {
    "integer": ("resources", '"order"'),
    "number": ("latitude", "longitude"),
    "text": ("grade", "force"),
    "instant": ("created_at", "at_scene_at"),
    "date": ("starts", "ends"),
    "boolean": ("abandoned", "operation"),
}
SIGNS = {
    "integer": ["=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/"],
    "number": ["=", "<>", "<", "<=", ">", ">="],
    "text": ["=", "<>", "<", "<=", ">", ">="],
    "instant": ["=", "<>", "<", "<=", ">", ">=", "-"],
    "date": ["=", "<>", "<", "<=", ">", ">=", "-"],
    "boolean": ["=", "<>", "and", "or"],
}


def plain(value: object) -> object:
    """A value as it compares: instants in UTC, not-a-number equal to itself."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return "not a number" if value != value else value


BANDS = (Band(label="low", end=-1), Band(label="it's mid", start=0, end=40), Band(label="two", start=2))
BREAKDOWNS = (
    Breakdown("force", Column("force", "text")),
    Breakdown("abandoned", Column("abandoned", "boolean")),
    Breakdown("resources", Column("resources", "integer"), BANDS),
    Breakdown("any", Column("resources", "integer"), (Band(label="any"),)),
)
