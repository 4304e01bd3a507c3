"""Control-room extracts nobody here wrote: what loads, what does not and why, against plain Python."""

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from peelian.framework.errors import UserError
from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import rejected_rows
from peelian.pipeline.workspace import Workspace
from tests.realdata.conftest import MAPPINGS, Loads

pytestmark = pytest.mark.realdata

LEGS = ["created_at", "despatched_at", "mobile_at", "at_scene_at", "resulted_at"]


def placed(row: dict[str, str], columns: list[str], form: str, zone: str) -> list[datetime | None]:
    """A row's local times in UTC by the standard library; in the autumn hour never before the one before."""
    found: list[datetime | None] = []
    last: datetime | None = None
    for column in columns:
        if not row[column] or row[column] == "NA":
            found.append(None)
            continue
        local = datetime.strptime(row[column], form).replace(tzinfo=ZoneInfo(zone))
        at = local.astimezone(UTC)
        if last and at < last:
            at = local.replace(fold=1).astimezone(UTC)
        found.append(at)
        last = at
    return found


def stamps(workspace: Workspace, columns: list[str]) -> Counter[tuple[datetime | None, ...]]:
    table = workspace.tables.read("rows/incidents", columns)
    return Counter(tuple(row.values()) for row in table.to_pylist())


def test_boone_loads_whole_with_every_instant_right(data: Path, workspace: Workspace, twice: Loads) -> None:
    file = data / "cad_bcmo_ems" / "bcmo_ems_2016.csv.gz"
    receipt = twice("incidents", file, str(MAPPINGS / "boone.yaml"))
    assert (receipt.read, receipt.accepted, receipt.rejected, receipt.unchanged) == (11_652, 11_652, 0, 0)
    with gzip.open(file, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    names = ["CallTime", "FirstDispatchTime", "FirstEnroute", "FirstArrive", "LastClear"]
    expected = Counter(tuple(placed(row, names, "%m/%d/%Y %H:%M:%S", "America/Chicago")) for row in rows)
    assert stamps(workspace, LEGS) == expected
    grades = Counter(workspace.tables.read("rows/incidents", ["grade"])["grade"].to_pylist())
    letters = Counter(determinant(row["Nature"]) for row in rows)
    assert grades["immediate"] == letters["D"] + letters["E"] == 191
    assert grades["priority"] == letters["C"] == 1_062
    assert grades["standard"] == letters["A"] + letters["B"] + letters["O"] == 1_973
    assert grades["scheduled"] == 6_064
    assert grades[None] == 11_652 - 191 - 1_062 - 1_973 - 6_064
    resolutions = Counter(workspace.tables.read("rows/incidents", ["resolution"])["resolution"].to_pylist())
    assert resolutions == {"appointment": 6_064, None: 5_588}


def determinant(nature: str) -> str:
    """The letter after the leading number, '' when there is none."""
    rest = nature.lstrip("0123456789")
    return rest[0] if rest != nature and rest else ""


def test_virginia_beach_loads_but_for_a_priority_nobody_explains(
    data: Path, workspace: Workspace, twice: Loads
) -> None:
    file = data / "cad_vabeach_ems_sample" / "NA_VaBeach_EMS_2017_18.csv"
    receipt = twice("incidents", file, str(MAPPINGS / "virginia_beach.yaml"))
    assert (receipt.read, receipt.accepted, receipt.rejected, receipt.unchanged) == (965, 964, 1, 0)
    assert dict(receipt.reasons) == {"grade: not known to the mapping": 1}
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    (line,) = [place for place, row in enumerate(rows, 2) if row["CallPriority"] == "5"]
    (rejected,) = [row for row in rejected_rows(workspace, "incidents") if row.load_id == receipt.load_id]
    assert (rejected.line, rejected.reasons) == (line, ("grade: '5' is not known to the mapping",))
    assert rejected.cells["CallPriority"] == "5"
    kinds = ["Call", "Entry", "Dispatch", "Enroute", "OnScene", "Close"]
    names = [f"{kind}DateandTime" for kind in kinds]
    expected = Counter(
        tuple(placed(row, names, "%m/%d/%y %H:%M", "America/New_York"))
        for row in rows
        if row["CallPriority"] != "5"
    )
    assert stamps(workspace, ["call_answered_at", *LEGS]) == expected


def test_seattle_is_refused_because_it_has_nothing_but_the_time_at_scene(
    data: Path, workspace: Workspace
) -> None:
    file = data / "cad_seattle_2015_onscene" / "seattle_911_2015.parquet"
    for mapping in (str(MAPPINGS / "seattle.yaml"), None):
        with pytest.raises(UserError) as refused:
            load(workspace, "incidents", [file], mapping=mapping)
        said = str(refused.value)
        assert "created_at" in said
        assert "only the time at scene cannot be measured" in said
        assert "At.Scene.Time" in said
    assert workspace.tables.names() == []


def test_dates_without_times_are_refused(data: Path, workspace: Workspace, tmp_path: Path) -> None:
    """Virginia Beach with its times of day cut off: the other extract that cannot be measured."""
    file = tmp_path / "dates.csv"
    with (data / "cad_vabeach_ems_sample" / "NA_VaBeach_EMS_2017_18.csv").open(encoding="utf-8-sig") as text:
        rows = list(csv.reader(text))
    cut = [[cell.split(" ")[0] if "/" in cell and ":" in cell else cell for cell in row] for row in rows]
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(cut)
    with pytest.raises(UserError, match="every created_at is a date without a time of day"):
        load(workspace, "incidents", [file], mapping=str(MAPPINGS / "virginia_beach.yaml"))
    assert workspace.tables.names() == []
