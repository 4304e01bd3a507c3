"""Series judged on the chart their measure names, with what people noted about them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peelian.pipeline.annotations import Annotation, Kind
from peelian.pipeline.values import Series
from peelian.pipeline.verdicts import verdict_of, verdicts_of
from peelian.stats.spc import verdict
from tests.documents.made import BETTER, STEADY, measure, series


def note(kind: Kind, day: date) -> Annotation:
    return Annotation(kind, "attended_in_time", "force", day, "A reason", "analyst", date(2026, 1, 5))


def noted(values: list[float], *notes: Annotation) -> Series:
    return replace(series(values), annotations=notes)


@pytest.mark.parametrize("chart", ["p", "p_prime"])
def test_a_proportion_is_judged_by_its_counts(chart: str) -> None:
    one = replace(series(BETTER), measure=measure(chart=chart))
    small = replace(one, denominator=np.where(np.arange(len(BETTER)) == 3, 50.0, 1000.0))
    small = replace(small, numerator=np.round(small.value * small.denominator))
    found = verdict_of(small)
    expected = verdict(small.periods, small.numerator, chart=chart, n=small.denominator, improves="increase")
    assert found.chart == chart
    assert [(p.value, p.upl, p.rules) for p in found.points] == [
        (p.value, p.upl, p.rules) for p in expected.points
    ]
    assert found.points[3].upl > found.points[4].upl


def test_a_rate_is_judged_by_its_events_at_its_scale() -> None:
    rate = measure(kind="rate", per="calls", scale=1000, numerator=None, chart="u")
    one = replace(
        series([20.0] * 14), measure=rate, numerator=np.full(14, 60.0), denominator=np.full(14, 3000.0)
    )
    point = verdict_of(one).points[0]
    assert point.value == point.mean == pytest.approx(20.0)
    assert point.upl == pytest.approx(20 + 3 * (20 / 3) ** 0.5)


def test_charts_of_several_kinds_are_judged_together() -> None:
    kinds = ("xmr", "p", "run", "p_prime")
    many = [replace(series(BETTER), measure=measure(chart=kind)) for kind in kinds * 2]
    assert [found.chart for found in verdicts_of(many)] == [*kinds, *kinds]


def test_a_ghost_leaves_out_the_period_that_holds_its_day() -> None:
    spiked = [*STEADY[:6], 0.2, *STEADY[6:]]
    found = verdict_of(noted(spiked, note("ghost", date(2023, 7, 19))))
    assert [at for at, point in enumerate(found.points) if point.ghost] == [6]
    assert found.points[0].mean == pytest.approx(np.mean(STEADY))
    assert "outside" in verdict_of(noted(spiked)).points[6].rules


def test_a_rebase_starts_at_the_first_period_on_or_after_its_day() -> None:
    found = verdict_of(noted(BETTER, note("rebase", date(2024, 2, 10))))
    assert [point.segment for point in found.points].index(1) == 14


def test_an_event_changes_nothing() -> None:
    assert verdict_of(noted(BETTER, note("event", date(2024, 1, 3)))) == verdict_of(series(BETTER))


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.sampled_from(["ghost", "rebase"]))
def test_a_day_outside_the_series_changes_nothing(day: date, kind: Kind) -> None:
    first, last = date(2023, 1, 1), date(2024, 11, 1)
    found = verdict_of(noted(BETTER, note(kind, day)))
    changed = found != verdict_of(series(BETTER))
    if day < first or day >= last:
        assert not changed
    elif kind == "ghost":
        assert changed
