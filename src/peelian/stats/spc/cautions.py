"""Why a verdict is withheld, and what a reader must know about the points behind it."""

from collections.abc import Iterator

import numpy as np

from peelian.stats.spc.inputs import FEWEST_BASELINE
from peelian.stats.spc.matrix import FEWEST, MatrixVerdicts
from peelian.stats.spc.runs import FEWEST_USEFUL
from peelian.stats.spc.vocabulary import Verdict
from peelian.stats.spc.words.evidence import overdue
from peelian.stats.spc.words.speaker import Speaker

_SHOWN = 3
_BY_NEIGHBOURS = ("xmr", "t", "p_prime", "u_prime")


def withheld_reason(judged: MatrixVerdicts, row: int, speaker: Speaker) -> str | None:
    """Why the verdict on the series in a row of `judged` may not be shown yet, or None."""
    if not judged.withheld[row]:
        return None
    known = int(judged.last_segment_known[row])
    since = speaker.when(int(np.searchsorted(judged.segment, judged.segment[-1])))
    if known >= FEWEST and judged.runs is not None:
        useful = int(judged.runs.useful[row])
        points = speaker.catalogue.count(useful, "point")
        return speaker.say("too_few.useful", n=useful, points=points, when=since, needed=FEWEST_USEFUL)
    if known >= FEWEST:
        return speaker.say("no_limits" if judged.chart in _BY_NEIGHBOURS else "no_limits.few")
    points = speaker.catalogue.count(known, "point")
    return speaker.say(
        "too_few" if known else "too_few.none", n=known, points=points, when=since, needed=FEWEST
    )


def warnings_of(
    verdict: Verdict,
    judged: MatrixVerdicts,
    row: int,
    speaker: Speaker,
    *,
    was_sorted: bool,
    bounds: tuple[float | None, float | None],
) -> Iterator[str]:
    """Each thing to know about a verdict whose words are not yet written, in a sentence.

    It is of the series in a row of `judged`. `bounds` are the floor and ceiling the measure was said to
    keep within.
    """
    points = verdict.points
    if was_sorted:
        yield speaker.say("sorted")
    yield from _rhythm(speaker)
    if missing := sum(point.value is None for point in points):
        yield speaker.say("unknown", n=missing, points=speaker.catalogue.count(len(points), "point"))
    if ghosts := sum(point.ghost for point in points):
        yield speaker.say("ghosts", n=ghosts, points=speaker.catalogue.count(ghosts, "point"))
    if late := overdue(verdict, speaker.cadence):
        key = "old.point" if speaker.cadence.unit == "point" else "old"
        yield speaker.say(key, n=late, periods=speaker.periods(late))
    yield from _segments(verdict, judged, row, speaker)
    if opposed := [at for at, point in enumerate(points) if point.opposed]:
        yield speaker.say(
            "both.neutral" if verdict.improves == "neutral" else "both", list=speaker.listed(opposed)
        )
    floor, ceiling = bounds
    low, high = -np.inf if floor is None else floor, np.inf if ceiling is None else ceiling
    if beyond := [at for at, p in enumerate(points) if p.value is not None and not low <= p.value <= high]:
        yield speaker.say("beyond", list=speaker.listed(beyond))


def _rhythm(speaker: Speaker) -> Iterator[str]:
    """What is wrong with the dates."""
    cadence = speaker.cadence
    steps = np.diff(cadence.index)
    gaps = np.flatnonzero(steps > 1).tolist()
    said = [
        speaker.say(
            "skipped.gap",
            periods=speaker.periods(int(steps[gap]) - 1),
            before=speaker.when(gap),
            after=speaker.when(gap + 1),
        )
        for gap in gaps[:_SHOWN]
    ]
    if len(gaps) > _SHOWN:
        said.append(speaker.say("skipped.more", n=len(gaps) - _SHOWN))
    if said:
        yield speaker.say("skipped", gaps="; ".join(said))
    if cadence.irregular and cadence.unit == "point":
        yield speaker.say("irregular.point")
    elif cadence.irregular:
        yield speaker.say("irregular", apart=speaker.catalogue.nouns[cadence.unit].a)


def _segments(verdict: Verdict, judged: MatrixVerdicts, row: int, speaker: Speaker) -> Iterator[str]:
    several = len(judged.limits) > 1
    for number, limits in enumerate(judged.limits):
        inside = [at for at, point in enumerate(verdict.points) if point.segment == number]
        used = [verdict.points[at].value for at in inside if not verdict.points[at].ghost]
        known = np.array([value for value in used if value is not None])
        when, start = ".from" if several else "", speaker.when(inside[0])
        if number + 1 < len(judged.limits) and len(known) < FEWEST_BASELINE:
            yield speaker.say("few_known", n=len(known), when=start)
        level, dust = float(limits.level[row]), float(limits.dust[row])
        if not np.isnan(level):
            yield speaker.say(f"flat{when}", when=start, level=speaker.value(level))
            if apart := int((np.abs(known - level) > dust).sum()):
                yield speaker.say("flat.apart", n=apart, points=speaker.catalogue.count(len(known), "point"))
        elif judged.runs is None and not limits.claimed[row]:
            some = "" if judged.chart in _BY_NEIGHBOURS else ".few"
            yield speaker.say(f"unlimited{some}{when}", when=start)
