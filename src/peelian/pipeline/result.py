"""The shape of a value row, and parts made into value rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peelian.framework.measure import Measure
from peelian.pipeline.batch import Parts
from peelian.pipeline.periods import Days
from peelian.pipeline.rollup import Bools, Ints
from peelian.stats.quantiles import interpolate

VALUES = "values"
PARTITIONS = ("source", "bucket")
COMBINED = "combined"  # the partition of rates and derived measures, which rest on other measures' values

SCHEMA = pa.schema([
    ("source", pa.string()),
    ("bucket", pa.string()),
    ("cell", pa.string()),
    ("measure", pa.string()),
    ("edition", pa.string()),
    ("unit", pa.string()),
    ("level", pa.string()),
    ("every", pa.string()),
    ("period", pa.date32()),
    ("breakdown", pa.string()),
    ("category", pa.string()),
    ("numerator", pa.int64()),
    ("denominator", pa.int64()),
    ("lower", pa.int64()),
    ("upper", pa.int64()),
    ("n", pa.int64()),
    ("value", pa.float64()),
    ("quality", pa.float64()),
    ("complete", pa.bool_()),
    ("as_of", pa.timestamp("us", tz="UTC")),
])  # fmt: skip

ADDS = ("count", "sum", "rate")  # kinds whose value grows until the period is over

Floats = npt.NDArray[np.float64]


def value_of(
    measure: Measure,
    numerator: Ints,
    denominator: Ints | None,
    n: Ints,
    lower: Ints | None,
    upper: Ints | None,
) -> Floats:
    """The value of each row from its exact parts; NaN where there is nothing to divide by."""
    if lower is not None and upper is not None and measure.fraction is not None:
        value = np.full(n.shape, np.nan)
        some = n > 0
        value[some] = interpolate(lower[some], upper[some], n[some], measure.fraction)
        return value
    if denominator is None:
        return numerator.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


@dataclass(frozen=True)
class Frame:
    """What all value rows computed together share.

    `units` are ids by code; `bucket`, `cell`, `starts`, `quality` are (periods,), and so are `whole` and
    `mostly`: whether what adds up, and what does not, may be judged. `levels` and `show` (whether the whole
    has a row even when nothing counts) are (units, periods).
    """

    source: str
    bucket: Sequence[str]
    cell: Sequence[str]
    edition: str
    units: Sequence[str]
    levels: npt.NDArray[np.object_]
    starts: Days
    show: Bools
    quality: Floats
    whole: Bools
    mostly: Bools
    as_of: datetime


def result_rows(parts: Parts, frame: Frame) -> pa.Table:
    """Value rows for the (unit, period, category) cells of `parts` that say something.

    The whole has a row for every unit that existed in a period for which the source has rows, zeros
    included: a zero and "nothing was submitted" are different values. A breakdown has rows where it
    has any.
    """
    measure = parts.step.measure
    filled = parts.n > 0
    if not parts.breakdown:
        filled = filled | frame.show[:, :, None]
    unit, period, category = np.nonzero(filled)
    numerator, n = parts.numerator[filled], parts.n[filled]
    denominator = None if parts.denominator is None else parts.denominator[filled]
    lower = None if parts.lower is None else parts.lower[filled]
    upper = None if parts.upper is None else parts.upper[filled]
    value = value_of(measure, numerator, denominator, n, lower, upper)
    if parts.absent is not None:
        value[parts.absent[filled]] = np.nan
    if measure.kind == "rate":  # its denominator is another measure's value: see combine
        value = np.full(len(value), np.nan)
    count, none = len(unit), n == 0

    def repeated(text: str) -> pa.Array:
        return pa.repeat(pa.scalar(text, pa.string()), count)

    def chosen(texts: Sequence[str], codes: npt.NDArray[np.intp]) -> pa.Array:
        return pa.array(texts, pa.string()).take(pa.array(codes))

    def optional(numbers: Ints | None, mask: Bools | None = None) -> pa.Array:
        return pa.nulls(count, pa.int64()) if numbers is None else pa.array(numbers, mask=mask)

    columns = {
        "source": repeated(frame.source),
        "bucket": chosen(frame.bucket, period),
        "cell": chosen(frame.cell, period),
        "measure": repeated(measure.id),
        "edition": repeated(frame.edition),
        "unit": chosen(frame.units, unit),
        "level": pa.array(frame.levels[unit, period], pa.string()),
        "every": repeated(measure.period),
        "period": pa.array(frame.starts[period], pa.int32()).cast(pa.date32()),
        "breakdown": repeated(parts.breakdown),
        "category": chosen(parts.categories, category),
        "numerator": pa.array(numerator),
        "denominator": optional(denominator),
        "lower": optional(lower, none),
        "upper": optional(upper, none),
        "n": pa.array(n),
        "value": pa.array(value, mask=np.isnan(value)),
        "quality": pa.array(frame.quality[period], from_pandas=True),
        "complete": pa.array((frame.whole if measure.kind in ADDS else frame.mostly)[period]),
        "as_of": pa.repeat(pa.scalar(frame.as_of, pa.timestamp("us", tz="UTC")), count),
    }
    return pa.table(columns, schema=SCHEMA)
