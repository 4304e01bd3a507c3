"""Units compared, given and answered as JSON: a list of cases in, a list of answers out."""

from collections.abc import Mapping
from difflib import get_close_matches
from math import isfinite
from typing import cast

from peelian.stats.funnel import KINDS, Funnel, funnel
from peelian.stats.funnel_limits import Kind
from peelian.stats.funnel_words import describe
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
    if not isinstance(cases, list):
        raise ValueError(f"the cases are a list of objects, not {_told(cases)}")
    return [_answer(case, number) for number, case in enumerate(cases, start=1)]


def _answer(case: object, number: int) -> dict[str, object]:
    name = case.get("id") if isinstance(case, Mapping) else None
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        name = None
    try:
        if not isinstance(case, Mapping):
            raise ValueError(
                f"case {number} is an object with id, numerators and denominators, not {_told(case)}"
            )
        if name is None:
            raise ValueError(f"case {number} needs an id: text or a whole number")
        return {"id": name, **_judged(case)}
    except ValueError as problem:
        return {"id": name, "error": str(problem)}


def _judged(case: Mapping[str, object]) -> dict[str, object]:
    unused = _unused(case)
    tops, bottoms = _numbers(case, "numerators"), _numbers(case, "denominators")
    multiplier = _number(case.get("multiplier", 1), "multiplier")
    if multiplier is None:
        raise ValueError("multiplier is a number above 0, not null")
    overdispersed = case.get("overdispersed", True)
    if not isinstance(overdispersed, bool):
        raise ValueError(f"overdispersed is true or false, not {_told(overdispersed)}")
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


def _unused(case: Mapping[str, object]) -> list[str]:
    """A warning for each key that means nothing here. Raises ValueError for one that is likely misspelt."""
    unknown = [key for key in case if key not in _KEYS]
    for key in unknown:
        if close := get_close_matches(str(key), [known for known in _KEYS if known not in case], n=1):
            raise ValueError(f"{key!r} is not a key of a case; did you mean {close[0]!r}?")
    return [f"The key {key!r} means nothing here and was not used." for key in unknown]


def _names(case: Mapping[str, object]) -> list[str] | None:
    if case.get("units") is None:
        return None
    listed = _list(case, "units")
    for number, one in enumerate(listed, start=1):
        if isinstance(one, bool) or not isinstance(one, str | int):
            raise ValueError(f"units: item {number} is a name, not {_told(one)}")
    return [str(one) for one in listed]


def _numbers(case: Mapping[str, object], key: str) -> list[float | None]:
    return [_number(one, f"{key}: item {number}") for number, one in enumerate(_list(case, key), start=1)]


def _list(case: Mapping[str, object], key: str) -> list[object]:
    if key not in case:
        raise ValueError(f"{key} is missing")
    listed = case[key]
    if not isinstance(listed, list):
        raise ValueError(f"{key} is a list, not {_told(listed)}")
    return listed


def _number(one: object, where: str) -> float | None:
    if one is None:
        return None
    if isinstance(one, bool) or not isinstance(one, int | float):
        raise ValueError(f"{where} is a number or null, not {_told(one)}")
    try:
        number = float(one)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise ValueError(f"{where} is not a finite number; write null for a missing value")
    return number


def _one_of(case: Mapping[str, object], key: str, known: tuple[str, ...], unless: str) -> str:
    one = case.get(key, unless)
    if one not in known:
        raise ValueError(f"{key} is one of {', '.join(known)}, not {one!r}")
    return str(one)


def _known(number: float) -> float | None:
    return float(number) if isfinite(number) else None


def _told(one: object) -> str:
    """What a reader of JSON calls it."""
    names = {bool: "true or false", str: "text", list: "a list", dict: "an object", type(None): "null"}
    return names.get(type(one), f"the number {one}" if isinstance(one, int | float) else type(one).__name__)
