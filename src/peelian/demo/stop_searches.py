"""Stop searches, a month at a time."""

from typing import Final

import numpy as np
import pyarrow as pa

from peelian.demo.columns import choose, choose_by_row, iso_instants, labels, numbered
from peelian.demo.demand import Work
from peelian.demo.names import FORCE
from peelian.demo.postings import Duty

KINDS: Final = ["person", "person_and_vehicle", "vehicle"]
GENDERS: Final = ["Male", "Female", "Other"]
AGES: Final = ["under 10", "10-17", "18-24", "25-34", "over 34"]
SELF_DEFINED: Final = [
    "White - English/Welsh/Scottish/Northern Irish/British",
    "White - Any other White background",
    "Asian/Asian British - Pakistani",
    "Asian/Asian British - Any other Asian background",
    "Black/African/Caribbean/Black British - African",
    "Black/African/Caribbean/Black British - Caribbean",
    "Mixed/Multiple ethnic groups - White and Black Caribbean",
    "Other ethnic group - Any other ethnic group",
    "Other ethnic group - Not stated",
]
_ETHNICITY = [0.52, 0.07, 0.06, 0.05, 0.06, 0.04, 0.04, 0.02, 0.14]
OFFICER_DEFINED: Final = ["White", "Asian", "Black", "Other"]
_SEEN_AS = np.array(
    [
        [0.97, 0.01, 0.01, 0.01],
        [0.94, 0.02, 0.01, 0.03],
        [0.01, 0.96, 0.01, 0.02],
        [0.02, 0.94, 0.01, 0.03],
        [0.01, 0.01, 0.97, 0.01],
        [0.01, 0.01, 0.97, 0.01],
        [0.12, 0.03, 0.80, 0.05],
        [0.15, 0.25, 0.10, 0.50],
        [0.66, 0.13, 0.16, 0.05],
    ]
)
LEGISLATION: Final = [
    "Misuse of Drugs Act 1971 (section 23)",
    "Police and Criminal Evidence Act 1984 (section 1)",
    "Criminal Justice and Public Order Act 1994 (section 60)",
    "Firearms Act 1968 (section 47)",
]
_POWERS = [0.61, 0.36, 0.02, 0.01]
OBJECTS: Final = [
    "Controlled drugs",
    "Stolen goods",
    "Offensive weapons",
    "Articles for use in criminal damage",
    "Evidence of offences under the Act",
    "Anything to threaten or harm anyone",
    "Firearms",
]
_SOUGHT = np.array(
    [
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.46, 0.36, 0.10, 0.08, 0.0, 0.0],
        [0.0, 0.0, 0.4, 0.0, 0.0, 0.6, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
    ]
)
NOTHING: Final = "A no further action disposal"
FOUND: Final = [
    "Arrest",
    "Community resolution",
    "Summons / charged by post",
    "Penalty Notice for Disorder",
    "Khat or Cannabis warning",
    "Caution (simple or conditional)",
]
_FOUND_MIX = [0.46, 0.27, 0.10, 0.06, 0.08, 0.03]
_OPERATION = "Operation Lapwing"


def stop_searches_of(work: Work, duty: Duty) -> pa.Table:
    """One month of stop searches in the canonical columns; times are ISO 8601 with London's offset."""
    rng = work.rng
    team, searched = work.drawn()
    count = len(team)
    ethnicity = choose(rng, _ETHNICITY, count)
    power = choose(rng, _POWERS, count)
    rate = np.array([work.effects.find_rate(t.command, work.month) for t in work.teams])
    found = rng.random(count) < rate[team]
    outcome = np.where(found, 1 + choose(rng, _FOUND_MIX, count), 0)
    operation = rng.random(count) < 0.03
    kind = choose(rng, [0.74, 0.24, 0.02], count)
    vehicle_only = kind == 2
    return pa.table(
        {
            "search_id": numbered(work.prefix("S"), count),
            "searched_at": iso_instants(searched),
            "kind": labels(kind, KINDS),
            "operation": pa.array(operation),
            "operation_name": labels(np.zeros(count, np.int64), [_OPERATION], ~operation),
            "gender": labels(choose(rng, [0.89, 0.105, 0.005], count), GENDERS, vehicle_only),
            "age_range": labels(choose(rng, [0.001, 0.19, 0.36, 0.24, 0.209], count), AGES, vehicle_only),
            "self_defined_ethnicity": labels(ethnicity, SELF_DEFINED, vehicle_only),
            "officer_defined_ethnicity": labels(
                choose_by_row(_SEEN_AS, ethnicity, rng), OFFICER_DEFINED, vehicle_only
            ),
            "legislation": labels(power, LEGISLATION),
            "object": labels(choose_by_row(_SOUGHT, power, rng), OBJECTS),
            "outcome": labels(outcome, [NOTHING, *FOUND]),
            "outcome_linked": pa.array(rng.random(count) < 0.8, mask=~found),
            "removed_clothing": pa.array(rng.random(count) < 0.04),
            "force": pa.array([FORCE] * count, pa.string()),
            "latitude": pa.array(np.round(54.2 + rng.normal(0, 0.05, count), 6)),
            "longitude": pa.array(np.round(2.1 + rng.normal(0, 0.05, count), 6)),
            "unit_id": work.unit_ids(team),
            "individual_id": work.people(duty, team, searched),
        }
    )
