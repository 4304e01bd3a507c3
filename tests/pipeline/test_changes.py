"""Signals of many series at once: as the verdict of each says, and when each began."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelian.pipeline.annotations import Annotation
from peelian.pipeline.changes import STALE, Signal, charts_of
from peelian.pipeline.values import Series
from peelian.pipeline.verdicts import verdict_of
from peelian.stats.spc import Verdict
from peelian.stats.spc.chance import expected_signals
from tests.documents.made import NAN, measure, series

MINUTES = measure(id="minutes", kind="mean", improves="decrease", unit="minutes")
QUIET = [10.0, 12.0] * 9


def only(values: Sequence[float], **given: object) -> Signal:
    (signal,) = charts_of([series(values, of=MINUTES, **given)]).signals  # type: ignore[arg-type]
    return signal


def test_a_new_point_outside_the_limits() -> None:
    signal = only([*QUIET, 30.0])
    assert (signal.type, signal.rules[0], signal.new) == ("special_cause_concern", "outside", True)
    assert signal.period == signal.began == date(2024, 7, 1)
    verdict = verdict_of(signal.series)
    assert verdict.last is not None
    assert verdict.last.upl is not None
    assert verdict.last.mean is not None
    half = verdict.last.upl - verdict.last.mean
    assert signal.strength == round((30.0 - verdict.last.mean) / half, 1)


def test_a_signal_that_stands_is_not_new_and_began_with_its_first_point() -> None:
    signal = only([*QUIET, 30.0, 31.0, 30.0])
    assert not signal.new
    assert signal.began == date(2024, 7, 1)


def test_a_run_that_is_complete_now_is_new_and_began_before() -> None:
    values = [*QUIET, *[11.6, 11.7] * 3]
    assert charts_of([series(values[:-1], of=MINUTES)]).signals == []
    signal = only(values)
    assert signal.new
    assert signal.rules == ("shift",)
    assert signal.began == date(2024, 6, 1)  # the 12 before them is the first above the mean


def test_a_signal_that_turned_the_other_way_is_new() -> None:
    signal = only([*QUIET, 30.0, -9.0])
    assert signal.type == "special_cause_improvement"
    assert signal.new
    assert signal.began == signal.period


def test_what_was_not_judged_does_not_break_a_signal() -> None:
    noted = Annotation("ghost", "minutes", "force", date(2024, 8, 20), "A fault", "ann", date(2024, 9, 1))
    for middle, notes in ((NAN, ()), (11.0, (noted,))):
        signal = only([*QUIET, 30.0, middle, 31.0], notes=notes)
        assert signal.began == date(2024, 7, 1)
        assert not signal.new
    assert only([*QUIET, 30.0, 11.0, 31.0]).began == date(2024, 9, 1)


def test_a_period_in_progress_says_nothing() -> None:
    assert charts_of([series([*QUIET, 30.0], of=MINUTES, last_complete=False)]).signals == []


def test_what_cannot_be_judged_is_counted_apart() -> None:
    empty = series([NAN] * 20, of=MINUTES)
    few = series([*[NAN] * 8, *QUIET[:12]], of=MINUTES)
    stale = series([*QUIET, 30.0, *[NAN] * STALE], of=MINUTES)
    late = series([*QUIET, 30.0, *[NAN] * (STALE - 1)], of=MINUTES)
    charts = charts_of([empty, few, stale, late, series(QUIET, of=MINUTES)])
    assert (charts.empty, charts.withheld, charts.stale, charts.read) == (1, 1, 1, 2)
    assert [signal.series for signal in charts.signals] == [late]
    assert charts.expected == pytest.approx(expected_signals([19, 18]))


def test_a_constant_is_read_and_chance_marks_none_of_it() -> None:
    charts = charts_of([series([3.0] * 20, of=MINUTES)])
    assert (charts.read, charts.expected.marked, charts.signals) == (1, 0.0, [])
    changed = charts_of([series([*[3.0] * 20, 4.0], of=MINUTES)])
    assert [(s.strength, s.new) for s in changed.signals] == [(1.0, True)]


def test_nothing_is_nothing() -> None:
    assert charts_of([]).read == 0


def independently(one: Series) -> tuple[Verdict, bool]:
    """The verdict of a series, and whether the verdict without its last point said another thing."""
    verdict = verdict_of(one)
    value = one.value.copy()
    value[verdict.last_at] = NAN
    before = verdict_of(replace(one, value=value))
    was = "common_cause" if before.withheld else before.variation
    return verdict, verdict.variation != was


numbers = st.floats(0, 100, allow_nan=False).map(lambda x: round(x, 1)) | st.just(NAN)


@settings(max_examples=40)
@given(st.lists(st.lists(numbers, min_size=16, max_size=16), min_size=1, max_size=4), st.data())
def test_signals_are_those_of_the_verdicts(rows: list[list[float]], data: st.DataObject) -> None:
    jumps = data.draw(st.lists(st.floats(-300, 300), min_size=len(rows), max_size=len(rows)))
    many = [
        series([*row, last], of=MINUTES, unit=f"u{at}")
        for at, (row, last) in enumerate(zip(rows, jumps, strict=True))
    ]
    found = {signal.series.unit: signal for signal in charts_of(many).signals}
    for one in many:
        verdict, new = independently(one)
        marked = not verdict.withheld and verdict.variation != "common_cause"
        assert (one.unit in found) == marked
        if marked:
            signal = found[one.unit]
            assert (signal.type, signal.new) == (verdict.variation, new)
            points = verdict.points[: verdict.last_at + 1]
            since = [p.type for p in points if p.date >= signal.began and p.value is not None]
            assert set(since) == {verdict.variation}
            before = [p for p in points if p.date < signal.began and p.value is not None]
            assert not before or before[-1].type != verdict.variation


def test_order_of_the_series_is_kept() -> None:
    many = [series([*QUIET, 30.0 + at], of=MINUTES, unit=f"u{at}") for at in range(5)]
    many.insert(2, series([*QUIET, NAN, 40.0], of=MINUTES, unit="another length"))
    assert [s.series.unit for s in charts_of(many).signals] == [s.unit for s in many]
    assert np.isfinite([s.strength for s in charts_of(many).signals]).all()
