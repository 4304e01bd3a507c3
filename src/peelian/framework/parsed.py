"""Definitions with their texts read into trees."""

from dataclasses import dataclass

from peelian.framework.expressions import (
    Coalesce,
    Compare,
    Expression,
    IsNull,
    Literal,
    Not,
    Value,
    When,
    conjunction,
    type_of,
)
from peelian.framework.formula import Formula
from peelian.framework.source import Band

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

    @property
    def category(self) -> Expression:
        """`label` of the value of `expression`, as an expression itself: a text that is never empty."""
        value = self.expression
        if type_of(value) == "boolean":
            return _first((value, YES), (Not(value), NO), otherwise=NOT_RECORDED)
        if not self.bands:
            return Coalesce((value, Literal(NOT_RECORDED, "text")))
        bands = ((_inside(band, value), band.label) for band in self.bands)
        return _first((IsNull(value), NOT_RECORDED), *bands, otherwise=OUTSIDE_BANDS)


def _inside(band: Band, value: Expression) -> Expression:
    starts = () if band.start is None else (Compare(">=", value, Literal(band.start, "integer")),)
    ends = () if band.end is None else (Compare("<=", value, Literal(band.end, "integer")),)
    return conjunction(*starts, *ends)


def _first(*cases: tuple[Expression, str], otherwise: str) -> Expression:
    """The label of the first condition that is true."""
    labels = tuple(When(condition, Literal(label, "text")) for condition, label in cases)
    return Coalesce((*labels, Literal(otherwise, "text")))


@dataclass(frozen=True)
class ParsedMeasure:
    """A measure's expressions. `where` is `true` for a derived measure, whose meaning is `formula`."""

    where: Expression
    numerator: Expression | None = None
    value: Expression | None = None
    by: tuple[Breakdown, ...] = ()
    formula: Formula | None = None
