"""The signals planted in the demo force, as data: where to look and what the verdict should be."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Literal

from peelian.demo.effects import ARRIVALS_STOPPED, CALLS_SLOWED, ROTA_CHANGED, SEARCH_POLICY
from peelian.demo.names import CONTACT_ID, FORCE_ID, PLACES
from peelian.demo.organisation import REORGANISED, UnitSpell

SignalKind = Literal["shift", "deterioration", "data quality", "policy change", "reorganisation"]

_LEGS = tuple(
    f"attendance_immediate_{leg}{part}"
    for leg in ("", "control_room_", "despatch_", "travel_")
    for part in ("median", "p90")
)
_IMMEDIATE = ("attendance_immediate_in_standard", "attendance_immediate_over_an_hour", *_LEGS)
_PRIORITY = (
    "attendance_priority_in_standard",
    *(name.replace("immediate", "priority") for name in _LEGS),
)
_OFFICERS = (
    "people_in_post",
    "officers_in_post",
    "constables_in_post",
    "sergeants_in_post",
    "incidents_per_100_officers",
    "stop_searches_per_100_officers",
)


@dataclass(frozen=True, slots=True)
class Signal:
    """A planted special cause: `expected_variation` is that of the latest verdict of `measure` at `unit`.

    `breakdown` is empty for the whole. `start_month` is 'YYYY-MM'. `also` are the measures that may show
    the same cause, at the unit itself and at those above and below it.
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

    def reach(self, units: Iterable[UnitSpell]) -> set[tuple[str, str]]:
        """Every (measure, unit) the cause may show in: the planted one and its declared knock-ons."""
        above: dict[str, set[str]] = {}
        for unit in units:
            above.setdefault(unit.id, set()).add(unit.parent)
        line = {FORCE_ID, self.unit}
        for _ in range(3):
            line |= {unit for unit, parents in above.items() if parents & (line - {FORCE_ID})}
        here = self.unit
        while here != FORCE_ID:
            line.add(here := next(iter(above[here])))
        return {(measure, unit) for measure in (self.measure, *self.also) for unit in line}


def planted(units: list[UnitSpell], commands: list[str]) -> tuple[Signal, ...]:
    """The signals of a force with these units and territorial commands."""
    rota, searches, arrivals = commands[:3]
    split = next(unit.parent for unit in units if unit.starts == REORGANISED and unit.id.endswith("2"))
    place = dict(zip(commands, PLACES, strict=False))
    return (
        Signal(
            id="rota_change",
            measure="attendance_immediate_in_standard",
            unit=rota,
            breakdown="",
            start_month=str(ROTA_CHANGED),
            kind="shift",
            expected_variation="special_cause_improvement",
            words=f"{place[rota]} changed its response rota: more of its immediate incidents are attended "
            "within the standard, in every leg from despatch to arrival.",
            also=(*_IMMEDIATE, "attendance_median"),
        ),
        Signal(
            id="calls_slowed",
            measure="calls_999_within_10_seconds",
            unit=CONTACT_ID,
            breakdown="",
            start_month=str(CALLS_SLOWED),
            kind="deterioration",
            expected_variation="special_cause_concern",
            words="More 999 calls wait in a queue: fewer are answered within 10 seconds.",
            also=("calls_999_answer_p90", "calls_999_over_a_minute", "calls_999_abandoned"),
        ),
        Signal(
            id="arrivals_stopped",
            measure="arrival_recorded",
            unit=arrivals,
            breakdown="",
            start_month=str(ARRIVALS_STOPPED),
            kind="data quality",
            expected_variation="special_cause_concern",
            words=f"{place[arrivals]} stopped recording most arrivals. Its attendance times rest on the few "
            "that are left and say nothing safe.",
            also=(
                *_IMMEDIATE,
                *_PRIORITY,
                "attendance_median",
                "attendance_counted",
                "resources_sent",
                "impossible_times",
                "individual_recorded",
            ),
        ),
        Signal(
            id="search_policy",
            measure="stop_search_find_rate",
            unit=searches,
            breakdown="",
            start_month=str(SEARCH_POLICY),
            kind="policy change",
            expected_variation="special_cause_concern",
            words=f"{place[searches]} changed its policy on stop and search: far fewer "
            "searches find anything.",
            also=("stop_search_arrests", "stop_search_outcome_linked"),
        ),
        Signal(
            id="team_split",
            measure="constables_per_sergeant",
            unit=split,
            breakdown="",
            start_month=str(REORGANISED),
            kind="reorganisation",
            expected_variation="special_cause_neutral_low",
            words=f"{place[rota]} split a local policing team in two and gave each a sergeant.",
            also=_OFFICERS,
        ),
    )
