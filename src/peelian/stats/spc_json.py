"""Verdicts on series given and answered as JSON: what `peelian spc` and the API speak."""

from collections.abc import Callable, Sequence
from typing import Any

from peelian.stats import given
from peelian.stats.given import Case
from peelian.stats.spc import CHARTS, Verdict, suggest_chart, verdict
from peelian.stats.spc.charts import SPECS
from peelian.stats.spc.inputs import in_date_order
from peelian.stats.spc.vocabulary import IMPROVES, LANGUAGES

_LIMITS = ("mean", "lpl", "upl", "nlpl", "nupl")
_SERIES = ("id", "dates", "values", "chart", "n", "sd")
_KEYS = (
    *_SERIES,
    "improves",
    "target",
    "rebase",
    "ghosts",
    "baseline",
    "screen",
    "run_length",
    "name",
    "unit",
    "language",
)
_SUGGESTED = ("id", "values", "n", "dates")

Answer = dict[str, object]


def judge(cases: object) -> list[Answer]:
    """Judge each case of a list read from JSON, in order.

    A case is `{id, dates, values, chart, n, sd, improves, target, rebase, ghosts, baseline, screen,
    run_length, name, unit, language}`; only the first three are required. The answer is `{id, chart,
    variation, assurance, last_segment_n, withheld, label, sentence, paragraph, alt, warnings, points}`,
    points in date order, and for some charts `runs` or `spread`; or `{id, error}` where a case cannot be
    computed. It holds no NaN or infinity. Raises ValueError where `cases` is not a list.
    """
    return _each(cases, "id, dates and values", _judged)


def suggest(cases: object) -> list[Answer]:
    """Which chart fits each case of a list read from JSON, and why.

    A case is `{id, values, n}`, of which `n` may be left out. The answer is `{id, chart, reason,
    considered}`, or `{id, error}`.
    """
    return _each(cases, "id and values", _suggested)


def _each(cases: object, needs: str, answer: Callable[[Case], Answer]) -> list[Answer]:
    found = []
    for number, case in enumerate(given.cases_of(cases), start=1):
        name = given.named(case)
        try:
            found.append({"id": name, **answer(given.checked(case, number, needs))})
        except ValueError as problem:
            found.append({"id": name, "error": str(problem)})
    return found


def _suggested(case: Case) -> Answer:
    unused = given.unused(case, _SUGGESTED)
    found = suggest_chart(_values(case), n=_optional(case, "n"))
    return {
        "chart": found.chart,
        "reason": found.reason,
        "considered": dict(found.considered),
        **({"warnings": unused} if unused else {}),
    }


def _judged(case: Case) -> Answer:
    unused = given.unused(case, _KEYS)
    dates, values, target = given.dates(case, "dates"), _values(case), case.get("target")
    result = verdict(
        dates,
        values,
        chart=_one_of(case, "chart", CHARTS, "xmr"),
        n=_optional(case, "n"),
        sd=_optional(case, "sd"),
        improves=_one_of(case, "improves", IMPROVES, "neutral"),
        target=given.numbers(case, "target") if isinstance(target, list) else given.number(target, "target"),
        rebase=given.dates(case, "rebase") if case.get("rebase") is not None else (),
        ghosts=given.dates(case, "ghosts") if case.get("ghosts") is not None else (),
        baseline=None if case.get("baseline") is None else given.whole(case["baseline"], "baseline"),
        screen=given.truth(case.get("screen", True), "screen"),
        run_length=given.whole(case.get("run_length", 7), "run_length"),
        name=given.text(case.get("name", "The value"), "name"),
        unit=given.text(case.get("unit", ""), "unit"),
        language=_one_of(case, "language", LANGUAGES, "en"),
    )
    _, order = in_date_order(dates)
    said = [dates[at] for at in order]
    told = _told(result, said)
    if not SPECS[result.chart].takes_n:  # what is plotted is what was given: whole numbers stay whole
        for point, at in zip(told["points"], order, strict=True):
            point["value"] = values[at]
    told["warnings"] = [*unused, *result.warnings]
    if result.spread is not None:
        told["spread"] = _told(result.spread, said)
    return told


def _told(result: Verdict, dates: Sequence[str]) -> dict[str, Any]:
    return {
        "chart": result.chart,
        "variation": result.variation,
        "assurance": result.assurance,
        "last_segment_n": result.last_segment_n,
        "withheld": result.withheld,
        "label": result.label,
        "sentence": result.sentence,
        "paragraph": result.paragraph,
        "alt": result.alt,
        "warnings": list(result.warnings),
        **({"runs": {name: getattr(result.runs, name) for name in _RUNS}} if result.runs else {}),
        "points": [
            {
                "date": date,
                "value": point.value,
                **({"n": point.n} if point.n is not None else {}),
                **{field: getattr(point, field) for field in _LIMITS},
                "relative_to_mean": point.relative_to_mean,
                "rules": list(point.rules),
                "type": point.type,
                "target": point.target,
                "ghost": point.ghost,
            }
            for point, date in zip(result.points, dates, strict=True)
        ],
    }


_RUNS = ("useful", "longest", "longest_limit", "crossings", "crossings_limit")


def _values(case: Case) -> list[Any]:
    """The values: numbers, or a list of them for each date where a chart is of subgroups."""
    listed = given.items(case, "values")
    if not any(isinstance(one, list) for one in listed):
        return given.listed_numbers(listed, "values")
    return [
        given.listed_numbers(one, f"values: item {at}") if isinstance(one, list) else _not_a_list(one, at)
        for at, one in enumerate(listed, start=1)
    ]


def _not_a_list(one: object, at: int) -> list[float | None]:
    raise ValueError(f"values: item {at} is a list, as others are, not {given.kind(one)}")


def _optional(case: Case, key: str) -> list[float | None] | None:
    return None if case.get(key) is None else given.numbers(case, key)


def _one_of(case: Case, key: str, known: Sequence[Any], otherwise: str) -> Any:
    one = case.get(key, otherwise)
    if one not in known:
        raise ValueError(f"{key} is one of {', '.join(known)}, not {one!r}")
    return one
