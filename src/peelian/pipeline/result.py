"""The shape of a value row, and parts made into value rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from peelian.framework.measure import Kind
from peelian.pipeline.bits import Bools, Ints
from peelian.pipeline.periods import Days
from peelian.pipeline.rollup import Parts
from peelian.stats.quantiles import interpolate

VALUES = "values"
PARTITIONS = ("source", "bucket", "cell")
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

ROWS = pa.schema(
    [field for field in SCHEMA if field.name != "cell"]
)  # a value row before it is put in a cell

ADDS = ("count", "sum", "rate")  # kinds whose value grows until the period is over

Floats = npt.NDArray[np.float64]


def values_of(
    kind: Kind,
    fraction: Fraction | None,
    numerator: Ints,
    denominator: Ints | None,
    n: Ints,
    lower: Ints | None,
    upper: Ints | None,
) -> Floats:
    """The values of measures of one kind from their exact parts; NaN where there is nothing to divide by."""
    if kind == "rate":  # its denominator is another measure's value: see combine
        return np.full(n.shape, np.nan)
    if lower is not None and upper is not None and fraction is not None:
        value = np.full(n.shape, np.nan)
        some = n > 0
        value[some] = interpolate(lower[some], upper[some], n[some], fraction)
        return value
    if denominator is None:
        return numerator.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def values_in(parts: Parts) -> Floats:
    """The value of every cell of some parts, in their shape."""
    found = np.empty(parts.n.shape)
    for place, step in enumerate(parts.steps):
        own = (
            None if each is None else each[place]
            for each in (parts.numerator, parts.denominator, parts.n, parts.lower, parts.upper)
        )  # fmt: skip
        found[place] = values_of(step.measure.kind, step.measure.fraction, *own)  # type: ignore[arg-type]
    if parts.absent is not None:
        found[parts.absent] = np.nan
    return found


@dataclass(frozen=True)
class Frame:
    """What all value rows computed together share.

    `units` are ids by code; `starts` and `quality` are (periods,), and so are `whole` and `mostly`: whether
    what adds up, and what does not, may be judged. `levels` and `show` (whether the whole has a row even
    when nothing counts) are (units, periods).
    """

    source: str
    bucket: str
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
    """Value rows for the (measure, unit, period, category) cells of `parts` that say something.

    The whole has a row for every unit that existed in a period for which the source has rows, zeros
    included: a zero and "nothing was submitted" are different values. A breakdown has rows where it
    has any. Texts are dictionaries.
    """
    filled = parts.n > 0
    if not parts.breakdown:
        filled = filled | frame.show[:, :, None]
    step, unit, period, category = np.nonzero(filled)
    adds = np.array([each.measure.kind in ADDS for each in parts.steps])
    n, value = parts.n[filled], values_in(parts)[filled]
    count, none = len(n), n == 0
    levels, level = np.unique(frame.levels.astype(str), return_inverse=True)

    def repeated(text: str) -> pa.Array:
        return chosen([text], np.zeros(count, np.int32))

    def chosen(texts: Sequence[str], codes: npt.NDArray[Any]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(texts, pa.string()))

    def optional(numbers: Ints | None, mask: Bools | None = None) -> pa.Array:
        return pa.nulls(count, pa.int64()) if numbers is None else pa.array(numbers[filled], mask=mask)

    columns = {
        "source": repeated(frame.source),
        "bucket": repeated(frame.bucket),
        "measure": chosen([each.measure.id for each in parts.steps], step),
        "edition": repeated(frame.edition),
        "unit": chosen(frame.units, unit),
        "level": chosen(levels.tolist(), level.reshape(frame.levels.shape)[unit, period]),
        "every": repeated(parts.steps[0].measure.period),
        "period": pa.array(frame.starts[period], pa.int32()).cast(pa.date32()),
        "breakdown": repeated(parts.breakdown),
        "category": chosen(parts.categories, category),
        "numerator": optional(parts.numerator),
        "denominator": optional(parts.denominator),
        "lower": optional(parts.lower, none),
        "upper": optional(parts.upper, none),
        "n": pa.array(n),
        "value": pa.array(value, mask=np.isnan(value)),
        "quality": pa.array(frame.quality[period], from_pandas=True),
        "complete": pa.array(np.where(adds[step], frame.whole[period], frame.mostly[period])),
        "as_of": pa.repeat(pa.scalar(frame.as_of, pa.timestamp("us", tz="UTC")), count),
    }
    return pa.table(columns)
