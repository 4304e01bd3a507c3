"""Whether a measure has moved since an action was opened, on series made for it."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from peelian.apps.improvement.moved import TITLES, UNMOVED, Moved, moved
from peelian.pipeline.annotations import Annotation
from peelian.pipeline.values import Series
from tests.documents.made import measure
from tests.documents.made import series as made

NOISE = [50, 53, 48, 51, 47, 52, 50, 49, 53, 48, 51, 49]
HIGH, LOW = [70, 71, 69, 70, 72, 70, 71, 69], [30, 31, 29, 30, 32, 30, 31, 29]


def series(values: list[float], *, improves: str = "increase", unfinished: bool = False) -> Series:
    """Months from January 2023 with some values, the last still in progress where it is `unfinished`."""
    of = measure(kind="mean", improves=improves, unit="minutes")
    return made(values, of=of, last_complete=not unfinished)


def did(one: Series, since: date) -> Moved:
    (found,) = moved([(one, since)])
    return found


@pytest.mark.parametrize(
    ("improves", "after", "outcome"),
    [
        ("increase", HIGH, "improved"),
        ("increase", LOW, "worse"),
        ("decrease", HIGH, "worse"),
        ("decrease", LOW, "improved"),
        ("neutral", HIGH, "neutral"),
        ("neutral", LOW, "neutral"),
    ],
)
def test_a_step_after_the_action_began(improves: str, after: list[float], outcome: str) -> None:
    found = did(series(NOISE + after, improves=improves), date(2023, 12, 15))
    assert found.outcome == outcome
    assert found.began == date(2024, 1, 1)
    assert "from January 2024" in found.sentence
    assert found.title == TITLES[outcome]
    assert found.disappoints == (outcome in UNMOVED)


def test_no_change() -> None:
    found = did(series(NOISE * 2), date(2024, 6, 1))
    assert (found.outcome, found.began) == ("no_change", None)
    assert found.sentence == "No clear change in the 7 months since 1 June 2024."
    assert found.disappoints
    one = did(series(NOISE * 2), date(2024, 11, 2))
    assert one.sentence == "No clear change in the month since 2 November 2024."
    nothing = did(series(NOISE * 2, improves="neutral"), date(2024, 6, 1))
    assert nothing.outcome == "neutral"
    assert "no clear change in the 7 months" in nothing.sentence


def test_the_period_that_holds_the_day_does_not_count_unless_it_begins_on_it() -> None:
    alone = series([*NOISE, 90])
    assert did(alone, date(2024, 1, 1)).outcome == "improved"
    assert did(alone, date(2024, 1, 2)).outcome == "too_soon"
    assert did(alone, date(2023, 12, 31)).outcome == "improved"


def test_too_soon_to_say() -> None:
    found = did(series([*NOISE, 90], unfinished=True), date(2024, 1, 1))
    assert found.outcome == "too_soon"
    assert found.sentence == "No month that began since 1 January 2024 is complete yet."
    assert did(series(NOISE), date(2030, 1, 1)).outcome == "too_soon"
    few = did(series([50, 52, 90, 91]), date(2023, 2, 1))
    assert few.outcome == "too_soon"
    assert "too few points" in few.sentence
    assert not few.disappoints


def test_no_values() -> None:
    assert did(series([float("nan")] * 14), date(2023, 3, 1)).outcome == "no_values"
    gone = did(series([*NOISE, *[float("nan")] * 5]), date(2024, 1, 1))
    assert gone.outcome == "too_soon", "it was measured, and no period since has a value"


def test_what_was_moving_already_is_no_move() -> None:
    """A stretch that was marked when the action was opened and goes on is not the action's."""
    rising = did(series(NOISE + HIGH), date(2024, 5, 1))
    assert rising.outcome == "no_change"
    assert rising.sentence == "It was getting better already on 1 May 2024, and nothing has changed since."
    falling = did(series(NOISE + LOW), date(2024, 5, 1))
    assert (falling.outcome, falling.disappoints) == ("no_change", True)
    assert "getting worse already" in falling.sentence
    neutral = did(series(NOISE + LOW, improves="neutral"), date(2024, 5, 1))
    assert "lower than before already" in neutral.sentence
    turned = did(series(NOISE + LOW + HIGH), date(2024, 7, 1))
    assert turned.outcome == "improved", "it turned round after the action began"


def test_a_point_that_went_back_says_so() -> None:
    found = did(series([*NOISE, 90, *NOISE]), date(2023, 12, 1))
    assert found.outcome == "improved"
    assert found.sentence.endswith("from January 2024. It is within its usual range again.")


def test_a_new_average_noted_since_hides_nothing() -> None:
    """What moved, and was then called the new average, has moved all the same."""
    one = series(NOISE + HIGH + HIGH)
    note = Annotation(
        "rebase", one.measure.id, one.unit, date(2024, 1, 1), "A new rota", "analyst", date(2024, 9, 1)
    )
    rebased = replace(one, annotations=(note,))
    assert did(rebased, date(2023, 12, 1)).outcome == "improved"
    assert did(rebased, date(2024, 3, 1)).outcome == "no_change", "judged against the average of then"


def test_many_at_once_are_as_each_alone() -> None:
    cases: list[tuple[Series, date]] = [
        (series(NOISE + HIGH), date(2023, 12, 1)),
        (series(NOISE * 2, improves="decrease"), date(2024, 6, 1)),
        (series([float("nan")] * 14), date(2024, 6, 1)),
        (series(NOISE + LOW, improves="neutral"), date(2023, 12, 1)),
    ]
    assert moved(cases) == [did(*case) for case in cases]
    assert moved([]) == []


def test_other_periods() -> None:
    weekly: Any = made(NOISE + HIGH, of=measure(kind="mean", period="week"))
    found = did(weekly, weekly.periods[12].item())
    assert found.outcome == "improved"
    assert "week of" in found.sentence
    assert np.datetime64(found.began, "D") == weekly.periods[12]
