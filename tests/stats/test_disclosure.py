"""Hidden counts stay hidden from who adds and subtracts: linear programming cannot tell them."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from peelian.stats.disclosure import RULES, Protected, Rules, few, few_behind, protect, ranges

small_counts = st.one_of(st.integers(0, 6), st.integers(0, 60))


@st.composite
def tables(draw, most: int = 5) -> np.ndarray:
    units, categories = draw(st.integers(1, most)), draw(st.integers(1, most))
    cells = draw(st.lists(small_counts, min_size=units * categories, max_size=units * categories))
    return np.array(cells).reshape(units, categories)


def with_totals(counts: np.ndarray) -> np.ndarray:
    side = np.hstack([counts, counts.sum(axis=1, keepdims=True)])
    return np.vstack([side, side.sum(axis=0, keepdims=True)])


def attacked(counts: np.ndarray, hidden: np.ndarray) -> dict[tuple[int, int], tuple[float, float]]:
    """By hidden cell the least and the most it may be, of all tables that show the same."""
    every = with_totals(counts)
    places = [tuple(map(int, cell)) for cell in zip(*np.nonzero(hidden), strict=True)]
    at = {cell: number for number, cell in enumerate(places)}
    rows, columns = every.shape
    sums = [([(row, c) for c in range(columns - 1)], (row, columns - 1)) for row in range(rows)]
    sums += [([(r, column) for r in range(rows - 1)], (rows - 1, column)) for column in range(columns)]
    equations, right = [], []
    for parts, total in sums:
        equation, known = np.zeros(len(places)), 0.0
        for cell, sign in [*((part, 1) for part in parts), (total, -1)]:
            if cell in at:
                equation[at[cell]] += sign
            else:
                known -= sign * every[cell]
        equations.append(equation)
        right.append(known)
    found = {}
    for cell, number in at.items():
        wanted = np.zeros(len(places))
        wanted[number] = 1
        ends = []
        for sign in (1, -1):
            solved = linprog(sign * wanted, A_eq=equations, b_eq=right, bounds=(0, None), method="highs")
            ends.append(sign * solved.fun if solved.status == 0 else np.inf)
        found[cell] = ends[0], ends[1]
    return found


@given(
    tables(),
    st.sampled_from([Rules(), Rules(threshold=3), Rules(threshold=10)]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=60)
def test_nobody_can_tell_a_hidden_cell_to_within_less_than_the_threshold(
    counts: np.ndarray, rules: Rules, units: bool, categories: bool
) -> None:
    made = protect(counts, rules, unit_totals=units, category_totals=categories)
    assert made.every_hidden[few(with_totals(counts), rules)].all()
    low, high = ranges(counts, made)
    told = attacked(counts, made.every_hidden)
    for cell, (least, most) in told.items():
        assert (low[cell], high[cell]) == pytest.approx((least, most)), cell
        if made.why[cell] != "no_total":
            assert most - least >= rules.threshold, cell
    shown = ~made.every_hidden
    assert (low[shown] == high[shown]).all()


@given(tables())
@settings(max_examples=40)
def test_the_same_table_is_hidden_the_same_way(counts: np.ndarray) -> None:
    assert (protect(counts).why == protect(counts.copy()).why).all()


@given(tables())
@settings(max_examples=40)
def test_nothing_is_hidden_without_need(counts: np.ndarray) -> None:
    made = protect(counts + 5)
    assert not made.every_hidden.any()


def test_the_smallest_cells_that_will_do_are_hidden_besides() -> None:
    made = protect([[3, 40, 20], [50, 60, 70], [80, 30, 25]])
    assert made.why.tolist() == [
        ["small", "", "others", ""],
        ["", "", "", ""],
        ["others", "", "others", ""],
        ["", "", "", ""],
    ]
    assert made.hidden.sum() == 4
    assert not made.unit_totals_hidden.any()
    assert not made.category_totals_hidden.any()
    assert not made.whole_hidden


def test_zeros_are_shown_where_something_else_can_be_hidden() -> None:
    made = protect([[3, 0, 20], [50, 0, 70], [80, 0, 25]])
    assert not made.hidden[:, 1].any()
    assert protect([[0, 0], [0, 0]]).every_hidden.sum() == 0


def test_a_total_of_a_few_is_hidden_and_one_that_tells_them() -> None:
    made = protect([[1, 3], [20, 30]])
    assert made.unit_totals_hidden[0]
    assert protect([[3]]).every_hidden.all()  # one cell alone is its own totals


def test_totals_that_are_not_published_protect() -> None:
    counts = [[3, 40], [50, 60]]
    assert protect(counts, unit_totals=False, category_totals=False).hidden.sum() == 1
    assert protect(counts).hidden.sum() == 4


def test_shares_of_few_or_that_tell_a_few_are_hidden() -> None:
    numerator, denominator = np.array([[0, 4, 5, 96, 50, 0]]), np.array([[9, 100, 100, 100, 100, 0]])
    assert few_behind(numerator, denominator).tolist() == [[True, True, False, True, False, False]]
    assert few([0, 1, 4, 5, np.nan]).tolist() == [False, True, True, False, False]


@pytest.mark.parametrize("wrong", [[], [[]], [1, 2], [[-1]], [[0.5]], [[np.nan]], [[np.inf]]])
def test_what_is_no_table_of_counts_is_refused(wrong: list) -> None:
    with pytest.raises(ValueError, match="counts are"):
        protect(wrong)


def test_rules_that_would_protect_nothing_are_refused() -> None:
    assert (RULES.threshold, RULES.base) == (5, 10)
    for wrong in ({"threshold": 1}, {"base": 0}):
        with pytest.raises(ValueError, match="at least"):
            Rules(**wrong)


def test_every_small_table_of_two_by_two() -> None:
    """All of them with counts up to 6 of which one is small."""
    for cells in product((1, 4, 5, 6), repeat=4):
        counts = np.array(cells).reshape(2, 2)
        made = protect(counts)
        low, high = ranges(counts, made)
        assert ((high - low)[made.every_hidden] >= 5).all()
        assert isinstance(made, Protected)
