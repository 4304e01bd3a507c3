"""Verdicts in plain English."""

from peelian.stats.spc.words.catalogue import Catalogue, Noun, Phrase

LABELS: dict[str, Phrase] = {
    "label.none": "No figures yet",
    "label.withheld": "Too soon to judge",
    "label.common_cause": "No clear change",
    "label.special_cause_improvement": "Getting better",
    "label.special_cause_concern": "Getting worse",
    "label.special_cause_neutral_high": "Higher than usual",
    "label.special_cause_neutral_low": "Lower than usual",
    "label.consistently_passing": "meeting the standard",
    "label.consistently_failing": "not meeting the standard",
    "label.hit_or_miss": "hit or miss against the standard",
    "mark.consistently_passing": "Meeting the standard",
    "mark.consistently_failing": "Not meeting the standard",
    "mark.hit_or_miss": "Hit or miss",
    "point.common_cause": "Usual",
    "point.special_cause_improvement": "Improvement",
    "point.special_cause_concern": "Concern",
    "point.special_cause_neutral_high": "Higher than usual",
    "point.special_cause_neutral_low": "Lower than usual",
    "point.missing": "Nothing submitted, or nothing to measure",
    "point.in_progress": "In progress",
    "point.not_judged": "In progress, not judged",
    "point.left_out": "Left out",
    "rule.outside": "outside the limits",
    "rule.trend": "part of a trend",
    "rule.two_of_three": "two of three points near a limit",
    "rule.shift": "part of a run on one side of the centre line",
    "rule.change_from_constant": "a change from a constant",
    "rule.long_run": "part of a long run on one side of the median",
    "rule.few_crossings": "part of a series that seldom crosses the median",
    "column.period": "Period",
    "column.value": "Value",
    "column.numerator": "Count",
    "column.denominator": "Out of",
    "column.mean": "Mean",
    "column.limits": "Limits",
    "column.standard": "Standard",
    "column.says": "What it says",
}

_LIMITS_OF: dict[str, Phrase] = {
    "chart.xmr": "an individuals (XmR) chart",
    "chart.p": "a p chart",
    "chart.p_prime": "a p chart with the Laney correction",
    "chart.u": "a u chart",
    "chart.u_prime": "a u chart with the Laney correction",
    "chart.c": "a c chart",
    "chart.g": "a g chart of cases between events",
    "chart.t": "a t chart of times between events",
    "chart.xbar_s": "an X-bar chart of subgroup averages",
    "chart.s": "an S chart of the spread within subgroups",
    "chart.run": "a run chart",
}

SENTENCES: dict[str, Phrase] = {
    "subject": "The latest figure, {value} ({when}),",
    "subject.known": "The latest known figure, {value} ({when}),",
    "subject.g": "The latest count of cases between events, {value} ({when}),",
    "subject.g.known": "The latest known count of cases between events, {value} ({when}),",
    "subject.t": "The latest time between events, {value} ({when}),",
    "subject.t.known": "The latest known time between events, {value} ({when}),",
    "subject.xbar_s": "The latest subgroup average, {value} ({when}),",
    "subject.xbar_s.known": "The latest known subgroup average, {value} ({when}),",
    "subject.s": "The latest spread within a subgroup, {value} ({when}),",
    "subject.s.known": "The latest known spread within a subgroup, {value} ({when}),",
    "centre.average": "average",
    "centre.median": "median",
    "centre.typical": "typical value",
    "centre.constant": "constant level",
    "range": "usual range of {low} to {high}",
    "range.cases": "usual range for that many cases, {low} to {high}",
    "range.base": "usual range for a base of that size, {low} to {high}",
    "range.subgroup": "usual range for a subgroup of that size, {low} to {high}",
    "none": "No figure is known yet.",
    "withheld": "It is too soon for a verdict.",
    "beside.average": "{subject} compares with an average of {centre}.",
    "beside.median": "{subject} compares with a median of {centre}.",
    "beside.typical": "{subject} compares with a typical value of {centre}.",
    "beside.nothing": "{subject} is known, but has no average beside it yet.",
    "finding": "{subject} {finding}: {meaning}.",
    "meaning.common_cause": "no clear change",
    "meaning.special_cause_improvement": "an improvement",
    "meaning.special_cause_concern": "a cause for concern",
    "meaning.special_cause_neutral_high": "a real change, not chance",
    "meaning.special_cause_neutral_low": "a real change, not chance",
    "usual": "is within the {range}, {centre_word} {centre}",
    "usual.run": "fits a steady process around the median of {centre}",
    "usual.constant": "is the same as every other, a constant {level}",
    "usual.level": "is at the level that most figures hold, {level}",
    "usual.off": "is off the level that most figures hold, {level}, as others have been before",
    "outside.high": "is above the {range}",
    "outside.low": "is below the {range}",
    "change": "is a change from a constant {level}",
    "trend.rise": "is part of a rise over {span} in a row",
    "trend.fall": "is part of a fall over {span} in a row",
    "near.high": (
        "is near the upper edge of the {range}, as was one of the two figures before it",
        "is near the upper edge of the {range}, as were both figures before it",
    ),
    "near.low": (
        "is near the lower edge of the {range}, as was one of the two figures before it",
        "is near the lower edge of the {range}, as were both figures before it",
    ),
    "run.high": "is part of a run of {span} above the {centre_word} of {centre}",
    "run.low": "is part of a run of {span} below the {centre_word} of {centre}",
    "run.constant.high": "is part of a run of {span} above the constant of {centre}",
    "run.constant.low": "is part of a run of {span} below the constant of {centre}",
    "long.high": "is part of a run of {span} above the median of {centre}, where at most {most} are expected",
    "long.low": "is part of a run of {span} below the median of {centre}, where at most {most} are expected",
    "few": "belongs to a series that has crossed the median ({centre}) {times}, where at least {least} crossings are expected",
    "few.none": "belongs to a series that has never crossed the median ({centre}), where at least {least} crossings are expected",
    "opposed": "Another rule reads it the other way, so look at the chart before acting.",
    "late": (
        "No figure is known for {the_unit} since.",
        "No figure is known for the {periods} since.",
    ),
    "late.point": (
        "The figure since is not known.",
        "The {n} figures since are not known.",
    ),
    "standard.consistently_passing": "The process meets the standard of {standard}: expect that to last until something changes.",
    "standard.consistently_failing": "The standard of {standard} lies outside what the process can do: expect to miss it consistently until something changes.",
    "standard.hit_or_miss": "The standard of {standard} lies within the usual range: expect to meet it in some {units} and miss it in others, by chance.",
    "constant.consistently_passing": "Every figure so far has met the standard of {standard}.",
    "constant.consistently_failing": "Every figure so far has missed the standard of {standard}.",
    "constant.hit_or_miss": "The figures have not all been clearly on one side of the standard of {standard}.",
    "too_few": (
        "Only {points} is known since {when}; a verdict needs {needed}.",
        "Only {points} are known since {when}; a verdict needs {needed}.",
    ),
    "too_few.none": "No point is known since {when}; a verdict needs {needed}.",
    "too_few.useful": (
        "Only {points} since {when} is off the median; a run chart needs {needed}.",
        "Only {points} since {when} are off the median; a run chart needs {needed}.",
    ),
    "no_limits": "No limits can be drawn: no two neighbouring points of the baseline are known.",
    "no_limits.few": "No limits can be drawn: too few points of the baseline are known.",
}

PARAGRAPHS: dict[str, Phrase] = {
    "full.latest": "{name}: the latest figure is {value} ({when}).",
    "full.latest.known": "{name}: the latest known figure is {value} ({when}).",
    "full.none": "{name}: no figure is known yet.",
    "why.common_cause": "There is no clear change: no rule finds more in it than chance.",
    "why.special_cause_improvement": "This is an improvement: {why}.",
    "why.special_cause_concern": "This is a cause for concern: {why}.",
    "why.special_cause_neutral_high": "This is a real change upwards: {why}.",
    "why.special_cause_neutral_low": "This is a real change downwards: {why}.",
    "rule.why.outside": "it lies outside the usual range, where chance alone seldom puts a figure",
    "rule.why.change_from_constant": "a level that had held without variation holds no longer",
    "rule.why.rise": "the figures have risen without a break over {span}, where chance alone would turn back",
    "rule.why.fall": "the figures have fallen without a break over {span}, where chance alone would turn back",
    "rule.why.two_of_three": "at least two of the last three figures are near the same edge of the usual range",
    "rule.why.shift": "a run of {span} is all on one side of the {centre_word}, where chance alone would scatter them",
    "rule.why.long_run": "a run of {span} is all on one side of the median, which is longer than chance explains",
    "rule.why.few_crossings": "the figures cross the median less often than chance explains",
    "also": "Other rules mark it too: {rules}.",
    "lasted": (
        "This is the first figure marked so.",
        "The last {n} figures have been marked so, since {since}.",
    ),
    "levels.average": "The usual range is {low} to {high}, with an average of {centre}.",
    "levels.median": "The usual range is {low} to {high}, with a median of {centre}.",
    "levels.typical": "The usual range is {low} to {high}, with a typical value of {centre}.",
    "levels.varies": "The range differs from point to point, as the numbers behind the figures do.",
    "levels.run": "The median is {centre}; a run chart has no limits.",
    "levels.runs": "Of the {useful} figures off the median the longest run is {longest} (at most {most} expected), with {crossings} (at least {least} expected).",
    "levels.constant": "Most figures hold at {level}, so there is no variation to draw a usual range from.",
    "levels.centre": "{centre_word}: {centre}.",
    "standard.neutral": "The standard is {standard}; it is not judged, as neither direction is better.",
    "left_out": (
        "{points} is drawn but not judged: {list}.",
        "{points} are drawn but not judged: {list}.",
    ),
    "spread": "The spread within the subgroups has changed as well, so read these limits with care.",
    "missing": (
        "{points} has no known figure: {list}.",
        "{points} have no known figure: {list}.",
    ),
    "provisional": "They are provisional, as so few figures set them.",
    "rebased": "The limits are drawn afresh from {list}.",
    "made": (
        "The limits are those of {chart}, from {n} known figure ({since}).",
        "The limits are those of {chart}, from {n} known figures ({since} to {until}).",
    ),
    "made.run": (
        "This is {chart}, of {n} known figure ({since}).",
        "This is {chart}, of {n} known figures ({since} to {until}).",
    ),
    "next.withheld": "Wait for more figures before drawing a conclusion.",
    "next.common_cause": "Do not react to single figures: to change the level, change the process.",
    "next.consistently_failing": "Do not react to single figures: to meet the standard, change the process.",
    "next.special_cause_improvement": "Find out what caused it, and keep it.",
    "next.special_cause_concern": "Find out what caused it, and put it right.",
    "next.special_cause_neutral_high": "Find out what caused it, and whether it matters.",
    "next.special_cause_neutral_low": "Find out what caused it, and whether it matters.",
    "next.opposed": "The rules disagree on it: look at the chart, and find out what happened before acting.",
}

ALTS: dict[str, Phrase] = {
    "alt": (
        "Control chart. {name}: {points}, {since}.",
        "Control chart. {name}: {points}, {since} to {until}.",
    ),
    "alt.run": (
        "Run chart. {name}: {points}, {since}.",
        "Run chart. {name}: {points}, {since} to {until}.",
    ),
    "alt.levels": "{centre_word} {centre}, usual range {low} to {high}.",
    "alt.levels.varies": "{centre_word} {centre}, usual range {low} to {high} at the last point.",
    "alt.centre": "{centre_word} {centre}, no limits.",
    "spread.name": "The spread within each subgroup of {name}",
    "alt.signals": (
        "{n} point is marked as more than chance.",
        "{n} points are marked as more than chance.",
    ),
}

WARNINGS: dict[str, Phrase] = {
    "list.more": "{list} and {n} more",
    "sorted": "The points were not in date order; they were sorted.",
    "skipped": "Periods are skipped: {gaps}.",
    "skipped.gap": "{periods} between {before} and {after}",
    "skipped.more": (
        "{n} more gap",
        "{n} more gaps",
    ),
    "irregular": "The dates are irregular: most are {apart} apart, not all.",
    "irregular.point": "The dates are irregular: they keep no interval.",
    "unknown": (
        "{n} of {points} has no known value.",
        "{n} of {points} have no known value.",
    ),
    "ghosts": (
        "{points} is drawn but left out of limits and rules.",
        "{points} are drawn but left out of limits and rules.",
    ),
    "old": "The last known point is {periods} old.",
    "old.point": (
        "The last point is not known.",
        "The last {n} points are not known.",
    ),
    "few_known": (
        "The limits from {when} rest on few known points: {n}.",
        "The limits from {when} rest on few known points: {n}.",
    ),
    "flat": "The baseline holds constant at {level}, so no limits are claimed.",
    "flat.from": "The baseline from {when} holds constant at {level}, so no limits are claimed.",
    "flat.apart": (
        "{n} of {points} differs from that constant.",
        "{n} of {points} differ from that constant.",
    ),
    "unlimited": "There are no limits: no two neighbouring points of the baseline are known.",
    "unlimited.from": "There are no limits from {when}: no two neighbouring points of the baseline are known.",
    "unlimited.few": "There are no limits: too few points of the baseline are known.",
    "unlimited.few.from": "There are no limits from {when}: too few points of the baseline are known.",
    "not_counts": "The values are not whole numbers, so they were read as ratios to n, not as counts.",
    "both": "Both an improvement and a concern, by different rules: {list}.",
    "both.neutral": "Both high and low, by different rules: {list}.",
    "beyond": "Beyond what the measure is said to allow: {list}.",
}


def _noun(one: str) -> Noun:
    return Noun(f"the {one}", f"a {one}", f"{one}s", lambda n: f"{n} {one}{'' if n == 1 else 's'}")


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


ENGLISH = Catalogue(
    language="en",
    draft=False,
    phrases=LABELS | _LIMITS_OF | SENTENCES | PARAGRAPHS | ALTS | WARNINGS,
    nouns={
        noun: _noun(noun)
        for noun in (
            "day", "working day", "week", "fortnight", "four-week period", "month", "quarter", "half-year",
            "year", "point", "known point", "figure", "crossing",
        )
    },
    times=_times,
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    at=" at ",
    beginning={unit: f"the {unit} of {{day}}" for unit in ("week", "fortnight", "four-week period")},
)  # fmt: skip
