"""Notes stand at the periods they are of, with who made them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from peelian.documents.noted import events, left_out, notes_at
from peelian.documents.readings import read
from peelian.pipeline.annotations import Annotation, Kind
from tests.documents.made import STEADY, measure, series


def note(kind: Kind, day: date, reason: str = "New rota.") -> Annotation:
    return Annotation(kind, "m", "force", day, reason, "A. Morris", date(2024, 6, 1))


def test_a_line_of_the_table_says_why_a_period_is_left_out_and_by_whom() -> None:
    notes = [note("ghost", date(2023, 5, 31), "Flood"), note("event", date(2023, 5, 3))]
    reading = read(series(STEADY, notes=notes))
    line = next(line for line in reading.lines if line.period == "May 2023")
    assert line.says == "Left out: Flood (A. Morris, 1 June 2024)"
    assert line.notes == ("Event 1, 3 May 2023: New rota (A. Morris)",)
    assert left_out(reading.series) == {4: line.says}


def test_a_new_average_is_told_where_it_begins() -> None:
    defined = measure(rebases=[{"date": "2023-03-01", "reason": "New control room."}])
    told = notes_at(series(STEADY, of=defined, notes=[note("rebase", date(2023, 7, 2))]))
    assert told[2] == ["New average from here: New control room"]
    assert told[7] == ["New average from here: New rota (A. Morris, 1 June 2024)"]


def test_alt_text_tells_the_events_by_their_numbers() -> None:
    plain = read(series(STEADY))
    assert plain.alt == plain.verdict.alt
    marked = read(series(STEADY, notes=[note("event", date(2023, 5, 3))]))
    assert marked.alt.startswith(marked.verdict.alt)
    assert marked.alt.endswith("Events marked: 1, 3 May 2023: New rota (A. Morris).")


@given(
    st.lists(st.dates(date(2022, 6, 1), date(2024, 12, 31)), max_size=12),
    st.sampled_from(["day", "week", "month", "quarter"]),
)
def test_an_event_is_at_the_period_that_holds_its_day(days: list[date], every: str) -> None:
    one = series(STEADY, of=measure(period=every), notes=[note("event", day) for day in days])
    starts = [*one.periods.astype(object).tolist()]
    found = events(one)
    assert [event.number for event in found] == list(range(1, len(found) + 1))
    assert [event.note.day for event in found] == sorted(event.note.day for event in found)
    for event in found:
        assert starts[event.at] <= event.note.day
        assert event.at + 1 == len(starts) or event.note.day < starts[event.at + 1]
    inside = [day for day in days if starts[0] <= day < starts[-1]]
    assert len(found) >= len(inside)
