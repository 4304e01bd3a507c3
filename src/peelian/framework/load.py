"""A workspace's framework, checked and ready to use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from peelian.framework.attendance import Attendance, ParsedAttendance
from peelian.framework.check import Checked, read_and_check
from peelian.framework.definitions import GRADES_FILE, INSPECTIONS_FILE
from peelian.framework.errors import DefinitionError, UserError, nearest
from peelian.framework.expressions import Expression, Names
from peelian.framework.formula import references
from peelian.framework.grades import Scale
from peelian.framework.inspecting import Inspections
from peelian.framework.measure import Measure, Question, Theme
from peelian.framework.parsed import Breakdown, ParsedMeasure
from peelian.framework.source import Edition, Source

STARTER = Path(__file__).parent / "starter"  # a whole workspace's definitions, as `peelian init` copies them


@dataclass(frozen=True)
class Framework:
    """Sound definitions: every id that one refers to exists and every expression is typed.

    `measures` and `sources` are in order of file name, `themes` and `questions` as written.
    """

    folder: Path
    edition: Edition
    themes: Mapping[str, Theme]
    questions: Mapping[str, Question]
    measures: Mapping[str, Measure]
    sources: Mapping[str, Source]
    attendance: Attendance | None
    scale: Scale
    inspections: Inspections
    _checked: Checked = field(repr=False, compare=False)

    def names(self, source_id: str) -> Names:
        """What an expression over a source may use: each column's type, each named expression's tree.

        For incidents that includes the names of the attendance definition in use.
        """
        return self._checked.names[self.source(source_id).id].names

    def values(self, source_id: str) -> Mapping[str, tuple[str, ...]]:
        """The only texts that a source's columns can have, for the columns that list them."""
        return self._checked.names[self.source(source_id).id].values

    def source(self, id: str) -> Source:
        """The source called `id`; UserError naming the nearest when there is none."""
        if id not in self.sources:
            raise UserError(f"there is no source {id!r}{nearest(id, set(self.sources))}")
        return self.sources[id]

    def measure(self, id: str) -> Measure:
        """The measure called `id`; UserError naming the nearest when there is none."""
        if id not in self.measures:
            raise UserError(f"there is no measure {id!r}{nearest(id, set(self.measures))}")
        return self.measures[id]

    def parsed(self, measure_id: str) -> ParsedMeasure:
        """A measure's expressions as trees."""
        return self._checked.parsed[self.measure(measure_id).id]

    def parts(self, measure_id: str) -> frozenset[str]:
        """The measures whose values a rate or a derived measure is made of; none for other kinds."""
        parsed = self.parsed(measure_id)
        per = self.measures[measure_id].per
        made_of = references(parsed.formula) if parsed.formula else frozenset()
        return made_of | ({per} if per else frozenset())

    def condition(self, measure_id: str) -> Expression:
        """Which rows a measure is of."""
        return self.parsed(measure_id).where

    def breakdowns(self, source_id: str) -> Mapping[str, Breakdown]:
        """Everything a measure of a source could be broken down by."""
        return self._checked.breakdowns[self.source(source_id).id]

    def fingerprint(self, measure_id: str) -> str:
        """16 hexadecimal digits that change when, and only when, what the measure's values mean does.

        Named expressions, bands, the attendance definition and the measures it is made of all count;
        its title, owner, reasons, standards and place in the order do not.
        """
        return self._checked.fingerprints[self.measure(measure_id).id]

    @property
    def attendance_definitions(self) -> Mapping[str, ParsedAttendance]:
        """Every attendance definition as expressions of incidents, by id."""
        return self._checked.attendance


def load(folder: Path) -> Framework:
    """The framework in a workspace. Raises DefinitionError with every problem when it is not sound."""
    checked = read_and_check(Path(folder))
    framework = checked.definitions.framework
    if checked.problems or framework is None:
        raise DefinitionError(checked.problems)
    return Framework(
        folder=Path(folder),
        edition=Edition.model_validate({name: getattr(framework, name) for name in Edition.model_fields}),
        themes={theme.id: theme for theme in framework.themes},
        questions={question.id: question for question in framework.questions},
        measures=checked.definitions.measures,
        sources=checked.definitions.sources,
        attendance=checked.definitions.attendance,
        scale=checked.definitions.scale or _starter_scale(),
        inspections=checked.definitions.inspections or _starter_inspections(),
        _checked=checked,
    )


@cache
def _starter_scale() -> Scale:
    return Scale.model_validate(_starter(GRADES_FILE))


@cache
def _starter_inspections() -> Inspections:
    return Inspections.model_validate(_starter(INSPECTIONS_FILE))


def _starter(file: str) -> Any:
    return yaml.safe_load((STARTER / file).read_text(encoding="utf-8"))
