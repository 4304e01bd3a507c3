"""What the demo force's analyst has noted on its charts: true of the causes that were planted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from peelian.demo.signals import Signal
from peelian.demo.sizes import LAST_MONTH
from peelian.pipeline.annotations import Kind


@dataclass(frozen=True)
class PlantedNote:
    """A note to write, as `pipeline.annotations.Annotation` without its writer."""

    kind: Kind
    measure: str
    unit: str
    day: date
    reason: str
    evidence: str = ""


def planted_notes(signals: Iterable[Signal]) -> tuple[PlantedNote, ...]:
    """An event, a new average and points left out. None is on a chart that shows a planted signal by design,
    but the event, which changes no verdict.
    """
    found = {signal.id: signal for signal in signals}
    rota, arrivals = found["rota_change"], found["arrivals_stopped"]
    changed = date.fromisoformat(f"{rota.start_month}-01")
    without = np.arange(np.datetime64(arrivals.start_month, "M"), LAST_MONTH + 1).astype("datetime64[D]")
    return (
        PlantedNote(
            "event", rota.measure, rota.unit, changed + timedelta(2), "The new response rota began",
            "Response review, recommendation 4",
        ),
        PlantedNote(
            "rebase", "attendance_immediate_travel_median", rota.unit, changed,
            "The new response rota puts cars nearer to where they are called to, and is there to stay",
            "Response review, recommendation 4",
        ),
        *(
            PlantedNote(
                "ghost", "attendance_immediate_median", arrivals.unit, month,
                "Arrivals were not recorded, so the figure rests on one incident in ten",
                "See the measure of arrivals recorded",
            )
            for month in without.tolist()
        ),
    )  # fmt: skip
