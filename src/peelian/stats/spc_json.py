"""Verdicts on series given and answered as JSON: what `peelian spc` and the API speak."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from math import isfinite
from typing import cast

from peelian.stats.spc import Direction, Verdict, verdict
from peelian.stats.spc.inputs import in_date_order
from peelian.stats.spc.vocabulary import IMPROVES

_KEYS = ("id", "dates", "values", "improves", "target", "rebase", "baseline", "screen", "run_length")
_LIMITS = ("mean", "lpl", "upl", "nlpl", "nupl")


def judge(cases: object) -> list[dict[str, object]]:
    """Judge each case of a list read from JSON, in order.

    A case is `{id, dates, values, improves, target, rebase, baseline, screen, run_length}`; only the first
    three are required. The answer is `{id, variation, assurance, last_segment_n, withheld, sentence,
    warnings, points}`, points in date order, or `{id, error}` where a case cannot be computed. It holds no
    NaN or infinity. Raises ValueError where `cases` is not a list.
    """
    if not isinstance(cases, list):
        raise ValueError(f"the cases are a list of objects, not {_kind(cases)}")
    return [_answer(case, number) for number, case in enumerate(cases, start=1)]


def _answer(case: object, number: int) -> dict[str, object]:
    name = case.get("id") if isinstance(case, Mapping) else None
    name = name if _is_name(name) else None
    try:
        if not isinstance(case, Mapping):
            raise ValueError(f"case {number} is an object with id, dates and values, not {_kind(case)}")
        if name is None:
            raise ValueError(f"case {number} needs an id: text or a whole number")
        return {"id": name, **_judged(case)}
    except ValueError as problem:
        return {"id": name, "error": str(problem)}


def _judged(case: Mapping[str, object]) -> dict[str, object]:
    unused = _unused(case)
    dates, values = _dates(case, "dates"), _numbers(case, "values")
    target = case.get("target")
    screen = case.get("screen", True)
    if not isinstance(screen, bool):
        raise ValueError(f"screen is true or false, not {_kind(screen)}")
    result = verdict(
        dates,
        values,
        improves=_improves(case.get("improves", "neutral")),
        target=_numbers(case, "target") if isinstance(target, list) else _number(target, "target"),
        rebase=_dates(case, "rebase") if case.get("rebase") is not None else (),
        baseline=_whole(case.get("baseline"), "baseline"),
        screen=screen,
        run_length=_whole(case.get("run_length", 7), "run_length") or 0,
    )
    _, order = in_date_order(dates)
    return _told(result, unused, [(dates[at], values[at]) for at in order])


def _told(result: Verdict, unused: list[str], given: Sequence[tuple[str, float | None]]) -> dict[str, object]:
    return {
        "variation": result.variation,
        "assurance": result.assurance,
        "last_segment_n": result.last_segment_n,
        "withheld": result.withheld,
        "sentence": result.sentence,
        "warnings": [*unused, *result.warnings],
        "points": [
            {
                "date": date,
                "value": value,
                **{field: getattr(point, field) for field in _LIMITS},
                "relative_to_mean": point.relative_to_mean,
                "rules": list(point.rules),
                "type": point.type,
            }
            for point, (date, value) in zip(result.points, given, strict=True)
        ],
    }


def _unused(case: Mapping[str, object]) -> list[str]:
    """A warning for each key that means nothing here. Raises ValueError for one that is likely misspelt."""
    unknown = [key for key in case if key not in _KEYS]
    for key in unknown:
        if close := get_close_matches(str(key), [known for known in _KEYS if known not in case], n=1):
            raise ValueError(f"{key!r} is not a key of a case; did you mean {close[0]!r}?")
    return [f"The key {key!r} means nothing here and was not used." for key in unknown]


def _dates(case: Mapping[str, object], key: str) -> list[str]:
    listed = _list(case, key)
    for number, one in enumerate(listed, start=1):
        if not isinstance(one, str):
            raise ValueError(f"{key}: item {number} is a date such as 2024-06-01, not {_kind(one)}")
    return cast(list[str], listed)


def _numbers(case: Mapping[str, object], key: str) -> list[float | None]:
    return [_number(one, f"{key}: item {number}") for number, one in enumerate(_list(case, key), start=1)]


def _list(case: Mapping[str, object], key: str) -> list[object]:
    if key not in case:
        raise ValueError(f"{key} is missing")
    listed = case[key]
    if not isinstance(listed, list):
        raise ValueError(f"{key} is a list, not {_kind(listed)}")
    return listed


def _number(one: object, where: str) -> float | None:
    if one is None:
        return None
    if isinstance(one, bool) or not isinstance(one, int | float):
        raise ValueError(f"{where} is a number or null, not {_kind(one)}")
    if isinstance(one, float) and not isfinite(one):
        raise ValueError(f"{where} is not a finite number: {one}; write null for a missing value")
    return one


def _whole(one: object, where: str) -> int | None:
    if one is None and where == "baseline":
        return None
    if isinstance(one, bool) or not isinstance(one, int):
        raise ValueError(f"{where} is a whole number, not {_kind(one)}")
    return one


def _improves(one: object) -> Direction:
    if one not in IMPROVES:
        raise ValueError(f"improves is one of {', '.join(IMPROVES)}, not {one!r}")
    return one


def _is_name(one: object) -> bool:
    return isinstance(one, str | int) and not isinstance(one, bool) and one != ""


def _kind(one: object) -> str:
    """What a reader of JSON calls it."""
    names = {bool: "true or false", str: "text", list: "a list", dict: "an object", type(None): "null"}
    return names.get(type(one), f"the number {one}" if isinstance(one, int | float) else type(one).__name__)
