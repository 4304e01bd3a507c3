"""Where the data say a new level has held. A suggestion only: a person accepts or declines it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from peelian.stats.spc.inputs import (
    FEWEST_BASELINE,
    When,
    as_python,
    as_values,
    check_options,
    columns_of,
    in_date_order,
    refuse_large,
)
from peelian.stats.spc.limits import Floats, mean_of_known, xmr_limits


@dataclass(frozen=True, slots=True)
class RebaseSuggestion:
    """A date from which new limits would fit better, and the evidence, in the unit of the measure.

    `n` known points from `date` on have the mean `new_mean`, outside the near limits `nlpl` and `nupl` that
    the `old_n` points before them set around `old_mean`.
    """

    date: date
    n: int
    new_mean: float
    old_n: int
    old_mean: float
    nlpl: float
    nupl: float


def suggest_rebase(
    dates: When,
    values: Iterable[float | None],
    *,
    rebase: When = (),
    screen: bool = True,
    run_length: int = 7,
    ghosts: When = (),
) -> RebaseSuggestion | None:
    """The point of the last segment from which a new level has held to the end, or None.

    A level has held when its first `run_length` points are known and on one side of the old mean, and the
    mean of all its points, and of the last `run_length` known, lie outside the old near limits on that
    side; "old" is the segment before it, of at least 12 known points. Where several points qualify, the one
    whose two means leave the least squared error. Raises ValueError as `verdict` does.
    """
    check_options(baseline=None, run_length=run_length, floor=None, ceiling=None)
    when, order = in_date_order(dates)
    series = as_values(values, len(when))[order]
    refuse_large(series[:, None])
    series[columns_of(ghosts, when, "ghost")] = np.nan
    rebased = columns_of(rebase, when, "rebase")
    start = int(rebased[-1]) if len(rebased) else 0
    best: tuple[float, RebaseSuggestion] | None = None
    for at in range(start + FEWEST_BASELINE, len(when) - run_length + 1):
        found = _new_level(series[start:at], series[at:], run_length, screen, as_python(when[at]))
        if found is None:
            continue
        apart = float(np.sqrt(found.n * found.old_n)) * abs(found.new_mean - found.old_mean)
        if best is None or apart > best[0]:
            best = apart, found
    return best[1] if best else None


def _new_level(
    old: Floats, new: Floats, run_length: int, screen: bool, when: date
) -> RebaseSuggestion | None:
    """The suggestion to rebase between `old` and `new`, where the evidence bears it."""
    counts = [int((~np.isnan(part)).sum()) for part in (new, old)]
    limits = xmr_limits(old[:, None], screen=screen)
    flat = not np.isnan(limits.level[0])
    centre = float(limits.level[0] if flat else limits.mean[0])
    nlpl, nupl = (centre, centre) if flat else (float(limits.nlpl[0]), float(limits.nupl[0]))
    mean = float(mean_of_known(new[:, None])[0])
    first = new[:run_length]
    latest = new[~np.isnan(new)][-run_length:]
    end = float(mean_of_known(latest[:, None])[0])
    held = (min(mean, end) > nupl and (first > centre).all()) or (
        max(mean, end) < nlpl and (first < centre).all()
    )
    if counts[1] < FEWEST_BASELINE or not held:
        return None
    return RebaseSuggestion(when, counts[0], mean, counts[1], float(limits.mean[0]), nlpl, nupl)
