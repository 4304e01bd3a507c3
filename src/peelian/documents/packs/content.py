"""What a pack says, whole: everything that any of its forms shows, as data that never changes once frozen.

A pack is drawn from this alone. Its canonical JSON is what is hashed: the same content gives the same bytes.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

VERSION = 1
"""Of this form; a frozen pack says which it has."""


class Part(BaseModel):
    """What every part of a pack shares: nothing unknown, no change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sign(Part):
    """A mark with its words, as `documents.readings.Mark`."""

    key: str
    letter: str
    label: str


class LineOfValues(Part):
    """One period of a measure in words, as `documents.readings.Line`."""

    period: str
    value: str
    numerator: str = ""
    denominator: str = ""
    mean: str = ""
    limits: str = ""
    standard: str = ""
    says: str
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Place(Part):
    """A measure at one of the units below the pack's. Nothing but the name where there are no values."""

    unit: str
    name: str
    latest: str = ""
    variation: Sign | None = None
    assurance: Sign | None = None


class Trace(Part):
    """Where a measure's values come from: enough to find every row that was counted."""

    definition: str = Field(description="The fingerprint of what its values mean")
    edition: str
    source: str = Field(description='The title of its source, "" for a derived measure')
    covers_to: str = Field(description="The last day that the source covers, in ISO form")
    loads: tuple[str, ...] = Field((), description="The last loads of the source: file, when, rows accepted")
    quality: str
    as_of: str = Field(description="When the values were computed, in ISO form, UTC")


class MeasureInPack(Part):
    """One measure at the pack's unit: verdict, chart, values and the units below."""

    id: str
    title: str
    unit_of_value: str
    owner: str
    why: str
    caveats: str
    period: str
    improves: str
    latest: str
    latest_period: str
    usual: str
    standard: str
    variation: Sign
    assurance: Sign | None
    sentence: str
    paragraph: str
    limits: str = Field(description="How the centre line and limits were made, in words")
    alt: str
    chart: dict[str, Any] | None = Field(description="The Vega-Lite specification, None without values")
    events: tuple[str, ...] = ()
    columns: dict[str, str]
    lines: tuple[LineOfValues, ...]
    places: tuple[Place, ...] = ()
    trace: Trace
    small: str = Field("", description='Why its values may not be in a public edition, "" when they may')
    small_places: str = Field("", description="The same of its values at the units below")
    suppressed: str = Field("", description='Why its values are left out here, "" when they are not')
    suppressed_places: str = Field("", description="The same of its values at the units below")


class ViewInPack(Part):
    """What somebody else said of a judgement."""

    by: str
    at: str
    stance: str
    grade: str
    words: str


class JudgementInPack(Part):
    """What its owner judged of a question, and what became of that."""

    grade: str
    means: str = Field(description="What the grade means, as the scale says")
    confidence: str
    words: str
    because: str = Field(description='Why the grade says otherwise than the signals, "" when it does not')
    by: str
    at: str
    views: tuple[ViewInPack, ...] = ()
    concluded_grade: str = ""
    concluded_words: str = ""
    concluded_by: str = ""
    concluded_at: str = ""


class QuestionInPack(Part):
    """A question with what was measured, in brief and in full, and what people judged."""

    id: str
    title: str
    theme: str
    why: str
    owner: str
    signals: str = Field(description='In words: "2 getting worse, 5 no clear change"')
    measures: tuple[MeasureInPack, ...]
    unmeasured: tuple[str, ...] = ()
    judgement: JudgementInPack | None = None
    redacted: str = Field("", description='Why it is left out of a public edition, "" when it is not')


class DecisionInPack(Part):
    """What was decided; a `private` one is not for publication."""

    number: int
    words: str
    reason: str
    meeting: str
    private: bool = False
    redacted: str = ""


class ActionInPack(Part):
    number: int
    title: str
    owner: str
    due: str
    state: str
    late: bool
    latest: str = Field(description="What the latest update says, with its date")
    origin: str
    redacted: str = ""


class ItemInPack(Part):
    """One item of the meeting's agenda; a `private` one is not for publication."""

    number: int
    title: str
    presenter: str
    private: bool = False
    redacted: str = ""


class PackContent(Part):
    """A whole pack. `public` editions have had values suppressed and parts redacted, each saying so."""

    version: int = VERSION
    force: str
    board: str
    title: str
    period: str
    unit: str
    unit_id: str
    meeting: str = ""
    agenda: tuple[ItemInPack, ...] = ()
    edition: str
    edition_title: str
    values_version: int
    values_at: str
    scale: str
    questions: tuple[QuestionInPack, ...]
    decisions: tuple[DecisionInPack, ...] = ()
    actions: tuple[ActionInPack, ...] = ()
    public: bool = False
    notice: str = Field("", description="What was done to a public edition, and why")

    @property
    def measures(self) -> Iterator[MeasureInPack]:
        return (measure for question in self.questions for measure in question.measures)

    @property
    def json_text(self) -> str:
        """Canonical: keys in order, nothing between them."""
        return canonical(self.model_dump(mode="json"))

    @property
    def sha256(self) -> str:
        """Of the canonical JSON, in hexadecimal."""
        return sha256(self.json_text.encode()).hexdigest()


Form = Literal["pdf", "docx", "pptx", "xlsx"]
"""The forms a pack can be taken away in, besides the page and its JSON."""


def canonical(said: Any) -> str:
    """JSON with one way of writing everything."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
