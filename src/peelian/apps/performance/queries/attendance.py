"""The same incidents timed under several definitions."""

from dataclasses import dataclass
from datetime import date

from peelian.apps.access.visible import visible_to
from peelian.apps.performance.queries.scope import Place, Viewer, place
from peelian.documents.kept import edited, keep, opened, version
from peelian.framework.attendance import AttendanceDefinition
from peelian.framework.errors import UserError
from peelian.pipeline.attendance import Comparison, compare
from peelian.pipeline.show import duration

BAR = 80
"""Pixels of a bar that stands for all incidents attended in standard."""


@dataclass(frozen=True)
class Compared:
    """One definition's answer. `bar` is pixels of BAR; times are in words, "–" where there are none."""

    comparison: Comparison
    in_use: bool

    @property
    def definition(self) -> AttendanceDefinition:
        return self.comparison.definition

    @property
    def dropped_count(self) -> int:
        return sum(count for _, _, count in self.comparison.dropped)

    @property
    def bar(self) -> int:
        return round(BAR * (self.comparison.proportion or 0.0))

    @property
    def median_shown(self) -> str:
        return _shown(self.comparison.median)

    @property
    def p90_shown(self) -> str:
        return _shown(self.comparison.p90)


@dataclass(frozen=True)
class AttendancePage:
    """`problem` says why these incidents cannot be timed at all, "" when they can."""

    place: Place
    grade: str
    grades: list[str]
    compared: list[Compared]
    problem: str


def attendance(
    viewer: Viewer,
    *,
    unit: str | None = None,
    grade: str = "immediate",
    start: date | None = None,
    end: date | None = None,
) -> AttendancePage:
    """Every definition of attendance time put to a unit's incidents, and those below it, between two days."""
    workspace = opened()
    where = place(visible_to(viewer), unit)
    rules = workspace.framework.attendance
    column = workspace.framework.sources["incidents"].columns.get("grade") if rules else None
    grades = list(column.values) if column else []
    state = version(workspace, "rows/incidents", "rows/units", "rows/postings")
    try:
        found = keep(
            ("attendance", workspace.root, where.unit.id, grade, start, end),
            (edited(workspace.root), state),
            lambda: compare(
                workspace,
                unit=where.unit.id if where.above else None,
                start=start.isoformat() if start else None,
                end=end.isoformat() if end else None,
                grade=grade,
            ),
        )
    except UserError as error:
        return AttendancePage(where, grade, grades, [], str(error))
    in_use = rules.use if rules else ""
    return AttendancePage(where, grade, grades, [Compared(c, c.definition.id == in_use) for c in found], "")


def _shown(seconds: float | None) -> str:
    return "–" if seconds is None else duration(seconds)
