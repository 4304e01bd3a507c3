"""Subgroups of measurements as their averages, sizes and standard deviations."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple, cast

import numpy as np

from peelian.stats.spc.inputs import as_values
from peelian.stats.spc.limits import Floats

Number = float | None
Subgroup = Sequence[Number]


class Subgroups(NamedTuple):
    """Averages, sizes and standard deviations (of a sample) of N subgroups; NaN where there is none."""

    mean: Floats
    n: Floats
    sd: Floats


def is_subgroup(one: object) -> bool:
    """Whether something is a list of measurements."""
    return isinstance(one, Sequence | np.ndarray) and not isinstance(one, str)


def as_subgroups(
    values: Iterable[Number | Subgroup],
    count: int,
    *,
    n: Iterable[Number] | None,
    sd: Iterable[Number] | None,
) -> Subgroups:
    """The subgroups of `count` dates, given in one of three ways.

    `values` are a list of measurements for each date; or all measurements one after another, `n` to each
    date; or the averages, with sizes `n` and standard deviations `sd`. Raises ValueError for anything else.
    """
    listed = list(values)
    if listed and all(is_subgroup(one) for one in listed):
        return _measured(cast(list[Subgroup], listed), count)
    sizes = None if n is None else as_values(n, count, "sizes n")
    if sizes is None:
        raise ValueError("a chart of subgroups needs a list of values for each date, or n: how many each has")
    if sd is not None:
        return Subgroups(
            as_values(cast(list[Number], listed), count), sizes, as_values(sd, count, "standard deviations")
        )
    whole = np.nan_to_num(sizes)
    if (whole % 1).any() or (whole < 0).any() or whole.sum() != len(listed):
        raise ValueError(
            f"the {len(listed)} values are not the {whole.sum():g} that the sizes n add up to; give every "
            "value of each subgroup, or the averages with their standard deviations sd"
        )
    each = iter(cast(list[Number], listed))
    return _measured([list(islice(each, int(size))) for size in whole], count)


def _measured(subgroups: Sequence[Subgroup], count: int) -> Subgroups:
    if len(subgroups) != count:
        raise ValueError(f"there are {count} dates and {len(subgroups)} subgroups")
    made = [as_values(one, len(one)) for one in subgroups]
    known = [one[~np.isnan(one)] for one in made]
    return Subgroups(
        np.array([one.mean() if len(one) else np.nan for one in known]),
        np.array([float(len(one)) for one in known]),
        np.array([one.std(ddof=1) if len(one) > 1 else np.nan for one in known]),
    )
