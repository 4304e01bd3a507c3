"""The signals planted in the demo force, as data: where to look and what the verdict should be."""

from dataclasses import dataclass, fields
from typing import Any, Literal

SignalKind = Literal["shift", "deterioration", "data quality", "policy change"]


@dataclass(frozen=True, slots=True)
class Signal:
    """A planted special cause: `expected_variation` is that of the latest verdict of `measure` at `unit`.

    `breakdown` is empty for the whole. `start_month` is 'YYYY-MM'. `also` are the measures that show the
    same cause, at the unit itself, below it and above it.
    """

    id: str
    measure: str
    unit: str
    breakdown: str
    start_month: str
    kind: SignalKind
    expected_variation: str
    words: str
    also: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Signal":
        """The signal a manifest holds."""
        return cls(**{field.name: said[field.name] for field in fields(cls)} | {"also": tuple(said["also"])})


def planted(commands: list[str]) -> tuple[Signal, ...]:
    """The signals of a force with these territorial commands."""
    return ()
