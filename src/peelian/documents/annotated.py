"""Series with what people noted about them.

The notes are records of an app, which this package may not import: the app says here how they are read.
A process without the app has no notes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from peelian.pipeline.annotations import Annotation
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.values import Series

Notes = tuple[Annotation, ...]

_ways: list[Callable[[], Notes]] = []


def read_notes_with(way: Callable[[], Notes]) -> None:
    """Say how the notes in force are read, all of them."""
    _ways[:] = [way]


def notes_in_force() -> Notes:
    """Every note in force now, of any measure and unit."""
    return tuple(note for way in _ways for note in way())


def line_of(organisation: Organisation, unit: str) -> list[str]:
    """A unit and those above it as the organisation stands now, itself first: its notes bear on it."""
    above = organisation.ancestors(unit) if unit in organisation else []
    return [unit, *(each.id for each in reversed(above))]


def annotated(
    many: Iterable[Series],
    notes: Sequence[Annotation],
    organisation: Callable[[], Organisation],
    *,
    at: Mapping[str, str] | None = None,
) -> list[Series]:
    """The same series, each with the notes on its measure at its unit or one above it, by day.

    `at` says where people are posted, by the `unit` of their series. The organisation is asked for only
    when there are notes.
    """
    series, noted = list(many), {note.measure for note in notes}
    if not any(each.measure.id in noted for each in series):
        return series
    known, place = organisation(), at or {}
    lines: dict[str, frozenset[str]] = {}

    def bearing(each: Series) -> Notes:
        unit = place.get(each.unit, each.unit)
        if unit not in lines:
            lines[unit] = frozenset(line_of(known, unit))
        mine = (note for note in notes if note.measure == each.measure.id and note.unit in lines[unit])
        return tuple(sorted(mine, key=lambda note: (note.day, note.kind, note.written)))

    return [replace(each, annotations=bearing(each)) if each.measure.id in noted else each for each in series]
