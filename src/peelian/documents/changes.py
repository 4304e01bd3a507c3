"""What has changed, in words: how many signals beside how many chance gives, their order, and as a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from peelian.documents.dates import period_label
from peelian.documents.readings import Mark, mark_of
from peelian.documents.tables import safe
from peelian.pipeline.changes import STALE, Charts, Signal
from peelian.pipeline.organisation import Organisation, Unit
from peelian.pipeline.show import show_value
from peelian.stats.spc import RULES, Variation

_ORDER = {"concern": 0, "neutral": 1, "improvement": 2}
_PRECEDENCE = list(RULES)


@dataclass(frozen=True)
class Change:
    """A signal at a unit, and the same signal of the same measure at units below it."""

    signal: Signal
    unit: Unit
    below: tuple["Change", ...] = ()

    @property
    def mark(self) -> Mark:
        return mark_of(self.signal.type, self.signal.series.measure.improves)

    @property
    def latest(self) -> str:
        """The latest value judged, in the measure's unit."""
        return show_value(self.signal.series.measure, self.signal.value)

    @property
    def period(self) -> str:
        return period_label(self.signal.period, self.signal.series.measure.period)

    @property
    def how_long(self) -> str:
        """Since when the signal stands: "new in March 2026", "since June 2025"."""
        signal = self.signal
        began = period_label(signal.began, signal.series.measure.period)
        if not signal.new:
            return f"since {began}"
        reach = "" if signal.began == signal.period else f", with points from {began}"
        return f"new in {self.period}{reach}"


@dataclass(frozen=True)
class Statement:
    """The sentences above the list: `counted` with what it means in `meaning`, and what was not judged."""

    counted: str
    meaning: str
    new: str
    left_out: str


def statement(charts: Charts, levels: int) -> Statement:
    """How many signals were found beside how many chance would give, of units at so many levels."""
    found, new = len(charts.signals), sum(signal.new for signal in charts.signals)
    expected = charts.expected
    return Statement(
        counted=f"{_charts(charts.read)} read. {_shows(found)} a signal; "
        f"chance alone would mark {_about(expected.marked)}.",
        meaning=_MEANING[_beside(found, expected.marked, levels)] if charts.read else "",
        new=f"{_shows(new)} a new one, not there a period before; chance alone would give "
        f"{_about(expected.new)}: {_NEW[_beside(new, expected.new, levels)]}." if charts.read else "",
        left_out=_left_out(charts),
    )  # fmt: skip


def _beside(found: int, expected: float, levels: int) -> str:
    """Whether signals are more than chance gives, fewer, or about as many: within two standard errors.

    One chance finding can mark a unit and those above it, so they are counted as coming in clusters as large
    as there are levels.
    """
    spread = 2 * sqrt(expected * max(levels, 1))
    return "more" if found > expected + spread else "fewer" if found < expected - spread else "about"


_MEANING = {
    "more": "That is more than chance explains: things have changed, though chance will have marked a few.",
    "about": "That is about what chance would give: any one of them may be nothing. Trust those that are "
    "strong, that last, or that several units share.",
    "fewer": "That is fewer than chance would give, as happens when many charts rest on small numbers.",
}
_NEW = {
    "more": "more than chance explains",
    "about": "about what chance would give",
    "fewer": "fewer than chance would give",
}


def _charts(number: int) -> str:
    return "1 chart was" if number == 1 else f"{number:,} charts were"


def _shows(number: int) -> str:
    return "1 shows" if number == 1 else f"{number:,} show"


def _about(expected: float) -> str:
    return f"about {round(expected):,}" if expected >= 1 else "less than 1" if expected else "none"


def _left_out(charts: Charts) -> str:
    """What was not judged, and why; "" when nothing was left out."""
    parts = (
        (charts.withheld, "too few figures to judge yet"),
        (charts.stale, f"no figure for {STALE} periods or longer"),
        (charts.empty, "no figures at all"),
    )
    said = [f"{number:,} with {why}" for number, why in parts if number]
    if not said:
        return ""
    *first, last = said
    several = f"{', '.join(first)} and {last}" if first else last
    return f"Charts left out because there is nothing to judge: {several}."


def ranked(signals: Iterable[Signal], known: Organisation) -> list[Change]:
    """Signals in the order of what most deserves attention, those of one cause together.

    Concerns first, then neutral, then improvements; new before old; the strongest first, by distance from the
    mean, then by the precedence of the rule; the force before its teams; then by title and unit. Where a unit
    above shows the same signal of the same measure, a signal stands below the topmost that does.
    """
    at = {(s.series.measure.id, s.type, s.series.unit): s for s in signals}
    below: dict[tuple[str, Variation, str], list[Change]] = {}
    tops: list[tuple[str, Variation, str]] = []
    for key, signal in at.items():
        measure, kind, unit = key
        above = (u.id for u in known.ancestors(unit))
        top = next((id_ for id_ in above if (measure, kind, id_) in at), None)
        if top is None:
            tops.append(key)
        else:
            below.setdefault((measure, kind, top), []).append(Change(signal, known.unit(unit)))

    def in_order(changes: Iterable[Change]) -> list[Change]:
        return sorted(changes, key=lambda change: _rank(change, known))

    return in_order(Change(at[key], known.unit(key[2]), tuple(in_order(below.get(key, ())))) for key in tops)


def _rank(change: Change, known: Organisation) -> tuple[object, ...]:
    signal = change.signal
    rule = min((_PRECEDENCE.index(rule) for rule in signal.rules), default=len(_PRECEDENCE))
    return (
        _ORDER[change.mark.key], not signal.new, -signal.strength, rule,
        len(known.ancestors(change.unit.id)), signal.series.measure.title, change.unit.name, change.unit.id,
    )  # fmt: skip


COLUMNS = (
    "rank", "change", "measure", "title", "unit", "unit_name", "level", "period", "value", "new", "began",
    "strength", "rules", "below",
)  # fmt: skip


def change_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Every signal by COLUMNS, in order; `below` is the unit it stands below on the page, None for none."""
    rows: list[dict[str, Any]] = []
    for rank, top in enumerate(changes, start=1):
        for each in (top, *top.below):
            signal, measure = each.signal, each.signal.series.measure
            row = (
                rank, each.mark.label, measure.id, measure.title, each.unit.id, each.unit.name,
                each.unit.level, signal.period, signal.value, signal.new, signal.began, signal.strength,
                " ".join(signal.rules), None if each is top else top.unit.id,
            )  # fmt: skip
            rows.append(dict(zip(COLUMNS, row, strict=True)))
    return rows


def to_csv(changes: Sequence[Change]) -> bytes:
    """The rows as UTF-8 CSV with a byte-order mark, so that Excel reads it as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in change_rows(changes):
        plain = row | {name: row[name].isoformat() for name in ("period", "began")}
        plain["new"] = "yes" if row["new"] else "no"
        writer.writerow([safe(cell) for cell in plain.values()])
    return text.getvalue().encode("utf-8-sig")
