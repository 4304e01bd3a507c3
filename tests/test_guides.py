"""The examples of the loading guide, as they are printed there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.quarantine import rejected_rows
from peelian.pipeline.refresh import refresh
from peelian.pipeline.values import series
from peelian.pipeline.verdicts import verdict_of
from peelian.pipeline.workspace import init

GUIDE = (Path(__file__).resolve().parent.parent / "docs" / "guide" / "loading.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_the_small_example_gives_the_receipt_it_says(tmp_path: Path) -> None:
    workspace = init(tmp_path / "w")
    (tmp_path / "small.csv").write_text(blocks("csv")[0], encoding="utf-8")
    (workspace.root / "mappings" / "example.yaml").write_text(blocks("yaml")[1], encoding="utf-8")
    (receipt,) = load(workspace, "incidents", [tmp_path / "small.csv"], mapping="example")
    said = f"{receipt.read} read = {receipt.accepted} accepted + {receipt.rejected} rejected"
    assert said in GUIDE
    rows = workspace.tables.read(
        "rows/incidents", ["incident_id", "created_at", "at_scene_at", "grade", "origin"]
    )
    found = {row["incident_id"]: row for row in rows.to_pylist()}
    assert found.keys() == {"7001", "7002"}
    assert all(row["at_scene_at"] - row["created_at"] == timedelta(minutes=7) for row in found.values())
    assert [found[i]["grade"] for i in ("7001", "7002")] == ["immediate", "priority"]
    reasons = {row.line: " ".join(row.reasons) for row in rejected_rows(workspace, "incidents")}
    assert "created_at" in reasons[4]
    assert "time of day" in reasons[5]


@pytest.mark.realdata
def test_the_journey_gives_the_verdict_it_says(tmp_path: Path, shared: Path) -> None:
    workspace = init(tmp_path / "beach", name="Virginia Beach", time_zone="America/New_York")
    (workspace.root / "mappings" / "virginia_beach.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    extract = shared / "data" / "cad_vabeach_ems_sample" / "NA_VaBeach_EMS_2017_18.csv"
    (receipt,) = load(workspace, "incidents", [extract], mapping="virginia_beach")
    assert f"{receipt.read} read = {receipt.accepted} accepted + {receipt.rejected} rejected" in GUIDE
    refresh(workspace)
    (whole,) = series(workspace, measures=["attendance_median"], units=["force"])
    judged = verdict_of(whole)
    assert judged.withheld is None
    assert judged.sentence.replace("\N{NO-BREAK SPACE}", " ") in GUIDE
