"""The label and the sentence: the two shorter lengths."""

from collections.abc import Iterator

from peelian.stats.spc.vocabulary import Point, Verdict
from peelian.stats.spc.words import evidence
from peelian.stats.spc.words.speaker import Speaker

_OWN_SUBJECT = ("g", "t", "xbar_s", "s")


def label(verdict: Verdict, speaker: Speaker) -> str:
    """A verdict in a few words: "Getting better; not meeting the standard"."""
    if verdict.last is None:
        return speaker.say("label.none")
    if verdict.withheld:
        return speaker.say("label.withheld")
    said = speaker.say(f"label.{verdict.variation}")
    return f"{said}; {speaker.say(f'label.{verdict.assurance}')}" if verdict.assurance else said


def sentence(verdict: Verdict, speaker: Speaker) -> str:
    """What the latest figure says, and what to expect of the standard, in up to three sentences."""
    return " ".join(_sentences(verdict, speaker))


def _sentences(verdict: Verdict, speaker: Speaker) -> Iterator[str]:
    last = verdict.last
    if last is None:
        yield speaker.say("none")
        return
    late = evidence.overdue(verdict, speaker.cadence)
    of = f"subject.{speaker.chart}" if speaker.chart in _OWN_SUBJECT else "subject"
    subject = speaker.say(
        f"{of}.known" if late else of, value=speaker.value(last.value), when=speaker.when(verdict.last_at)
    )
    if verdict.withheld:
        yield withheld(verdict, speaker)
        yield _beside(verdict, last, speaker, subject)
    else:
        find = _usual if last.type == "common_cause" else _signal
        found = find(verdict, last, speaker)
        yield speaker.say(
            "finding", subject=subject, finding=found, meaning=speaker.say(f"meaning.{last.type}")
        )
        if last.opposed:
            yield speaker.say("opposed")
    if late:
        yield from overdue(late, speaker)
    if not verdict.withheld:
        yield from standard(verdict, speaker)


def withheld(verdict: Verdict, speaker: Speaker) -> str:
    """That there is no verdict, and why."""
    return f"{speaker.say('withheld' if verdict.provisional else 'withheld.limits')} {verdict.withheld}"


def _beside(verdict: Verdict, last: Point, speaker: Speaker, subject: str) -> str:
    """The latest figure where there is no verdict on it."""
    if last.mean is None:
        return speaker.say("beside.nothing", subject=subject)
    if evidence.is_alone(verdict):
        return speaker.say("beside.only", subject=subject)
    return speaker.say(f"beside.{speaker.centre}", subject=subject, centre=speaker.value(last.mean))


def overdue(late: int, speaker: Speaker) -> Iterator[str]:
    """That the periods since the last known figure have none."""
    unit = speaker.cadence.unit
    if unit == "point":
        yield speaker.say("late.point", n=late)
    else:
        the_unit = speaker.catalogue.nouns[unit].the
        yield speaker.say("late", n=late, the_unit=the_unit, periods=speaker.periods(late))


def standard(verdict: Verdict, speaker: Speaker) -> Iterator[str]:
    """What to expect of the standard, where one is judged."""
    if verdict.assurance and verdict.target is not None:
        unit = "figure" if speaker.cadence.unit == "point" else speaker.cadence.unit
        yield speaker.say(
            f"{'standard' if verdict.flat is None else 'constant'}.{verdict.assurance}",
            standard=speaker.value(verdict.target),
            units=speaker.catalogue.nouns[unit].many,
        )


def _usual(verdict: Verdict, last: Point, speaker: Speaker) -> str:
    """What to say of a latest figure that signals nothing."""
    centre = speaker.value(last.mean)
    if verdict.flat is not None:
        level = speaker.value(verdict.flat)
        if last.value != verdict.flat:
            return speaker.say("usual.off", level=level)
        return speaker.say(
            "usual.level" if evidence.others_differ(verdict) else "usual.constant", level=level
        )
    if last.upl is None:
        return speaker.say("usual.run", centre=centre)
    return speaker.say(
        "usual", range=_range(verdict, last, speaker), centre_word=speaker.centre_word, centre=centre
    )


def _signal(verdict: Verdict, last: Point, speaker: Speaker) -> str:
    """What the winning rule found at the latest figure."""
    at, side = verdict.last_at, "high" if evidence.is_high(verdict) else "low"
    centre = speaker.value(evidence.centre_of(verdict))
    match last.rules[0]:
        case "outside":
            return speaker.say(f"outside.{side}", range=_range(verdict, last, speaker))
        case "change_from_constant":
            return speaker.say("change", level=centre)
        case "trend":
            span = speaker.span(evidence.trend_length(verdict), at)
            return speaker.say(f"trend.{'rise' if evidence.rises(verdict) else 'fall'}", span=span)
        case "two_of_three":
            return speaker.say(
                f"near.{side}", n=evidence.near_before(verdict), range=_range(verdict, last, speaker)
            )
        case "long_run":
            span = speaker.catalogue.count(evidence.long_run_length(verdict), "figure")
            most = verdict.runs.longest_limit if verdict.runs else 0
            return speaker.say(f"long.{side}", span=span, centre=centre, most=most)
        case "few_crossings":
            runs = verdict.runs
            crossed, least = (runs.crossings, runs.crossings_limit) if runs else (0, 0)
            return speaker.say("few", centre=centre, times=speaker.catalogue.times(crossed), least=least)
        case _:
            span = speaker.span(evidence.run_length(verdict), at)
            if verdict.flat is not None:
                return speaker.say(f"run.constant.{side}", span=span, centre=centre)
            return speaker.say(f"run.{side}", span=span, centre_word=speaker.centre_word, centre=centre)


def _range(verdict: Verdict, last: Point, speaker: Speaker) -> str:
    return speaker.range(last, varies=evidence.range_varies(verdict))
