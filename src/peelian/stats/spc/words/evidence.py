"""What lies behind a verdict, as facts: how long a run is, how many neighbours are near, how old it is."""

from itertools import pairwise

from peelian.stats.spc.cadence import Cadence
from peelian.stats.spc.vocabulary import Point, Verdict


def overdue(verdict: Verdict, cadence: Cadence) -> int:
    """Periods from the last known point to the last that is not a ghost; 0 when that is known, or none is."""
    if verdict.last is None:
        return 0
    judged = [at for at, point in enumerate(verdict.points) if not point.ghost]
    return int(cadence.index[judged[-1]] - cadence.index[verdict.last_at])


def is_high(verdict: Verdict) -> bool:
    """Whether the last known point is above the centre line, or above the level of a flat series."""
    last = verdict.last
    return last is not None and last.value is not None and last.value > (centre_of(verdict) or 0.0)


def centre_of(verdict: Verdict) -> float | None:
    """What the last known point is judged against."""
    return verdict.flat if verdict.flat is not None or verdict.last is None else verdict.last.mean


def rises(verdict: Verdict) -> bool:
    """Whether the last known point is higher than the one before it."""
    before, last = _run_up(verdict)[-2:]
    return last > before


def trend_length(verdict: Verdict) -> int:
    """Points of the rise or fall that ends at the last known point."""
    return 1 + _ending([_sign(later - earlier) for earlier, later in pairwise(_run_up(verdict))])


def run_length(verdict: Verdict) -> int:
    """Points on one side of the centre line up to the last known. A gap or a point on the line ends it."""
    centre = centre_of(verdict) or 0.0
    return _ending([_sign(value - centre) for value in _run_up(verdict)])


def long_run_length(verdict: Verdict) -> int:
    """The same of a run chart, where a gap or a point on the median neither ends a run nor counts."""
    sides = [_sign((point.value or 0.0) - (point.mean or 0.0)) for point in _inside(verdict)]
    return _ending([side for side in sides if side])


def near_before(verdict: Verdict) -> int:
    """How many of the two points before the last known one are near the same limit."""
    at = verdict.last_at
    return sum("two_of_three" in point.rules for point in verdict.points[max(at - 2, 0) : at])


def marked_since(verdict: Verdict) -> tuple[int, int]:
    """(how many known points in a row, up to the last, are of its type; the place of the first)."""
    count, first, last = 0, verdict.last_at, verdict.last
    for at in range(verdict.last_at, -1, -1):
        point = verdict.points[at]
        if point.value is None or point.ghost:
            continue
        if last is None or point.type != last.type or point.segment != last.segment:
            break
        count, first = count + 1, at
    return count, first


def range_varies(verdict: Verdict) -> bool:
    """Whether the limits differ from point to point of the last segment, as the numbers they are of do."""
    segment = verdict.points[-1].segment
    return len({point.upl for point in verdict.points if point.segment == segment}) > 1


def is_alone(verdict: Verdict) -> bool:
    """Whether the last known point is the only one of its segment."""
    return len(_inside(verdict)) == 1


def others_differ(verdict: Verdict) -> bool:
    """Whether any known point of the last segment is off the level of a flat series."""
    return any(point.value != verdict.flat for point in _inside(verdict))


def _inside(verdict: Verdict) -> list[Point]:
    """The known points of the segment that the last of them is in."""
    last = verdict.last
    return [
        point
        for point in verdict.points
        if last is not None and point.segment == last.segment and point.value is not None and not point.ghost
    ]


def _run_up(verdict: Verdict) -> list[float]:
    """The values of the segment up to the last known point, back to the first gap."""
    run: list[float] = []
    at = verdict.last_at
    for point in reversed(verdict.points[: at + 1]):
        if point.value is None or point.ghost or point.segment != verdict.points[at].segment:
            break
        run.insert(0, point.value)
    return run


def _ending(signs: list[int]) -> int:
    """How many equal signs the list ends with."""
    return next((back for back, sign in enumerate(reversed(signs)) if sign != signs[-1]), len(signs))


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)
