"""What a pack has of a measure is what its page says, as plain data."""

from datetime import date

from peelian.documents.chart_style import ON_PAPER
from peelian.documents.charts import spc_chart
from peelian.documents.packs.content import MeasureInPack, Trace, canonical
from peelian.documents.packs.measured import NO_VALUES, measure_in_pack, sign
from peelian.documents.readings import NOTHING, STEADY, read
from peelian.pipeline.annotations import Annotation
from peelian.pipeline.organisation import Unit
from tests.documents.made import BETTER, NAN, WORSE, measure, series, standard

TRACE = Trace(
    definition="f00d",
    edition="2025",
    source="Incidents",
    covers_to="2024-10-31",
    loads=("incidents.csv, 1 November 2024, 12,345 rows",),
    quality="good",
    as_of="2024-11-01T02:00:00+00:00",
)
NORTH, SOUTH = (Unit(name.lower(), name, "command", "force") for name in ("North", "South"))


def test_everything_the_page_says_is_in_the_pack() -> None:
    note = Annotation("event", "m", "force", date(2023, 5, 3), "New rota", "A. Morris", date(2023, 6, 1))
    reading = read(series(BETTER, of=measure(standards=[standard(0.85)]), notes=[note]))
    below = read(series(WORSE, of=reading.measure, unit="north"))
    told = measure_in_pack(reading, reading.measure, places=[(NORTH, below), (SOUTH, None)], trace=TRACE)
    assert (told.latest, told.latest_period, told.usual) == ("90.0%", "October 2024", reading.usual)
    assert (told.standard, told.sentence) == ("85.0%", reading.sentence)
    assert told.paragraph == reading.verdict.paragraph
    assert told.variation == sign(reading.variation)
    assert told.assurance == sign(reading.assurance)
    assert told.assurance is not None
    assert told.events == ("1: 3 May 2023: New rota",)
    assert told.limits.startswith("the mean, and 2.66 times")
    assert told.columns == reading.columns
    assert [line.value for line in told.lines] == [line.value for line in reading.lines]
    assert told.lines[0].period == "October 2024"
    assert told.trace == TRACE
    north, south = told.places
    assert (north.name, north.latest, north.variation) == ("North", "70.0%", sign(below.variation))
    assert (south.name, south.latest, south.variation) == ("South", "", None)


def test_its_chart_is_the_one_of_the_page() -> None:
    reading = read(series(BETTER))
    told = measure_in_pack(reading, reading.measure, places=[], trace=TRACE)
    assert told.chart == spc_chart(reading.verdict, reading.series, width=ON_PAPER)


def test_it_comes_back_from_its_json_as_it_was() -> None:
    reading = read(series([0.8, NAN, *WORSE], last_complete=False))
    told = measure_in_pack(reading, reading.measure, places=[(NORTH, reading)], trace=TRACE)
    text = canonical(told.model_dump(mode="json"))
    assert canonical(MeasureInPack.model_validate_json(text).model_dump(mode="json")) == text


def test_a_measure_without_values_says_so() -> None:
    for reading in (None, read(series([NAN, NAN]))):
        told = measure_in_pack(reading, measure(), places=[(NORTH, reading)], trace=TRACE)
        assert (told.sentence, told.chart, told.lines, told.latest) == (NO_VALUES, None, (), "")
        assert told.variation == sign(NOTHING)
        assert told.places[0].latest == ""
        assert told.title == "Immediate incidents attended within the standard"


def test_a_mark_is_told_by_its_key_letter_and_words() -> None:
    assert sign(None) is None
    told = sign(STEADY)
    assert told is not None
    assert (told.key, told.letter, told.label) == ("steady", "", STEADY.label)
