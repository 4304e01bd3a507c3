"""The scale that people judge questions by: grades, best first. `framework/grades.yaml` holds it.

A force without that file has the scale of the starter: the inspectorate's five grades.
"""

from typing import Literal, Self

from pydantic import model_validator

from peelian.framework.errors import UserError, nearest
from peelian.framework.source import Definition, Identifier

Stands = Literal["well", "between", "poorly"]


class Grade(Definition):
    """One grade. `stands` says what it claims of the work, which is held beside what the signals say."""

    id: Identifier
    title: str
    means: str
    stands: Stands


class Scale(Definition):
    """Grades, best first, and where they come from."""

    title: str
    source: str
    grades: tuple[Grade, ...]

    @model_validator(mode="after")
    def _each_once_in_order(self) -> Self:
        if len(self.grades) < 2:
            raise ValueError("a scale has two `grades` or more")
        ids = [grade.id for grade in self.grades]
        if twice := next((id for id in ids if ids.count(id) > 1), None):
            raise ValueError(f"the grade {twice!r} is there twice")
        order = [("well", "between", "poorly").index(grade.stands) for grade in self.grades]
        if order != sorted(order):
            raise ValueError("grades go from the best to the worst: those that stand well come first")
        return self

    def grade(self, id: str) -> Grade:
        """The grade of that id; UserError naming the nearest when there is none."""
        known = {grade.id: grade for grade in self.grades}
        if id not in known:
            raise UserError(f"there is no grade {id!r} in this scale{nearest(id, set(known))}")
        return known[id]

    def title_of(self, id: str) -> str:
        """The title of a grade, its id where the scale has it no more."""
        return next((grade.title for grade in self.grades if grade.id == id), id)
