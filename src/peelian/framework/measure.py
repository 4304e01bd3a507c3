"""A measure, and the questions and themes it serves. One YAML file a measure; this is its shape."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from peelian.framework.source import Definition, Identifier

Kind = Literal["count", "sum", "proportion", "mean", "median", "quantile", "rate", "stock", "derived"]
Period = Literal["day", "week", "month", "quarter", "year"]
Improves = Literal["increase", "decrease", "neutral"]
Charted = Literal["xmr", "p", "p_prime", "u", "u_prime", "c", "run"]

_USES: dict[Kind, frozenset[str]] = {
    "count": frozenset(),
    "sum": frozenset({"value"}),
    "proportion": frozenset({"numerator"}),
    "mean": frozenset({"value"}),
    "median": frozenset({"value"}),
    "quantile": frozenset({"value", "quantile"}),
    "rate": frozenset({"per"}),
    "stock": frozenset(),
    "derived": frozenset({"formula"}),
}

_CHARTS: dict[Kind, tuple[Charted, ...]] = {
    "proportion": ("p", "p_prime"),
    "rate": ("u", "u_prime"),
    "count": ("c",),
}  # besides xmr and run, which every kind may have


def _exact(value: object) -> object:
    return Fraction(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


class Standard(Definition):
    """A target in force from a date until the next one, with its reason and who set it."""

    from_date: Annotated[date, Field(alias="from")]
    value: float
    reason: str
    set_by: str


class Rebase(Definition):
    """A change of definition or of the world after which a new average is fair, with its reason."""

    date: date
    reason: str


class Measure(Definition):
    """One indicator. See docs/reference/measures.md for each field.

    `where` picks the rows. `proportion` counts those for which `numerator` is also true. `sum`, `mean`,
    `median` and `quantile` are of the whole-number expression `value`; rows where it is empty do not
    count. `rate` is the rows per `scale` of measure `per` (of any source) at the same unit and period.
    `stock` counts spells in force at the period's last day. `derived` is arithmetic over other
    measures' values. `chart` is the control chart it is judged by. `unit` says how a value is shown:
    seconds, %, or a plain noun.
    """

    id: Identifier
    title: str
    question: Identifier
    source: Identifier | None = None
    where: str = "true"
    kind: Kind
    numerator: str | None = None
    value: str | None = None
    quantile: Annotated[Fraction, BeforeValidator(_exact), Field(gt=0, lt=1)] | None = None
    per: Identifier | None = None
    scale: int = 1
    formula: str | None = None
    period: Period = "month"
    by: tuple[Identifier, ...] = ()
    improves: Improves
    chart: Charted = "xmr"
    standards: tuple[Standard, ...] = ()
    rebases: tuple[Rebase, ...] = ()
    balanced_by: tuple[Identifier, ...] = ()
    owner: str
    why: str
    caveats: str = ""
    unit: str = ""

    @model_validator(mode="after")
    def _fields_fit_the_kind(self) -> Self:
        needs = _USES[self.kind]
        for field in ("numerator", "value", "quantile", "per", "formula"):
            given = getattr(self, field) is not None
            if field in needs and not given:
                raise ValueError(f"a {self.kind} needs `{field}`")
            if given and field not in needs:
                raise ValueError(f"a {self.kind} has no `{field}`")
        if (self.source is None) != (self.kind == "derived"):
            raise ValueError("every measure but a derived one has a `source`, and a derived one has none")
        if self.kind == "derived" and self.by:
            raise ValueError("a derived measure has no breakdowns (`by`) of its own")
        if self.kind == "derived" and self.where != "true":
            raise ValueError("a derived measure has no `where`: its parts say which rows they are of")
        if self.kind != "rate" and self.scale != 1:
            raise ValueError(f"a {self.kind} has no `scale`")
        fitting = ("xmr", "run", *_CHARTS.get(self.kind, ()))
        if self.chart not in fitting:
            raise ValueError(f"the `chart` of a {self.kind} is one of {', '.join(fitting)}")
        starts = [standard.from_date for standard in self.standards]
        if starts != sorted(set(starts)):
            raise ValueError("`standards` must be in date order, one for each date")
        days = [rebase.date for rebase in self.rebases]
        if days != sorted(set(days)):
            raise ValueError("`rebases` must be in date order, one for each date")
        return self

    @property
    def fraction(self) -> Fraction | None:
        """The quantile this measure takes: one half for a median, None for kinds without one."""
        return Fraction(1, 2) if self.kind == "median" else self.quantile

    def standard_on(self, day: date) -> Standard | None:
        """The standard in force on `day`, None before the first."""
        return next((s for s in reversed(self.standards) if s.from_date <= day), None)


class Theme(Definition):
    """A group of questions."""

    id: Identifier
    title: str


class Question(Definition):
    """A key performance question: what a board asks. `sources` say where it comes from."""

    id: Identifier
    title: str
    theme: Identifier
    why: str
    owner: str
