"""What every measure means, row by row, in plain Python: no numpy, no SQL, no shared code but `evaluate`.

Slow and obvious on purpose. `values` gives what the pipeline must give, exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from peelian.framework.formula import Formula, evaluate_formula, references
from peelian.framework.load import Framework
from peelian.framework.measure import Measure

Row = Mapping[str, Any]
Cell = tuple[str, str, date, str, str]  # measure, unit, period, breakdown, category


@dataclass(frozen=True)
class Value:
    numerator: int | None
    denominator: int | None
    n: int | None
    value: float | None


@dataclass(frozen=True)
class World:
    """The rows of each source; `units` and `postings` are sources too. Dates of rows are in `_date`."""

    framework: Framework
    rows: Mapping[str, Sequence[Row]]
    evaluate: Any

    def values(self) -> dict[Cell, Value]:
        found: dict[Cell, Value] = {}
        measures = self.framework.measures.values()
        for measure in measures:
            if measure.source is not None:
                found |= self._from_rows(measure)
        for measure in measures:
            if measure.kind == "rate":
                found |= self._rates(measure, found)
        waiting = [measure for measure in measures if measure.formula]
        while waiting:
            names = {measure.id for measure in waiting}
            ready = [m for m in waiting if not names & references(self.formula(m))]
            for measure in ready:
                found |= self._derived(measure, found)
            waiting = [measure for measure in waiting if measure not in ready]
        return found

    def formula(self, measure: Measure) -> Formula:
        formula = self.framework.parsed(measure.id).formula
        assert formula is not None
        return formula

    # ---- the organisation

    def units(self) -> list[Row]:
        return list(self.rows.get("units", ()))

    def spell(self, unit: str, day: date) -> Row | None:
        inside = [u for u in self.units() if u["unit_id"] == unit and _covers(u["starts"], u["ends"], day)]
        return inside[-1] if inside else None

    def root(self) -> str:
        latest: dict[str, Row] = {}
        for unit in sorted(self.units(), key=lambda u: (u["starts"], u["unit_id"])):
            latest[unit["unit_id"]] = unit
        tops = [u["unit_id"] for u in latest.values() if u["parent_id"] is None]
        return tops[0] if len(tops) == 1 else "force"

    def described(self, unit: str) -> bool:
        return any(u["unit_id"] == unit for u in self.units()) or unit == self.root()

    def line(self, unit: str | None, day: date) -> set[str]:
        """The unit and all above it that day; the root alone when there is no such unit that day."""
        root = self.root()
        if unit is None or unit == root:
            return {root}
        if not self.described(unit):
            return {unit, root}
        found, at = set(), unit
        spell = self.spell(at, day)
        if spell is None:
            return {root}
        while at != root:
            found.add(at)
            spell = self.spell(at, day)
            if spell is None:
                found.discard(at)
                break
            parent = spell["parent_id"]
            at = parent if parent is not None and self.described(parent) else root
        return found | {root}

    def posted(self, person: str | None, day: date) -> str | None:
        inside = [
            p for p in self.rows.get("postings", ())
            if p["person_id"] == person and _covers(p["starts"], p["ends"], day)
        ]  # fmt: skip
        if person is None or not inside:
            return None
        unit: str = max(inside, key=lambda p: (p["starts"], p["unit_id"]))["unit_id"]
        return unit

    def existed(self, unit: str, start: date, end: date) -> bool:
        if unit == self.root():
            return True
        days = [start + timedelta(days=i) for i in range((end - start).days)]
        return any(self.spell(unit, day) is not None for day in days)

    # ---- rows to values

    def dated(self, measure: Measure) -> Iterator[tuple[date, Row]]:
        source = self.framework.sources[measure.source or ""]
        rows = self.rows.get(source.id, ())
        if source.spell is None:
            yield from ((row["_date"], row) for row in rows)
            return
        for start in self.periods(measure):
            last = period_end(start, measure.period) - timedelta(days=1)
            for row in rows:
                if _covers(row[source.spell.start], row[source.spell.end], last):
                    yield last, row

    def periods(self, measure: Measure) -> list[date]:
        """Those with rows; for spells, from the first start to the last day of any source."""
        source = self.framework.sources[measure.source or ""]
        rows = self.rows.get(source.id, ())
        if source.spell is None:
            return sorted({period_start(row["_date"], measure.period) for row in rows})
        if not rows:
            return []
        dates = [
            r["_date"] for id_, rs in self.rows.items() if self.framework.sources[id_].period for r in rs
        ]
        last = max(dates, default=max([r["starts"] for r in rows] + [r["ends"] for r in rows if r["ends"]]))
        at, found = period_start(min(row["starts"] for row in rows), measure.period), []
        while at <= last:
            found.append(at)
            at = period_end(at, measure.period)
        return found

    def _from_rows(self, measure: Measure) -> dict[Cell, Value]:
        source = self.framework.sources[measure.source or ""]
        parsed = self.framework.parsed(measure.id)
        groups: dict[tuple[str, date, str, str], list[Row]] = {}
        present: set[tuple[str, date]] = set()
        for day, row in self.dated(measure):
            unit = row[source.unit] if source.unit else None
            if source.individual and source.period:
                unit = self.posted(row[source.individual], day) or unit
            present |= {(above, period_start(day, measure.period)) for above in self.line(unit, day)}
            if self.evaluate(parsed.where, row) is not True:
                continue
            for above in self.line(unit, day):
                key = (above, period_start(day, measure.period))
                groups.setdefault((*key, "", ""), []).append(row)
                for breakdown in parsed.by:
                    label = breakdown.label(self.evaluate(breakdown.expression, row))
                    groups.setdefault((*key, breakdown.id, label), []).append(row)
        described = {self.root()} | {u["unit_id"] for u in self.units()}
        for start in self.periods(measure):
            for unit in described:
                if self.existed(unit, start, period_end(start, measure.period)):
                    groups.setdefault((unit, start, "", ""), [])
        for unit, start in present:
            groups.setdefault((unit, start, "", ""), [])
        found = {}
        for (unit, start, name, category), rows in groups.items():
            value = self._value(measure, parsed, rows)
            if name and not value.n:
                continue
            found[measure.id, unit, start, name, category] = value
        return found

    def _value(self, measure: Measure, parsed: Any, rows: Sequence[Row]) -> Value:
        if measure.kind in ("count", "stock"):
            return Value(len(rows), None, len(rows), float(len(rows)))
        if measure.kind == "rate":
            return Value(len(rows), None, len(rows), None)
        if measure.kind == "proportion":
            hits = sum(self.evaluate(parsed.numerator, row) is True for row in rows)
            return Value(hits, len(rows), len(rows), hits / len(rows) if rows else None)
        numbers = sorted(v for row in rows if (v := self.evaluate(parsed.value, row)) is not None)
        n = len(numbers)
        if measure.kind == "sum":
            return Value(sum(numbers), None, n, None if rows and not n else float(sum(numbers)))
        if measure.kind == "mean":
            return Value(sum(numbers), n, n, sum(numbers) / n if n else None)
        return Value(n, None, n, type7(numbers, measure.fraction or Fraction(1, 2)) if n else None)

    def _rates(self, measure: Measure, known: Mapping[Cell, Value]) -> dict[Cell, Value]:
        found = {}
        for (name, unit, period, breakdown, category), value in known.items():
            if name == measure.id:
                below = known.get((measure.per or "", unit, period, "", ""))
                divisor = below.numerator if below else None
                rate = measure.scale * (value.numerator or 0) / divisor if divisor else None
                found[name, unit, period, breakdown, category] = Value(
                    value.numerator, divisor, value.n, rate
                )
        return found

    def _derived(self, measure: Measure, known: Mapping[Cell, Value]) -> dict[Cell, Value]:
        formula = self.formula(measure)
        used = references(formula)
        places = {(u, p) for (m, u, p, b, _) in known if m in used and not b}
        found = {}
        for unit, period in places:
            inputs = {name: known.get((name, unit, period, "", "")) for name in used}
            numbers = {name: v.value if v else None for name, v in inputs.items()}
            ns = [v.n for v in inputs.values() if v and v.n is not None]
            value = evaluate_formula(formula, numbers)
            found[measure.id, unit, period, "", ""] = Value(None, None, min(ns) if ns else None, value)
        return found


def type7(ordered: Sequence[int], p: Fraction) -> float:
    """Hyndman and Fan's type 7, in exact fractions until the last step."""
    h = (len(ordered) - 1) * p
    low = int(h)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (h - low) * (ordered[high] - ordered[low]))


def period_start(day: date, every: str) -> date:
    match every:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        case _:
            return date(day.year, 1, 1)


def period_end(start: date, every: str) -> date:
    step = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[every]
    return (
        start + timedelta(days=step)
        if every in ("day", "week")
        else period_start(start + timedelta(days=step), every)
    )


def _covers(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day < end)
