"""A verdict in plain English: the sentence, the short label and the alt text of its chart."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from peelian.stats.spc.cadence import Cadence
from peelian.stats.spc.cautions import overdue
from peelian.stats.spc.vocabulary import Assurance, Point, Variation, Verdict

Show = Callable[[float], str]


class Words(NamedTuple):
    sentence: str
    label: str
    alt: str


_LABELS: dict[Variation, str] = {
    "common_cause": "No clear change",
    "special_cause_improvement": "Getting better",
    "special_cause_concern": "Getting worse",
    "special_cause_neutral_high": "Higher than usual",
    "special_cause_neutral_low": "Lower than usual",
}
_STANDARDS: dict[Assurance, str] = {
    "consistently_passing": "meeting the standard",
    "consistently_failing": "not meeting the standard",
    "hit_or_miss": "hit or miss against the standard",
}
_MEANING: dict[Variation, str] = {
    "special_cause_improvement": "an improvement",
    "special_cause_concern": "a cause for concern",
    "special_cause_neutral_high": "a real change, not chance",
    "special_cause_neutral_low": "a real change, not chance",
}


def plain(unit: str) -> Callable[[float], str]:
    """A writer of numbers to four figures, with their unit: "72.5%", "1,204", "8.25 minutes"."""
    after = unit if unit in ("", "%") else f" {unit}"

    def show(number: float) -> str:
        text = f"{number:,.0f}" if 1000 <= abs(number) < 1e15 else f"{number:.4g}"
        return ("0" if text == "-0" else text) + after

    return show


def describe(verdict: Verdict, cadence: Cadence, *, name: str, show: Show) -> Words:
    """The words of `verdict`, whose own are not yet written. `show` writes a value as text."""
    sentence = " ".join(_sentences(verdict, cadence, show))
    return Words(sentence, _label(verdict), _alt(verdict, cadence, name, show) + sentence)


def _label(verdict: Verdict) -> str:
    if verdict.last is None:
        return "No figures yet"
    if verdict.withheld:
        return "Too soon to judge"
    said = _LABELS[verdict.variation]
    return f"{said}; {_STANDARDS[verdict.assurance]}" if verdict.assurance else said


def _alt(verdict: Verdict, cadence: Cadence, name: str, show: Show) -> str:
    points, end = verdict.points, verdict.points[-1]
    known = sum(point.value is not None for point in points)
    said = f"Control chart of {name}: {known} known point{'' if known == 1 else 's'}"
    said += (
        f", {cadence.say(0)} to {cadence.say(len(points) - 1)}. "
        if len(points) > 1
        else f", {cadence.say(0)}. "
    )
    if end.mean is not None:
        said += f"Average {show(end.mean)}"
        said += f", usual range {_range(end, show)}. " if end.upl is not None else ", no limits. "
    if signals := sum(point.type != "common_cause" for point in points):
        said += f"{signals} point{' is' if signals == 1 else 's are'} marked as more than chance. "
    return said


def _sentences(verdict: Verdict, cadence: Cadence, show: Show) -> Iterator[str]:
    last = verdict.last
    if last is None or last.value is None:
        yield "No figure is known yet."
        return
    at = verdict.last_at
    late = overdue(verdict, cadence)
    subject = f"The latest {'known ' if late else ''}figure, {show(last.value)} ({cadence.say(at)}),"
    if verdict.withheld:
        yield f"It is too soon for a verdict. {verdict.withheld}"
        yield (
            f"{subject} stands beside an average of {show(last.mean)}."
            if last.mean is not None
            else f"{subject}"
        )
    elif last.type == "common_cause":
        yield f"{subject} {_usual(verdict, last, show)}"
    else:
        yield f"{subject} {_signal(verdict, at, cadence, show)}, {_MEANING[last.type]}."
        if last.opposed:
            yield "Another rule reads it the other way, so look at the chart before acting."
    if late:
        yield f"No figure is known for the {cadence.periods(late)} since."
    if verdict.assurance and not verdict.withheld and verdict.target is not None:
        yield _standard(verdict, cadence, show(verdict.target))


def _usual(verdict: Verdict, last: Point, show: Show) -> str:
    """What to say of a latest figure that signals nothing."""
    level = verdict.flat
    if level is None:
        average = show(last.mean) if last.mean is not None else "nothing"
        return f"is within the usual range of {_range(last, show)}, average {average}: no clear change."
    others = [point for point in _segment(verdict, last) if point.value != level]
    if not others:
        return (
            f"is the same as every other: a constant {show(level)}, so there is no usual range and no change."
        )
    if last.value == level:
        return f"is the {show(level)} that most figures hold, so there is no usual range and no clear change."
    return f"differs from the {show(level)} that most figures hold, as others have before: no clear change."


def _signal(verdict: Verdict, at: int, cadence: Cadence, show: Show) -> str:
    """What the winning rule found at the latest figure."""
    last = verdict.points[at]
    level = last.mean if verdict.flat is None else verdict.flat
    value, centre = last.value or 0.0, level or 0.0
    high = value > centre
    match last.rules[0]:
        case "outside":
            return f"is {'above' if high else 'below'} the usual range of {_range(last, show)}"
        case "change_from_constant":
            return f"is a change from a constant {show(centre)}"
        case "trend":
            slopes = [_sign(b - a) for a, b in pairwise(_run_up(verdict, at))]
            span = _span(1 + _ending(slopes), at, cadence)
            return f"is part of a {'rise' if slopes[-1] > 0 else 'fall'} over {span} in a row"
        case "two_of_three":
            edge = "upper" if high else "lower"
            three = _span(3, at, cadence)
            near = f"near the {edge} edge of the usual range of {_range(last, show)}"
            return f"is at least the second in {three} {near}"
        case _:
            sides = [_sign(known - centre) for known in _run_up(verdict, at)]
            beside = f"{'above' if high else 'below'} the {'average' if verdict.flat is None else 'constant'}"
            return f"is part of a run of {_span(_ending(sides), at, cadence)} {beside} of {show(centre)}"


def _standard(verdict: Verdict, cadence: Cadence, standard: str) -> str:
    """What to expect of the standard."""
    if verdict.flat is not None:
        match verdict.assurance:
            case "consistently_passing":
                return f"Every figure so far has met the standard of {standard}."
            case "consistently_failing":
                return f"Every figure so far has missed the standard of {standard}."
            case _:
                return f"The figures have not all been clearly on one side of the standard of {standard}."
    match verdict.assurance:
        case "consistently_passing":
            return (
                f"The process meets the standard of {standard}: expect that to last until something changes."
            )
        case "consistently_failing":
            return (
                f"The standard of {standard} lies outside what the process can do: "
                "expect to miss it consistently until something changes."
            )
        case _:
            return (
                f"The standard of {standard} lies within the usual range: "
                f"expect to meet it in some {cadence.unit}s and miss it in others, by chance."
            )


def _segment(verdict: Verdict, last: Point) -> list[Point]:
    return [p for p in verdict.points if p.segment == last.segment and p.value is not None and not p.ghost]


def _run_up(verdict: Verdict, at: int) -> list[float]:
    """The values of the segment up to point `at`, back to the first gap."""
    run: list[float] = []
    for point in reversed(verdict.points[: at + 1]):
        if point.value is None or point.ghost or point.segment != verdict.points[at].segment:
            break
        run.insert(0, point.value)
    return run


def _ending(signs: list[int]) -> int:
    """How many equal signs the list ends with."""
    return next((back for back, sign in enumerate(reversed(signs)) if sign != signs[-1]), len(signs))


def _span(count: int, at: int, cadence: Cadence) -> str:
    """ "8 months", or "8 figures" where periods are skipped among them."""
    steady = cadence.index[at] - cadence.index[at - count + 1] == count - 1 and cadence.unit != "point"
    return cadence.periods(count) if steady else f"{count} figures"


def _range(point: Point, show: Show) -> str:
    return f"{show(point.lpl or 0.0)} to {show(point.upl or 0.0)}"


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)
