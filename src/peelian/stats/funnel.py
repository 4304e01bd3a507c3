"""Funnel plots: units compared at one time, each beside limits that fit its size. Never a ranking.

A small unit's rate varies more by chance than a large one's, so the limits around the pooled rate of all
units are a funnel: wide where denominators are small. What lies within them is not news.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from peelian.stats.funnel_limits import (
    FEWEST_FOR_SPREAD,
    Floats,
    Kind,
    Limits,
    exact_limits,
    overdispersion,
    z_scores,
)
from peelian.stats.spc.vocabulary import IMPROVES, Direction

Position = Literal["within", "high_95", "low_95", "high_998", "low_998", "no_cases"]
POSITIONS: tuple[Position, ...] = get_args(Position)
KINDS: tuple[Kind, ...] = get_args(Kind)
CURVE_POINTS = 120
LARGEST = 1e12
"""The largest denominator: beyond it limits are less exact than floating point shows."""


@dataclass(frozen=True, eq=False)
class Curve:
    """The limits along ascending denominators `at` (points,), for drawing."""

    at: Floats
    plain: Limits
    limits: Limits


@dataclass(frozen=True, eq=False)
class Funnel:
    """Units beside their pooled rate. Arrays are (units,), in the order given.

    `value`, `pooled` and the limits are times the multiplier; NaN where a unit has no cases. `plain` are
    the exact limits of chance alone; `limits` are those in use, the same unless `widened`, when they are
    `spread` times as far from the pooled rate. `phi` is the over-dispersion factor, None where it was not
    asked for or fewer than 10 units have cases. `position` judges each unit by `limits`.
    """

    kind: Kind
    multiplier: float
    improves: Direction
    units: tuple[str, ...]
    numerator: Floats
    denominator: Floats
    value: Floats
    pooled: float
    plain: Limits
    limits: Limits
    z: Floats
    phi: float | None
    position: tuple[Position, ...]
    curve: Curve

    @property
    def widened(self) -> bool:
        """Whether the limits in use allow for units differing more than chance explains."""
        return self.phi is not None and self.phi > 1

    @property
    def spread(self) -> float:
        """How many times as far from the pooled rate the limits in use are as those of chance alone."""
        return float(np.sqrt(self.phi)) if self.phi is not None and self.phi > 1 else 1.0

    @property
    def compared(self) -> int:
        """How many units have cases."""
        return sum(position != "no_cases" for position in self.position)

    def count(self, *positions: Position) -> int:
        """How many units are in any of these positions."""
        return sum(position in positions for position in self.position)


def funnel(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    kind: Kind = "proportion",
    multiplier: float = 1.0,
    overdispersed: bool = True,
    improves: Direction = "neutral",
    units: Iterable[str] | None = None,
) -> Funnel:
    """Compare units by numerator over denominator, a `proportion` (binomial) or a `rate` (Poisson).

    NaN (or None) is missing; a unit without a numerator, or whose denominator is missing or 0, has no
    cases and is left out of the pooled rate. Limits are those of `funnel_limits.exact_limits`; with
    `overdispersed` and at least 10 units with cases they are widened by the square root of
    phi (`funnel_limits.overdispersion`) where it exceeds 1. `units` are their names, "1", "2" and so on
    when None. Raises ValueError for lists of different lengths, numbers that are negative, infinite, too
    large or, where they count something, not whole, and for a proportion with more cases than there are.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    if improves not in IMPROVES:
        raise ValueError(f"improves is one of {', '.join(IMPROVES)}, not {improves!r}")
    if not 0 < multiplier <= LARGEST:
        raise ValueError(f"multiplier is a number above 0 and at most {LARGEST:,.0f}")
    top, bottom = _counts(numerators, "numerators"), _counts(denominators, "denominators")
    names = tuple(str(at + 1) for at in range(len(top))) if units is None else tuple(units)
    _check(top, bottom, names, kind)
    known = ~np.isnan(top) & (np.nan_to_num(bottom) > 0)
    pooled = float(top[known].sum() / bottom[known].sum()) if known.any() else float("nan")
    phi, z = None, np.full(len(top), np.nan)
    if known.any():
        z[known] = z_scores(top[known], bottom[known], pooled, kind)
        if overdispersed and known.sum() >= FEWEST_FOR_SPREAD:
            phi = overdispersion(z[known])
    value = np.full(len(top), np.nan)
    value[known] = top[known] / bottom[known]
    plain, limits = _limits(np.where(known, bottom, np.nan), pooled, kind, phi)
    position = _positions(value, limits)
    at = _grid(bottom[known], kind)
    return Funnel(
        kind=kind,
        multiplier=float(multiplier),
        improves=improves,
        units=names,
        numerator=top,
        denominator=bottom,
        value=value * multiplier,
        pooled=pooled * multiplier,
        plain=_times(plain, multiplier),
        limits=_times(limits, multiplier),
        z=z,
        phi=phi,
        position=position,
        curve=Curve(at, *(_times(each, multiplier) for each in _limits(at, pooled, kind, phi))),
    )


def _limits(at: Floats, pooled: float, kind: Kind, phi: float | None) -> tuple[Limits, Limits]:
    """The exact limits at some denominators, NaN for a missing one, and those in use."""
    edges = [np.full(len(at), np.nan) for _ in range(4)]
    known = ~np.isnan(at)
    if known.any():
        for edge, exact in zip(edges, exact_limits(at[known], pooled, kind).edges, strict=True):
            edge[known] = exact
    plain = Limits(*edges)
    if phi is None or phi <= 1:
        return plain, plain
    return plain, plain.widened(pooled, np.sqrt(phi), 1.0 if kind == "proportion" else np.inf)


def _times(limits: Limits, multiplier: float) -> Limits:
    return Limits(*(edge * multiplier for edge in limits.edges))


def _positions(value: Floats, limits: Limits) -> tuple[Position, ...]:
    """Where each value lies: strictly beyond a limit, or within."""
    places: list[Position] = ["low_998", "high_998", "low_95", "high_95", "no_cases"]
    beyond = [
        value < limits.low_998,
        value > limits.high_998,
        value < limits.low_95,
        value > limits.high_95,
        np.isnan(value),
    ]
    found = np.select(beyond, range(len(places)), len(places))
    return tuple([*places, "within"][place] for place in found)


def _grid(denominator: Floats, kind: Kind) -> Floats:
    """Denominators from a little below the smallest to a little above the largest, close where small."""
    if not len(denominator):
        return np.empty(0)
    low, high = 0.9 * denominator.min(), 1.05 * denominator.max()
    grid = np.geomspace(low, high, CURVE_POINTS)
    return np.unique(np.maximum(np.rint(grid), 1.0)) if kind == "proportion" else grid


def _counts(given: ArrayLike, name: str) -> Floats:
    try:
        numbers = np.array(given, dtype=np.float64)
    except OverflowError:
        raise ValueError(f"{name} hold a number larger than {LARGEST:,.0f}") from None
    except (TypeError, ValueError):
        raise ValueError(f"{name} are numbers, one for each unit") from None
    if numbers.ndim != 1:
        raise ValueError(f"{name} are one list of numbers, not an array of {numbers.ndim} dimensions")
    return numbers


def _check(top: Floats, bottom: Floats, names: Sequence[str], kind: Kind) -> None:
    if not len(top) == len(bottom) == len(names):
        raise ValueError(
            f"there are {len(top)} numerators, {len(bottom)} denominators and {len(names)} units: "
            "give one of each for every unit"
        )
    whole = {"numerator": top} | ({"denominator": bottom} if kind == "proportion" else {})
    for what, numbers in {"numerator": top, "denominator": bottom}.items():
        _refuse(numbers < 0, f"{what} is negative", numbers, names)
        _refuse(np.isinf(numbers), f"{what} is infinite", numbers, names)
        _refuse(numbers > LARGEST, f"{what} is larger than {LARGEST:,.0f}", numbers, names)
        if what in whole:
            fractional = np.nan_to_num(numbers) % 1 != 0
            _refuse(fractional, f"{what} counts something and is not whole", numbers, names)
    if kind == "proportion":
        _refuse(top > bottom, "numerator is larger than its denominator", top, names)


def _refuse(wrong: "np.typing.NDArray[np.bool_]", how: str, numbers: Floats, names: Sequence[str]) -> None:
    if wrong.any():
        at = int(wrong.argmax())
        raise ValueError(f"unit {names[at]!r}: the {how}: {numbers[at]:.15g}")
