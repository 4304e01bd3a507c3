"""Incidents with every stamp of the attendance chain, a month at a time."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from peelian.demo.clock import DAY, HOUR, Floats, Ints, MonthClock, local
from peelian.demo.columns import (
    Bools,
    Rng,
    choose,
    choose_by_row,
    instants,
    labels,
    lognormal,
    numbered,
)
from peelian.demo.demand import Work
from peelian.demo.postings import Duty

GRADES: Final = ["immediate", "priority", "standard", "scheduled", "resolution_without_deployment"]
IMMEDIATE, PRIORITY, STANDARD, SCHEDULED, WITHOUT = range(5)
ORIGINS: Final = ["999", "101", "online", "front_counter", "self_initiated", "other"]
SELF_INITIATED = 4
RESOLUTIONS: Final = [
    "attended", "cancelled", "resolved_without_deployment", "appointment", "duplicate", "other",
]  # fmt: skip
ATTENDED, CANCELLED, RESOLVED, APPOINTMENT, DUPLICATE, OTHER = range(6)

_GRADE_MIX = np.array([0.22, 0.37, 0.19, 0.08, 0.14])
# Origins of each final grade, in the order of ORIGINS.
_ORIGIN_MIX = np.array(
    [
        [0.78, 0.10, 0.00, 0.02, 0.08, 0.02],
        [0.45, 0.38, 0.03, 0.04, 0.07, 0.03],
        [0.12, 0.58, 0.14, 0.08, 0.04, 0.04],
        [0.04, 0.60, 0.26, 0.08, 0.00, 0.02],
        [0.08, 0.62, 0.24, 0.04, 0.00, 0.02],
    ]
)
# The first grade of each final grade: most are never re-graded.
_FIRST_GRADE = np.array(
    [
        [0.910, 0.075, 0.015, 0.000, 0.000],
        [0.045, 0.920, 0.030, 0.005, 0.000],
        [0.005, 0.045, 0.930, 0.010, 0.010],
        [0.000, 0.010, 0.040, 0.930, 0.020],
        [0.000, 0.010, 0.030, 0.010, 0.950],
    ]
)
_CATEGORIES = {
    "violence": 0.17,
    "domestic": 0.14,
    "anti_social_behaviour": 0.13,
    "concern_for_safety": 0.13,
    "road_traffic": 0.11,
    "suspicious_circumstances": 0.09,
    "theft": 0.09,
    "missing_person": 0.05,
    "burglary": 0.04,
    "administration": 0.05,
}
_CLOSING = ["CR01", "CR02", "NC10", "NC11", "NC14", "AD20", "AD21"]
_DESPATCH_MEDIAN = np.array([75.0, 520.0, 5_400.0, 0.0, 0.0])
_DESPATCH_SIGMA = np.array([0.75, 0.95, 1.05, 0.0, 0.0])
_TRAVEL = np.array(
    [[305.0, 570.0], [560.0, 860.0], [640.0, 930.0], [700.0, 960.0], [0.0, 0.0]]
)  # urban, rural
_NO_RESOURCE = 0.035  # of the immediate wait for somebody to be free
_BEFORE_CALL, _BEFORE_DEPARTURE, _NEXT_DAY = 0.003, 0.006, 0.0008  # shares of arrivals stamped wrongly so
_NO_UNIT, _NO_PERSON, _NO_AREA = 0.004, 0.01, 0.008  # shares of incidents without each


@dataclass(frozen=True, slots=True)
class _Demand:
    """What came in: one row an incident, before anybody was sent."""

    team: Ints
    created: Ints
    grade: Ints
    first: Ints
    origin: Ints
    rural: Bools


def incidents_of(work: Work, duty: Duty) -> pa.Table:
    """One month of incidents in the canonical columns; times are London wall-clock without an offset."""
    rng, effects, month = work.rng, work.effects, work.month
    came = _demand(work)
    count = len(came.created)
    resolution = _resolutions(came, rng)
    sent = np.isin(resolution, (ATTENDED, APPOINTMENT, OTHER)) | (
        (resolution == CANCELLED) & (rng.random(count) < 0.5)
    )
    arrived = np.isin(resolution, (ATTENDED, APPOINTMENT, OTHER))

    graded = came.created + rng.integers(8, 60, count)
    regraded, upgraded, regrades, highest, history = _regrading(came, graded, rng)
    slow = np.array([effects.slowness(team.command, month) for team in work.teams])
    pace = np.where(came.grade == IMMEDIATE, slow[came.team], 1.0) * work.by_command(0.02)[came.team]

    despatched, mobile, at_scene = _legs(came, np.maximum(graded, regraded), work.clock, pace, rng)
    suitable = at_scene + np.where(rng.random(count) < 0.93, 0, lognormal(rng, 540, 0.7, count))
    closed_after = np.where(arrived, suitable, np.where(sent, despatched, np.maximum(graded, regraded)))
    resulted = closed_after + lognormal(rng, np.where(arrived, 3_300.0, 1_500.0), 0.8, count)

    missing = np.array([effects.missing_arrivals(team.command, month) for team in work.teams])
    recorded = arrived & (rng.random(count) >= missing[came.team])
    shown = _mistyped(came, mobile, at_scene, rng)
    suitable = np.where(shown == at_scene, suitable, shown)

    by_phone = came.origin < 2
    answered = came.created - lognormal(rng, np.where(came.origin == 0, 55.0, 110.0), 0.45, count)
    connected = answered - np.where(
        came.origin == 0, 2 + rng.exponential(7, count), 15 + rng.exponential(75, count)
    ).astype(np.int64)

    nobody = rng.random(count)
    return pa.table(
        {
            "incident_id": numbered(work.prefix(), count),
            "call_connected_at": instants(connected, by_phone),
            "call_answered_at": instants(answered, by_phone),
            "created_at": instants(came.created),
            "graded_at": instants(graded),
            "regraded_at": instants(regraded, regraded > 0),
            "upgraded_at": instants(upgraded, upgraded > 0),
            "despatched_at": instants(despatched, sent),
            "mobile_at": instants(mobile, sent & (came.origin != SELF_INITIATED)),
            "at_scene_at": instants(shown, recorded),
            "suitable_at_scene_at": instants(suitable, recorded),
            "resulted_at": instants(resulted),
            "grade": labels(came.grade, GRADES),
            "first_grade": labels(came.first, GRADES),
            "highest_grade": labels(highest, GRADES),
            "regrades": pa.array(regrades),
            "grade_history": history,
            "urban_rural": labels(
                came.rural.astype(np.int64), ["urban", "rural"], rng.random(count) < _NO_AREA
            ),
            "unit_id": work.unit_ids(came.team, nobody < _NO_UNIT),
            "individual_id": work.people(duty, came.team, came.created, sent & (nobody >= _NO_PERSON)),
            "origin": labels(came.origin, ORIGINS),
            "closing_code": labels(rng.integers(0, len(_CLOSING), count), _CLOSING),
            "resolution": labels(resolution, RESOLUTIONS),
            "category": labels(choose(rng, list(_CATEGORIES.values()), count), list(_CATEGORIES)),
            "resources": pa.array(np.where(sent, 1 + rng.poisson(0.6, count), 0)),
        }
    )


def _mistyped(came: _Demand, mobile: Ints, at_scene: Ints, rng: Rng) -> Ints:
    """Arrivals as recorded: a few before the call or before setting off, and a few on the wrong day."""
    count = len(at_scene)
    edges = np.cumsum([_BEFORE_CALL, _BEFORE_DEPARTURE, _NEXT_DAY])
    early = rng.integers(60, 2_400, count)
    wrong = [came.created - early, mobile - early % 240 - 1, at_scene + DAY]
    return np.choose(np.searchsorted(edges, rng.random(count), side="right"), [*wrong, at_scene])


def _demand(work: Work) -> _Demand:
    rng = work.rng
    team, created = work.drawn()
    count = len(team)
    grade = choose(rng, _GRADE_MIX, count)
    urban = np.array([t.urban for t in work.teams])
    return _Demand(
        team=team,
        created=created,
        grade=grade,
        first=choose_by_row(_FIRST_GRADE, grade, rng),
        origin=choose_by_row(_ORIGIN_MIX, grade, rng),
        rural=rng.random(count) >= urban[team],
    )


def _resolutions(came: _Demand, rng: Rng) -> Ints:
    draw = rng.random(len(came.grade))
    usual = np.select([came.grade == WITHOUT, came.grade == SCHEDULED], [RESOLVED, APPOINTMENT], ATTENDED)
    unusual = np.select([draw < 0.035, draw < 0.05, draw < 0.058], [CANCELLED, DUPLICATE, OTHER], usual)
    kept = (came.origin == SELF_INITIATED) | (came.grade == WITHOUT)
    return np.where(kept, usual, unusual)


def _regrading(came: _Demand, graded: Ints, rng: Rng) -> tuple[Ints, Ints, Ints, Ints, pa.Array]:
    """Times of the last re-grade and last upgrade to immediate (0 for none), how many, highest, history.

    One in twelve of the immediate that never changed did change twice: down to priority and back.
    """
    count = len(graded)
    once = came.first != came.grade
    twice = ~once & (came.grade == IMMEDIATE) & (rng.random(count) < 0.012)
    at = graded + lognormal(rng, 260, 0.8, count)
    again = at + lognormal(rng, 200, 0.6, count)
    regraded = np.where(once, at, np.where(twice, again, 0))
    upgraded = np.where((came.grade == IMMEDIATE) & (once | twice), regraded, 0)
    highest = np.minimum(came.first, came.grade)
    changed = np.flatnonzero(once | twice)
    stamp = [_stamps(moment[changed]) for moment in (graded, at, again)]
    names = labels(came.first[changed], GRADES)
    then = labels(np.where(twice, PRIORITY, came.grade)[changed], GRADES)
    entries = (
        pc.binary_join_element_wise(names, stamp[0], "@"),
        pc.binary_join_element_wise(then, stamp[1], "@"),
    )
    story = pc.binary_join_element_wise(*entries, ">")
    back = pc.binary_join_element_wise(story, pa.scalar("immediate"), ">")
    story = pc.if_else(pa.array(twice[changed]), pc.binary_join_element_wise(back, stamp[2], "@"), story)
    place = np.zeros(count, dtype=np.int32)
    place[changed] = np.arange(len(changed))
    history = pc.take(story, pa.array(place, mask=~(once | twice)))
    return regraded, upgraded, once + 2 * twice, highest, history


def _stamps(utc: Ints) -> pa.Array:
    text = pc.replace_substring(pc.cast(pa.array(utc.view("M8[s]")), pa.string()), " ", "T")
    return pc.binary_join_element_wise(text, pa.scalar("Z"), "")


def _legs(came: _Demand, ready: Ints, clock: MonthClock, pace: Floats, rng: Rng) -> tuple[Ints, Ints, Ints]:
    """Despatch, departure and arrival. Busy hours lengthen the wait for a resource; the self-initiated
    are at the scene already; an appointment is kept in working hours one to three days later."""
    count = len(ready)
    load = np.sqrt(clock.load(came.created))
    wait = lognormal(rng, _DESPATCH_MEDIAN[came.grade] * pace * load, _DESPATCH_SIGMA[came.grade], count)
    despatched = ready + wait
    nobody_free = (came.grade == IMMEDIATE) & (rng.random(count) < _NO_RESOURCE)
    despatched = despatched + np.where(nobody_free, lognormal(rng, 2_700, 0.5, count), 0)
    mobile = despatched + lognormal(rng, np.where(came.grade == IMMEDIATE, 35.0, 80.0) * pace, 0.6, count)
    travel = _TRAVEL[came.grade, came.rural.astype(np.int64)] * pace
    at_scene = mobile + lognormal(rng, np.maximum(travel, 1.0), 0.48, count)

    booked = came.grade == SCHEDULED
    morning = (local(came.created) // DAY + rng.integers(1, 4, count)) * DAY + 9 * HOUR
    appointment = morning + rng.integers(0, 32, count) * 900 - (local(came.created) - came.created)
    at_scene = np.where(booked, appointment + lognormal(rng, 300, 0.8, count), at_scene)
    mobile = np.where(booked, at_scene - lognormal(rng, 900, 0.4, count), mobile)
    despatched = np.where(booked, mobile - lognormal(rng, 60, 0.4, count), despatched)

    own = came.origin == SELF_INITIATED
    return np.where(own, ready, despatched), mobile, np.where(own, ready + 1, at_scene)
