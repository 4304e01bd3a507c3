"""What JSON gives, read strictly: each thing of the right kind, or a reason that says where and what."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from math import isfinite
from typing import cast

Case = Mapping[str, object]


def cases_of(given: object) -> list[object]:
    """The cases of a list. Raises ValueError where it is none."""
    if not isinstance(given, list):
        raise ValueError(f"the cases are a list of objects, not {kind(given)}")
    return given


def named(case: object) -> str | int | None:
    """The id of a case, None where it has none that will do."""
    name = case.get("id") if isinstance(case, Mapping) else None
    return name if isinstance(name, str | int) and not isinstance(name, bool) and name != "" else None


def checked(case: object, number: int, needs: str) -> Case:
    """The case as an object with an id. Raises ValueError where it is not, saying what it `needs`."""
    if not isinstance(case, Mapping):
        raise ValueError(f"case {number} is an object with {needs}, not {kind(case)}")
    if named(case) is None:
        raise ValueError(f"case {number} needs an id: text or a whole number")
    return case


def unused(case: Case, known: Iterable[str]) -> list[str]:
    """A warning for each key that means nothing. Raises ValueError for one that is likely misspelt."""
    listed = list(known)
    unknown = [key for key in case if key not in listed]
    for key in unknown:
        if close := get_close_matches(str(key), [one for one in listed if one not in case], n=1):
            raise ValueError(f"{key!r} is not a key of a case; did you mean {close[0]!r}?")
    return [f"The key {key!r} means nothing here and was not used." for key in unknown]


def dates(case: Case, key: str) -> list[str]:
    given = items(case, key)
    for number, one in enumerate(given, start=1):
        if not isinstance(one, str):
            raise ValueError(f"{key}: item {number} is a date such as 2024-06-01, not {kind(one)}")
    return cast(list[str], given)


def numbers(case: Case, key: str) -> list[float | None]:
    return listed_numbers(items(case, key), key)


def listed_numbers(given: list[object], where: str) -> list[float | None]:
    return [number(one, f"{where}: item {at}") for at, one in enumerate(given, start=1)]


def items(case: Case, key: str) -> list[object]:
    """The list under a key."""
    if key not in case:
        raise ValueError(f"{key} is missing")
    given = case[key]
    if not isinstance(given, list):
        raise ValueError(f"{key} is a list, not {kind(given)}")
    return given


def number(one: object, where: str) -> float | None:
    if one is None:
        return None
    if isinstance(one, bool) or not isinstance(one, int | float):
        raise ValueError(f"{where} is a number or null, not {kind(one)}")
    if isinstance(one, float) and not isfinite(one):
        raise ValueError(f"{where} is not a finite number: {one}; write null for a missing value")
    return one


def whole(one: object, where: str) -> int:
    if isinstance(one, bool) or not isinstance(one, int):
        raise ValueError(f"{where} is a whole number, not {kind(one)}")
    return one


def truth(one: object, where: str) -> bool:
    if not isinstance(one, bool):
        raise ValueError(f"{where} is true or false, not {kind(one)}")
    return one


def text(one: object, where: str) -> str:
    if not isinstance(one, str):
        raise ValueError(f"{where} is text, not {kind(one)}")
    return one


def kind(one: object) -> str:
    """What a reader of JSON calls it."""
    names = {bool: "true or false", str: "text", list: "a list", dict: "an object", type(None): "null"}
    return names.get(type(one), f"the number {one}" if isinstance(one, int | float) else type(one).__name__)
