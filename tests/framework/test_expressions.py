"""The language of expressions: what it reads, what it refuses and how it says so."""

from datetime import UTC, date, datetime

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peelian.framework.expressions import (
    And,
    Arithmetic,
    Between,
    Coalesce,
    Column,
    Compare,
    Difference,
    ExpressionError,
    In,
    IsNull,
    Literal,
    NamedExpressionError,
    Not,
    Or,
    When,
    columns_in,
    columns_of,
    conjunction,
    disjunction,
    evaluate,
    parse,
    parts_of,
    render,
    resolve,
    resolve_all,
    to_sql,
    type_of,
)
from tests.framework.trees import COLUMNS

GRADES = {"grade": ("immediate", "priority")}

grade = Column("grade", "text")
resources = Column("resources", "integer")
latitude = Column("latitude", "number")
abandoned, operation = Column("abandoned", "boolean"), Column("operation", "boolean")
created_at = Column("created_at", "instant")
at_scene_at = Column("at_scene_at", "instant")
starts, ends, month = Column("starts", "date"), Column("ends", "date"), Column("month", "month")


def number(value: int) -> Literal:
    return Literal(value, "integer")


def text_(value: str) -> Literal:
    return Literal(value, "text")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("abandoned", abandoned),
        ("NOT abandoned", Not(abandoned)),
        ("grade = 'immediate'", Compare("=", grade, text_("immediate"))),
        ('"grade" != \'it\'\'s\'', Compare("<>", grade, text_("it's"))),
        ("resources > -3", Compare(">", resources, number(-3))),
        ("resources + 2 * 3", Arithmetic("+", resources, Arithmetic("*", number(2), number(3)))),
        ("-resources", Arithmetic("-", number(0), resources)),
        ("+resources", resources),
        ("latitude > 51", Compare(">", latitude, Literal(51.0, "number"))),
        ("latitude between 50 and 52.5", Between(latitude, Literal(50.0, "number"), Literal(52.5, "number"))),
        ("grade in ('a', 'b')", In(grade, (text_("a"), text_("b")))),
        ("grade not in ('a')", Not(In(grade, (text_("a"),)))),
        ("grade is not null", Not(IsNull(grade))),
        ("at_scene_at - created_at", Difference(at_scene_at, created_at)),
        ("ends - starts > 7", Compare(">", Difference(ends, starts), number(7))),
        ("month - starts", Difference(month, starts)),
        ("month >= '2024-04'", Compare(">=", month, Literal(date(2024, 4, 1), "date"))),
        ("starts < '2024-04-05'", Compare("<", starts, Literal(date(2024, 4, 5), "date"))),
        ("starts = month", Compare("=", starts, month)),
        (
            "created_at >= '2024-04-01T01:00:00+01:00'",
            Compare(">=", created_at, Literal(datetime(2024, 4, 1, tzinfo=UTC), "instant")),
        ),
        ("coalesce(at_scene_at, created_at)", Coalesce((at_scene_at, created_at))),
        ("When(abandoned, 3)", When(abandoned, number(3))),
        ("abandoned and (operation and not abandoned)", And((abandoned, operation, Not(abandoned)))),
        ("abandoned or operation and abandoned", Or((abandoned, And((operation, abandoned))))),
        ("abandoned = true", Compare("=", abandoned, Literal(True, "boolean"))),
        ("force = 'x'", Compare("=", Column("force", "text"), text_("x"))),
        ('"order" > 1', Compare(">", Column("order", "integer"), number(1))),
        ("order > 1", Compare(">", Column("order", "integer"), number(1))),
    ],
)  # fmt: skip
def test_reads(text: str, tree: object) -> None:
    assert parse(text, COLUMNS) == tree


REFUSED = {
    "grad = 'x'": "there is no column 'grad' (did you mean 'grade'?) (at column 1 of the expression)",
    "grade = 5": "grade is text; 5 is an integer",
    "5 = grade": "grade is text; 5 is an integer",
    "resources = 'x'": "resources is an integer; 'x' is text",
    "resources > 1.5": "resources is an integer; 1.5 is a number",
    "latitude > resources": "latitude is a number; resources is an integer",
    "latitude + 1": "latitude is a number: number columns can only be compared",
    "created_at + 60": "created_at is an instant: take one instant from another for whole seconds",
    "starts + 1": "starts is a date: take one date from another for whole days",
    "month * 2": "month is a month: take one date from another",
    "grade - grade": "grade is text: arithmetic is of integers",
    "created_at - starts": "created_at is an instant; starts is a date",
    "created_at > '2024-04-01'": "say which zone '2024-04-01' is in",
    "created_at > 'noon'": "'noon' is not an instant, as in '2024-04-01T00:00:00Z'",
    "created_at > '0001-01-01T00:00:00+02:00'": "is not an instant",
    "starts > '2024-02-30'": "'2024-02-30' is not a date, as in '2024-04-01'",
    "starts > '20240201'": "'20240201' is not a date",
    "month = '2024-13'": "'2024-13' is not a month, as in '2024-04'",
    "grade": "",
    "not grade": "grade is text, not a condition (at column 5 of the expression)",
    "abandoned and resources": "resources is an integer, not a condition (at column 15 of the expression)",
    "abandoned > operation": "abandoned is true or false, which has no order",
    "abandoned between true and false": "has no order",
    "abandoned in (true)": "has no order",
    "grade = null": "compare with NULL by IS NULL or IS NOT NULL",
    "grade is 'x'": "IS goes with NULL or NOT NULL only",
    "abandoned is true": "IS goes with NULL or NOT NULL only",
    "grade in ()": "IN takes a list in brackets",
    "grade in force": "IN takes a list in brackets",
    "grade in (force)": "IN lists constants only, not columns",
    "abs(resources)": "no function 'abs': expressions have coalesce(a, b) and when(condition, value) only",
    "count(*)": "there is no function 'count'",
    "coalesce(grade)": "coalesce is written coalesce(a, b)",
    "when(abandoned)": "when is written when(condition, value)",
    "when(grade, 1)": "grade is text, not a condition",
    "coalesce(grade, resources)": "grade is text; resources is an integer",
    "case when abandoned then 1 end": "use coalesce(when(condition, value), otherwise)",
    "grade like 'x%'": "LIKE is not part of expressions",
    "grade in (select 1)": "subqueries are not part of expressions",
    "exists(select 1)": "subqueries are not part of expressions",
    "cast(grade as int)": "casts are not part of expressions",
    "grade::int": "':' was not expected here (at column 6 of the expression)",
    "date '2024-01-01' < starts": "write a date as quoted text on its own",
    "interval 1 day": "INTERVAL is not part of expressions",
    "resources % 2": "% (remainder) is not part of expressions",
    "a.grade = 'x'": "an expression reads one source: write the column's name alone",
    "grade.* = 1": "an expression reads one source",
    "*": "* is not part of expressions",
    "(grade, force) = 1": "a list of values is not part of expressions",
    "resources[1]": "'resources[1' is not part of expressions",
    "grade is distinct from force": "is not part of expressions",
    "grade = ?": "parameters are not part of expressions",
    "grade = :x": "parameters are not part of expressions",
    "grade = @x": "parameters are not part of expressions",
    "grade = N'x'": "N'...' is not part of expressions",
    "grade; force": "one expression only: take out the ';' (at column 6 of the expression)",
    "abandoned -- now": "an expression has no comments; put them in YAML, after a #",
    "abandoned /* now */": "an expression has no comments",
    "": "the expression is empty",
    "  \n ": "the expression is empty",
    "--": "the expression is empty",
    "grade = 'x": "a quotation mark is not closed (at column 9 of the expression)",
    '"grade = 1': "a quotation mark is not closed (at column 1 of the expression)",
    "abandoned or": "something is missing after 'or' (at column 11 of the expression)",
    "(abandoned": "something is missing after 'abandoned'",
    "abandoned)": "')' was not expected here",
    "grade force": "'force' was not expected here (at column 7 of the expression)",
    "resources > 1e5": "1e5 is not a plain number: write it out, as 1000 or 0.5",
    "resources > 9223372036854775808": "9223372036854775808 is too large: whole numbers have 64 bits",
    "resources > " + "9" * 30: "is too large: whole numbers have 64 bits",
    "resources / 0": "a division by 0 is always empty",
    "grade = 'a\0b'": "text cannot contain NUL",
    "abandoned\nand grade > 5": "(at line 2, column 5 of the expression)",
    "grade = 'imediate'": "grade is never 'imediate' (did you mean 'immediate'?)",
    "'imediate' = grade": "grade is never 'imediate'",
    "grade in ('immediate', 'prioritty')": "grade is never 'prioritty' (did you mean 'priority'?)",
    "coalesce(grade, grade) = 'x'": "coalesce(grade, grade) is never 'x'",
}


@pytest.mark.parametrize(("text", "message"), [(t, m) for t, m in REFUSED.items() if m])
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text, COLUMNS, GRADES)
    assert message in str(refused.value)


def test_a_column_with_other_values_may_be_compared_with_any_text() -> None:
    assert parse("force = 'anything' and coalesce(grade, force) = 'x'", COLUMNS, GRADES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 200 + "abandoned" + ")" * 200, "brackets are nested more than 40 deep"),
        ("not " * 1500 + "abandoned", "nested too deeply"),
        ("- " * 100 + "resources", "nested too deeply: name a part of it"),
        ("+".join(["resources"] * 500), "nested too deeply: name a part of it"),
        ("true or " * 2200 + "true", "at most 4,000 words and signs"),
        (" " * 30_000, "at most 20,000 characters"),
    ],
)
def test_what_is_too_large_to_read_is_an_error_that_says_so(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        parse(text, COLUMNS)


def test_a_long_list_of_alternatives_is_not_deep() -> None:
    condition = parse(" or ".join(f"resources = {n}" for n in range(900)), COLUMNS)
    assert isinstance(condition, Or)
    assert len(condition.parts) == 900
    assert evaluate(condition, {"resources": 899}) is True


def test_named_expressions_that_double_and_double_are_refused_before_they_fill_memory() -> None:
    doubling = {f"e{n}": f"e{n - 1} + e{n - 1}" for n in range(1, 40)} | {"e0": "resources"}
    with pytest.raises(NamedExpressionError, match="too large"):
        resolve(COLUMNS, doubling)


_WORDS = [
    *COLUMNS, "and", "or", "not", "in", "between", "is", "null", "true", "coalesce", "when", "case", "select",
    "(", ")", ",", "+", "-", "*", "/", "%", "=", "<>", "<=", "'x'", "'2024-04-01'", "1", "2.5", ".", "::",
    "[", "]", "{", "?", ":a", "$1", "--", "/*", "*/", ";", "'", '"', "\\", "at time zone", "\n", "é",
]  # fmt: skip


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join) | st.text(max_size=40))
@example("at time zone 'x'")
def test_any_text_is_an_expression_or_an_expression_error(text: str) -> None:
    try:
        expression = parse(text, COLUMNS)
    except ExpressionError as error:
        refused = error
    else:
        assert columns_of(expression) <= COLUMNS.keys()
        assert parse(render(expression), COLUMNS) == expression
        return
    assert 0 <= refused.offset <= len(text)
    assert refused.message


def test_named_expressions_may_use_one_another_in_any_order() -> None:
    names = resolve(COLUMNS, {"slow": "seconds > 900", "seconds": "at_scene_at - created_at"})
    assert names["slow"] == Compare(">", Difference(at_scene_at, created_at), number(900))
    assert names["grade"] == "text"
    assert parse("slow", names) == names["slow"]


def test_a_circle_names_its_way_round() -> None:
    with pytest.raises(NamedExpressionError, match="one is defined by itself: one -> two -> one") as refused:
        resolve(COLUMNS, {"one": "two + 1", "two": "one + 1"})
    assert refused.value.name == "two"


def test_every_error_of_the_named_is_told_and_what_uses_them_is_left_out_quietly() -> None:
    names, errors = resolve_all(COLUMNS, {"a": "abs(1)", "b": "a + 1", "c": "nowhere", "d": "resources"})
    assert [error.name for error in errors] == ["a", "c"]
    assert {"a", "b", "c"}.isdisjoint(names)
    assert names["d"] == resources


def test_columns_in_a_text() -> None:
    assert columns_in("a > b and coalesce(c, 'd') = e") == {"a", "b", "c", "e"}


def test_parts_types_and_columns() -> None:
    tree = parse("when(grade in ('x') and not resources between 1 and 2, at_scene_at - created_at)", COLUMNS)
    assert type_of(tree) == "integer"
    assert columns_of(tree) == {"grade", "resources", "at_scene_at", "created_at"}
    condition, seconds = parts_of(tree)
    assert type_of(condition) == "boolean"
    assert parts_of(seconds) == (at_scene_at, created_at)
    assert parts_of(IsNull(grade)) == (grade,)
    assert type_of(Coalesce((When(abandoned, starts), ends))) == "date"


def test_conjunctions_and_disjunctions_are_flat() -> None:
    assert conjunction() == Literal(True, "boolean")
    assert disjunction() == Literal(False, "boolean")
    assert conjunction(abandoned) == abandoned
    assert conjunction(And((abandoned, abandoned)), abandoned) == And((abandoned,) * 3)
    assert disjunction(Or((abandoned, abandoned)), abandoned) == Or((abandoned,) * 3)


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("force = 'it''s'", """("force" = 'it''s')"""),
        ("at_scene_at - created_at", '((epoch_us("at_scene_at") - epoch_us("created_at")) // 1000000)'),
        ("ends - starts", '("ends" - "starts")'),
        ("resources / 2", 'TRY("resources" // NULLIF(2, 0))'),
        ("24 * 60 * 60 > resources", '(86400 > "resources")'),
        ("resources > -1", '("resources" > (-1))'),
        ("latitude > 0.1", """("latitude" > CAST('0.1' AS DOUBLE))"""),
        (
            "created_at > '2024-04-01T00:00:00Z'",
            """("created_at" > TIMESTAMPTZ '2024-04-01 00:00:00+00:00')""",
        ),
        ("1 / (1 - 1) = resources", '(CAST(NULL AS BIGINT) = "resources")'),
        ("1 = 1", "true"),
        ("when(abandoned, 1)", 'CASE WHEN "abandoned" THEN 1 END'),
    ],
)
def test_sql(text: str, sql: str) -> None:
    assert to_sql(parse(text, COLUMNS)) == sql


@pytest.mark.parametrize(
    ("left", "right", "quotient"),
    [(7, 2, 3), (-7, 2, -3), (7, -2, -3), (-7, -2, 3), (7, 0, None), (-(2**63), -1, None), (0, 5, 0)],
)
def test_division_truncates_toward_zero_and_is_empty_when_it_cannot_be_done(
    left: int, right: int, quotient: int | None
) -> None:
    expression = parse('resources / "order"', COLUMNS)
    assert evaluate(expression, {"resources": left, "order": right}) == quotient
    row = f'SELECT ({left})::BIGINT AS resources, ({right})::BIGINT AS "order"'
    assert duckdb.execute(f"SELECT {to_sql(expression)} FROM ({row})").fetchone() == (quotient,)


def test_seconds_between_instants_are_whole_and_truncated_toward_zero() -> None:
    early = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    late = datetime(2024, 10, 27, 1, 30, 0, 900_000, tzinfo=UTC)
    expression = parse("at_scene_at - created_at", COLUMNS)
    assert evaluate(expression, {"at_scene_at": late, "created_at": early}) == 3600
    assert evaluate(expression, {"at_scene_at": early, "created_at": late}) == -3600
