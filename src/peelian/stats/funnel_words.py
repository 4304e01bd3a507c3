"""A funnel plot in plain English: a sentence for the plot, one for each unit, a label and alt text.

Every string is in WORDS, by name, so that another language is another dictionary.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from peelian.stats.funnel import Funnel, Position
from peelian.stats.funnel_limits import FEWEST_FOR_SPREAD, INNER
from peelian.stats.spc.vocabulary import Direction

Show = Callable[[float], str]

WORDS = {
    "all": "{units_all} compared with their pooled figure of {pooled}: {places}.",
    "within": "{count} within the limits",
    "inner": "{count} worth a look (beyond the 95% limits)",
    "outer": "{count} different by more than chance (beyond the 99.8% limits)",
    "expected": "By chance alone, expect about {expected} of {compared} beyond the 95% limits.",
    "widened": (
        "The {units} differ among themselves more than chance explains (over-dispersion {phi}), as {units} "
        "whose work differs do, so the limits are widened: they are {spread} times as far from the pooled "
        "figure as those of chance alone."
    ),
    "not_widened": (
        "The {units} differ among themselves no more than chance explains (over-dispersion {phi}), so the "
        "limits are those of chance alone."
    ),
    "too_few": (
        "With fewer than {fewest} {units} it cannot be told how far they differ among themselves anyway, so "
        "the limits are those of chance alone."
    ),
    "no_cases_one": "{count} has no cases and is not compared.",
    "no_cases_many": "{count} have no cases and are not compared.",
    "nobody": "No {unit} has cases, so there is nothing to compare.",
    "alone": "Only one {unit} has cases, so there is nothing to compare it with.",
    "alt": "Funnel plot of {name}: each {unit} by its denominator, with limits around the pooled {pooled}. ",
    "alt_nothing": "Funnel plot of {name}. ",
    "named": "Beyond the limits: {names}.",
    "unit_within": "{unit}: {value} ({of}) is within the limits of chance, {low} to {high}.",
    "unit_within_widened": "{unit}: {value} ({of}) is within the widened limits, {low} to {high}.",
    "unit_inner": "{unit}: {value} ({of}) is {side} the 95% limits of {low} to {high}{better}: worth a look.",
    "unit_outer": (
        "{unit}: {value} ({of}) is {side} the 99.8% limits of {low} to {high}{better}: "
        "it differs by more than chance. Ask what is different there before judging it."
    ),
    "unit_no_cases": "{unit} has no cases.",
    "unit_alone": "{unit}: {value} ({of}). There is nothing to compare it with.",
    "of_proportion": "{numerator} of {denominator}",
    "of_rate": "{numerator} counted over {denominator}",
    "above": "above",
    "below": "below",
    "better": ", the better side",
    "worse": ", the worse side",
    "label_within": "Within the limits",
    "label_no_cases": "No cases",
    "label_inner": "{side}: worth a look",
    "label_outer": "{side}: differs by more than chance",
    "high": "High",
    "low": "Low",
    "high_better": "High, which is better",
    "high_worse": "High, which is worse",
    "low_better": "Low, which is better",
    "low_worse": "Low, which is worse",
}


@dataclass(frozen=True)
class FunnelWords:
    """`units` holds a sentence and `labels` a label for each unit, in order."""

    sentence: str
    alt: str
    units: tuple[str, ...]
    labels: tuple[str, ...]


def label(position: Position, improves: Direction) -> str:
    """A position in a few words, with whether that side is the better one where there is one."""
    if position in ("within", "no_cases"):
        return WORDS[f"label_{position}"]
    side, reach = position.split("_")
    better = _better(position, improves)
    words = WORDS[f"{side}_{better}" if better else side]
    return WORDS["label_inner" if reach == "95" else "label_outer"].format(side=words)


def describe(
    judged: Funnel, *, show: Show, unit: str = "unit", units: str = "units", name: str = "the units compared"
) -> FunnelWords:
    """The words of a funnel plot. `show` writes a value; `unit` and `units` say what is compared."""
    sentence = " ".join(_sentences(judged, show, unit, units))
    return FunnelWords(
        sentence,
        _alt(judged, show, unit, name) + sentence + _named(judged),
        tuple(_of_unit(judged, at, show) for at in range(len(judged.units))),
        tuple(label(position, judged.improves) for position in judged.position),
    )


def _sentences(judged: Funnel, show: Show, unit: str, units: str) -> Iterator[str]:
    compared = judged.compared
    if compared < 2:
        yield WORDS["alone" if compared else "nobody"].format(unit=unit)
    else:
        counts = {
            "within": judged.count("within"),
            "inner": judged.count("high_95", "low_95"),
            "outer": judged.count("high_998", "low_998"),
        }
        places = ", ".join(WORDS[key].format(count=n) for key, n in counts.items() if n or key == "within")
        yield WORDS["all"].format(units_all=f"{compared} {units}", pooled=show(judged.pooled), places=places)
        yield WORDS["expected"].format(expected=f"{(1 - INNER) * compared:.2g}", compared=compared)
        yield from _spread(judged, units)
    if (left := len(judged.units) - compared) and compared:
        yield WORDS["no_cases_one" if left == 1 else "no_cases_many"].format(count=left)


def _spread(judged: Funnel, units: str) -> Iterator[str]:
    """What the limits allow for."""
    if judged.phi is not None:
        key = "widened" if judged.widened else "not_widened"
        yield WORDS[key].format(units=units, phi=_times(judged.phi), spread=_times(judged.spread))
    elif judged.compared < FEWEST_FOR_SPREAD:
        yield WORDS["too_few"].format(units=units, fewest=FEWEST_FOR_SPREAD)


def _alt(judged: Funnel, show: Show, unit: str, name: str) -> str:
    if judged.compared < 2:
        return WORDS["alt_nothing"].format(name=name)
    return WORDS["alt"].format(name=name, unit=unit, pooled=show(judged.pooled))


def _named(judged: Funnel) -> str:
    """The units beyond the limits by name, for who cannot see the plot."""
    named = [
        f"{unit} ({label(position, judged.improves).lower()})"
        for unit, position in zip(judged.units, judged.position, strict=True)
        if position not in ("within", "no_cases")
    ]
    return " " + WORDS["named"].format(names="; ".join(named)) if named else ""


def _of_unit(judged: Funnel, at: int, show: Show) -> str:
    position, unit = judged.position[at], judged.units[at]
    if position == "no_cases":
        return WORDS["unit_no_cases"].format(unit=unit)
    of = WORDS[f"of_{judged.kind}"].format(
        numerator=_count(judged.numerator[at]), denominator=_count(judged.denominator[at])
    )
    told = {"unit": unit, "value": show(float(judged.value[at])), "of": of}
    if judged.compared < 2:
        return WORDS["unit_alone"].format(**told)
    limits, outer = judged.limits, position.endswith("998")
    low, high = (limits.low_998, limits.high_998) if outer else (limits.low_95, limits.high_95)
    told |= {"low": show(float(low[at])), "high": show(float(high[at]))}
    if position == "within":
        return WORDS["unit_within_widened" if judged.widened else "unit_within"].format(**told)
    better = _better(position, judged.improves)
    return WORDS["unit_outer" if outer else "unit_inner"].format(
        **told,
        side=WORDS["above" if position.startswith("high") else "below"],
        better=WORDS[better] if better else "",
    )


def _better(position: Position, improves: Direction) -> str:
    """ "better", "worse", or "" where neither side is."""
    if improves == "neutral":
        return ""
    return "better" if position.startswith("high") == (improves == "increase") else "worse"


def _times(factor: float) -> str:
    return f"{factor:,.0f}" if factor >= 100 else f"{factor:.3g}"


def _count(number: float) -> str:
    return f"{number:,.0f}" if number % 1 == 0 else f"{number:,.1f}"
