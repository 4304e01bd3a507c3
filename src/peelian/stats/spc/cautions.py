"""Why a verdict is withheld, and what a reader must know about the points behind it."""

from collections.abc import Callable, Iterator

import numpy as np

from peelian.stats.spc.cadence import Cadence
from peelian.stats.spc.inputs import FEWEST_BASELINE
from peelian.stats.spc.matrix import FEWEST, MatrixVerdicts
from peelian.stats.spc.vocabulary import Verdict

_SHOWN = 3


def withheld_reason(judged: MatrixVerdicts, row: int, cadence: Cadence) -> str | None:
    """Why the verdict on the series in a row of `judged` may not be shown yet, or None."""
    if not judged.withheld[row]:
        return None
    known = int(judged.last_segment_known[row])
    if known >= FEWEST:
        return "No limits can be drawn: no two neighbouring points of the baseline are known."
    start = int(np.searchsorted(judged.segment, judged.segment[-1]))
    have = f"Only {known} point{' is' if known == 1 else 's are'}" if known else "No point is"
    return f"{have} known since {cadence.say(start)}; a verdict needs {FEWEST}."


def warnings_of(
    verdict: Verdict,
    judged: MatrixVerdicts,
    row: int,
    cadence: Cadence,
    *,
    was_sorted: bool,
    bounds: tuple[float | None, float | None],
    show: Callable[[float], str],
) -> Iterator[str]:
    """Each thing to know about a verdict whose words are not yet written, in a sentence.

    It is of the series in a row of `judged`. `bounds` are the floor and ceiling the measure was said to
    keep within.
    """
    points = verdict.points
    if was_sorted:
        yield "The points were not in date order; they were sorted."
    yield from cadence.warnings()
    if missing := sum(point.value is None for point in points):
        yield f"{missing} of {len(points)} points {'has' if missing == 1 else 'have'} no known value."
    if ghosts := sum(point.ghost for point in points):
        yield f"{ghosts} {'point is' if ghosts == 1 else 'points are'} drawn as ghosts, out of the rules."
    if late := overdue(verdict, cadence):
        yield f"The last known point is {cadence.periods(late)} old."
    yield from _segments(verdict, judged, row, cadence, show)
    if opposed := [at for at, point in enumerate(points) if point.opposed]:
        good, bad = ("high", "low") if verdict.improves == "neutral" else ("an improvement", "a concern")
        yield f"Both {good} and {bad}, by different rules: {_list(opposed, cadence)}."
    floor, ceiling = bounds
    low, high = -np.inf if floor is None else floor, np.inf if ceiling is None else ceiling
    if beyond := [at for at, p in enumerate(points) if p.value is not None and not low <= p.value <= high]:
        yield f"Beyond what the measure is said to allow: {_list(beyond, cadence)}."


def overdue(verdict: Verdict, cadence: Cadence) -> int:
    """Periods from the last known point to the last that is not a ghost; 0 when that is known, or none is."""
    if verdict.last is None:
        return 0
    judged = [at for at, point in enumerate(verdict.points) if not point.ghost]
    return int(cadence.index[judged[-1]] - cadence.index[verdict.last_at])


def _segments(
    verdict: Verdict, judged: MatrixVerdicts, row: int, cadence: Cadence, show: Callable[[float], str]
) -> Iterator[str]:
    for number, limits in enumerate(judged.limits):
        inside = [at for at, point in enumerate(verdict.points) if point.segment == number]
        used = [verdict.points[at].value for at in inside if not verdict.points[at].ghost]
        known = np.array([value for value in used if value is not None])
        where = "" if len(judged.limits) == 1 else f" from {cadence.say(inside[0])}"
        if number + 1 < len(judged.limits) and len(known) < FEWEST_BASELINE:
            yield f"The limits{where} rest on few known points: {len(known)}."
        level, dust = float(limits.level[row]), float(limits.dust[row])
        if not np.isnan(level):
            apart = int((np.abs(known - level) > dust).sum())
            but = (
                f"; {apart} of {len(known)} points {'differs' if apart == 1 else 'differ'} from it"
                if apart
                else ""
            )
            yield f"The baseline{where} holds constant at {show(level)}, so no limits are claimed{but}."
        elif np.isnan(limits.upl[row]):
            yield f"There are no limits{where}: no two neighbouring points of the baseline are known."


def _list(at: list[int], cadence: Cadence) -> str:
    more = f" and {len(at) - _SHOWN} more" if len(at) > _SHOWN else ""
    return ", ".join(cadence.say(one) for one in at[:_SHOWN]) + more
