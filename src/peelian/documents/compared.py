"""Units compared on one measure: their last periods pooled, the funnel they make, and its cells and files."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from peelian.documents.dates import period_label
from peelian.documents.readings import Reading
from peelian.documents.tables import Cell, safe
from peelian.framework.measure import Measure
from peelian.pipeline.organisation import Unit
from peelian.pipeline.show import show_value
from peelian.stats.funnel import Funnel, Position, funnel
from peelian.stats.funnel_limits import Kind
from peelian.stats.funnel_words import FunnelWords, describe

ADDS: dict[str, Kind] = {"proportion": "proportion", "rate": "rate"}
"""Kinds of measure whose values are a numerator over a denominator, both of which add up."""

COLUMNS = (
    "measure", "unit", "name", "level", "from", "to", "periods", "numerator", "denominator", "value",
    "pooled", "lower_95", "upper_95", "lower_998", "upper_998", "plain_lower_95", "plain_upper_95",
    "plain_lower_998", "plain_upper_998", "overdispersion", "position", "says",
)  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """Some periods in a row: their places in a series, and when the first and the last start."""

    places: range
    first: date
    last: date
    words: str


@dataclass(frozen=True)
class Row:
    """What a page shows of one unit. Text is "" where there is nothing to show."""

    unit: Unit
    value: str
    numerator: str
    denominator: str
    limits: str
    position: Position
    label: str
    sentence: str
    periods: int
    all_periods: bool

    @property
    def stands_out(self) -> bool:
        return self.position not in ("within", "no_cases")


@dataclass(frozen=True)
class Compared:
    """A measure of some units over a stretch, in the order given. `periods` is how many each unit has."""

    measure: Measure
    units: list[Unit]
    stretch: Stretch
    periods: list[int]
    funnel: Funnel
    words: FunnelWords

    @cached_property
    def rows(self) -> list[Row]:
        return cells(self)

    @property
    def with_cases(self) -> list[Row]:
        return [row for row in self.rows if row.position != "no_cases"]

    @property
    def without_cases(self) -> list[Row]:
        return [row for row in self.rows if row.position == "no_cases"]

    @property
    def standing_out(self) -> list[Row]:
        """The rows of units beyond the limits, in the same order."""
        return [row for row in self.rows if row.stands_out]


def stretch(readings: Iterable[Reading], span: int) -> Stretch | None:
    """The last `span` periods up to the last that any of these can be judged in, None where none can."""
    ends = [reading.verdict.last_at for reading in readings if reading.verdict.last is not None]
    if not ends:
        return None
    series, last = next(iter(readings)).series, max(ends)
    first = max(last - span + 1, 0)
    days: list[date] = series.periods.astype("datetime64[D]").astype(object).tolist()
    every = series.measure.period
    start, end = (period_label(days[at], every) for at in (first, last))
    words = end if first == last else f"{start} to {end}"
    return Stretch(range(first, last + 1), days[first], days[last], words)


def compare(
    measure: Measure, units: Sequence[Unit], readings: Mapping[str, Reading], over: Stretch
) -> Compared:
    """The units of one level compared over a stretch; `readings` are by unit and may lack some.

    A period counts for a unit where it has a value that is judged: not one in progress or left out.
    """
    tops, bottoms, periods = [], [], []
    for unit in units:
        top, bottom, counted = _pooled(readings.get(unit.id), over)
        tops.append(top)
        bottoms.append(bottom)
        periods.append(counted)
    judged = funnel(
        tops,
        bottoms,
        kind=ADDS[measure.kind],
        multiplier=measure.scale,
        improves=measure.improves,
        units=[unit.name for unit in units],
    )
    words = describe(
        judged,
        show=lambda value: show_value(measure, value),
        unit=units[0].level if units else "unit",
        units=plural(units[0].level) if units else "units",
        name=measure.title,
    )
    return Compared(measure, list(units), over, periods, judged, words)


def plural(level: str) -> str:
    """Several units of a level: "teams", "constabularies"."""
    return f"{level[:-1]}ies" if level.endswith("y") else f"{level}s"


def cells(compared: Compared) -> list[Row]:
    """What is shown of each unit. Everything a page, a picture's table or a reader sees is made here."""
    judged, measure = compared.funnel, compared.measure

    def shown(value: float) -> str:
        return "" if np.isnan(value) else show_value(measure, value)

    rows = []
    for at, unit in enumerate(compared.units):
        low, high = judged.limits.low_95[at], judged.limits.high_95[at]
        rows.append(
            Row(
                unit=unit,
                value=shown(judged.value[at]),
                numerator=_count(judged.numerator[at]),
                denominator=_count(judged.denominator[at]),
                limits="" if np.isnan(low) else f"{shown(low)} to {shown(high)}",
                position=judged.position[at],
                label=compared.words.labels[at],
                sentence=compared.words.units[at],
                periods=compared.periods[at],
                all_periods=compared.periods[at] == len(compared.stretch.places),
            )
        )
    return rows


def to_csv(compared: Compared) -> bytes:
    """A row a unit, in the order of COLUMNS, as UTF-8 CSV with a byte-order mark, so that Excel reads it."""
    judged = compared.funnel
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for at, unit in enumerate(compared.units):
        edges = (edge[at] for limits in (judged.limits, judged.plain) for edge in limits.edges)
        row: tuple[Cell, ...] = (
            compared.measure.id, unit.id, unit.name, unit.level, compared.stretch.first.isoformat(),
            compared.stretch.last.isoformat(), compared.periods[at],
            *map(_known, (judged.numerator[at], judged.denominator[at], judged.value[at], judged.pooled)),
            *map(_known, edges), judged.phi, judged.position[at], compared.words.labels[at],
        )  # fmt: skip
        writer.writerow([safe(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _pooled(reading: Reading | None, over: Stretch) -> tuple[float, float, int]:
    """The numerators and denominators of a stretch added up, and of how many periods."""
    if reading is None:
        return float("nan"), float("nan"), 0
    series, points = reading.series, reading.verdict.points
    counted = [
        at for at in over.places if at < len(points) and points[at].value is not None and not points[at].ghost
    ]
    if not counted:
        return float("nan"), float("nan"), 0
    return float(series.numerator[counted].sum()), float(series.denominator[counted].sum()), len(counted)


def _count(number: float) -> str:
    return "" if np.isnan(number) else f"{number:,.0f}"


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
