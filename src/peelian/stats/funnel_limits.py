"""Exact limits of a funnel plot, and how far units differ beyond chance: arrays in, arrays out."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Kind = Literal["proportion", "rate"]

INNER, OUTER = 0.95, 0.998
"""The share of units without a difference of their own that lies within the inner and the outer limits."""
WINSORISED = 0.1
FEWEST_FOR_SPREAD = 10
"""Units needed to judge how far they differ among themselves: with fewer, a tenth of them at each end is
less than one unit, so that one that truly differs could not be set aside and would hide itself."""


@dataclass(frozen=True, eq=False)
class Limits:
    """Arrays of one shape, in the unit of the values: the inner (95%) and outer (99.8%) limits."""

    low_95: Floats
    high_95: Floats
    low_998: Floats
    high_998: Floats

    def widened(self, centre: float, times: float, highest: float) -> "Limits":
        """Limits `times` as far from `centre`, within 0 and `highest`."""

        def stretched(edge: Floats) -> Floats:
            return np.clip(centre + times * (edge - centre), 0.0, highest)

        return Limits(*(stretched(edge) for edge in self.edges))

    @property
    def edges(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.low_95, self.high_95, self.low_998, self.high_998


def exact_limits(denominator: Floats, pooled: float, kind: Kind) -> Limits:
    """The exact limits of shares or rates of units with these denominators, if all had the rate `pooled`.

    With R the number of cases of a unit (binomial for a proportion, Poisson for a rate), F its distribution,
    r the smallest number with F(r) >= p and a = (F(r) - p) / (F(r) - F(r - 1)), the lower limit is
    (r - a) / n at p = 0.025 and 0.001: Spiegelhalter, "Funnel plots for comparing institutional
    performance", Statistics in Medicine 24 (2005), 1185-1202, appendix A.1. The upper limit is the same
    seen in a mirror, (r + 1 - a) / n at p = 0.975 and 0.999: the published (r - a) / n would put units
    of a few cases above it more often than 1 in 40 and 1 in 1,000. So a unit lies beyond a limit exactly
    when the chance of as many cases or more (as few or fewer) is below the share outside on that side.
    """
    low_95, high_95 = _pair(denominator, pooled, kind, (1 - INNER) / 2)
    low_998, high_998 = _pair(denominator, pooled, kind, (1 - OUTER) / 2)
    return Limits(low_95, high_95, low_998, high_998)


def _pair(denominator: Floats, pooled: float, kind: Kind, tail: float) -> tuple[Floats, Floats]:
    cases: Any = (
        stats.binom(denominator, pooled) if kind == "proportion" else stats.poisson(denominator * pooled)
    )
    highest = denominator if kind == "proportion" else np.inf
    low = np.clip(_interpolated(cases, tail), 0.0, highest)
    high = np.clip(_interpolated(cases, 1 - tail) + 1, 0.0, highest)
    return low / denominator, high / denominator


def _interpolated(cases: Any, p: float) -> Floats:
    """r - a: between the whole numbers, the number of cases at which the distribution reaches `p`."""
    r = np.maximum(np.nan_to_num(cases.ppf(p)), 0.0)
    reached: Floats = r - np.clip((cases.cdf(r) - p) / cases.pmf(r), 0.0, 1.0)
    return reached


def z_scores(numerator: Floats, denominator: Floats, pooled: float, kind: Kind) -> Floats:
    """How far each unit is from the pooled rate, in standard errors, on a scale where these are alike.

    For a proportion the scale is the arcsine of the square root, for a rate the square root.
    """
    z: Floats
    if kind == "rate":
        z = 2 * (np.sqrt(numerator) - np.sqrt(denominator * pooled))
    else:
        apart = np.arcsin(np.sqrt(numerator / denominator)) - np.arcsin(np.sqrt(pooled))
        z = 2 * np.sqrt(denominator) * apart
    return z


def overdispersion(z: Floats) -> float:
    """Phi: the mean square of z-scores of which the lowest and the highest tenth are drawn in (winsorised).

    Scores beyond the 10th and 90th centiles (type 7) become those centiles, so that a few units that truly
    differ do not widen the limits for all. 1 is what chance gives before that, and less after it.
    """
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return float(np.mean(np.clip(z, low, high) ** 2))
