"""Boone County 2016: attendance and its legs against a computation from the raw file alone.

Nothing of Peelian's is used on the independent side: csv, datetime and sorted lists.
"""

import csv
import gzip
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from peelian.pipeline.attendance import compare
from peelian.pipeline.ingest import load
from peelian.pipeline.refresh import refresh
from peelian.pipeline.values import series
from peelian.pipeline.workspace import Workspace, init

pytestmark = pytest.mark.realdata

MAPPING = Path(__file__).parent / "mappings" / "boone.yaml"
GRADES = {
    "D": "immediate",
    "E": "immediate",
    "C": "priority",
    "A": "standard",
    "B": "standard",
    "O": "standard",
}
PLANNED = re.compile(
    "^(ROUTINE TRANSPORT|LONG DISTANCE TRANSPORT|STATUS MOVE|SPECIAL EVENT|SPECIAL ASSIGNMENT"
    "|PUBLIC RELATION|TRAINING|FOLLOW UP)$"
)
LEGS = {
    "attendance_immediate": ("CallTime", "FirstArrive", "immediate"),
    "attendance_immediate_control_room": ("CallTime", "FirstDispatchTime", "immediate"),
    "attendance_immediate_despatch": ("FirstDispatchTime", "FirstEnroute", "immediate"),
    "attendance_immediate_travel": ("FirstEnroute", "FirstArrive", "immediate"),
    "attendance_priority": ("CallTime", "FirstArrive", "priority"),
    "attendance_priority_control_room": ("CallTime", "FirstDispatchTime", "priority"),
    "attendance_priority_despatch": ("FirstDispatchTime", "FirstEnroute", "priority"),
    "attendance_priority_travel": ("FirstEnroute", "FirstArrive", "priority"),
}

Row = dict[str, str]


def seconds(row: Row, start: str, stop: str) -> int | None:
    """Between two local stamps of one row. No row of 2016 spans a night the clocks change."""
    if not row[start] or not row[stop]:
        return None
    first, last = (datetime.strptime(row[name], "%m/%d/%Y %H:%M:%S") for name in (start, stop))  # noqa: DTZ007
    return int((last - first).total_seconds())


def grade(row: Row) -> str | None:
    letter = re.match(r"^\d+([A-EO])", row["Nature"])
    return GRADES[letter.group(1)] if letter else "scheduled" if PLANNED.match(row["Nature"]) else None


def dropped_by(row: Row) -> str | None:
    """The first rule of the national definition that leaves the row out."""
    wait = seconds(row, "CallTime", "FirstArrive")
    if wait is not None and 0 <= wait <= 3:
        return "there_already"
    if PLANNED.match(row["Nature"]):
        return "appointment"
    if wait is None:
        return "no_arrival"
    if wait < 0:
        return "arrival_before_call"
    return "implausible" if wait > 86_400 else None


def type7(values: list[int], p: float) -> float:
    ordered = sorted(values)
    at = (len(ordered) - 1) * p
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


@pytest.fixture(scope="module")
def raw(shared: Path) -> list[Row]:
    with gzip.open(shared / "data" / "cad_bcmo_ems" / "bcmo_ems_2016.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def workspace(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = init(tmp_path_factory.mktemp("boone") / "w", name="Boone", time_zone="America/Chicago")
    extract = shared / "data" / "cad_bcmo_ems" / "bcmo_ems_2016.csv.gz"
    (receipt,) = load(made, "incidents", [extract], mapping=str(MAPPING))
    assert receipt.read == receipt.accepted + receipt.rejected + receipt.unchanged == 11_652
    refresh(made)
    return made


@pytest.mark.parametrize("leg", LEGS)
@pytest.mark.parametrize(("centile", "p"), [("median", 0.5), ("p90", 0.9)])
def test_every_leg_equals_the_independent_computation(
    workspace: Workspace, raw: list[Row], leg: str, centile: str, p: float
) -> None:
    """Each month, for the county and for each agency."""
    start, stop, wanted = LEGS[leg]
    expected: dict[tuple[str, date], list[int]] = {}
    for row in raw:
        wait = seconds(row, start, stop)
        if grade(row) != wanted or dropped_by(row) is not None or wait is None or wait < 0:
            continue
        called = datetime.strptime(row["CallTime"], "%m/%d/%Y %H:%M:%S").date()  # noqa: DTZ007
        for unit in ("force", row["Agency"]):
            expected.setdefault((unit, called.replace(day=1)), []).append(wait)
    found = {
        (one.unit, period): value
        for one in series(workspace, measures=[f"{leg}_{centile}"])
        for period, value in zip(one.periods.astype(object), one.value, strict=True)
        if not np.isnan(value)
    }
    assert found.keys() == expected.keys()
    for key, waits in expected.items():
        assert found[key] == pytest.approx(type7(waits, p), rel=1e-12), key


def test_every_row_left_out_is_accounted_for(workspace: Workspace, raw: list[Row]) -> None:
    for wanted in ("immediate", "priority", "standard", "scheduled"):
        (result,) = compare(workspace, ["national"], grade=wanted)
        mine = [row for row in raw if grade(row) == wanted]
        assert result.considered == len(mine)
        assert result.considered == sum(count for _, _, count in result.dropped) + result.counted
        expected = Counter(reason for row in mine if (reason := dropped_by(row)))
        assert {id_: count for id_, _, count in result.dropped if count} == expected
