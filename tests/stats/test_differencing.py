"""One more count is published only where it tells no few, whatever is added to or taken from it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from peelian.stats import differencing
from peelian.stats.differencing import may_publish
from peelian.stats.disclosure import Rules


@st.composite
def questions(draw) -> tuple[np.ndarray, np.ndarray]:
    """Counts that are published and a new one, over some people: those of each of some kinds."""
    counts = draw(st.integers(1, 3))
    kinds = list(product((False, True), repeat=counts + 1))
    sizes = draw(st.lists(st.integers(0, 9), min_size=len(kinds), max_size=len(kinds)))
    people = np.array(
        [kind for kind, size in zip(kinds, sizes, strict=True) for _ in range(size)], dtype=bool
    )
    people = people.reshape(-1, counts + 1)
    return people[:, :-1].T, people[:, -1]


def told(counts: np.ndarray, group: np.ndarray) -> tuple[float, float]:
    """The range of a group's size that follows from some counts, with a number of people for each kind."""
    kinds = np.unique(np.vstack([counts, group]), axis=1)
    held, inside = kinds[:-1].astype(float), kinds[-1].astype(float)
    ends = []
    for sign in (1, -1):
        solved = linprog(sign * inside, A_eq=held, b_eq=counts.sum(axis=1), bounds=(0, None), method="highs")
        ends.append(sign * solved.fun if solved.status == 0 else np.inf)
    return ends[0], ends[1]


@given(questions())
@settings(max_examples=20)
def test_an_attacker_learns_of_no_few_from_what_may_be_published(
    asked: tuple[np.ndarray, np.ndarray],
) -> None:
    published, new = asked
    answer = may_publish(published, new)
    every = np.vstack([published, new])
    if answer.safe:
        kinds, where = np.unique(every, axis=1, return_inverse=True)
        for chosen in product((False, True), repeat=kinds.shape[1]):
            group = np.array(chosen, dtype=bool)[where.reshape(-1)]
            if 0 < group.sum() < 5:
                low, high = told(every, group)
                before = told(published, group)
                assert high - low >= 5 or (low, high) == before
    for one in answer.revealed:
        assert 0 < one.count < 5
        assert one.low <= one.people.sum() == one.count <= one.high
        assert one.high - one.low < 5


EVERYBODY = np.ones(40, dtype=bool)


def but(*left_out: int) -> np.ndarray:
    group = EVERYBODY.copy()
    group[list(left_out)] = False
    return group


def test_a_total_and_all_but_three_of_it_tell_the_three() -> None:
    answer = may_publish([EVERYBODY], but(0, 1, 2))
    assert not answer.safe
    (one,) = answer.revealed
    assert (one.count, one.low, one.high) == (3, 3, 3)
    assert np.nonzero(one.people)[0].tolist() == [0, 1, 2]


def test_all_but_five_may_be_told_and_so_may_the_same_again() -> None:
    assert may_publish([EVERYBODY], but(*range(5))).safe
    assert may_publish([EVERYBODY], EVERYBODY).safe
    assert may_publish([], EVERYBODY).safe


def test_a_few_are_never_told_themselves() -> None:
    assert not may_publish([], ~but(0, 1)).safe
    assert may_publish([], ~but(0, 1), Rules(threshold=2)).safe


def test_what_was_told_already_is_not_told_again() -> None:
    assert may_publish([EVERYBODY, but(0, 1, 2)], but(0, 1, 2)).safe


@pytest.mark.parametrize("every", [0, differencing.EVERY])
def test_three_counts_together_tell_what_no_two_do(monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    """Two halves of the force were told, and the whole but three: whoever adds the halves has the three."""
    monkeypatch.setattr(differencing, "EVERY", every)
    half = np.arange(40) < 20
    answer = may_publish([half, ~half], but(0, 1, 2))
    assert not answer.safe
    assert may_publish([half], but(0, 1, 2)).safe
