"""Funnel limits and over-dispersion worked out slowly: exact sums over whole numbers, one unit at a time."""

from fractions import Fraction
from math import asin, comb, exp, sqrt


def binomial(n: int, share: Fraction) -> list[Fraction]:
    """The chance of 0, 1, ... n cases."""
    return [comb(n, r) * share**r * (1 - share) ** (n - r) for r in range(n + 1)]


def poisson(mean: float) -> list[float]:
    """The chance of 0, 1, ... cases, as far as it is above nothing."""
    chances = [exp(-mean)]
    while len(chances) < mean + 40 * sqrt(mean) + 60:
        chances.append(chances[-1] * mean / len(chances))
    return chances


def reached(chances, p: float) -> float:
    """Where between whole numbers the distribution reaches `p`: r - (F(r) - p) / (F(r) - F(r - 1))."""
    below = 0
    for r, chance in enumerate(chances):
        if below + chance >= p:
            return r - float((below + chance - p) / chance)
        below += chance
    raise AssertionError("the chances do not add to one")


def limits(chances, tail: float) -> tuple[float, float]:
    """The numbers of cases at the lower and upper limit, each from its own end of the distribution."""
    low = reached(chances, tail)
    high = len(chances) - 1 - reached(chances[::-1], tail)
    return max(low, 0.0), min(high, len(chances) - 1)


def phi(numerators: list[int], denominators: list[float], kind: str) -> float:
    """The over-dispersion factor after winsorising at 10% each end."""
    pooled = sum(numerators) / sum(denominators)
    if kind == "rate":
        z = [2 * (sqrt(o) - sqrt(pooled * d)) for o, d in zip(numerators, denominators, strict=True)]
    else:
        z = [
            2 * sqrt(n) * (asin(sqrt(o / n)) - asin(sqrt(pooled)))
            for o, n in zip(numerators, denominators, strict=True)
        ]
    low, high = centile(z, 0.1), centile(z, 0.9)
    return sum(min(max(one, low), high) ** 2 for one in z) / len(z)


def centile(numbers: list[float], share: float) -> float:
    """The type 7 quantile: R's own."""
    ordered = sorted(numbers)
    place = share * (len(ordered) - 1)
    at = int(place)
    above = ordered[min(at + 1, len(ordered) - 1)]
    return ordered[at] + (place - at) * (above - ordered[at])
