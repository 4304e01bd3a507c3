"""What a chart plots of the values it is given, and which it cannot be of."""

import numpy as np
from numpy.typing import ArrayLike

from peelian.stats.spc.charts import SPECS, Drawn
from peelian.stats.spc.limits import Bools, Floats
from peelian.stats.spc.vocabulary import CHARTS, Chart

RATIOS = ("p", "p_prime", "u", "u_prime")
"""Charts of counts per `n`."""
SUBGROUPS = ("xbar_s", "s")
"""Charts of subgroups of `n`."""


def plotted(chart: Chart, values: Floats, n: ArrayLike | None, sd: ArrayLike | None) -> Drawn:
    """What a chart plots of `values` (S, N), in that shape; as `verdicts_matrix` takes them.

    Raises ValueError for an unknown chart, for `n` or `sd` that it wants and is not given (or the other way
    round), and for a value that it cannot be of, naming the point.
    """
    if chart not in CHARTS:
        raise ValueError(f"chart is one of {', '.join(CHARTS)}, not {chart!r}")
    if (n is not None) != SPECS[chart].takes_n:
        why = "needs n: the denominators or the sizes of the subgroups" if n is None else "takes no n"
        raise ValueError(f"a chart of kind {chart} {why}")
    if (sd is not None) != (chart == "xbar_s"):
        why = "needs sd: the standard deviations within its subgroups" if sd is None else "takes no sd"
        raise ValueError(f"a chart of kind {chart} {why}")
    nothing = np.broadcast_to(np.nan, values.shape)
    if n is None:
        _refuse_negative(chart, values)
        return Drawn(values, nothing, nothing, nothing)
    sizes = _spread(n, values, "n")
    _refuse(sizes < 0, sizes, "n is not below 0")
    if chart in SUBGROUPS:
        within = values if sd is None else _spread(sd, values, "sd")
        _refuse(within < 0, within, "a standard deviation is not below 0")
        some = sizes > 0
        return Drawn(
            np.where(some, values, np.nan), values * sizes, sizes, np.where(sizes > 1, within, np.nan)
        )
    _refuse_negative(chart, values)
    counts = np.where(are_ratios(values)[:, None], values * sizes, values)
    if SPECS[chart].ceiling is not None:
        _refuse(
            counts > sizes * (1 + 1e-12), counts, f"a {chart} chart counts some of n, so none is more than n"
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(sizes > 0, counts / sizes, np.nan)
    return Drawn(ratio, counts, sizes, nothing)


def are_ratios(values: Floats) -> Bools:
    """(S,): whether some known value of a row of (S, N) is not whole, so that they are no counts."""
    return np.asarray(((values % 1) > 0).any(axis=1), np.bool_)


def _spread(given: ArrayLike, values: Floats, name: str) -> Floats:
    numbers = np.asarray(given, np.float64)
    try:
        spread = np.broadcast_to(numbers, values.shape)
    except ValueError:
        raise ValueError(f"{name} is for each value, {values.shape}, not {numbers.shape}") from None
    _refuse(np.asarray(np.isinf(spread), np.bool_), spread, f"{name} is a finite number")
    return spread


def _refuse_negative(chart: Chart, values: Floats) -> None:
    if chart == "t":
        _refuse(values <= 0, values, "a time between events is above 0")
    elif SPECS[chart].floor is not None:
        _refuse(values < 0, values, f"a {chart} chart is of counts, which are not below 0")


def _refuse(wrong: Bools, values: Floats, why: str) -> None:
    if wrong.any():
        series, point = np.argwhere(wrong)[0]
        raise ValueError(f"the value of point {point + 1} is {values[series, point]:g}: {why}")
