"""The same incidents under several definitions of attendance time, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import duckdb
import numpy as np
import pyarrow as pa

from peelian.framework.attendance import SOURCE, AttendanceDefinition, ParsedAttendance
from peelian.framework.errors import UserError, nearest
from peelian.framework.sql import to_sql
from peelian.pipeline.bits import Bools
from peelian.pipeline.facts import belongs
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.tables import connect
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
    with connect() as connection:
        conditions, parameters = ["true"], list[object]()
        for condition, value in (("_date >= ?", first), ("_date <= ?", last)):
            if value is not None:
                conditions.append(condition)
                parameters.append(value)
        rows = f"(SELECT * FROM {tables.relation(connection, name)} WHERE {' AND '.join(conditions)})"
        within = None if unit is None else _within(workspace, unit)
        return [_compare(connection, rows, parameters, definitions[id_], grade, within) for id_ in wanted]


def _within(workspace: Workspace, unit: str) -> Callable[[pa.Table], Bools]:
    """A test of which rows were the unit's, or those of units below it, on their day."""
    organisation = Organisation.read(workspace)
    if unit not in organisation:
        raise UserError(f"there is no unit {unit!r}{nearest(unit, set(organisation.unit_ids))}")
    code, source = organisation.code_of[unit], workspace.framework.source(SOURCE)
    as_was = workspace.settings.hierarchy == "as_was"

    def inside(rows: pa.Table) -> Bools:
        vectors = Vectors(rows)
        place, units = belongs(vectors, source, organisation)
        days = vectors.numbers_of("_date").astype(np.int32)
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


def _compare(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    parameters: list[object],
    parsed: ParsedAttendance,
    grade: str,
    within: Callable[[pa.Table], Bools] | None,
) -> Comparison:
    """One pass: each incident's first exclusion, whether within standard, and its seconds."""
    cases = " ".join(
        f"WHEN {to_sql(exclusion.excludes)} THEN {i}" for i, exclusion in enumerate(parsed.exclusions)
    )
    dropped_by = f"CASE {cases} ELSE -1 END" if cases else "-1"
    sql = f"""
        SELECT {dropped_by} AS dropped_by, {to_sql(parsed.within_standard)} AS within,
            {to_sql(parsed.seconds)} AS seconds, _date, unit_id, individual_id
        FROM {rows} WHERE coalesce({to_sql(parsed.grade)} = '{grade}', false)"""
    found: pa.Table = connection.sql(sql, params=parameters).to_arrow_table()
    if within is not None:
        found = found.filter(pa.array(within(found)))
    dropped_by_row = found["dropped_by"].to_numpy()
    counted = dropped_by_row < 0
    judged = found["within"].filter(pa.array(counted))
    seconds = np.sort(found["seconds"].filter(pa.array(counted)).drop_null().to_numpy())
    return Comparison(
        definition=parsed.definition,
        considered=len(found),
        dropped=tuple(
            (exclusion.id, exclusion.title, int((dropped_by_row == i).sum()))
            for i, exclusion in enumerate(parsed.exclusions)
        ),
        counted=int(counted.sum()),
        in_standard=judged.drop_null().to_pylist().count(True),
        with_standard=len(judged) - judged.null_count,
        median=_quantile(seconds, Fraction(1, 2)),
        p90=_quantile(seconds, Fraction(9, 10)),
    )


def _quantile(ordered: np.ndarray[tuple[int], np.dtype[np.int64]], p: Fraction) -> float | None:
    if not len(ordered):
        return None
    low, high, _ = position(len(ordered), p)
    return float(interpolate(ordered[low], ordered[high], len(ordered), p))
