"""A measure as a pack has it: its reading in words, its chart as a specification, and the units below."""

from collections.abc import Callable, Sequence

from peelian.documents.chart_style import ON_PAPER
from peelian.documents.charts import spc_chart
from peelian.documents.packs.content import LineOfValues, MeasureInPack, Place, Sign, Trace
from peelian.documents.readings import NOTHING, Line, Mark, Reading
from peelian.documents.slides import limits_words
from peelian.framework.measure import Measure
from peelian.pipeline.organisation import Unit

NO_VALUES = "There are no values yet."


def measure_in_pack(
    reading: Reading | None,
    measure: Measure,
    *,
    places: Sequence[tuple[Unit, Reading | None]],
    trace: Trace,
) -> MeasureInPack:
    """What a pack says of `measure`: `reading` at its own unit, `places` below it; None without values."""
    if reading is None or reading.verdict.last is None:
        return _without_values(measure, places, trace)
    unsigned = _unsigning(reading)
    return MeasureInPack(
        **_about(measure),
        latest=reading.latest,
        latest_period=reading.latest_period,
        usual=reading.usual,
        standard=reading.standard_shown,
        variation=_sign(reading.variation),
        assurance=sign(reading.assurance),
        sentence=reading.sentence,
        paragraph=reading.verdict.paragraph,
        limits=limits_words(reading),
        alt=unsigned(reading.alt),
        chart=spc_chart(reading.verdict, reading.series, width=ON_PAPER),
        events=tuple(unsigned(f"{event.number}: {event.words}") for event in reading.events),
        columns=reading.columns,
        lines=tuple(_line(line, unsigned) for line in reading.lines),
        places=tuple(_place(*each) for each in places),
        trace=trace,
    )


def sign(mark: Mark | None) -> Sign | None:
    """A mark as a pack has it."""
    return _sign(mark) if mark else None


def _sign(mark: Mark) -> Sign:
    return Sign(key=mark.key, letter=mark.letter, label=mark.label)


def _about(measure: Measure) -> dict[str, str]:
    """What is said of a measure whether or not it has values."""
    return {
        "id": measure.id,
        "title": measure.title,
        "unit_of_value": measure.unit,
        "owner": measure.owner,
        "why": measure.why,
        "caveats": measure.caveats,
        "period": measure.period,
        "improves": measure.improves,
    }


def _without_values(
    measure: Measure, places: Sequence[tuple[Unit, Reading | None]], trace: Trace
) -> MeasureInPack:
    return MeasureInPack(
        **_about(measure),
        latest="",
        latest_period="",
        usual="",
        standard="",
        variation=_sign(NOTHING),
        assurance=None,
        sentence=NO_VALUES,
        paragraph="",
        limits="",
        alt="",
        chart=None,
        columns={},
        lines=(),
        places=tuple(_place(*each) for each in places),
        trace=trace,
    )


def _unsigning(reading: Reading) -> Callable[[str], str]:
    """Takes the names of those who wrote notes out of words: a pack tells what happened, not who noted it."""
    names = {note.by for note in reading.series.annotations}

    def unsigned(words: str) -> str:
        for name in names:
            words = words.replace(f" ({name}, ", " (").replace(f" ({name})", "")
        return words

    return unsigned


def _line(line: Line, unsigned: Callable[[str], str]) -> LineOfValues:
    return LineOfValues(
        period=line.period,
        value=line.value,
        numerator=line.numerator,
        denominator=line.denominator,
        mean=line.mean,
        limits=line.limits,
        standard=line.standard,
        says=unsigned(line.says),
        rules=line.rules,
        notes=tuple(unsigned(note) for note in line.notes),
    )


def _place(unit: Unit, reading: Reading | None) -> Place:
    if reading is None or reading.verdict.last is None:
        return Place(unit=unit.id, name=unit.name)
    return Place(
        unit=unit.id,
        name=unit.name,
        latest=reading.latest,
        variation=_sign(reading.variation),
        assurance=sign(reading.assurance),
    )
