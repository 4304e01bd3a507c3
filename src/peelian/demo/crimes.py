"""Recorded crimes and their outcomes, a month at a time, with the outcomes' delay."""

from collections import defaultdict
from typing import Final
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from peelian.demo.clock import Floats, Ints
from peelian.demo.columns import Rng, choose, choose_by_row, labels, numbered
from peelian.demo.demand import Work, month_of_year
from peelian.demo.names import FORCE, STREETS

# Each category's share of records, half its swing over the year, and its busiest month (0 = January).
_CATEGORIES: Final[dict[str, tuple[float, float, int]]] = {
    "Anti-social behaviour": (0.17, 0.04, 6),
    "Violence and sexual offences": (0.32, 0.02, 6),
    "Criminal damage and arson": (0.08, 0.02, 5),
    "Public order": (0.075, 0.02, 6),
    "Shoplifting": (0.075, 0.02, 11),
    "Other theft": (0.07, 0.02, 7),
    "Vehicle crime": (0.06, 0.03, 10),
    "Burglary": (0.045, 0.04, 11),
    "Drugs": (0.035, 0.0, 0),
    "Other crime": (0.022, 0.0, 0),
    "Theft from the person": (0.014, 0.03, 11),
    "Bicycle theft": (0.012, 0.05, 7),
    "Robbery": (0.012, 0.02, 10),
    "Possession of weapons": (0.01, 0.0, 0),
}
CATEGORIES: Final = list(_CATEGORIES)
_ASB = 0
OUTCOMES: Final = [
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Suspect charged",
    "Local resolution",
    "Offender given a caution",
    "Further investigation is not in the public interest",
    "Action to be taken by another organisation",
]
_CHARGED = 2
_COURT: Final = [
    "Offender sent to prison",
    "Offender fined",
    "Offender given community sentence",
    "Offender given suspended prison sentence",
    "Defendant found not guilty",
]
_VIOLENCE = [0.12, 0.68, 0.09, 0.05, 0.03, 0.01, 0.02]
_THEFT = [0.76, 0.13, 0.06, 0.02, 0.01, 0.01, 0.01]
_DISORDER = [0.30, 0.50, 0.09, 0.06, 0.03, 0.01, 0.01]
_POSSESSION = [0.02, 0.24, 0.30, 0.26, 0.13, 0.03, 0.02]
_OUTCOME_MIX: Final = {
    "Violence and sexual offences": _VIOLENCE,
    "Criminal damage and arson": _DISORDER,
    "Public order": _DISORDER,
    "Shoplifting": [0.52, 0.19, 0.20, 0.06, 0.01, 0.01, 0.01],
    "Drugs": _POSSESSION,
    "Possession of weapons": _POSSESSION,
    "Robbery": [0.50, 0.38, 0.10, 0.0, 0.0, 0.01, 0.01],
    "Other crime": _VIOLENCE,
}
_MIXES = np.array([_OUTCOME_MIX.get(category, _THEFT) for category in CATEGORIES])
_PACE = np.array([0.62, 0.40, 0.42, 0.55, 0.50, 0.35, 0.35])  # chance that an outcome comes in any one month
LONGEST = 9  # months: the crimes of so many months before the first are made too, for their late outcomes
_CATEGORY_SPREAD = 0.03
_NO_UPDATE, _NO_PLACE = 0.04, 0.025  # shares of crimes without a known outcome, and without a place


class Crimes:
    """Months of crimes in order. Outcomes wait here until the month in which they are recorded."""

    def __init__(self) -> None:
        self._waiting: defaultdict[int, list[pa.Table]] = defaultdict(list)

    def month(self, work: Work) -> tuple[pa.Table, pa.Table]:
        """The month's crimes as published soon after it, and the outcomes recorded in it.

        The last outcome shown is that of the first two months, as in a file published a month in arrears:
        otherwise the newest months would always look worse than the oldest.
        """
        rng, month = work.rng, work.month
        team, _ = work.drawn()
        count = len(team)
        category = choose(rng, _month_mix(month, rng), count)
        outcome = choose_by_row(_MIXES, category, rng)
        delay = np.minimum(rng.geometric(_PACE[outcome]) - 1, LONGEST)
        asb = category == _ASB
        index = int(month.astype("M8[M]").astype(np.int64))
        crimes = _place(work, team)
        ids = numbered(f"{index:04x}", count)
        crimes = crimes.add_column(
            0, "crime_id", pc.if_else(pa.array(asb), pa.scalar(None, pa.string()), ids)
        )
        crimes = crimes.append_column("category", labels(category, CATEGORIES))
        known = np.where(delay <= 1, outcome + 2, 1)
        known = np.where(rng.random(count) < _NO_UPDATE, 0, known)
        shown = ["Status update unavailable", "Under investigation", *OUTCOMES]
        shown[_CHARGED + 2] = "Awaiting court outcome"
        crimes = crimes.append_column("last_outcome", labels(known, shown, asb))
        self._queue(crimes, np.flatnonzero(~asb), outcome, delay, index, rng)
        waiting = self._waiting.pop(index, [])
        outcomes = pa.concat_tables(waiting) if waiting else crimes.slice(0, 0)
        stamped = pa.array([str(month)] * outcomes.num_rows, pa.string())
        return crimes, outcomes.set_column(outcomes.schema.get_field_index("month"), "month", stamped)

    def _queue(self, crimes: pa.Table, rows: Ints, outcome: Ints, delay: Ints, index: int, rng: Rng) -> None:
        made = crimes.drop_columns(["category", "last_outcome"]).take(pa.array(rows))
        made = made.append_column("outcome", labels(outcome[rows], OUTCOMES))
        self._wait(made, index + delay[rows])
        charged = rows[(outcome[rows] == _CHARGED) & (rng.random(len(rows)) < 0.55)]
        heard = crimes.drop_columns(["category", "last_outcome"]).take(pa.array(charged))
        heard = heard.append_column("outcome", labels(rng.integers(0, len(_COURT), len(charged)), _COURT))
        court = delay[charged] + rng.integers(3, 7, len(charged))
        self._wait(heard, index + np.minimum(court, LONGEST))

    def _wait(self, made: pa.Table, due: Ints) -> None:
        for month in np.unique(due):
            self._waiting[int(month)].append(made.filter(pa.array(due == month)))


def _month_mix(month: np.datetime64, rng: Rng) -> Floats:
    share, swing, busiest = np.array(list(_CATEGORIES.values())).T
    mix: Floats = share * (1 + swing * np.cos(2 * np.pi * (month_of_year(month) - busiest) / 12))
    return mix * np.exp(rng.normal(0, _CATEGORY_SPREAD, len(mix)))


def _place(work: Work, team: Ints) -> pa.Table:
    """Where each crime was: invented areas, and points in the North Sea, where no street is."""
    teams, rng, count = work.teams, work.rng, len(team)
    area = rng.integers(0, 12, count)
    lsoa = team * 12 + area
    nowhere = rng.random(count) < _NO_PLACE
    street = np.where(nowhere, len(STREETS), rng.integers(0, len(STREETS), count))
    commands = sorted({t.command for t in teams})
    of_command = np.array([commands.index(t.command) for t in teams])[team]
    return pa.table(
        {
            "month": pa.array([str(work.month)] * count, pa.string()),
            "force": pa.array([FORCE] * count, pa.string()),
            "location": labels(street, [*(f"On or near {s}" for s in STREETS), "No location"]),
            "lsoa_code": labels(
                lsoa,
                [f"X{crc32(t.id.encode()) % 10**6:06d}{n:02d}" for t in teams for n in range(12)],
                nowhere,
            ),
            "lsoa_name": labels(lsoa, [f"{t.id} {n + 1:03d}" for t in teams for n in range(12)], nowhere),
            "longitude": pa.array(
                np.round(2.0 + of_command % 7 * 0.08 + rng.normal(0, 0.02, count), 6), mask=nowhere
            ),
            "latitude": pa.array(
                np.round(54.2 + of_command // 7 * 0.08 + rng.normal(0, 0.02, count), 6), mask=nowhere
            ),
            "unit_id": work.unit_ids(team),
        }
    )
