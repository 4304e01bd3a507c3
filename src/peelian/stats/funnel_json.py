"""Units compared, given and answered as JSON: a list of cases in, a list of answers out."""

from math import isfinite
from typing import cast

from peelian.stats import given
from peelian.stats.funnel import KINDS, Funnel, funnel
from peelian.stats.funnel_limits import Kind
from peelian.stats.funnel_words import describe
from peelian.stats.given import Case
from peelian.stats.spc.vocabulary import IMPROVES, Direction
from peelian.stats.spc.words import plain

_KEYS = ("id", "units", "numerators", "denominators", "kind", "multiplier", "improves", "overdispersed")
_EDGES = ("low_95", "high_95", "low_998", "high_998")


def judge_funnel(cases: object) -> list[dict[str, object]]:
    """Compare the units of each case of a list read from JSON, in order.

    A case is `{id, units, numerators, denominators, kind, multiplier, improves, overdispersed}`; `id`,
    `numerators` and `denominators` are required, null is a missing number. The answer is `{id, pooled,
    compared, overdispersion, widened, spread, sentence, warnings, units}`, or `{id, error}` where a case
    cannot be computed. It holds no NaN or infinity. Raises ValueError where `cases` is not a list.
    """
    return [_answer(case, number) for number, case in enumerate(given.cases_of(cases), start=1)]


def _answer(case: object, number: int) -> dict[str, object]:
    try:
        checked = given.checked(case, number, "id, numerators and denominators")
        return {"id": checked["id"], **_judged(checked)}
    except ValueError as problem:
        return {"id": given.named(case), "error": str(problem)}


def _judged(case: Case) -> dict[str, object]:
    unused = given.unused(case, _KEYS)
    tops, bottoms = given.numbers(case, "numerators"), given.numbers(case, "denominators")
    multiplier = given.number(case.get("multiplier", 1), "multiplier")
    if multiplier is None:
        raise ValueError("multiplier is a number above 0, not null")
    overdispersed = given.truth(case.get("overdispersed", True), "overdispersed")
    judged = funnel(
        tops,  # type: ignore[arg-type]
        bottoms,  # type: ignore[arg-type]
        kind=cast(Kind, _one_of(case, "kind", KINDS, "proportion")),
        multiplier=multiplier,
        overdispersed=overdispersed,
        improves=cast(Direction, _one_of(case, "improves", IMPROVES, "neutral")),
        units=_names(case),
    )
    return _said(judged, unused)


def _said(judged: Funnel, unused: list[str]) -> dict[str, object]:
    words = describe(judged, show=plain(""))
    return {
        "pooled": _known(judged.pooled),
        "compared": judged.compared,
        "overdispersion": judged.phi,
        "widened": judged.widened,
        "spread": judged.spread,
        "sentence": words.sentence,
        "warnings": unused,
        "units": [
            {
                "unit": unit,
                "numerator": _known(judged.numerator[at]),
                "denominator": _known(judged.denominator[at]),
                "value": _known(judged.value[at]),
                **{edge: _known(getattr(judged.limits, edge)[at]) for edge in _EDGES},
                **{f"plain_{edge}": _known(getattr(judged.plain, edge)[at]) for edge in _EDGES},
                "position": judged.position[at],
                "label": words.labels[at],
                "sentence": words.units[at],
            }
            for at, unit in enumerate(judged.units)
        ],
    }


def _names(case: Case) -> list[str] | None:
    if case.get("units") is None:
        return None
    return [
        given.text(one, f"units: item {at}") for at, one in enumerate(given.items(case, "units"), start=1)
    ]


def _one_of(case: Case, key: str, known: tuple[str, ...], unless: str) -> str:
    one = case.get(key, unless)
    if one not in known:
        raise ValueError(f"{key} is one of {', '.join(known)}, not {one!r}")
    return str(one)


def _known(number: float) -> float | None:
    return float(number) if isfinite(number) else None
