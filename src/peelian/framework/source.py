"""A source: the contract for one kind of extract. One YAML file a source; this is its shape."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from peelian.framework.errors import nearest

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Type = Literal["text", "integer", "number", "boolean", "instant", "date", "month"]
Part = Literal["hour", "weekday", "date"]


class Definition(BaseModel):
    """What every definition read from YAML shares: no unknown fields, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Definition):
    """One column of a source.

    `number` columns can be compared but not added: floating sums depend on their order, so money and
    the like are `integer` in their smallest unit. An `instant` is a moment in whole UTC seconds, read
    with an explicit offset or in the extract's declared zone. A `month` is the first day of a month.
    A column with `part` is not read but computed at load: the local hour (0 to 23), ISO weekday
    (1 = Monday) or local date of the instant column `of`.
    """

    type: Type
    description: str = ""
    required: bool = False
    expected: bool = False  # may be empty, but its share of empties lowers the quality rating
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    unit: str = ""
    personal: bool = False
    special_category: bool = False
    part: Part | None = None
    of: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.part is None) != (self.of is None):
            raise ValueError("`part` and `of` go together: a part of which instant column?")
        if self.values and self.type != "text":
            raise ValueError("only a text column can list its allowed values")
        if self.part and self.required:
            raise ValueError("a computed column cannot be required: require the column it comes from")
        if (self.minimum is not None or self.maximum is not None) and self.type != "integer":
            raise ValueError("only an integer column can have a minimum or maximum")
        return self


class Rule(Definition):
    """A consistency rule over one row. A row fails when `check` is false; an empty value never fails."""

    id: Identifier
    check: str
    reason: str
    on_failure: Literal["reject", "flag"] = "reject"  # flagged rows load and lower the quality rating


class Spell(Definition):
    """For a source of spells: the first day and the first day after (empty while it lasts)."""

    start: str
    end: str


class Source(Definition):
    """The contract for one kind of extract; see docs/reference/sources.md for each field.

    `key`: columns that name a row; a later extract of the same key revises it. Without one a row is
    known by its whole content and how many times that content has occurred in its extract.
    `repeats`: what a second row of one key in one extract is: an error, or the next of several.
    `period`: the instant, date or month column that places a row in time.
    `unit`, `individual`: the columns that place a row in the organisation.
    `sequence`: instants in the order they happen; it settles which of two readings is meant in the
    hour the clocks go back.
    `expressions`: named SQL expressions measures may use as if they were columns.
    `bands`: breakdowns that cut a whole-number column or expression into labelled ranges.
    """

    id: Identifier
    title: str
    description: str
    columns: dict[Identifier, Column]
    key: tuple[str, ...] = ()
    repeats: Literal["reject", "numbered"] = "reject"
    period: str | None = None
    spell: Spell | None = None
    unit: str | None = None
    individual: str | None = None
    sequence: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    expressions: dict[Identifier, str] = {}
    bands: dict[Identifier, "Bands"] = {}
    keep_years: int | None = None
    supports: str = ""  # what cannot be measured without the required columns, said when one is absent

    @model_validator(mode="after")
    def _columns_exist(self) -> Self:
        named = [
            *(("key", name) for name in self.key),
            *(("sequence", name) for name in self.sequence),
            *(("of", column.of) for column in self.columns.values() if column.of),
            *((role, name) for role in ("period", "unit", "individual") if (name := getattr(self, role))),
            *(("spell", name) for name in ((self.spell.start, self.spell.end) if self.spell else ())),
        ]
        for role, name in named:
            if name not in self.columns:
                hint = nearest(name, set(self.columns))
                raise ValueError(f"`{role}`: there is no column {name!r}{hint}")
        if (self.period is None) == (self.spell is None):
            raise ValueError("a source has a `period` column or a `spell`, one of the two")
        if self.period and self.columns[self.period].type not in ("instant", "date", "month"):
            raise ValueError(f"`period`: {self.period} must be an instant, date or month")
        for name in self.sequence:
            if self.columns[name].type != "instant":
                raise ValueError(f"`sequence`: {name} is not an instant")
        return self


class Band(Definition):
    """A labelled range of whole numbers, both ends included; an absent end is open."""

    label: str
    start: int | None = None
    end: int | None = None


class Bands(Definition):
    """A breakdown by ranges of a whole-number column or expression."""

    of: str
    bands: tuple[Band, ...]


class Edition(Definition):
    """Which framework this is: definitions are versioned by edition."""

    edition: Identifier
    title: str
    approved_by: str
    date: date
