"""The paragraph: the verdict in full, for those who want to know why and on what it rests."""

from collections.abc import Iterator

from peelian.stats.spc.vocabulary import Point, Verdict
from peelian.stats.spc.words import evidence
from peelian.stats.spc.words.sentence import overdue, standard, withheld
from peelian.stats.spc.words.speaker import Speaker


def paragraph(verdict: Verdict, speaker: Speaker, baseline: int | None = None) -> str:
    """The figure, the verdict and why, how long it has lasted, what is usual, the standard, what was left
    out, how the limits were made, and what to do next. `baseline` is how many points froze the limits.
    """
    last = verdict.last
    if last is None:
        return speaker.say("full.none", name=speaker.name)
    late = evidence.overdue(verdict, speaker.cadence)
    said = [
        speaker.say(
            "full.latest.known" if late else "full.latest",
            name=speaker.name,
            value=speaker.value(last.value),
            when=speaker.when(verdict.last_at),
        ),
        *(overdue(late, speaker) if late else ()),
        *_why(verdict, last, speaker),
        *_levels(verdict, last, speaker),
        *_standard(verdict, speaker),
        *_left_out(verdict, speaker),
        *_made(verdict, speaker, baseline),
        speaker.say(_next(verdict, last)),
    ]
    return " ".join(said)


def _why(verdict: Verdict, last: Point, speaker: Speaker) -> Iterator[str]:
    if verdict.withheld:
        yield withheld(verdict, speaker)
        return
    if last.type == "common_cause":
        yield speaker.say("why.common_cause")
        return
    yield speaker.say(f"why.{last.type}", why=_reason(verdict, last.rules[0], speaker))
    if others := [speaker.say(f"rule.{rule}") for rule in last.rules[1:]]:
        yield speaker.say("also", n=len(others), rules=", ".join(others))
    count, first = evidence.marked_since(verdict)
    yield speaker.say("lasted", n=count, since=speaker.when(first))


def _reason(verdict: Verdict, rule: str, speaker: Speaker) -> str:
    at = verdict.last_at
    match rule:
        case "trend":
            way = "rise" if evidence.rises(verdict) else "fall"
            return speaker.say(f"rule.why.{way}", span=speaker.span(evidence.trend_length(verdict), at))
        case "shift":
            span = speaker.span(evidence.run_length(verdict), at)
            word = speaker.centre_word if verdict.flat is None else speaker.say("centre.constant")
            return speaker.say("rule.why.shift", span=span, centre_word=word)
        case "long_run":
            span = speaker.catalogue.count(evidence.long_run_length(verdict), "figure")
            return speaker.say("rule.why.long_run", span=span)
        case _:
            return speaker.say(f"rule.why.{rule}")


def _levels(verdict: Verdict, last: Point, speaker: Speaker) -> Iterator[str]:
    """The usual range and the line in its middle."""
    if verdict.flat is not None:
        yield speaker.say("levels.constant", level=speaker.value(verdict.flat))
    elif last.mean is None:
        return
    elif last.upl is not None:
        yield speaker.say(
            f"levels.{speaker.centre}",
            low=speaker.value(last.lpl),
            high=speaker.value(last.upl),
            centre=speaker.value(last.mean),
        )
        if evidence.range_varies(verdict):
            yield speaker.say("levels.varies")
    elif verdict.runs is not None:
        yield speaker.say("levels.run", centre=speaker.value(last.mean))
        if not verdict.withheld:
            yield speaker.say(
                "levels.runs",
                useful=verdict.runs.useful,
                longest=verdict.runs.longest,
                most=verdict.runs.longest_limit,
                crossings=speaker.catalogue.count(verdict.runs.crossings, "crossing"),
                least=verdict.runs.crossings_limit,
            )
    elif not evidence.is_alone(verdict):
        centre = speaker.value(last.mean)
        yield speaker.say("levels.centre", centre_word=speaker.centre_word, centre=centre)


def _standard(verdict: Verdict, speaker: Speaker) -> Iterator[str]:
    if verdict.target is None or verdict.withheld:
        return
    if verdict.assurance:
        yield from standard(verdict, speaker)
    elif verdict.improves == "neutral":
        yield speaker.say("standard.neutral", standard=speaker.value(verdict.target))


def _left_out(verdict: Verdict, speaker: Speaker) -> Iterator[str]:
    """Points that are not judged, and figures that are not there."""
    points = verdict.points
    if verdict.spread is not None and _signals(verdict.spread):
        yield speaker.say("spread")
    for key, at in (
        ("left_out", [at for at, point in enumerate(points) if point.ghost and point.value is not None]),
        ("missing", [at for at, point in enumerate(points) if point.value is None]),
    ):
        if at:
            counted = speaker.catalogue.count(len(at), "point")
            yield speaker.say(key, n=len(at), points=counted, list=speaker.listed(at))


def _signals(spread: Verdict) -> bool:
    return spread.withheld is None and spread.variation != "common_cause"


def _made(verdict: Verdict, speaker: Speaker, baseline: int | None) -> Iterator[str]:
    """How the limits, or the median, were made."""
    points, segment = verdict.points, verdict.points[-1].segment
    starts = [at for at in range(1, len(points)) if points[at].segment != points[at - 1].segment]
    if starts:
        yield speaker.say("rebased" if verdict.runs is None else "rebased.run", list=speaker.listed(starts))
    inside = [at for at, point in enumerate(points) if point.segment == segment][:baseline]
    used = [at for at in inside if points[at].value is not None and not points[at].ghost]
    drawn = points[-1].upl is not None
    if not used or not (drawn or verdict.runs is not None):
        return
    yield speaker.say(
        "made" if drawn else "made.run",
        n=len(used),
        chart=speaker.say(f"chart.{speaker.chart}"),
        since=speaker.when(used[0]),
        until=speaker.when(used[-1]),
    )
    if verdict.provisional and drawn:
        yield speaker.say("provisional")


def _next(verdict: Verdict, last: Point) -> str:
    """What to do about it."""
    if verdict.withheld:
        return "next.withheld"
    if last.opposed:
        return "next.opposed"
    if last.type == "common_cause" and verdict.assurance == "consistently_failing":
        return "next.consistently_failing"
    return f"next.{last.type}"
