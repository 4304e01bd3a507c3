"""What people noted about a series, by period: events with their numbers, points left out, new averages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from peelian.framework.measure import Rebase
from peelian.pipeline.annotations import Annotation
from peelian.pipeline.periods import period_index
from peelian.pipeline.values import Series


@dataclass(frozen=True)
class Event:
    """An event on a chart: its number there, counted from 1 in order of day, and the place of its period."""

    number: int
    at: int
    note: Annotation

    @property
    def words(self) -> str:
        """Its day, reason and author: "3 May 2023: New rota (A. Morris)"."""
        return f"{day_words(self.note.day)}: {reason(self.note)} ({self.note.by})"


def events(series: Series) -> list[Event]:
    """The events within the periods of `series`, numbered as its chart numbers them."""
    notes = sorted(
        (note for note in series.annotations if note.kind == "event"), key=lambda n: (n.day, n.written)
    )
    placed = [
        (at, note)
        for at, note in zip(_places(series, [n.day for n in notes]), notes, strict=True)
        if 0 <= at < len(series.periods)
    ]
    return [Event(number, at, note) for number, (at, note) in enumerate(placed, start=1)]


def notes_at(series: Series) -> dict[int, list[str]]:
    """By the place of a period, its events and new averages in words, with who noted them and when.

    A rebase of the measure's definition has a reason and no author.
    """
    found: dict[int, list[str]] = {}
    for event in events(series):
        found.setdefault(event.at, []).append(f"Event {event.number}, {event.words}")
    for rebase in series.measure.rebases:
        found.setdefault(_first(series, rebase.date), []).append(f"New average from here: {reason(rebase)}")
    for note in series.annotations:
        if note.kind == "rebase":
            said = f"New average from here: {_signed(note)}"
            found.setdefault(_first(series, note.day), []).append(said)
    return found


def left_out(series: Series) -> dict[int, str]:
    """By the place of a period that a note leaves out of limits and rules, why, who said so and when."""
    notes = [note for note in series.annotations if note.kind == "ghost"]
    found: dict[int, list[str]] = {}
    for at, note in zip(_places(series, [note.day for note in notes]), notes, strict=True):
        if 0 <= at < len(series.periods):
            found.setdefault(at, []).append(_signed(note))
    return {at: f"Left out: {'; '.join(said)}" for at, said in found.items()}


def day_words(day: date) -> str:
    """A day in words: "3 May 2023"."""
    return f"{day.day} {day:%B %Y}"


def reason(noted: Annotation | Rebase) -> str:
    """The reason of a note, to be followed by other words."""
    said = noted.reason.strip()
    return said[:-1] if said.endswith(".") and not said.endswith("..") else said


def _signed(note: Annotation) -> str:
    return f"{reason(note)} ({note.by}, {day_words(note.written)})"


def _places(series: Series, days: Sequence[date]) -> list[int]:
    """The places of the periods that hold some days, counted from the first period of `series`."""
    every = np.array([series.periods[0], *days], "datetime64[D]").astype(np.int32)
    first, *found = period_index(every, series.measure.period).tolist()
    return [at - first for at in found]


def _first(series: Series, day: date) -> int:
    """The place of the first period on or after `day`, beyond the last where there is none."""
    return int(np.searchsorted(series.periods, np.datetime64(day)))
