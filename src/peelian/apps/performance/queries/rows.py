"""Values and verdicts as rows, for programs: of every unit that the viewer sees, or of one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.http import Http404

from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.performance.queries.measure import person_page
from peelian.apps.performance.queries.scope import measure_named
from peelian.documents.kept import opened, stored_series
from peelian.documents.readings import Reading, glances, read_all
from peelian.documents.tables import COLUMNS, value_rows
from peelian.framework.load import Framework
from peelian.pipeline.values import Series
from peelian.stats.spc import Language

Key = tuple[str, ...]

PERIODS = 24
"""Rows that a series of values has, more or less: so many fewer series are read and judged at a time."""


@dataclass(frozen=True)
class Wanted:
    """Which rows: of these measures and units (all when none is named), of one level, within these days.

    `by` is a breakdown, whose categories are given instead of the whole. `person` stands in for units.
    Words are in a language.
    """

    measures: Sequence[str] = ()
    units: Sequence[str] = ()
    level: str = ""
    by: str = ""
    person: str = ""
    start: date | None = None
    end: date | None = None
    only_signals: bool = False
    language: Language = "en"


def framework(viewer: Viewer) -> Framework:
    """The definitions, for whoever sees any unit's values."""
    visible_to(viewer).some_unit()
    return opened().framework


def values(
    viewer: Viewer, wanted: Wanted, *, after: Key | None, most: int
) -> tuple[list[dict[str, Any]], bool]:
    """Rows of value in order of measure, unit, category and period, and whether there are more.

    `after` is the key of a row (see `key_of`): those that come after it are given.
    Http404 for an unknown measure, unit or breakdown, PermissionDenied for what is not the viewer's to see.
    """
    rows: list[dict[str, Any]] = []
    for reading, unit, person in _readings(viewer, wanted, after, most // PERIODS):
        for told in value_rows([reading]):
            row = _row(dict(zip(COLUMNS, told, strict=True)), unit, person)
            if (after is None or key_of(row) > after) and _within(row["period"], wanted):
                rows.append(row)
        if len(rows) > most:
            break
    return rows[:most], len(rows) > most


def verdicts(
    viewer: Viewer, wanted: Wanted, *, after: Key | None, most: int
) -> tuple[list[dict[str, Any]], bool]:
    """One row for each series: the verdict on its last period judged. Otherwise as `values`."""
    rows: list[dict[str, Any]] = []
    for reading, unit, person in _readings(viewer, wanted, after, most):
        row = _verdict(reading, unit, person)
        if after is None or key_of(row)[:3] > after[:3]:
            rows.append(row)
        if len(rows) > most:
            break
    return rows[:most], len(rows) > most


def key_of(row: dict[str, Any]) -> Key:
    """Where a row comes in the order."""
    return row["measure"], row["person"] or row["unit"], row["category"], str(row["period"] or "")


def _readings(
    viewer: Viewer, wanted: Wanted, after: Key | None, at_once: int
) -> Iterator[tuple[Reading, str, str | None]]:
    """Readings in order, each with its unit and person, from the series of `after` on.

    About so many are read and judged at once, and the next only when they are asked for.
    """
    if wanted.person:
        for id_ in sorted(set(wanted.measures)):
            page = person_page(viewer, id_, wanted.person)
            if page.reading:
                yield page.reading.in_language(wanted.language), page.place.unit.id, wanted.person
        return
    workspace, visible = opened(), visible_to(viewer)
    visible.some_unit()
    units = _units(visible, wanted)
    named = [measure_named(workspace, measure) for measure in wanted.measures]
    measures = sorted({m.id: m for m in named or workspace.framework.measures.values()}.items())
    if wanted.by and not any(wanted.by in measure.by for _, measure in measures):
        raise Http404(f"No measure asked for is broken down by {wanted.by!r}.")
    left = [
        id_ for id_, measure in measures
        if (after is None or id_ >= after[0]) and (not wanted.by or wanted.by in measure.by) and units
    ]  # fmt: skip
    step = max(1, at_once // max(1, len(units)))
    for some in (left[first : first + step] for first in range(0, len(left), step)):
        series = stored_series(workspace, measures=some, units=units, breakdown=wanted.by)
        series = [one for one in series if after is None or _place(one) >= after[:3]]
        if wanted.only_signals:
            series = [glance.series for glance in glances(series) if glance.variation.is_signal]
        for first in range(0, len(series), max(1, at_once)):
            for reading in read_all(series[first : first + max(1, at_once)], wanted.language):
                yield reading, reading.series.unit, None


def _place(series: Series) -> Key:
    return series.measure.id, series.unit, series.category


def _units(visible: Visible, wanted: Wanted) -> list[str]:
    known = visible.organisation
    for unit in wanted.units:
        if unit not in known:
            raise Http404(f"There is no unit {unit!r} in this force now.")
    asked = [visible.unit(unit) for unit in wanted.units] or visible.units(map(known.unit, known.unit_ids))
    return sorted({unit.id for unit in asked if wanted.level in ("", unit.level)})


def _within(day: date, wanted: Wanted) -> bool:
    return (wanted.start is None or day >= wanted.start) and (wanted.end is None or day <= wanted.end)


def _row(row: dict[str, Any], unit: str, person: str | None) -> dict[str, Any]:
    period, complete = date.fromisoformat(row["period"]), row["complete"] == "yes"
    return {**row, "unit": unit, "person": person, "period": period, "complete": complete}


def _verdict(reading: Reading, unit: str, person: str | None) -> dict[str, Any]:
    series, verdict, last = reading.series, reading.verdict, reading.verdict.last
    at = None if last is None else int(np.flatnonzero(series.periods == np.datetime64(last.date, "D"))[0])
    number = None if at is None else {name: float(getattr(series, name)[at]) for name in ("n", "quality")}
    known = {name: None if each != each else each for name, each in (number or {}).items()}
    return {
        "measure": series.measure.id,
        "title": series.measure.title,
        "unit": unit,
        "person": person,
        "breakdown": series.breakdown,
        "category": series.category,
        "period": date.fromisoformat(last.date.isoformat()[:10]) if last else None,
        "value": last.value if last else None,
        "n": known.get("n"),
        "mean": last.mean if last else None,
        "lower_limit": last.lpl if last else None,
        "upper_limit": last.upl if last else None,
        "standard": last.target if last else None,
        "variation": verdict.variation,
        "assurance": verdict.assurance,
        "signal": reading.is_signal,
        "withheld": verdict.withheld,
        "provisional": verdict.provisional,
        "label": verdict.label,
        "sentence": reading.sentence,
        "paragraph": verdict.paragraph,
        "language": verdict.language,
        "draft": verdict.draft,
        "complete": None if at is None else bool(series.complete[at]),
        "quality": known.get("quality"),
    }
