"""How attendance is timed: when the clock starts and stops, which incidents count, what the standard is.

Forces differ, so a definition is configuration. `framework/attendance.yaml` holds several and says which
is in use; that one gives measures of `incidents` the names in `NAMES`. Every definition can be put to
the same incidents side by side.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import Self

from pydantic import Field, model_validator

from peelian.framework.errors import nearest
from peelian.framework.expressions import (
    Coalesce,
    Column,
    Compare,
    Difference,
    Expression,
    ExpressionError,
    In,
    IsNull,
    Literal,
    Names,
    Not,
    When,
    conjunction,
    parse,
    type_of,
)
from peelian.framework.reader import IN_WORDS
from peelian.framework.source import Definition, Identifier, Type

SOURCE = "incidents"
NAMES = (
    "seconds_to_attend",
    "control_room_seconds",
    "attendance_counts",
    "attendance_grade",
    "standard_seconds",
    "within_standard",
)

_NEVER = Literal(False, "boolean")


class ByArea(Definition):
    """A standard in seconds by the incident's `urban_rural`; `unknown` where that is not recorded."""

    urban: int = Field(gt=0)
    rural: int = Field(gt=0)
    unknown: int | None = Field(default=None, gt=0)


class Exclusion(Definition):
    """Incidents that are not timed. Where `when` is empty, it does not exclude."""

    title: str
    when: str


class AttendanceDefinition(Definition):
    """One way to time attendance.

    `clock_start`: the instant column the clock starts at, or one for each grade (`other` for the rest).
    `restart_on_upgrade`: the clock of an immediate incident starts again at its last upgrade.
    `clock_stop`: `at_scene_at` counts the first resource of any kind, `suitable_at_scene_at` the first
    suitable one. `grade`: whether the final, first or highest grade is judged. `excludes`: exclusions
    in the order they are applied: an incident is dropped by the first that holds. `standards`: seconds
    for each grade, where there is a standard.
    """

    id: Identifier
    title: str
    source_note: str
    clock_start: Identifier | dict[Identifier, Identifier] = "created_at"
    clock_stop: Identifier = "at_scene_at"
    grade: OneOf["grade", "first_grade", "highest_grade"] = "grade"
    restart_on_upgrade: bool = False
    excludes: tuple[Identifier, ...] = ()
    standards: dict[Identifier, int | ByArea] = Field(default={})

    @property
    def resources(self) -> str:
        """Which resources stop the clock, in words."""
        suitable = self.clock_stop == "suitable_at_scene_at"
        return "first suitable resource" if suitable else "first resource of any kind"


class Attendance(Definition):
    """The file `framework/attendance.yaml`."""

    use: Identifier
    exclusions: dict[Identifier, Exclusion]
    definitions: tuple[AttendanceDefinition, ...]

    @model_validator(mode="after")
    def _ids_are_distinct(self) -> Self:
        ids = [definition.id for definition in self.definitions]
        for one in ids:
            if ids.count(one) > 1:
                raise ValueError(f"`definitions`: {one!r} is the id of two definitions")
        return self

    def definition(self, id: str) -> AttendanceDefinition | None:
        """The definition called `id`."""
        return next((one for one in self.definitions if one.id == id), None)


@dataclass(frozen=True)
class ParsedExclusion:
    """An exclusion as an expression of incidents' columns under one definition."""

    id: str
    title: str
    when: Expression

    @property
    def excludes(self) -> Expression:
        """The exclusion as a condition that is never empty."""
        return Coalesce((self.when, _NEVER))


@dataclass(frozen=True)
class ParsedAttendance:
    """One definition as expressions of incidents' columns. Times are whole seconds, empty when unknown."""

    definition: AttendanceDefinition
    start: Expression
    stop: Expression
    grade: Expression
    seconds: Expression
    control_room_seconds: Expression
    standard_seconds: Expression
    exclusions: tuple[ParsedExclusion, ...]  # in the order they are applied

    @property
    def counts(self) -> Expression:
        """Whether no exclusion holds; never empty."""
        return conjunction(*(Not(exclusion.excludes) for exclusion in self.exclusions))

    @property
    def within_standard(self) -> Expression:
        """Whether attended in time; empty when not attended or when there is no standard."""
        return Compare("<=", self.seconds, self.standard_seconds)

    @property
    def names(self) -> dict[str, Expression]:
        """What measures of incidents may use under this definition (the keys are `NAMES`)."""
        return {
            "seconds_to_attend": self.seconds,
            "control_room_seconds": self.control_room_seconds,
            "attendance_counts": self.counts,
            "attendance_grade": self.grade,
            "standard_seconds": self.standard_seconds,
            "within_standard": self.within_standard,
        }


class AttendanceError(ExpressionError):
    """An attendance definition does not fit the source; `place` says where in its file."""

    def __init__(self, place: tuple[str | int, ...], message: str, text: str = "", offset: int = 0) -> None:
        self.place = place
        super().__init__(message, text, offset)


def parse_attendance(
    attendance: Attendance,
    definition: AttendanceDefinition,
    names: Names,
    values: Mapping[str, Collection[str]],
) -> ParsedAttendance:
    """`definition` over the names of the incidents source.

    Exclusions may also use `clock_start`, `clock_stop`, `seconds_to_attend` and `attendance_grade` as this
    definition has them. Raises AttendanceError for the first thing that does not fit.
    """
    at = ("definitions", attendance.definitions.index(definition))
    grade = _column(definition.grade, names, "text", (*at, "grade"))
    known = set(values.get(definition.grade, ()))
    start = _start(definition, names, grade, known, at)
    if definition.restart_on_upgrade:
        upgraded = _column("upgraded_at", names, "instant", (*at, "restart_on_upgrade"))
        immediate = Compare("=", grade, Literal("immediate", "text"))
        start = Coalesce((When(immediate, upgraded), start))
    stop = _column(definition.clock_stop, names, "instant", (*at, "clock_stop"))
    seconds = Difference(stop, start)
    despatched = _column("despatched_at", names, "instant", at)
    own = {"clock_start": start, "clock_stop": stop, "seconds_to_attend": seconds, "attendance_grade": grade}
    exclusions = []
    for position, id in enumerate(definition.excludes):
        exclusion = attendance.exclusions.get(id)
        if exclusion is None:
            raise AttendanceError(
                (*at, "excludes", position), _unknown("exclusion", id, attendance.exclusions)
            )
        when = _condition(id, exclusion, {**names, **own}, values)
        exclusions.append(ParsedExclusion(id, exclusion.title, when))
    return ParsedAttendance(
        definition=definition,
        start=start,
        stop=stop,
        grade=grade,
        seconds=seconds,
        control_room_seconds=Difference(despatched, start),
        standard_seconds=_standard(definition, names, grade, known, at),
        exclusions=tuple(exclusions),
    )


def _start(
    definition: AttendanceDefinition,
    names: Names,
    grade: Expression,
    known: Collection[str],
    at: tuple[str | int, ...],
) -> Expression:
    place = (*at, "clock_start")
    if isinstance(definition.clock_start, str):
        return _column(definition.clock_start, names, "instant", place)
    branches: list[Expression] = []
    given: tuple[Literal, ...] = tuple(
        Literal(one, "text") for one in definition.clock_start if one != "other"
    )
    listed: Expression = In(grade, given) if given else _NEVER
    for one, column in definition.clock_start.items():
        start = _column(column, names, "instant", (*place, one))
        if one == "other":
            branches.append(When(Not(Coalesce((listed, _NEVER))), start))
        else:
            _grade_is_known(one, known, (*place, one))
            branches.append(When(Compare("=", grade, Literal(one, "text")), start))
    if not branches:
        raise AttendanceError(place, "`clock_start` names no column")
    return _first(branches)


def _standard(
    definition: AttendanceDefinition,
    names: Names,
    grade: Expression,
    known: Collection[str],
    at: tuple[str | int, ...],
) -> Expression:
    branches: list[Expression] = []
    for one, standard in definition.standards.items():
        place = (*at, "standards", one)
        _grade_is_known(one, known, place)
        graded = Compare("=", grade, Literal(one, "text"))
        if isinstance(standard, int):
            branches.append(When(graded, Literal(standard, "integer")))
            continue
        area = _column("urban_rural", names, "text", place)
        seconds = {"urban": standard.urban, "rural": standard.rural}
        for kind, allowed in seconds.items():
            here = conjunction(graded, Compare("=", area, Literal(kind, "text")))
            branches.append(When(here, Literal(allowed, "integer")))
        if standard.unknown is not None:
            branches.append(When(conjunction(graded, IsNull(area)), Literal(standard.unknown, "integer")))
    return _first(branches) if branches else When(_NEVER, Literal(0, "integer"))


def _condition(
    id: str, exclusion: Exclusion, names: Names, values: Mapping[str, Collection[str]]
) -> Expression:
    place = ("exclusions", id, "when")
    try:
        when = parse(exclusion.when, names, values)
    except ExpressionError as error:
        raise AttendanceError(place, f"`when`: {error.message}", exclusion.when, error.offset) from error
    if type_of(when) != "boolean":
        raise AttendanceError(place, f"`when` of {id} is not a condition")
    return when


def _column(name: str, names: Names, wanted: Type, place: tuple[str | int, ...]) -> Expression:
    found = names.get(name)
    if found is None:
        raise AttendanceError(place, _unknown(f"column of {SOURCE}", name, names))
    column = Column(name, found) if isinstance(found, str) else found
    if type_of(column) != wanted:
        raise AttendanceError(place, f"{name} is {IN_WORDS[type_of(column)]}; it must be {IN_WORDS[wanted]}")
    return column


def _grade_is_known(grade: str, known: Collection[str], place: tuple[str | int, ...]) -> None:
    if known and grade not in known:
        raise AttendanceError(place, _unknown("grade", grade, known))


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    return f"there is no {what} {name!r}{nearest(name, set(known))}"


def _first(branches: list[Expression]) -> Expression:
    return branches[0] if len(branches) == 1 else Coalesce(tuple(branches))
