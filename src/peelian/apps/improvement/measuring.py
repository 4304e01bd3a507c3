"""What the success measures of some actions did since each was opened, read from the values as they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from peelian.apps.improvement.models import Action
from peelian.apps.improvement.moved import NO_VALUES, Moved, moved
from peelian.documents.kept import opened, stored_series


@dataclass(frozen=True)
class Watched:
    """Something, by its number, that a measure is to show at a unit since a day."""

    number: int
    measure: str
    unit: str
    since: date


def measured(actions: Iterable[Action]) -> dict[int, Moved]:
    """What the measure of each action did, by its number; actions without a measure are not there."""
    return moved_of(
        Watched(action.pk, action.measure, action.unit, action.opened_on)
        for action in actions
        if action.measure
    )


def moved_of(watched: Iterable[Watched]) -> dict[int, Moved]:
    """What the measure of each did since its day, by its number."""
    workspace = opened()
    known = workspace.framework.measures
    every = list(watched)
    measures = sorted({each.measure for each in every if each.measure in known})
    units = sorted({each.unit for each in every})
    series = {}
    if measures:
        series = {
            (one.measure.id, one.unit): one
            for one in stored_series(workspace, measures=measures, units=units)
        }
    there = [each for each in every if (each.measure, each.unit) in series]
    said = moved([(series[each.measure, each.unit], each.since) for each in there])
    return {each.number: NO_VALUES for each in every} | {
        each.number: did for each, did in zip(there, said, strict=True)
    }
