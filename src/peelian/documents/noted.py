"""What people noted about a series, by period: events with their numbers, points left out, new averages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from peelian.framework.measure import Rebase
from peelian.pipeline.annotations import Annotation
from peelian.pipeline.periods import period_index
from peelian.pipeline.values import Series
from peelian.stats.spc import Language
from peelian.stats.spc.words import CATALOGUES, phrase


@dataclass(frozen=True)
class Event:
    """An event on a chart: its number there, counted from 1 in order of day, and the place of its period."""

    number: int
    at: int
    note: Annotation

    @property
    def words(self) -> str:
        """Its day, reason and author: "3 May 2023: New rota (A. Morris)"."""
        return self.said("en")

    def said(self, language: Language) -> str:
        """The same, with the day in a language."""
        return f"{day_words(self.note.day, language)}: {reason(self.note)} ({self.note.by})"


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


def notes_at(series: Series, language: Language = "en") -> dict[int, list[str]]:
    """By the place of a period, its events and new averages in words, with who noted them and when.

    A rebase of the measure's definition has a reason and no author.
    """
    found: dict[int, list[str]] = {}
    for event in events(series):
        told = phrase("note.event", language, number=str(event.number), said=event.said(language))
        found.setdefault(event.at, []).append(told)
    for rebase in series.measure.rebases:
        told = phrase("note.rebase", language, said=reason(rebase))
        found.setdefault(_first(series, rebase.date), []).append(told)
    for note in series.annotations:
        if note.kind == "rebase":
            told = phrase("note.rebase", language, said=_signed(note, language))
            found.setdefault(_first(series, note.day), []).append(told)
    return found


def left_out(series: Series, language: Language = "en") -> dict[int, str]:
    """By the place of a period that a note leaves out of limits and rules, why, who said so and when."""
    notes = [note for note in series.annotations if note.kind == "ghost"]
    found: dict[int, list[str]] = {}
    for at, note in zip(_places(series, [note.day for note in notes]), notes, strict=True):
        if 0 <= at < len(series.periods):
            found.setdefault(at, []).append(_signed(note, language))
    return {at: phrase("note.left_out", language, said="; ".join(said)) for at, said in found.items()}


def day_words(day: date, language: Language = "en") -> str:
    """A day in words: "3 May 2023"."""
    return CATALOGUES[language].day(day)


def reason(noted: Annotation | Rebase) -> str:
    """The reason of a note, to be followed by other words."""
    said = noted.reason.strip()
    return said[:-1] if said.endswith(".") and not said.endswith("..") else said


def _signed(note: Annotation, language: Language) -> str:
    return f"{reason(note)} ({note.by}, {day_words(note.written, language)})"


def _places(series: Series, days: Sequence[date]) -> list[int]:
    """The places of the periods that hold some days, counted from the first period of `series`."""
    every = np.array([series.periods[0], *days], "datetime64[D]").astype(np.int32)
    first, *found = period_index(every, series.measure.period).tolist()
    return [at - first for at in found]


def _first(series: Series, day: date) -> int:
    """The place of the first period on or after `day`, beyond the last where there is none."""
    return int(np.searchsorted(series.periods, np.datetime64(day)))
