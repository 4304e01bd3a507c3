"""The limits of every other chart, row by row in plain Python, written from their formulae.

An independent oracle that knows nothing of numpy. A segment is a list of points `(value, n, sd)`, None where
it is missing; the answer has `(centre, lower, upper, near lower, near upper)` for each, with None for none.
"""

from itertools import groupby, pairwise
from math import comb, gamma, log2, sqrt
from statistics import fmean, median

Point = tuple[float | None, float | None, float | None]
Edges = tuple[float, float, float, float, float]


def ratios(points: list[Point], *, poisson: bool, prime: bool, baseline: int | None, screen: bool):
    used = [(y, n) for y, n, _ in points[:baseline] if y is not None and n]
    if not used:
        return [None] * len(points)
    centre = sum(y for y, _ in used) / sum(n for _, n in used)
    spread = centre if poisson else centre * (1 - centre)
    sizes = [n for _, n, _ in points if n]
    drawn = [n or fmean(sizes) for _, n, _ in points]
    factor = 1.0
    if prime and spread > 0:
        z = [
            None if y is None or not n else (y / n - centre) / sqrt(spread / n)
            for y, n, _ in points[:baseline]
        ]
        factor = moving(z, screen)
        if factor is None:
            return [(centre, None, None, None, None)] * len(points)
    return [around(centre, factor * sqrt(spread / n), floor=0, ceiling=None if poisson else 1) for n in drawn]


def moving(values: list[float | None], screen: bool) -> float | None:
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if screen and ranges:
        average = fmean(ranges)
        ranges = [one for one in ranges if one < 3.267 * average]
    return fmean(ranges) / 1.128 if ranges else None


def counts(points: list[Point], baseline: int | None):
    centre = fmean(y for y, _, _ in points[:baseline] if y is not None)
    return [around(centre, sqrt(centre), floor=0)] * len(points)


def between(points: list[Point], baseline: int | None):
    used = [y for y, _, _ in points[:baseline] if y is not None]
    mean = fmean(used)
    _, *edges = around(mean, sqrt(mean * (mean + 1)), floor=0)
    return [(median(used), *edges)] * len(points)


def times(points: list[Point], baseline: int | None, screen: bool):
    powers = [None if y is None else y ** (1 / 3.6) for y, _, _ in points[:baseline]]
    centre = fmean(one for one in powers if one is not None)
    sigma = moving(powers, screen)
    if sigma is None:
        return [(centre**3.6, None, None, None, None)] * len(points)
    return [tuple(edge**3.6 for edge in around(centre, sigma, floor=0))] * len(points)


def averages(points: list[Point], baseline: int | None):
    used = [point for point in points[:baseline] if point[0] is not None]
    centre = sum(mean * n for mean, n, _ in used) / sum(n for _, n, _ in used)
    sigma = within(points, baseline)
    sizes = [n for _, n, _ in points if n]
    return [around(centre, sigma / (c4(n or fmean(sizes)) * sqrt(n or fmean(sizes)))) for _, n, _ in points]


def within(points: list[Point], baseline: int | None) -> float:
    known = {n for mean, n, _ in points if mean is not None}
    used = [(n, sd) for mean, n, sd in points[:baseline] if mean is not None and sd is not None]
    if len(known) == 1:
        return fmean(sd for _, sd in used)
    return sqrt(sum((n - 1) * sd**2 for n, sd in used) / sum(n - 1 for n, _ in used))


def c4(n: float) -> float:
    return sqrt(2 / (n - 1)) * gamma(n / 2) / gamma((n - 1) / 2)


def around(centre: float, sigma: float, *, floor: float | None = None, ceiling: float | None = None) -> Edges:
    edges = [centre + steps * sigma for steps in (-3, 3, -2, 2)]
    if floor is not None:
        edges = [max(edge, floor) for edge in edges]
    if ceiling is not None:
        edges = [min(edge, ceiling) for edge in edges]
    return (centre, *edges)


def runs(values: list[float | None], baseline: int | None):
    """(median, useful, longest, its limit, crossings, their limit, places of long runs, of the last run)."""
    centre = median(one for one in values[:baseline] if one is not None)
    sides = [(at, one > centre) for at, one in enumerate(values) if one is not None and one != centre]
    found = [[at for at, _ in group] for _, group in groupby(sides, key=lambda side: side[1])]
    useful = len(sides)
    if not useful:
        return centre, 0, 0, 3, 0, 0, set(), set()
    most = round(log2(useful)) + 3
    steps = useful - 1
    least = next(k for k in range(steps + 1) if sum(comb(steps, i) for i in range(k + 1)) >= 0.05 * 2**steps)
    long = {at for run in found if len(run) > most for at in run}
    last = set(found[-1]) if len(found) - 1 < least else set()
    return centre, useful, max(map(len, found)), most, len(found) - 1, least, long, last
