"""Calls to 999 and 101, a month at a time."""

import numpy as np
import pyarrow as pa

from peelian.demo.columns import instants, labels, lognormal, numbered
from peelian.demo.demand import Work
from peelian.demo.postings import Duty

LINES = ["999", "101"]
_SHARE_999 = 0.38
_QUEUED_101 = 0.62


def calls_of(work: Work, duty: Duty) -> pa.Table:
    """One month of calls in the canonical columns; an abandoned call is nobody's and never answered."""
    rng = work.rng
    team, connected = work.drawn()
    count = len(team)
    emergency = rng.random(count) < _SHARE_999
    load = work.clock.load(connected)

    queued = rng.random(count) < np.where(
        emergency, work.effects.slow_999(work.month) * np.sqrt(load), _QUEUED_101
    )
    at_once = 2 + rng.exponential(2.4, count).astype(np.int64)
    queue = lognormal(rng, np.where(emergency, 22.0, 150.0) * load, 0.7, count)
    wait = at_once + np.where(queued, queue, 0)
    abandoned = queued & (rng.random(count) < np.where(emergency, 0.06, 0.13))
    answered = connected + wait
    ended = answered + np.where(abandoned, 0, lognormal(rng, np.where(emergency, 230.0, 310.0), 0.6, count))
    return pa.table(
        {
            "call_id": numbered(work.prefix("C"), count),
            "line": labels(np.where(emergency, 0, 1), LINES),
            "connected_at": instants(connected),
            "answered_at": instants(answered, ~abandoned),
            "ended_at": instants(ended),
            "abandoned": pa.array(abandoned),
            "unit_id": work.unit_ids(team),
            "individual_id": work.people(duty, team, connected, ~abandoned),
        }
    )
