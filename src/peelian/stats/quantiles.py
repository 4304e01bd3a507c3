"""Exact quantiles: linear interpolation between order statistics (type 7 of Hyndman and Fan).

Source: Hyndman, R. J. and Fan, Y. (1996), "Sample Quantiles in Statistical Packages", The American
Statistician 50(4), definition 7: the p-quantile of n sorted values lies at position h = (n - 1) p, counted
from 0. A quantile travels as (n, lower, upper), the two whole-number order statistics around h, and is
interpolated here and nowhere else. The fraction p is a `Fraction` or a decimal string, so 0.9 (n - 1)
carries no float dust.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

_INT64 = 2**62


def as_fraction(p: Fraction | str | int) -> Fraction:
    """The exact fraction of `p`, such as "0.9", "1/3" or Fraction(9, 10).

    Raises ValueError for a float (0.9 is not nine tenths), for text that is no number, and outside [0, 1].
    """
    if isinstance(p, bool) or not isinstance(p, Fraction | str | int):
        raise ValueError(f'a quantile is given as text or a Fraction, such as "0.9", not {p!r}')
    try:
        fraction = Fraction(p)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f'a quantile is a number such as "0.9", not {p!r}') from None
    if not 0 <= fraction <= 1:
        raise ValueError(f"a quantile lies between 0 and 1, not {p}")
    return fraction


def position(
    n: ArrayLike, p: Fraction | str | int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Where the p-quantile of n sorted values lies: (lower index, upper index, weight of the upper).

    `n` is a whole number or an array of them; indices count from 0 and each result has the shape of `n`.
    The indices of an empty sample (n = 0) are -1 and its weight NaN. Raises ValueError for n < 0.
    """
    fraction = as_fraction(p)
    count, lower, remainder = _split(n, fraction)
    upper = np.where(remainder > 0, lower + 1, lower)
    weight = np.where(count > 0, remainder / fraction.denominator, np.nan)
    return np.where(count > 0, lower, -1), np.where(count > 0, upper, -1), weight


def interpolate(
    lower: ArrayLike, upper: ArrayLike, n: ArrayLike, p: Fraction | str | int
) -> NDArray[np.float64]:
    """The p-quantile of n values from its two whole-number order statistics, `lower` and `upper`.

    The three arrays broadcast together; the unit is that of the values. Computed in whole numbers with one
    division at the end, so the answer is the float nearest the true quantile; only where that product would
    not fit 64 bits is it interpolated in floats. Empty samples (n = 0) give NaN.
    """
    fraction = as_fraction(p)
    low, high, sizes = np.broadcast_arrays(_whole(lower), _whole(upper), _whole(n))
    count, _, remainder = _split(sizes, fraction)
    parts = fraction.denominator
    largest = max((abs(int(edge)) for a in (low, high) if a.size for edge in (a.min(), a.max())), default=0)
    if largest * 3 * parts < _INT64:
        value = (low * parts + (high - low) * remainder) / parts
    else:
        value = low + (high.astype(np.float64) - low) * (remainder / parts)
    return np.where(count > 0, value, np.nan)


def _split(n: ArrayLike, p: Fraction) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(n, whole part of (n - 1) p, remainder in units of 1 / denominator)."""
    count = _whole(n)
    if (count < 0).any():
        raise ValueError("a sample cannot have fewer than no values")
    if count.size and int(count.max()) * p.denominator >= _INT64:
        raise ValueError(f"the quantile {p} is finer than a sample of {count.max()} can be split exactly")
    product = np.maximum(count - 1, 0) * p.numerator
    return count, product // p.denominator, product % p.denominator


def _whole(values: ArrayLike) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise ValueError("order statistics and counts are whole numbers")
    return array.astype(np.int64)
