"""The limits of every kind of chart, for a matrix of series at once.

Sources: the XmR chart is in `limits`. The others are as qicharts2 0.8.1 has them. On p, u, c, xbar and s see
Montgomery, "Introduction to Statistical Quality Control" (7.2, 7.19, 7.17, 6.27 to 6.31). On the primes see
Laney (2002), "Improved control charts for attributes", Quality Engineering 14(4). On t see Nelson (1994), "A
control chart for parts-per-million nonconforming items", Journal of Quality Technology 26(3).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln

from peelian.stats.spc.limits import (
    SCREEN,
    Floats,
    Limits,
    mean_of_known,
    most_common,
    xmr_limits,
)
from peelian.stats.spc.vocabulary import Chart

SIGMA = 1.128
"""d2: how many standard deviations the mean range of two is."""
POWER = 3.6
"""A time between events to the power 1 / 3.6 is near enough normal."""


class Drawn(NamedTuple):
    """A segment of S series as a chart takes it, points by series, NaN where missing; each field is (N, S).

    `value` is what is plotted, `n` the denominator or the size of the subgroup, `total` their product (the
    counts exactly as given, of p and u charts) and `sd` the standard deviation within the subgroup.
    """

    value: Floats
    total: Floats
    n: Floats
    sd: Floats


class Spec(NamedTuple):
    """A kind of chart: how its limits are found, whether it takes `n`, and where its values must lie."""

    limits: Callable[[Drawn, int | None, bool], Limits]
    takes_n: bool = False
    floor: float | None = None
    ceiling: float | None = None


def _ratio(spread: Callable[[Floats], Floats], *, prime: bool) -> Callable[[Drawn, int | None, bool], Limits]:
    """Limits of p and u charts and their primes; `spread` gives the variance of one case from the centre."""

    def limits(drawn: Drawn, baseline: int | None, screen: bool) -> Limits:
        value, centre = drawn.value[:baseline], _pooled(drawn, baseline)
        with np.errstate(divide="ignore", invalid="ignore"):
            sigma = np.sqrt(spread(centre) / _everywhere(drawn.n))
            if prime:
                factor = _sigma_z((value - centre) / sigma[:baseline], screen)
                sigma = np.where(sigma == 0, 0.0, sigma * factor)
        return _around(centre, sigma, value)

    return limits


def _p_spread(centre: Floats) -> Floats:
    return np.clip(centre * (1 - centre), 0.0, None)


def _pooled(drawn: Drawn, baseline: int | None) -> Floats:
    """The total of all known points of the baseline per case."""
    known = ~np.isnan(drawn.value[:baseline])
    total, n = (np.where(known, each[:baseline], 0.0).sum(axis=0) for each in (drawn.total, drawn.n))
    with np.errstate(divide="ignore", invalid="ignore"):
        centre: Floats = total / n
    return centre


def _sigma_z(z: Floats, screen: bool) -> Floats:
    """Laney's factor of each column of standardised values (N, S): 0 where they are all alike."""
    ranges = np.abs(np.diff(z, axis=0))
    average = mean_of_known(ranges)
    measured = ~np.isnan(average)
    if screen:
        average = mean_of_known(np.where(ranges >= SCREEN * average, np.nan, ranges))
    dust = 2 * np.finfo(np.float64).eps * np.fmax.reduce(np.abs(z), axis=0, initial=1.0)
    return np.where(measured & ~(average > dust), 0.0, average / SIGMA)


def _everywhere(n: Floats) -> Floats:
    """`n` with its average where it is missing or 0: limits are drawn there, nothing is judged."""
    with np.errstate(invalid="ignore"):
        some = np.where(n > 0, n, np.nan)
    return np.where(np.isnan(some), mean_of_known(some), some)


def _count(drawn: Drawn, baseline: int | None, screen: bool) -> Limits:
    value = drawn.value[:baseline]
    centre = mean_of_known(value)
    return _around(centre, np.sqrt(centre), value)


def _between(drawn: Drawn, baseline: int | None, screen: bool) -> Limits:
    """Cases between events: limits around the mean of a geometric distribution, the median in the middle."""
    value = drawn.value[:baseline]
    mean = mean_of_known(value)
    found = _around(mean, np.sqrt(mean * (mean + 1)), value)
    return found._replace(mean=_median(value))


def _time(drawn: Drawn, baseline: int | None, screen: bool) -> Limits:
    """Times between events: individuals of their powers, and back."""
    made = xmr_limits(drawn.value ** (1 / POWER), baseline=baseline, screen=screen, reach=3 / SIGMA)
    flat = ~np.isnan(made.level)
    mean, lpl, upl, nlpl, nupl = (np.clip(each, 0.0, None) ** POWER for each in made[:5])
    level, dust = made.level.copy(), made.dust.copy()
    if flat.any():
        value = drawn.value[:baseline][:, flat]
        dust[flat] = 2 * np.finfo(np.float64).eps * np.fmax.reduce(np.abs(value), axis=0, initial=0.0)
        level[flat] = most_common(value, dust[flat])
    return Limits(mean, lpl, upl, nlpl, nupl, level, dust)


def _average(drawn: Drawn, baseline: int | None, screen: bool) -> Limits:
    """Averages of subgroups, by the spread within them."""
    size = _everywhere(drawn.n)
    sigma = _within(drawn, baseline) / (_c4(size) * np.sqrt(size))
    return _around(_pooled(drawn, baseline), sigma, drawn.value[:baseline])


def _deviation(drawn: Drawn, baseline: int | None, screen: bool) -> Limits:
    """Standard deviations of subgroups: the chart that stands under that of their averages."""
    centre = _within(drawn, baseline)
    c4 = _c4(_everywhere(drawn.n))
    found = _around(centre, centre * np.sqrt(1 - c4**2) / c4, drawn.value[:baseline])
    return found._replace(lpl=np.clip(found.lpl, 0.0, None), nlpl=np.clip(found.nlpl, 0.0, None))


def _within(drawn: Drawn, baseline: int | None) -> Floats:
    """The standard deviation within subgroups: the mean of theirs, pooled where their sizes differ."""
    sizes = np.where(np.isnan(drawn.value), np.nan, drawn.n)
    sd = np.where(np.isnan(drawn.value), np.nan, drawn.sd)[:baseline]
    freedom = np.where(np.isnan(sd), 0.0, sizes[:baseline] - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = np.sqrt(np.where(np.isnan(sd), 0.0, freedom * sd**2).sum(axis=0) / freedom.sum(axis=0))
    differ = np.fmax.reduce(sizes, axis=0) > np.fmin.reduce(sizes, axis=0)
    return np.where(differ, pooled, mean_of_known(sd))


def _c4(size: Floats) -> Floats:
    """The mean of the standard deviation of so many normal values, in standard deviations; NaN below two."""
    n = np.where(size > 1, size, np.nan)
    found: Floats = np.sqrt(2 / (n - 1)) * np.exp(gammaln(n / 2) - gammaln((n - 1) / 2))
    return found


def _run(drawn: Drawn, baseline: int | None, screen: bool) -> Limits:
    """The median alone; there are no limits."""
    centre = _median(drawn.value[:baseline])
    none = np.full(centre.shape, np.nan)
    return Limits(centre, none, none, none, none, none, np.zeros(centre.shape))


def _median(values: Floats) -> Floats:
    """The median of the known values of each column of (N, S), NaN where there is none."""
    ordered = np.sort(values, axis=0)  # NaN last
    known = (~np.isnan(values)).sum(axis=0)
    column = np.arange(values.shape[1])
    low, high = (
        ordered[np.clip(place, 0, len(values) - 1), column] for place in ((known - 1) // 2, known // 2)
    )
    return np.where(known > 0, low + (high - low) / 2, np.nan)


def _around(centre: Floats, sigma: Floats, values: Floats) -> Limits:
    """Limits three `sigma` from the centre and near limits two. `sigma` is (S,), or (N, S) by point.

    A series whose sigma is 0 is flat: no limits, the level that most of its baseline's `values` (N, S) hold.
    """
    flat = (sigma == 0) if sigma.ndim == 1 else (sigma == 0).any(axis=0)
    level, dust = np.full(flat.shape, np.nan), np.zeros(flat.shape)
    if flat.any():
        held = values[:, flat]
        dust[flat] = 2 * np.finfo(np.float64).eps * np.fmax.reduce(np.abs(held), axis=0, initial=0.0)
        level[flat] = most_common(held, dust[flat])
        sigma = np.where(flat, np.nan, sigma)
    return Limits(
        centre, centre - 3 * sigma, centre + 3 * sigma, centre - 2 * sigma, centre + 2 * sigma, level, dust
    )


def _individuals(drawn: Drawn, baseline: int | None, screen: bool) -> Limits:
    return xmr_limits(drawn.value, baseline=baseline, screen=screen)


SPECS: dict[Chart | str, Spec] = {
    "xmr": Spec(_individuals),
    "p": Spec(_ratio(_p_spread, prime=False), True, 0.0, 1.0),
    "p_prime": Spec(_ratio(_p_spread, prime=True), True, 0.0, 1.0),
    "u": Spec(_ratio(lambda centre: centre, prime=False), True, 0.0),
    "u_prime": Spec(_ratio(lambda centre: centre, prime=True), True, 0.0),
    "c": Spec(_count, floor=0.0),
    "g": Spec(_between, floor=0.0),
    "t": Spec(_time, floor=0.0),
    "xbar_s": Spec(_average, True),
    "s": Spec(_deviation, True, 0.0),
    "run": Spec(_run),
}
