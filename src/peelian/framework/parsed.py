"""Definitions with their texts read into trees."""

from dataclasses import dataclass

from peelian.framework.expressions import Expression, Value
from peelian.framework.formula import Formula
from peelian.framework.source import Band

NOT_RECORDED = "not recorded"
OUTSIDE_BANDS = "outside the bands"
YES, NO = "yes", "no"

YES, NO = "yes", "no"  # the categories of a condition
NOT_RECORDED = "not recorded"  # the category of an empty value
OUTSIDE_BANDS = "outside the bands"  # the category of a whole number that is in no band


@dataclass(frozen=True)
class Breakdown:
    """Splits rows by the value of `expression`: a text or condition, or an integer cut into `bands`."""

    id: str
    expression: Expression
    bands: tuple[Band, ...] = ()

    def label(self, value: Value | None) -> str:
        """The category of a row with this value of `expression`."""
        if value is None:
            return NOT_RECORDED
        if isinstance(value, bool):
            return YES if value else NO
        if not isinstance(value, int):
            return str(value)
        for band in self.bands:
            if (band.start is None or band.start <= value) and (band.end is None or value <= band.end):
                return band.label
        return OUTSIDE_BANDS


@dataclass(frozen=True)
class ParsedMeasure:
    """A measure's expressions. `where` is `true` for a derived measure, whose meaning is `formula`."""

    where: Expression
    numerator: Expression | None = None
    value: Expression | None = None
    by: tuple[Breakdown, ...] = ()
    formula: Formula | None = None
