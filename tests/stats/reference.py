"""The rules of an XmR chart, row by row in plain Python and exact fractions.

An independent oracle for `peelian.stats.spc`, written from the rules: it knows nothing of numpy and shares no
code with what it checks. Values are whole numbers or None, so that every comparison here is exact.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

LIMIT = Fraction("2.66")
NEAR = 2 * LIMIT / 3
SCREEN = Fraction("3.267")


@dataclass
class Row:
    value: int | None
    mean: Fraction | None = None
    lpl: Fraction | None = None
    upl: Fraction | None = None
    nlpl: Fraction | None = None
    nupl: Fraction | None = None
    relative: int | None = None
    rules: set[str] = field(default_factory=set)
    high: bool | None = None


@dataclass
class Segment:
    rows: list[Row]
    flat: bool


def mean(numbers: list[Fraction]) -> Fraction | None:
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def chart(
    values: list[int | None], *, starts: set[int], baseline: int | None, screen: bool, length: int
) -> list[Segment]:
    """Segments that start at 0 and at each index in `starts`, judged."""
    edges = [*sorted({0, *starts}), len(values)]
    return [
        segment(values[start:stop], baseline=baseline, screen=screen, length=length)
        for start, stop in pairwise(edges)
    ]


def segment(values: list[int | None], *, baseline: int | None, screen: bool, length: int) -> Segment:
    used = values if baseline is None else values[:baseline]
    centre = mean([Fraction(value) for value in used if value is not None])
    ranges = [
        Fraction(abs(after - before))
        for before, after in pairwise(used)
        if before is not None and after is not None
    ]
    average = mean(ranges)
    flat = average == 0
    if screen and average is not None:
        average = mean([one for one in ranges if one < SCREEN * average])
        flat = not average
    rows = [Row(value, mean=centre) for value in values]
    for row in rows:
        if centre is None:
            continue
        if row.value is not None:
            row.relative = (row.value > centre) - (row.value < centre)
        if average is not None and not flat:
            row.lpl, row.upl = centre - LIMIT * average, centre + LIMIT * average
            row.nlpl, row.nupl = centre - NEAR * average, centre + NEAR * average
    fire(rows, length)
    return Segment(rows, flat)


def fire(rows: list[Row], length: int) -> None:
    for row in rows:
        if row.value is not None and row.upl is not None and not row.lpl <= row.value <= row.upl:
            row.rules.add("outside")
    for start in range(len(rows) - length + 1):
        window = rows[start : start + length]
        if any(row.value is None for row in window):
            continue
        if {row.relative for row in window} in ({1}, {-1}):
            for row in window:
                row.rules.add("shift")
        steps = {(b.value > a.value) - (b.value < a.value) for a, b in pairwise(window)}
        if steps in ({1}, {-1}):
            for row in window:
                row.rules.add("trend")
    for start in range(len(rows) - 2):
        window = rows[start : start + 3]
        near = [row for row in window if is_near(row)]
        if len(near) >= 2 and {row.relative for row in window} in ({1}, {-1}):
            for row in near:
                row.rules.add("two_of_three")
    for at, row in enumerate(rows):
        if "outside" in row.rules:
            row.high = row.relative == 1
        elif "trend" in row.rules:
            onward = at + 1 < len(rows) and "trend" in rows[at + 1].rules
            row.high = rows[at + 1].value > row.value if onward else row.value > rows[at - 1].value
        elif row.rules:
            row.high = row.relative == 1


def is_near(row: Row) -> bool:
    return (
        row.value is not None
        and row.upl is not None
        and "outside" not in row.rules
        and not row.nlpl <= row.value <= row.nupl
    )


def type_of(row: Row, improves: str) -> str:
    if row.high is None:
        return "common_cause"
    if improves == "neutral":
        return "special_cause_neutral_high" if row.high else "special_cause_neutral_low"
    return "special_cause_improvement" if row.high == (improves == "increase") else "special_cause_concern"


def assurance_of(row: Row, target: int | None, improves: str) -> str | None:
    if target is None or improves == "neutral":
        return None
    if row.upl is not None and target > row.upl:
        return "consistently_failing" if improves == "increase" else "consistently_passing"
    if row.lpl is not None and target < row.lpl:
        return "consistently_passing" if improves == "increase" else "consistently_failing"
    return "hit_or_miss"
