"""The same incidents under several definitions of attendance time, side by side."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt

from peelian.framework.attendance import SOURCE, AttendanceDefinition, ParsedAttendance
from peelian.framework.errors import UserError, nearest
from peelian.framework.tree import Compare, Expression, Literal, columns_of
from peelian.pipeline.bits import Bools, Ints, Words, unpacked
from peelian.pipeline.facts import belongs
from peelian.pipeline.held import Held
from peelian.pipeline.organisation import Organisation, days_of
from peelian.pipeline.periods import Days
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.scan import scan
from peelian.pipeline.vectors import Codes, Vectors
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
    organisation, chosen = Organisation.read(workspace), [definitions[id_] for id_ in wanted]
    within = None if unit is None else _within(workspace, organisation, unit)
    found: list[list[_Answer]] = []
    for timed in _timed(workspace, tables, organisation, grade):
        inside = np.ones(len(timed.day), bool) if within is None else within(timed)
        if first is not None:
            inside = inside & (timed.day >= days_of(first))
        if last is not None:
            inside = inside & (timed.day <= days_of(last))
        found.append([timed.answer(id_, inside) for id_ in wanted])
    return [_comparison(parsed, each) for parsed, each in zip(chosen, zip(*found, strict=True), strict=True)]


def _within(workspace: Workspace, organisation: Organisation, unit: str) -> "Callable[[_Timed], Bools]":
    """A test of which rows were the unit's, or those of units below it, on their day."""
    if unit not in organisation:
        raise UserError(f"there is no unit {unit!r}{nearest(unit, set(organisation.unit_ids))}")
    paths = organisation.paths if workspace.settings.hierarchy == "as_was" else organisation.paths_now
    below: Bools = (paths == organisation.code_of[unit]).any(axis=2)

    def inside(rows: _Timed) -> Bools:
        found: Bools = below[rows.segment, rows.unit]
        return found

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
class _Judged:
    """One definition's word on each row: the exclusion that drops it, whether in time, and its seconds.

    `by` is -1 for a row that counts and -2 for one it does not give the grade; `within` is -1 without a
    standard. `known` are the rows that count and have `seconds`.
    """

    exclusions: int
    by: npt.NDArray[np.int8]
    within: npt.NDArray[np.int8]
    seconds: Ints
    known: Bools


@dataclass(frozen=True)
class _Timed:
    """The incidents of a file that any definition gives the grade, arrays of (rows,), and each one's word."""

    unit: Codes
    segment: Codes
    day: Days
    judged: Mapping[str, _Judged]

    def answer(self, definition: str, inside: Bools) -> _Answer:
        judged = self.judged[definition]
        rows = np.flatnonzero(inside)
        by = judged.by[rows]
        counted = rows[by == -1]
        within = judged.within[counted]
        return _Answer(
            considered=int((by != -2).sum()),
            dropped=np.bincount(by[by >= 0], minlength=judged.exclusions).tolist(),
            counted=len(within),
            in_standard=int((within == 1).sum()),
            with_standard=int((within >= 0).sum()),
            seconds=judged.seconds[counted[judged.known[counted]]],
        )


HELD = 5_000_000  # incidents up to which their times are held in memory while they are the same
_held: Held[list[_Timed]] = Held(8)


def _timed(workspace: Workspace, tables: Pinned, organisation: Organisation, grade: str) -> Iterable[_Timed]:
    """Every file's incidents of a grade, under every definition."""
    framework, snapshot = workspace.framework, tables.snapshot(f"rows/{SOURCE}")
    definitions, source = framework.attendance_definitions, framework.source(SOURCE)
    graded = {id_: Compare("=", parsed.grade, Literal(grade, "text")) for id_, parsed in definitions.items()}
    asked = [each for parsed in definitions.values() for each in _expressions(parsed)]
    columns = {name for each in (*graded.values(), *asked) for name in columns_of(each)}
    columns |= {name for name in (source.unit, source.individual) if name}
    root, as_was = organisation.code_of[organisation.root.id], workspace.settings.hierarchy == "as_was"
    paths = organisation.paths if as_was else organisation.paths_now

    def of_file(rows: Vectors) -> _Timed:
        any_of = reduce(or_, (rows.holds(each) for each in graded.values()))
        chosen = np.flatnonzero(unpacked(any_of, len(rows)))
        place, units = belongs(rows, source, organisation)
        known = (root if unit is None else organisation.code_of.get(unit, root) for unit in units)
        unit = np.fromiter(known, np.int32, len(units))[place]
        judged = {
            id_: _judged(rows, parsed, rows.holds(graded[id_]), chosen) for id_, parsed in definitions.items()
        }
        day = rows.numbers_of("_date").astype(np.int32)[chosen]
        segment = organisation.segment_of(day) if as_was else np.zeros(len(day), np.int32)
        unit = np.where(paths[segment, unit[chosen], 0] < 0, root, unit[chosen])
        return _Timed(unit, segment, day, judged)

    def every() -> Iterable[_Timed]:
        return scan(tables, source, sorted(columns), of_file)

    if snapshot is None or snapshot.rows > HELD:
        return every()
    return _held.get(
        (framework, workspace.settings, snapshot, organisation, sys.intern(grade)), lambda: [_joined(every())]
    )


def _joined(files: Iterable[_Timed]) -> _Timed:
    """Those of all files as one."""
    every = list(files)

    def arrays(of: Callable[[_Timed], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        return np.concatenate([of(each) for each in every])

    def judged(id_: str) -> _Judged:
        fields = ("by", "within", "seconds", "known")
        own = (arrays(lambda each, name=name: getattr(each.judged[id_], name)) for name in fields)  # type: ignore[misc]
        return _Judged(every[0].judged[id_].exclusions, *own)

    return _Timed(
        arrays(lambda each: each.unit),
        arrays(lambda each: each.segment),
        arrays(lambda each: each.day),
        {id_: judged(id_) for id_ in every[0].judged},
    )


def _expressions(parsed: ParsedAttendance) -> list[Expression]:
    return [parsed.seconds, parsed.within_standard, *(each.excludes for each in parsed.exclusions)]


def _judged(rows: Vectors, parsed: ParsedAttendance, graded: Words, chosen: Ints) -> _Judged:
    """Each incident is dropped by the first exclusion that holds."""
    by = np.full(len(rows), -2, np.int8)
    by[unpacked(graded, len(rows))] = -1
    left = graded
    for place, exclusion in enumerate(parsed.exclusions):
        by_it = left & rows.holds(exclusion.excludes)
        by[unpacked(by_it, len(rows))] = place
        left = left & ~by_it
    within = unpacked(rows.holds(parsed.within_standard), len(rows)).astype(np.int8)
    within[~unpacked(rows.holds(parsed.within_standard) | rows.fails(parsed.within_standard), len(rows))] = -1
    seconds, known = rows.numbers(parsed.seconds)
    timed = left if known is None else left & known
    return _Judged(
        len(parsed.exclusions),
        by[chosen],
        within[chosen],
        np.broadcast_to(seconds, len(rows))[chosen],
        unpacked(timed, len(rows))[chosen],
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
