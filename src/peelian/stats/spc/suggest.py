"""Which chart fits a series, and why: a suggestion that a person may overrule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.special import chdtri

from peelian.stats.spc.inputs import FEWEST_BASELINE, as_values
from peelian.stats.spc.limits import Floats
from peelian.stats.spc.subgroups import is_subgroup
from peelian.stats.spc.vocabulary import Chart

RARE = 1.0
"""Events a period, on average, below which counting the time between them says more."""
SURE = 0.05
"""A spread that chance gives less often than this is not chance's."""


@dataclass(frozen=True, slots=True)
class ChartSuggestion:
    """The chart that fits, the reason in a sentence, and why each other that was considered does not."""

    chart: Chart
    reason: str
    considered: tuple[tuple[Chart, str], ...] = ()


def suggest_chart(
    values: Iterable[float | None] | Iterable[Sequence[float | None]],
    *,
    n: Iterable[float | None] | None = None,
) -> ChartSuggestion:
    """The chart that fits `values`, with `n` where they are counts out of something.

    What decides: whether the values are lists (subgroups), whether they are counts, whether each counts some
    of its `n`, how rare they are, how many there are, and whether they spread as far as chance alone would
    have counts spread. For that the chi-squared test of dispersion is made, at 5% on either side. Raises
    ValueError for values that are no numbers, and for as many `n` as there are not values.
    """
    listed = list(values)
    if listed and all(is_subgroup(one) for one in listed):
        return _of_subgroups(cast(list[Sequence[float | None]], listed))
    series = as_values(cast(list[float | None], listed), len(listed))
    known = ~np.isnan(series)
    if not known.any():
        raise ValueError("no value is known, so no chart fits better than another")
    sizes = None if n is None else as_values(n, len(series), "numbers n")
    if sizes is not None and not (known & (sizes > 0)).any():
        raise ValueError("no value has an n above 0")
    if known.sum() < FEWEST_BASELINE:
        return ChartSuggestion(
            "run",
            f"Only {int(known.sum())} values are known: limits from fewer than {FEWEST_BASELINE} mislead, "
            "while a run chart claims none.",
            (("xmr", "It fits once there are more values."),),
        )
    counts = bool((series[known] >= 0).all() and (series[known] % 1 == 0).all())
    if sizes is not None:
        some = known & (sizes > 0)
        return _of_ratios(series[some], sizes[some], counts)
    return _of_counts(series[known]) if counts else ChartSuggestion("xmr", _ANY)


_ANY = (
    "The values are measurements, and an XmR chart takes the variation from the values themselves, "
    "whatever their distribution."
)


def _of_subgroups(listed: Sequence[Sequence[float | None]]) -> ChartSuggestion:
    sizes = [len(one) for one in listed]
    if sorted(sizes)[len(sizes) // 2] > 1:
        return ChartSuggestion(
            "xbar_s",
            "Each value is a subgroup of measurements: the spread within subgroups says how far their "
            "averages move by chance, and the chart of the spread says whether that holds.",
            (("xmr", "Of the averages alone it would not see the spread within subgroups."),),
        )
    return ChartSuggestion("xmr", "Most subgroups have one measurement, so there is no spread within them.")


def _of_ratios(counts: Floats, n: Floats, whole: bool) -> ChartSuggestion:
    if not whole:
        return ChartSuggestion(
            "xmr",
            "The values are not counts, so chance alone does not say how far they spread; an XmR chart takes "
            "the variation from the values themselves.",
            (("p", "It takes counts out of n."), ("u", "It takes counts of events in n.")),
        )
    share = bool((counts <= n).all())
    pair: tuple[Chart, Chart] = ("p", "p_prime") if share else ("u", "u_prime")
    plain, prime = pair
    kind = "share" if share else "rate"
    pooled = counts.sum() / n.sum()
    variance = pooled * (1 - pooled) if share else pooled
    what = "count some of their n" if share else "count events, sometimes more than their n"
    if variance == 0:
        return ChartSuggestion(plain, f"The values {what}, and never vary.")
    spread = float((((counts / n - pooled) ** 2) * n / variance).sum())
    ratio = spread / (len(counts) - 1)
    least, most = _by_chance(len(counts) - 1)
    said = (
        f"The values {what}, and their {kind} varies {ratio:.1f} times as much as chance alone would have it"
    )
    if least <= ratio <= most:
        return ChartSuggestion(
            plain,
            f"{said}: no more than the counts themselves explain, so each point's limits come from its n.",
            (
                (prime, "Nothing is left for it to adjust."),
                ("xmr", "It would not know that points of a small n move further."),
            ),
        )
    why = "too narrow" if ratio > most else "too wide"
    return ChartSuggestion(
        prime,
        f"{said}, so limits from the counts alone would be {why}; Laney's correction fits them to "
        "what is seen.",
        (
            (plain, f"Its limits would be {why}."),
            ("xmr", "It would not know that points of a small n move further."),
        ),
    )


def _of_counts(counts: Floats) -> ChartSuggestion:
    mean = float(counts.mean())
    if mean < RARE and (counts == 0).mean() >= 0.5:
        return ChartSuggestion(
            "t",
            f"The events are rare: {mean:.2f} a period. Give the time between one and the next (or the cases "
            "between them, for a g chart): counts this small leave limits nothing to stand on.",
            (
                ("g", "As good, where cases between events are counted rather than days."),
                ("c", "Its lower limit is 0, so it never shows an improvement."),
            ),
        )
    if mean == 0:
        return ChartSuggestion("c", "The values are counts, and none was above 0.")
    ratio = float(counts.var(ddof=1)) / mean
    least, most = _by_chance(len(counts) - 1)
    said = f"The values are counts, and vary {ratio:.1f} times as much as counts of independent events would"
    if least <= ratio <= most:
        return ChartSuggestion(
            "c",
            f"{said}: they may be that, if the chance of one is the same in every period. With a number of "
            "cases, people or hours for each period, give it as n.",
            (("xmr", "It fits too, and asks for no distribution."),),
        )
    return ChartSuggestion(
        "xmr",
        f"{said}, so something besides chance moves them, and an XmR chart takes the variation as it is.",
        (("c", f"Its limits would be {'too narrow' if ratio > most else 'too wide'}."),),
    )


def _by_chance(freedom: int) -> tuple[float, float]:
    """The least and most that dispersion comes to by chance: the chi-squared distribution over its mean."""
    return float(chdtri(freedom, 1 - SURE)) / freedom, float(chdtri(freedom, SURE)) / freedom
