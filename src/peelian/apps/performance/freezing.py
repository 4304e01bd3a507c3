"""A reading as an answer keeps it: words, table and charts that later data never change."""

from collections.abc import Sequence
from dataclasses import asdict

from django.http import Http404
from django.utils import timezone

from peelian.apps.performance.models_requests import AnsweredReading
from peelian.documents.charts import LAYOUTS, spc_chart
from peelian.documents.kept import opened, organisation, readings
from peelian.documents.readings import Reading
from peelian.framework.errors import UserError

Pair = tuple[str, str]
"""The ids of a measure and a unit."""


def frozen(pairs: Sequence[Pair]) -> list[AnsweredReading]:
    """The readings of some measures at some units as they are now, in order, not yet kept.

    Http404 for a measure or unit that there is not, UserError where there are no values.
    """
    workspace = opened()
    known, measures = organisation(workspace), workspace.framework.measures
    for measure, unit in pairs:
        if measure not in measures:
            raise Http404(f"There is no measure {measure!r} in this framework.")
        if unit not in known:
            raise Http404(f"There is no unit {unit!r} in this force now.")
    asked = dict.fromkeys(pairs)
    read = readings(workspace, measures={m for m, _ in asked}, units={u for _, u in asked}) if asked else []
    found = {(each.measure.id, each.series.unit): each for each in read}
    made = []
    for measure, unit in asked:
        reading, name = found.get((measure, unit)), known.unit(unit).name
        if reading is None or reading.verdict.last is None:
            raise UserError(f"there are no values of {measures[measure].title} at {name}: take it away")
        made.append(_frozen(reading, name))
    return made


def _frozen(reading: Reading, unit_name: str) -> AnsweredReading:
    return AnsweredReading(
        measure=reading.measure.id,
        unit=reading.series.unit,
        title=reading.measure.title,
        unit_name=unit_name,
        sentence=reading.sentence,
        latest=reading.latest,
        latest_period=reading.latest_period,
        alt=reading.alt,
        columns=reading.columns,
        lines=[asdict(line) for line in reading.lines],
        charts={width: spc_chart(reading.verdict, reading.series, width=width) for width in LAYOUTS},
        frozen_on=timezone.localdate(),
    )
