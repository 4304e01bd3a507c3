"""Mappings: how one supplier's extract becomes rows of a source. One YAML file a mapping."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from peelian.framework.errors import DefinitionError, Problem, nearest
from peelian.framework.source import Definition, Identifier, Source
from peelian.framework.wording import problems_of
from peelian.framework.yaml_lines import Document, read_document
from peelian.pipeline.zones import known_zone


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _text(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Reads(Definition):
    """How the file is laid out. What is not said is detected.

    `header_row` counts from 1: the line (or the sheet's row) the column names are in; those above it are
    left out. `members` is a pattern for the names of a zip archive's files.
    """

    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1, le=1000)] = 1
    members: str = "*"

    @model_validator(mode="after")
    def _known_encoding(self) -> Self:
        if self.encoding:
            try:
                "".encode(self.encoding)
            except LookupError:
                raise ValueError(f"encoding: {self.encoding!r} is not known; try utf-8 or cp1252") from None
        return self


def _pattern(text: str) -> str:
    try:
        pc.match_substring_regex(pa.array([""]), text)
    except pa.ArrowInvalid as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from None
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]  # as RE2 has them: what DuckDB evaluates


class Match(Definition):
    """A regular expression found anywhere in the supplier's text, and what that is recoded to."""

    pattern: Pattern
    to: Text | None


_STRPTIME = set("YymdHIMSpbBfjzZ%")
FILE_NAME = "(file name)"


class Reading(Definition):
    """How one column is read: from the first of the supplier's columns in `from` that is there, or from
    the texts of all those in `join`, with a space between. `(file name)` is a column every extract has.

    Of the text only what the one group of the regular expression `part` captures is kept, if it is given.
    That is put in `case`, then recoded by `values`, then by the first of `matches` that is found.
    `otherwise` is what becomes of other texts. `format` is for instants, dates and months: strptime's.
    """

    columns: Annotated[Texts, Field(alias="from")] = ()
    join: Texts = ()
    constant: Text | None = None
    part: Pattern | None = None
    format: Texts = ()
    case: Literal["lower", "upper"] | None = None
    values: dict[str, Text | None] = Field(default_factory=dict)
    matches: tuple[Match, ...] = ()
    otherwise: Literal["keep", "null", "reject"] = "keep"

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: object) -> object:
        return {"from": given} if isinstance(given, (str, list, tuple)) else given

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if bool(self.columns) + bool(self.join) + (self.constant is not None) != 1:
            raise ValueError(
                "a column is read `from` one of the supplier's, a `join` of several, or `constant`"
            )
        if self.part and re.compile(self.part).groups != 1:
            raise ValueError(f"part: {self.part!r} has not exactly one group in brackets")
        for format in self.format:
            if wrong := [part for part in re.findall("%.?", format) if part[1:] not in _STRPTIME]:
                raise ValueError(
                    f"format: {format!r} has {wrong[0]!r}, which is not part of strptime's formats"
                )
        return self


class Mapping(Definition):
    """The whole of one mapping. `blank` lists texts that mean an empty cell."""

    id: Identifier
    source: Identifier
    title: str
    description: str = ""
    reads: Reads = Reads()
    time_zone: str | None = None
    columns: dict[Identifier, Reading]
    blank: tuple[Text, ...] = ()
    ignore: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known_zone(self) -> Self:
        if self.time_zone:
            try:
                known_zone(self.time_zone)
            except Exception as error:
                raise ValueError(f"time_zone: {error}") from None
        return self


def read_mapping(file: Path, source: Source | None = None) -> Mapping:
    """The mapping in a file; DefinitionError with every problem in it, against `source` when given."""
    document, problems = read_document(file)
    if document is None:
        raise DefinitionError(problems)
    try:
        mapping = Mapping.model_validate(document.content)
    except ValidationError as error:
        raise DefinitionError(problems_of(error, Mapping, document)) from None
    if source and (problems := problems_with(mapping, document, source)):
        raise DefinitionError(problems)
    return mapping


def problems_with(mapping: Mapping, document: Document, source: Source) -> list[Problem]:
    """What in a mapping does not fit the source it is for."""
    found = []
    if mapping.source != source.id:
        found.append(document.problem(("source",), f"it is for {mapping.source!r}, not for {source.id!r}"))
        return found
    readable = {name for name, column in source.columns.items() if not column.part}
    for name, reading in mapping.columns.items():
        place = ("columns", name)
        if name not in readable:
            computed = " that is read: it is computed" if name in source.columns else nearest(name, readable)
            found.append(document.problem(place, f"{source.id} has no column {name!r}{computed}"))
            continue
        allowed = source.columns[name].values
        given = [reading.constant, *reading.values.values(), *(match.to for match in reading.matches)]
        for value in given:
            if allowed and value is not None and value not in allowed:
                hint = nearest(value, set(allowed))
                found.append(document.problem(place, f"{name} is never {value!r}{hint}"))
        if reading.format and source.columns[name].type not in ("instant", "date", "month"):
            found.append(document.problem(place, f"{name} is not a time: it has no format"))
    return found
