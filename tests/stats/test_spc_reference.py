"""Every point of every random series equals the row-by-row reference."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import chain

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.stats import reference

from peelian.stats.spc import ASSURANCES, RULES, TYPES, verdict, verdicts, verdicts_matrix
from peelian.stats.spc.words import plain

LIMITS = ("mean", "lpl", "upl", "nlpl", "nupl")


def mostly_known(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[int | None]:
    return st.one_of(*[numbers] * 12, st.none())


@st.composite
def values(draw: st.DrawFn) -> list[int | None]:
    """Whole numbers of every temper: noise, few levels (ties), walks (trends), steps (shifts), staircases."""
    size = draw(st.integers(1, 50))
    noise = draw(st.lists(mostly_known(st.integers(-20, 20)), min_size=size, max_size=size))
    temper = draw(st.sampled_from(["noise", "ties", "walk", "step", "rise", "saw", "stairs"]))
    event(temper)
    at = draw(st.integers(0, size))
    tempered = {
        "noise": lambda i, v: v,
        "ties": lambda i, v: v % 3,
        "walk": lambda i, v: sum(x or 0 for x in noise[: i + 1]),
        "step": lambda i, v: v // 4 + (30 if i >= at else 0),
        "saw": lambda i, v: i % (6 + at % 4),
        "stairs": lambda i, v: i - i // (6 + at % 4),
        "rise": lambda i, v: i % max(at, 1) * 2 + v // 12,
    }[temper]
    return [None if v is None else tempered(i, v) for i, v in enumerate(noise)]


@st.composite
def cases(draw: st.DrawFn) -> dict:
    series = draw(values())
    return {
        "values": series,
        "starts": draw(st.sets(st.integers(0, len(series) - 1), max_size=2)),
        "baseline": draw(st.none() | st.integers(12, 20)),
        "screen": draw(st.booleans()),
        "length": draw(st.sampled_from([6, 7, 8])),
        "improves": draw(st.sampled_from(["increase", "decrease", "neutral"])),
        "target": draw(st.none() | st.integers(-40, 60)),
    }


def days(count: int) -> list[date]:
    return [date(2024, 1, 1) + timedelta(days=n) for n in range(count)]


def judged(case: dict):
    when = days(len(case["values"]))
    return verdict(
        when,
        case["values"],
        improves=case["improves"],
        target=case["target"],
        rebase=[when[at] for at in case["starts"]],
        baseline=case["baseline"],
        screen=case["screen"],
        run_length=case["length"],
    )


def knife_edge(row: reference.Row) -> bool:
    """A value that lies exactly on a limit, where floats may fall either side of the true fraction."""
    return row.value in (row.lpl, row.upl, row.nlpl, row.nupl)


@settings(max_examples=600, deadline=None)
@given(cases())
def test_equals_the_reference(case: dict) -> None:
    got = judged(case)
    segments = reference.chart(
        case["values"],
        starts=case["starts"],
        baseline=case["baseline"],
        screen=case["screen"],
        length=case["length"],
    )
    points = iter(got.points)
    for segment in segments:
        for row in segment.rows:
            point = next(points)
            assert point.value == row.value
            for name in LIMITS:
                want = getattr(row, name)
                have = getattr(point, name)
                assert (
                    have is None if want is None else have == pytest.approx(float(want), rel=1e-12, abs=1e-9)
                )
            assert point.relative_to_mean == row.relative
            if segment.flat or any(knife_edge(one) for one in segment.rows):
                event("flat or knife edge")
                continue
            assert set(point.rules) == row.rules
            assert point.type == reference.type_of(row, case["improves"])
    rows = list(chain.from_iterable(segment.rows for segment in segments))
    known = [at for at, row in enumerate(rows) if row.value is not None]
    assert got.variation == (got.points[known[-1]].type if known else "common_cause")
    assert got.last_segment_n == len(segments[-1].rows)
    enough = sum(row.value is not None for row in segments[-1].rows) >= 13
    assert (got.withheld is None) == (enough and (segments[-1].flat or rows[-1].upl is not None))
    if not segments[-1].flat and case["target"] not in (rows[-1].lpl, rows[-1].upl):
        assert got.assurance == reference.assurance_of(rows[-1], case["target"], case["improves"])


@settings(max_examples=100, deadline=None)
@given(st.lists(values(), min_size=1, max_size=5), st.data())
def test_a_matrix_is_its_rows(series: list[list[int | None]], data: st.DataObject) -> None:
    size = max(map(len, series))
    rows = [one + [None] * (size - len(one)) for one in series]
    matrix = np.array([[np.nan if v is None else v for v in row] for row in rows], float)
    improves = data.draw(
        st.lists(st.sampled_from(["increase", "decrease", "neutral"]), min_size=len(rows), max_size=len(rows))
    )
    when = days(size)
    together = verdicts_matrix(matrix, when, improves=improves, target=3)
    targets, words = np.full(matrix.shape, 3.0), [("The value", plain(""))] * len(rows)
    worded = verdicts(matrix, when, improves=improves, target=targets, words=words)
    for number, row in enumerate(rows):
        alone = verdict(when, row, improves=improves[number], target=3)
        assert worded[number] == alone
        for at, point in enumerate(alone.points):
            assert TYPES[together.types[number, at]] == point.type
            fired = {name for name, bits in RULES.items() if together.flags[number, at] & bits}
            assert fired == set(point.rules)
            for name in LIMITS:
                limit = getattr(together, name)[number, at]
                assert getattr(point, name) == (None if np.isnan(limit) else limit)
        assert TYPES[together.variation[number]] == alone.variation
        assert ASSURANCES[together.assurance[number]] == alone.assurance
        assert together.withheld[number] == (alone.withheld is not None)


@settings(max_examples=150, deadline=None)
@given(cases(), st.randoms())
def test_order_of_input_does_not_matter(case: dict, random) -> None:
    when = days(len(case["values"]))
    shuffled = list(zip(when, case["values"], strict=True))
    random.shuffle(shuffled)
    mixed = verdict([d for d, _ in shuffled], [v for _, v in shuffled], improves=case["improves"])
    assert mixed.points == verdict(when, case["values"], improves=case["improves"]).points


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(-30, 30), st.integers(-(2**20), 2**20))
def test_scale_and_shift_change_no_rule(case: dict, power: int, shift: int) -> None:
    """Powers of two and whole shifts are exact in floats, so nothing but the numbers may change."""
    plain = judged(case | {"target": None})
    if any(
        v is not None
        and Fraction(v) in {Fraction(x) for x in (p.lpl, p.upl, p.nlpl, p.nupl) if x is not None}
        for p in plain.points
        for v in [p.value]
    ):
        return
    moved = [None if v is None else (v + shift) * 2.0**power for v in case["values"]]
    other = judged(case | {"values": moved, "target": None})
    assert [(p.rules, p.type, p.relative_to_mean) for p in other.points] == [
        (p.rules, p.type, p.relative_to_mean) for p in plain.points
    ]


@settings(max_examples=150, deadline=None)
@given(cases())
def test_mirrored_series_swaps_high_and_low(case: dict) -> None:
    mirrored = judged(
        case
        | {
            "values": [None if v is None else -v for v in case["values"]],
            "improves": "increase",
            "target": None,
        }
    )
    plain = judged(case | {"improves": "decrease", "target": None})
    edges = {row for p in plain.points for row in (p.lpl, p.upl, p.nlpl, p.nupl)}
    junctions = any("trend" in p.rules for p in plain.points)
    if junctions or edges & {p.value for p in plain.points if p.value is not None}:
        return
    assert [p.type for p in mirrored.points] == [p.type for p in plain.points]
