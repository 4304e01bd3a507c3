"""The same incidents under several definitions of attendance time, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from peelian.framework.attendance import SOURCE, AttendanceDefinition, ParsedAttendance
from peelian.framework.errors import UserError, nearest
from peelian.framework.tree import Compare, Expression, Literal, columns_of
from peelian.pipeline.bits import Bools, Ints, Words, number, packed, unpacked
from peelian.pipeline.facts import belongs
from peelian.pipeline.organisation import Organisation, days_of
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.scan import scan
from peelian.pipeline.vectors import Vectors
from peelian.pipeline.workspace import Workspace
from peelian.stats.quantiles import interpolate, position

GRADE = "immediate"


@dataclass(frozen=True)
class Comparison:
    """What one definition makes of the incidents it grades so.

    `considered` incidents have the grade; `dropped` are (exclusion id, title, how many) in the order
    applied, an incident being dropped by the first that holds; `counted` is what remains. `proportion`
    is `in_standard` of `with_standard`, those counted for which there is a standard. Times are seconds.
    """

    definition: AttendanceDefinition
    considered: int
    dropped: tuple[tuple[str, str, int], ...]
    counted: int
    in_standard: int
    with_standard: int
    median: float | None
    p90: float | None

    @property
    def proportion(self) -> float | None:
        return self.in_standard / self.with_standard if self.with_standard else None


def compare(
    workspace: Workspace,
    definition_ids: Sequence[str] | None = None,
    *,
    unit: str | None = None,
    start: str | date | None = None,
    end: str | date | None = None,
    grade: str = GRADE,
) -> list[Comparison]:
    """Each definition (all of them when None) over the incidents of one grade.

    `unit` keeps the incidents that were its own or any unit's below it that day; `start` and `end` are the
    first and last day, in local time. UserError for an unknown definition, grade or unit, a date that is
    none, and when no incident is loaded.
    """
    definitions = workspace.framework.attendance_definitions
    wanted = list(definition_ids) if definition_ids is not None else list(definitions)
    for id_ in wanted:
        if id_ not in definitions:
            raise UserError(f"there is no attendance definition {id_!r}{nearest(id_, set(definitions))}")
    known = workspace.framework.values(SOURCE).get("grade", ())
    if known and grade not in known:
        raise UserError(f"there is no grade {grade!r}{nearest(grade, set(known))}")
    first, last = _day(start, "start"), _day(end, "end")
    tables = Pinned(workspace.tables)
    name = f"rows/{SOURCE}"
    if not tables.exists(name):
        raise UserError(f"no {SOURCE} have been loaded yet: peelian load {SOURCE} FILE")
    chosen = [definitions[id_] for id_ in wanted]
    within = None if unit is None else _within(workspace, unit)
    asks = [_Ask.of(each, grade) for each in chosen]
    columns = {name for ask in asks for name in ask.columns()}
    source = workspace.framework.source(SOURCE)
    columns |= {name for name in (source.unit, source.individual) if name and within}

    def answers(rows: Vectors) -> list[_Answer]:
        days = rows.numbers_of("_date")
        inside = np.ones(len(rows), bool) if within is None else within(rows)
        if first is not None:
            inside = inside & (days >= days_of(first))
        if last is not None:
            inside = inside & (days <= days_of(last))
        return [ask.of_rows(rows, packed(inside)) for ask in asks]

    by_file = list(scan(tables, source, sorted(columns), answers))
    return [
        _comparison(parsed, list(each))
        for parsed, each in zip(chosen, zip(*by_file, strict=True), strict=True)
    ]


def _within(workspace: Workspace, unit: str) -> Callable[[Vectors], Bools]:
    """A test of which rows were the unit's, or those of units below it, on their day."""
    organisation = Organisation.read(workspace)
    if unit not in organisation:
        raise UserError(f"there is no unit {unit!r}{nearest(unit, set(organisation.unit_ids))}")
    code, source = organisation.code_of[unit], workspace.framework.source(SOURCE)
    as_was = workspace.settings.hierarchy == "as_was"

    def inside(rows: Vectors) -> Bools:
        place, units = belongs(rows, source, organisation)
        days = rows.numbers_of("_date").astype(np.int32)
        paths = organisation.paths_of(units, place, days, as_was=as_was)
        below: Bools = (paths == code).any(axis=1)
        return below

    return inside


def _day(value: str | date | None, what: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UserError(f"{what} is {value!r}, which is not a date like 2024-04-01") from None


@dataclass(frozen=True)
class _Answer:
    """What a definition makes of some rows: counts as in Comparison, and the seconds of those counted."""

    considered: int
    dropped: Sequence[int]
    counted: int
    in_standard: int
    with_standard: int
    seconds: Ints


@dataclass(frozen=True)
class _Ask:
    """A definition for one grade, as expressions over incidents."""

    grade: Expression
    parsed: ParsedAttendance

    @classmethod
    def of(cls, parsed: ParsedAttendance, grade: str) -> "_Ask":
        return cls(Compare("=", parsed.grade, Literal(grade, "text")), parsed)

    def columns(self) -> set[str]:
        every = [self.grade, self.parsed.seconds, self.parsed.within_standard]
        every += [exclusion.excludes for exclusion in self.parsed.exclusions]
        return {name for each in every for name in columns_of(each)}

    def of_rows(self, rows: Vectors, inside: Words) -> _Answer:
        """Each incident is dropped by the first exclusion that holds."""
        left = considered = inside & rows.holds(self.grade)
        dropped = []
        for exclusion in self.parsed.exclusions:
            by_it = left & rows.holds(exclusion.excludes)
            dropped.append(number(by_it))
            left = left & ~by_it
        within = left & rows.holds(self.parsed.within_standard)
        beyond = left & rows.fails(self.parsed.within_standard)
        seconds, known = rows.numbers(self.parsed.seconds)
        timed = left if known is None else left & known
        values = np.broadcast_to(seconds, len(rows))[unpacked(timed, len(rows))]
        return _Answer(
            number(considered), dropped, number(left), number(within), number(within | beyond), values
        )


def _comparison(parsed: ParsedAttendance, answers: Sequence[_Answer]) -> Comparison:
    dropped = [sum(counts) for counts in zip(*(each.dropped for each in answers), strict=True)]
    seconds = np.sort(np.concatenate([each.seconds for each in answers]))
    return Comparison(
        definition=parsed.definition,
        considered=sum(each.considered for each in answers),
        dropped=tuple(
            (exclusion.id, exclusion.title, count)
            for exclusion, count in zip(parsed.exclusions, dropped, strict=True)
        ),
        counted=sum(each.counted for each in answers),
        in_standard=sum(each.in_standard for each in answers),
        with_standard=sum(each.with_standard for each in answers),
        median=_quantile(seconds, Fraction(1, 2)),
        p90=_quantile(seconds, Fraction(9, 10)),
    )


def _quantile(ordered: np.ndarray[tuple[int], np.dtype[np.int64]], p: Fraction) -> float | None:
    if not len(ordered):
        return None
    low, high, _ = position(len(ordered), p)
    return float(interpolate(ordered[low], ordered[high], len(ordered), p))
