"""How one language says what a verdict has to say: its phrases, its counts and its dates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

Phrase = str | tuple[str, str]
"""Text with `{slots}`; or two, the first for one (the slot `n`) and the second for any other number."""


@dataclass(frozen=True)
class Noun:
    """What is counted: "the month", "a month", "months"; `count` writes a number: "1 month", "8 months"."""

    the: str
    a: str
    many: str
    count: Callable[[int], str]


@dataclass(frozen=True)
class Catalogue:
    """The words of one language. `draft` says that no speaker of it has reviewed them yet.

    Every language has the same phrases with the same slots, and the same nouns (a unit of a cadence, "point",
    "figure" and "crossing"). `times` writes how often ("once"), `at` stands between a day and a time, and
    `beginning` writes the period of some length that begins on a day.
    """

    language: str
    draft: bool
    phrases: Mapping[str, Phrase]
    nouns: Mapping[str, Noun]
    times: Callable[[int], str]
    months: tuple[str, ...]
    at: str
    beginning: Mapping[str, str]

    def say(self, key: str, *, n: int = 0, **slots: object) -> str:
        """A phrase with its slots filled; `n` chooses between its forms and is a slot of its own."""
        phrase = self.phrases[key]
        if not isinstance(phrase, str):
            phrase = phrase[n != 1]
        return phrase.format(n=n, **slots)

    def count(self, number: int, noun: str) -> str:
        """ "1 month", "8 months"."""
        return self.nouns[noun].count(number)

    def moment(self, when: datetime, unit: str) -> str:
        """A point that is one `unit` of time: "June 2024", "3 June 2024", "the week of 3 June 2024"."""
        month = f"{self.months[when.month - 1]} {when.year}"
        if unit in ("month", "quarter", "half-year"):
            return month
        if unit == "year":
            return str(when.year) if (when.month, when.day) in ((1, 1), (12, 31)) else month
        time = "" if when.time() == datetime.min.time() else f"{self.at}{when:%H:%M}"
        return self.beginning.get(unit, "{day}").format(day=f"{when.day} {month}{time}")

    def day(self, when: date) -> str:
        """A day by itself: "3 June 2024"."""
        return f"{when.day} {self.months[when.month - 1]} {when.year}"
