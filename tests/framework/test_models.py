"""Sources and measures whose fields contradict one another are refused with the reason."""

from fractions import Fraction

import pytest
from pydantic import ValidationError

from peelian.framework.measure import Measure
from peelian.framework.source import Column, Source

SOURCE: dict[str, object] = {
    "id": "rows",
    "title": "Rows",
    "description": "Rows.",
    "columns": {"at": {"type": "instant"}, "name": {"type": "text"}, "size": {"type": "integer"}},
    "period": "at",
}
MEASURE: dict[str, object] = {
    "id": "rows",
    "title": "Rows",
    "question": "rows",
    "source": "rows",
    "kind": "count",
    "improves": "neutral",
    "owner": "Nobody",
    "why": "To be refused.",
}
STANDARDS = [{"from": day, "value": 1, "reason": "r", "set_by": "s"} for day in ("2024-02-01", "2024-01-01")]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"key": ["nme"]}, r"`key`: there is no column 'nme' \(did you mean 'name'\?\)"),
        ({"unit": "nowhere"}, "`unit`: there is no column 'nowhere'"),
        ({"spell": {"start": "at", "end": "until"}}, "`spell`: there is no column 'until'"),
        ({"spell": {"start": "at", "end": "at"}}, "a `period` column or a `spell`, one of the two"),
        ({"period": None}, "a `period` column or a `spell`, one of the two"),
        ({"period": "name"}, "`period`: name must be an instant, date or month"),
        ({"sequence": ["at", "name"]}, "`sequence`: name is not an instant"),
    ],
)
def test_sources(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Source.model_validate(SOURCE | fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"type": "integer", "part": "hour"}, "`part` and `of` go together"),
        ({"type": "integer", "values": ["a"]}, "only a text column can list its allowed values"),
        ({"type": "integer", "part": "hour", "of": "at", "required": True}, "a computed column cannot be"),
        ({"type": "text", "maximum": 3}, "only an integer column can have a minimum or maximum"),
    ],
)
def test_columns(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Column.model_validate(fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "proportion"}, "a proportion needs `numerator`"),
        ({"kind": "quantile", "value": "size"}, "a quantile needs `quantile`"),
        ({"kind": "rate"}, "a rate needs `per`"),
        ({"value": "size"}, "a count has no `value`"),
        ({"scale": 100}, "a count has no `scale`"),
        ({"chart": "p"}, "the `chart` of a count is one of xmr, run, c"),
        ({"source": None}, "every measure but a derived one has a `source`"),
        ({"kind": "derived", "formula": "a"}, "and a derived one has none"),
        ({"kind": "derived", "formula": "a", "source": None, "by": ["name"]}, "no breakdowns"),
        ({"kind": "derived", "formula": "a", "source": None, "where": "x"}, "has no `where`"),
        ({"standards": STANDARDS}, "`standards` must be in date order"),
        ({"rebases": [{"date": "2024-01-01", "reason": "r"}] * 2}, "`rebases` must be in date order"),
    ],
)
def test_measures(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Measure.model_validate(MEASURE | fields)


def test_quantiles_are_exact() -> None:
    ninth = Measure.model_validate(MEASURE | {"kind": "quantile", "value": "size", "quantile": 0.9})
    assert ninth.fraction == Fraction(9, 10)
    median = Measure.model_validate(MEASURE | {"kind": "median", "value": "size"})
    assert median.fraction == Fraction(1, 2)
    assert Measure.model_validate(MEASURE).fraction is None
