"""The arithmetic of derived measures."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelian.framework.expressions import ExpressionError
from peelian.framework.formula import (
    Constant,
    Formula,
    Operation,
    Reference,
    evaluate_formula,
    parse_formula,
    references,
    render_formula,
)

MEASURES = {"calls", "incidents", "officers"}

_leaves = st.sampled_from(sorted(MEASURES)).map(Reference) | st.decimals(
    -1000, 1000, places=3, allow_nan=False
).map(lambda number: Constant(Fraction(number)))


def _operations(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    made = st.builds(Operation, st.sampled_from("+-*/"), inner, inner)
    return made.filter(lambda node: not (node.operator == "/" and node.right == Constant(Fraction(0))))


formulas = st.recursive(_leaves, _operations, max_leaves=8).filter(lambda formula: bool(references(formula)))


def test_reads_with_the_usual_precedence() -> None:
    formula = parse_formula("100 * calls / (incidents + -0.25) - officers", MEASURES)
    assert references(formula) == MEASURES
    values = {"calls": Fraction(3), "incidents": Fraction(1), "officers": Fraction(2)}
    assert evaluate_formula(formula, values) == Fraction(300) / Fraction(3, 4) - 2


@given(formulas)
def test_parsing_what_is_rendered_gives_the_formula_back(formula: Formula) -> None:
    assert parse_formula(render_formula(formula), MEASURES) == formula


@given(formulas, st.lists(st.none() | st.fractions(-5, 5), min_size=3, max_size=3))
def test_gives_what_python_gives_and_nothing_from_nothing_or_by_zero(
    formula: Formula, given_values: list[Fraction | None]
) -> None:
    values = dict(zip(sorted(MEASURES), given_values, strict=True))
    exact = {name: value for name, value in values.items() if value is not None}
    text = render_formula(formula)
    expected = None
    if references(formula) <= exact.keys():
        calculation = "".join(_exactly(word) for word in text.replace("(", "( ").replace(")", " )").split())
        try:
            expected = eval(calculation, {"Fraction": Fraction}, exact)
        except ZeroDivisionError:
            expected = None
    assert evaluate_formula(formula, values) == expected


def test_floats_stay_floats() -> None:
    assert evaluate_formula(parse_formula("calls / 2", MEASURES), {"calls": 3.0}) == 1.5


def test_a_minus_before_a_measure() -> None:
    assert parse_formula("-calls", MEASURES) == Operation("-", Constant(Fraction(0)), Reference("calls"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("call / 2", r"there is no measure 'call' \(did you mean 'calls'\?\)"),
        ("calls / 0", "a division by 0 is always empty"),
        ("calls > 1", "a formula is"),
        ("abs(calls)", "a formula is"),
        ("a.calls + 1", "a formula is"),
        ("calls + 'x'", "a formula is"),
        ("calls + 1e3", "a formula is"),
        ("2 * 3", "a formula uses at least one measure"),
        ("", "the expression is empty"),
        ("+".join(["calls"] * 300), "nested too deeply"),
    ],
)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        parse_formula(text, MEASURES)


def _exactly(word: str) -> str:
    return f" Fraction('{word}') " if word.lstrip("-")[:1].isdigit() else f" {word} "
