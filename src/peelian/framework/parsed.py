"""Definitions with their texts read into trees."""

from dataclasses import dataclass

from peelian.framework.expressions import Expression, Value
from peelian.framework.formula import Formula
from peelian.framework.source import Band


@dataclass(frozen=True)
class Breakdown:
    """Splits rows by the value of `expression`: a text or condition, or an integer cut into `bands`."""

    id: str
    expression: Expression
    bands: tuple[Band, ...] = ()

    def label(self, value: Value | None) -> str:
        """What a row with this value of `expression` is filed under; '' when it is under nothing."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if not self.bands:
            return str(value) if value is not None else ""
        if not isinstance(value, int):
            return ""
        for band in self.bands:
            if (band.start is None or band.start <= value) and (band.end is None or value <= band.end):
                return band.label
        return ""


@dataclass(frozen=True)
class ParsedMeasure:
    """A measure's expressions. `where` is `true` for a derived measure, whose meaning is `formula`."""

    where: Expression
    numerator: Expression | None = None
    value: Expression | None = None
    by: tuple[Breakdown, ...] = ()
    formula: Formula | None = None
