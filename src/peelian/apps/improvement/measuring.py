"""What the success measures of some actions did since each was opened, read from the values as they stand."""

from collections.abc import Iterable

from peelian.apps.improvement.models import Action
from peelian.apps.improvement.moved import NO_VALUES, Moved, moved
from peelian.documents.kept import opened, stored_series


def measured(actions: Iterable[Action]) -> dict[int, Moved]:
    """What the measure of each action did, by its number; actions without a measure are not there."""
    workspace = opened()
    known = workspace.framework.measures
    with_one = [action for action in actions if action.measure]
    measures = sorted({action.measure for action in with_one if action.measure in known})
    units = sorted({action.unit for action in with_one})
    series = {}
    if measures:
        series = {
            (one.measure.id, one.unit): one
            for one in stored_series(workspace, measures=measures, units=units)
        }
    there = [action for action in with_one if (action.measure, action.unit) in series]
    said = moved([(series[action.measure, action.unit], action.opened_on) for action in there])
    return {action.pk: NO_VALUES for action in with_one} | {
        action.pk: each for action, each in zip(there, said, strict=True)
    }
