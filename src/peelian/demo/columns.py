"""Columns made without a loop: weighted draws, lognormal seconds, identifiers and local time as text."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from peelian.demo.clock import Floats, Ints, local, offset

Bools = npt.NDArray[np.bool_]
Rng = np.random.Generator


def choose(rng: Rng, weights: Sequence[float] | Floats, count: int) -> Ints:
    """`count` indices drawn in proportion to `weights`."""
    cumulative = np.cumsum(np.asarray(weights, dtype=float))
    place = np.searchsorted(cumulative, rng.random(count) * cumulative[-1], side="right")
    return np.asarray(np.minimum(place, len(cumulative) - 1), dtype=np.int64)


def choose_by_row(mixes: Floats, row: Ints, rng: Rng) -> Ints:
    """For each element the index drawn from the mix in its row of `mixes` (rows, choices)."""
    cumulative = np.cumsum(mixes, axis=1)[row]
    draw = rng.random(len(row))[:, None] * cumulative[:, -1:]
    return np.asarray(np.argmax(draw < cumulative, axis=1), dtype=np.int64)


def lognormal(rng: Rng, median: float | Floats, sigma: float | Floats, count: int) -> Ints:
    """`count` whole seconds, at least 1, lognormal with the given medians and log standard deviations."""
    seconds = np.exp(rng.standard_normal(count) * sigma) * median
    return np.maximum(np.rint(seconds), 1).astype(np.int64)


def labels(index: Ints, names: Sequence[str], missing: Bools | None = None) -> pa.Array:
    """Text by index into `names`, empty where `missing`."""
    codes = pa.array(index.astype(np.int32), mask=missing)
    return pc.take(pa.array(list(names), pa.string()), codes)


def instants(utc: Ints, present: Bools | None = None) -> pa.Array:
    """London wall-clock times without an offset (timestamp[s]), empty where not `present`."""
    return pa.array(local(utc).view("M8[s]"), mask=None if present is None else ~present)


def iso_instants(utc: Ints, present: Bools | None = None) -> pa.Array:
    """ISO 8601 text in London time with its offset, empty where not `present`."""
    wall = pc.replace_substring(pc.cast(pa.array(local(utc).view("M8[s]")), pa.string()), " ", "T")
    zone = labels((offset(utc) > 0).astype(np.int64), ["+00:00", "+01:00"])
    text = pc.binary_join_element_wise(wall, zone, "")
    return text if present is None else pc.if_else(pa.array(present), text, pa.scalar(None, pa.string()))


def numbered(prefix: str, count: int, start: int = 1) -> pa.Array:
    """`prefix` followed by 7 digits counting from `start`."""
    digits = pc.utf8_lpad(pc.cast(pa.array(np.arange(start, start + count)), pa.string()), 7, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "")


def numbers(values: Ints, prefix: str = "", present: Bools | None = None) -> pa.Array:
    """`prefix` followed by each number, empty where not `present`."""
    digits = pc.cast(pa.array(values, mask=None if present is None else ~present), pa.string())
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "") if prefix else digits
