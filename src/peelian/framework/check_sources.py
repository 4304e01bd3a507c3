"""What can be wrong with sources and attendance beyond the shape of their files."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from peelian.framework.attendance import (
    NAMES,
    SOURCE,
    AttendanceError,
    ParsedAttendance,
    parse_attendance,
)
from peelian.framework.definitions import ATTENDANCE_FILE, Definitions, source_file
from peelian.framework.errors import nearest
from peelian.framework.expressions import (
    Column,
    Expression,
    ExpressionError,
    Type,
    columns_in,
    parse,
    resolve_all,
    type_of,
)
from peelian.framework.parsed import Breakdown
from peelian.framework.reader import IN_WORDS
from peelian.framework.source import Bands, Source
from peelian.framework.yaml_lines import Place


@dataclass
class SourceNames:
    """What expressions over one source may use: `names`, and the only `values` of text columns."""

    names: dict[str, Type | Expression] = field(default_factory=dict)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)  # named, but not valid: reported where they are defined

    def parse(self, text: str) -> Expression | None:
        """The tree of `text`; None when it uses a name that failed. Raises ExpressionError."""
        if self.failed and not self.failed.isdisjoint(columns_in(text)):
            return None
        return parse(text, self.names, self.values)


def names_of(source: Source) -> dict[str, Type | Expression]:
    """The columns and named expressions of a source, without any attendance definition."""
    return _resolved(source)[0].names


def _resolved(source: Source) -> tuple[SourceNames, list[tuple[str, str]]]:
    types: dict[str, Type] = {name: column.type for name, column in source.columns.items()}
    values = {name: column.values for name, column in source.columns.items() if column.values}
    names, errors = resolve_all(types, source.expressions, values)
    failed = set(source.expressions) - set(names)
    return SourceNames(names, values, failed), [(error.name, str(error)) for error in errors]


def check_source(definitions: Definitions, source: Source) -> SourceNames:
    """Note what is wrong with a source; the names its measures may use."""
    file = source_file(source.id)
    found, errors = _resolved(source)
    for name, message in errors:
        definitions.problem(file, ("expressions", name), f"{name}: {message}")
    for name in sorted(source.columns.keys() & source.expressions.keys()):
        definitions.problem(file, ("expressions", name), f"{name!r} is already a column: name it otherwise")
    _check_columns(definitions, source)
    _check_roles(definitions, source)
    seen: set[str] = set()
    for position, rule in enumerate(source.rules):
        place: Place = ("rules", position, "check")
        if rule.id in seen:
            definitions.problem(file, ("rules", position, "id"), f"{rule.id!r} is the id of two rules")
        seen.add(rule.id)
        check_expression(definitions, file, place, rule.check, found, {"boolean"}, "a condition")
    return found


def _check_columns(definitions: Definitions, source: Source) -> None:
    file = source_file(source.id)
    for name, column in source.columns.items():
        place: Place = ("columns", name)
        if column.of and source.columns[column.of].type != "instant":
            definitions.problem(file, (*place, "of"), f"{name}: `of` must be an instant, not {column.of}")
        wanted = {"hour": "integer", "weekday": "integer", "date": "date"}.get(column.part or "")
        if wanted and column.type != wanted:
            definitions.problem(
                file, (*place, "type"), f"{name}: a `part: {column.part}` is of type {wanted}"
            )
        if column.pattern is not None:
            try:
                re.compile(column.pattern)
            except re.error as error:
                message = f"{name}: the pattern is not a regular expression ({error})"
                definitions.problem(file, (*place, "pattern"), message)
        if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
            definitions.problem(file, (*place, "minimum"), f"{name}: the minimum is above the maximum")
        if len(set(column.values)) < len(column.values):
            twice = next(value for value in column.values if column.values.count(value) > 1)
            definitions.problem(file, (*place, "values"), f"{name}: {twice!r} is listed twice")


def _check_roles(definitions: Definitions, source: Source) -> None:
    file = source_file(source.id)
    for role in ("unit", "individual"):
        name = getattr(source, role)
        if name and source.columns[name].type != "text":
            definitions.problem(file, (role,), f"`{role}`: {name} must be text")
    if source.spell:
        for end in ("start", "end"):
            name = getattr(source.spell, end)
            if source.columns[name].type != "date":
                definitions.problem(file, ("spell", end), f"`spell`: {name} must be a date")


def check_bands(definitions: Definitions, source: Source, found: SourceNames) -> dict[str, Breakdown]:
    """Note what is wrong with the bands of a source; the breakdowns it offers, by id."""
    file = source_file(source.id)
    offered = {
        name: Breakdown(name, Column(name, kind) if isinstance(kind, str) else kind)
        for name, kind in found.names.items()
        if (kind if isinstance(kind, str) else type_of(kind)) in ("text", "boolean")
    }
    for id, bands in source.bands.items():
        place: Place = ("bands", id)
        if id in found.names:
            definitions.problem(
                file, place, f"{id!r} is already a column or expression: name the bands otherwise"
            )
        expression = check_expression(
            definitions, file, (*place, "of"), bands.of, found, {"integer"}, "an integer"
        )
        for message in _overlaps(bands):
            definitions.problem(file, (*place, "bands"), f"{id}: {message}")
        if expression is not None:
            offered[id] = Breakdown(id, expression, bands.bands)
    return offered


def _overlaps(bands: Bands) -> list[str]:
    problems = []
    labels = [band.label for band in bands.bands]
    problems += [
        f"{label!r} is the label of two bands" for label in dict.fromkeys(labels) if labels.count(label) > 1
    ]
    problems += [
        f"{band.label!r} ends before it starts"
        for band in bands.bands
        if band.start is not None and band.end is not None and band.end < band.start
    ]
    lowest = float("-inf")
    in_order = sorted(bands.bands, key=lambda band: lowest if band.start is None else band.start)
    for one, other in pairwise(in_order):
        if one.end is None or other.start is None or other.start <= one.end:
            problems.append(f"{one.label!r} and {other.label!r} overlap")
    return problems if bands.bands else ["there are no bands"]


def check_expression(
    definitions: Definitions,
    file: str,
    place: Place,
    text: str,
    found: SourceNames,
    wanted: set[Type],
    in_words: str,
) -> Expression | None:
    """The tree of `text`, or None with its problem noted at `place`."""
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    try:
        expression = found.parse(text)
    except ExpressionError as error:
        definitions.problem(file, place, f"`{name}`: {error}")
        return None
    if expression is None or type_of(expression) in wanted:
        return expression
    definitions.problem(
        file, place, f"`{name}` must be {in_words}; {text.strip()!r} is {IN_WORDS[type_of(expression)]}"
    )
    return None


def check_attendance(definitions: Definitions, names: dict[str, SourceNames]) -> dict[str, ParsedAttendance]:
    """Note what is wrong with attendance.yaml; its definitions by id. Adds `NAMES` to incidents' names."""
    attendance = definitions.attendance
    if attendance is None:
        return {}
    if SOURCE not in names:
        if source_file(SOURCE) not in definitions.unread:
            definitions.problem(
                ATTENDANCE_FILE, (), f"attendance is timed from the source {SOURCE!r}: there is none"
            )
        return {}
    incidents = names[SOURCE]
    parsed: dict[str, ParsedAttendance] = {}
    for definition in attendance.definitions:
        try:
            parsed[definition.id] = parse_attendance(
                attendance, definition, incidents.names, incidents.values
            )
        except AttendanceError as error:
            definitions.problem(ATTENDANCE_FILE, error.place, str(error) if error.text else error.message)
    if attendance.use in parsed:
        for name in NAMES:
            if name in incidents.names:
                message = f"{name!r} comes from attendance.yaml: take it out of the source"
                definitions.problem(source_file(SOURCE), ("expressions", name), message)
        incidents.names |= parsed[attendance.use].names
    else:
        incidents.failed |= set(NAMES)
        ids = [definition.id for definition in attendance.definitions]
        if attendance.use not in ids:
            message = f"`use`: there is no definition {attendance.use!r}{nearest(attendance.use, ids)}"
            definitions.problem(ATTENDANCE_FILE, ("use",), message)
    return parsed
