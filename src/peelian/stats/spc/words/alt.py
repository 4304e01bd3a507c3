"""The text that stands for a chart, for those who do not see it."""

from peelian.stats.spc.vocabulary import Verdict
from peelian.stats.spc.words.evidence import range_varies
from peelian.stats.spc.words.speaker import Speaker


def alt(verdict: Verdict, speaker: Speaker, sentence: str) -> str:
    """Which chart it is, of how many points, its lines, its signals, then its sentence."""
    points, end = verdict.points, verdict.points[-1]
    known = sum(point.value is not None for point in points)
    said = [
        speaker.say(
            "alt.run" if speaker.chart == "run" else "alt",
            n=len(points),
            name=speaker.name,
            points=speaker.catalogue.count(known, "known point"),
            since=speaker.when(0),
            until=speaker.when(len(points) - 1),
        )
    ]
    if end.mean is not None:
        key = "alt.levels.varies" if range_varies(verdict) else "alt.levels"
        word = speaker.centre_word
        said.append(
            speaker.say(
                key if end.upl is not None else "alt.centre",
                centre_word=word[:1].upper() + word[1:],
                centre=speaker.value(end.mean),
                low=speaker.value(end.lpl),
                high=speaker.value(end.upl),
            )
        )
    if signals := sum(point.type != "common_cause" for point in points):
        said.append(speaker.say("alt.signals", n=signals))
    return " ".join([*said, sentence])
