"""Series made for tests."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from peelian.framework.measure import Measure
from peelian.pipeline.annotations import Annotation
from peelian.pipeline.periods import period_index, period_start
from peelian.pipeline.values import Series

NAN = float("nan")


def measure(**given: Any) -> Measure:
    """A measure, a proportion of incidents unless told otherwise."""
    fields: dict[str, Any] = {
        "id": "attended_in_time",
        "title": "Immediate incidents attended within the standard",
        "question": "attendance",
        "source": "incidents",
        "kind": "proportion",
        "improves": "increase",
        "owner": "Head of Response",
        "why": "People are safer the sooner an officer comes.",
        **given,
    }
    if fields["kind"] == "proportion":
        fields.setdefault("numerator", "in_time")
    if fields["kind"] in ("mean", "median", "sum"):
        fields.setdefault("value", "seconds")
    return Measure.model_validate(fields)


def series(
    values: Sequence[float],
    *,
    of: Measure | None = None,
    unit: str = "force",
    last_complete: bool = True,
    notes: Sequence[Annotation] = (),
) -> Series:
    """A series of months (or its measure's periods) from January 2023 with these values; NaN is missing."""
    value = np.array(values, dtype=float)
    every = of.period if of else "month"
    first = period_index(np.array(["2023-01-02"], "datetime64[D]").astype(np.int32), every)
    periods = period_start(first + np.arange(len(value)), every).astype("datetime64[D]")
    complete = np.ones(len(value), dtype=bool)
    complete[-1] = last_complete
    shape = len(value)
    return Series(
        of or measure(), unit, "", "", periods, value, np.round(value * 1000), np.full(shape, 1000.0),
        np.full(shape, 1000.0), np.full(shape, 0.98), complete, tuple(notes),
    )  # fmt: skip


def standard(value: float, start: str = "2022-04-01") -> dict[str, Any]:
    return {"from": start, "value": value, "reason": "Force ambition", "set_by": "Chief Officer Group"}


STEADY = [0.80, 0.82, 0.79, 0.81, 0.80, 0.83, 0.78, 0.81, 0.80, 0.82, 0.79, 0.81, 0.80, 0.82]
BETTER = [*STEADY, *[0.90] * 8]
WORSE = [*STEADY, *[0.70] * 8]
