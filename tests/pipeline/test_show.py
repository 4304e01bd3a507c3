"""Values in words."""

import math

import pytest

from peelian.framework.measure import Measure
from peelian.pipeline.show import SPACE, duration, show_value


def measure(kind: str, unit: str = "") -> Measure:
    extra = {"proportion": {"numerator": "true"}, "mean": {"value": "x"}, "rate": {"per": "m"}}.get(kind, {})
    return Measure.model_validate(
        {"id": "m", "title": "M", "question": "q", "source": "s", "kind": kind, "improves": "neutral",
         "owner": "o", "why": "w", "unit": unit, **extra}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "unit", "value", "words"),
    [
        ("proportion", "", 0.8744, "87.4%"),
        ("count", "", 1204.0, "1,204"),
        ("count", "incidents", 3.0, "3 incidents"),
        ("count", "", 0.0, "0"),
        ("count", "", 0.75, "0.75"),
        ("count", "", 3.14159, "3.1"),
        ("count", "", 31.4159, "31"),
        ("mean", "", 0.0004321, "0.00043"),
        ("mean", "", 0.00000432, "4e-06"),
        ("mean", "seconds", 680.4, "11 min 20 s"),
        ("mean", "seconds", 3.25, "3.2 s"),
        ("mean", "seconds", 59.0, "59 s"),
        ("mean", "seconds", 7322.0, "2 h 2 min"),
        ("mean", "seconds", -61.0, "-1 min 1 s"),
        ("mean", "", 3.14159, "3.14"),
        ("mean", "", 31.4159, "31.4"),
        ("rate", "per 1,000", 1204.6, "1,205 per 1,000"),
        ("mean", "", math.nan, "no value"),
    ],
)
def test_a_value_is_shown_in_its_unit(kind: str, unit: str, value: float, words: str) -> None:
    assert show_value(measure(kind, unit), value).replace(SPACE, " ") == words


def test_durations_round_to_the_second() -> None:
    assert duration(119.6) == f"2{SPACE}min{SPACE}0{SPACE}s"
