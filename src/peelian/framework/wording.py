"""What pydantic found wrong with a definition, in plain words and at its line."""

import types
from collections import Counter
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from peelian.framework.errors import Problem, nearest
from peelian.framework.yaml_lines import MOST_TOLD, Document, Place

_WANTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date, as in 2024-04-01",
    "tuple": "a list",
    "list": "a list",
    "dict": "a mapping of `name: value`",
    "mapping": "a mapping of `name: value`",
    "model": "a mapping of `field: value`",
    "is": "a number",
}


def problems_of(error: ValidationError, model: type[BaseModel], document: Document) -> list[Problem]:
    """Each thing wrong with `document` as a `model`, at its line: the first of them where there are many."""
    details = [(_place(detail, document), detail) for detail in error.errors(include_url=False)]
    places = Counter(place for place, _ in details)
    around = {place[:length] for place in places for length in range(len(place))}
    found = []
    for place, detail in details[:MOST_TOLD]:
        # of a field that can be one of two things, tell only what is wrong with the one it looks like
        if detail["type"].endswith("_type") and place in around:
            continue
        if detail["type"] == "model_type" and places[place] > 1:
            continue
        found.append(_worded(detail, place, model, document))
    if len(details) > MOST_TOLD:
        found.append(document.problem((), f"{len(details) - MOST_TOLD:,} more problems are not listed"))
    return list(dict.fromkeys(found))


def _place(detail: ErrorDetails, document: Document) -> Place:
    """Where in the file an error is: pydantic's place without the names of models and branches it tried."""
    place: Place = ()
    for position, part in enumerate(detail["loc"]):
        absent = detail["type"] == "missing" and position == len(detail["loc"]) - 1
        if absent or (*place, part) in document.lines:
            place = (*place, part)
    return place


def _worded(detail: ErrorDetails, place: Place, model: type[BaseModel], document: Document) -> Problem:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    name = _name(place)
    if kind == "missing":
        return document.problem(place, f"{name} is missing")
    if kind == "extra_forbidden":
        known = _fields(model, place[:-1])
        return document.problem(place, f"there is no field {name} here{nearest(str(place[-1]), known)}")
    if kind == "value_error":
        message = str(context.get("error", detail["msg"]))
        return document.problem(_mentioned(message, place, document), message)
    if kind == "literal_error":
        choices = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")
        return document.problem(place, f"{name} cannot be {given!r}{nearest(str(given), set(choices))}")
    if kind == "string_pattern_mismatch":
        wanted = "lower-case letters, digits and _, starting with a letter"
        return document.problem(place, f"{name}: {given!r} is not an id ({wanted})")
    if kind == "string_too_long":
        return document.problem(place, f"{name}: {given!r} is longer than {context['max_length']} characters")
    if kind in ("greater_than", "less_than", "greater_than_equal", "less_than_equal"):
        limit = {"gt": "more than", "lt": "less than", "ge": "at least", "le": "at most"}
        key = next(key for key in limit if key in context)
        return document.problem(place, f"{name} must be {limit[key]} {context[key]}, not {given}")
    wanted = _WANTED.get(kind.split("_")[0], detail["msg"].lower())
    quote = " (put it in quotes)" if wanted == "text" and isinstance(given, int | float) else ""
    return document.problem(place, f"{name} must be {wanted}, not {_shown(given)}{quote}")


def _name(place: Place) -> str:
    """`standards[0].value`, in backticks; `the file` for the top."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return f"`{text}`" if text else "the file"


def _shown(given: object) -> str:
    match given:
        case None:
            return "empty"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return "true" if given else "false"
        case _:
            return repr(given) if isinstance(given, str) else str(given)


def _mentioned(message: str, place: Place, document: Document) -> Place:
    """The first field in backticks that the mapping at `place` has, else `place` itself."""
    fields = message.split("`")[1::2]
    return next(((*place, name) for name in fields if (*place, name) in document.lines), place)


def _fields(model: type[BaseModel], place: Place) -> set[str]:
    """The fields of the model that describes `place` inside `model`."""
    kind: type[BaseModel] | None = model
    inside_container = False
    for part in place:
        if inside_container or kind is None:
            inside_container = False
            continue
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        annotation = fields[str(part)].annotation if part in fields else None
        kind, inside_container = _model_within(annotation), _is_container(annotation)
    return {field.alias or name for name, field in kind.model_fields.items()} if kind else set()


def _is_container(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, types.UnionType):
        return any(_is_container(part) for part in get_args(annotation))
    return get_origin(annotation) in (tuple, list, dict)


def _model_within(annotation: Any) -> type[BaseModel] | None:
    """The model in `Model | None`, `tuple[Model, ...]` or `dict[str, Model]`."""
    if isinstance(annotation, type) and not get_origin(annotation):
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for part in get_args(annotation) if (found := _model_within(part))), None)
