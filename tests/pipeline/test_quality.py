"""Quality and freshness are worked out from the rows, the loads and the contract."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.quality import Quality, freshness, period_quality, rating
from peelian.pipeline.workspace import Workspace
from tests.pipeline.conftest import open_workspace

Writes = Callable[..., Path]


@pytest.mark.parametrize(
    ("score", "name"), [(1, "good"), (0.95, "good"), (0.9499, "fair"), (0.85, "fair"), (0.84, "poor")]
)
def test_a_rating_is_by_score(score: float, name: str) -> None:
    assert rating(score) == name == Quality(score, 1.0, 1.0, 10).rating


def test_each_month_is_complete_valid_and_consistent_by_its_own_rows(
    workspace: Workspace, extract: Writes
) -> None:
    one = extract("""
        visit_id,arrived_at,seen_at,reason
        1,2024-01-01 10:00,2024-01-01 10:05,crime
        2,2024-01-01 10:00,2024-01-01 09:05,
        3,2024-02-01 10:00,2024-02-01 10:05,lost
        4,2024-02-01 10:00,2024-02-01 10:05,lost
        5,yesterday,,
    """)
    load(workspace, "visits", [one])
    assert period_quality(workspace, "visits") == {
        "2024-01": Quality(5 / 6, 0.8, 0.5, 2),
        "2024-02": Quality(1.0, 0.8, 1.0, 2),
    }
    # A second load with other validity, of one of the two rows of February.
    two = extract("""
        visit_id,arrived_at,seen_at,reason
        4,2024-02-01 10:00,2024-02-01 10:05,crime
    """)
    load(workspace, "visits", [two])
    assert period_quality(workspace, "visits")["2024-02"] == Quality(1.0, pytest.approx(0.9), 1.0, 2)
    fresh = freshness(workspace, "visits")
    assert fresh.rows == 4
    assert fresh.covers_to == date(2024, 2, 1)
    assert fresh.last_loaded_at is not None
    assert (datetime.now(UTC) - fresh.last_loaded_at).total_seconds() >= 0
    score = (5 / 6 * 0.8 * 0.5 + 0.9) / 2
    assert fresh.quality == pytest.approx(score)
    assert fresh.rating == "poor"


def test_what_was_counted_is_kept_and_can_be_lost(workspace: Workspace, extract: Writes) -> None:
    load(workspace, "visits", [extract("visit_id,arrived_at\n1,2024-01-01 10:00\n2,2024-02-01 10:00\n")])
    first = period_quality(workspace, "visits")
    (file,) = (workspace.root / "tables" / "contents").iterdir()
    kept = file.read_text()
    file.write_text(kept.replace('"filled": [1, 0, 0]', '"filled": [1, 1, 1]', 1))
    assert period_quality(open_workspace(workspace.root), "visits") != first  # read, not counted again
    file.write_text("not json")
    assert period_quality(open_workspace(workspace.root), "visits") == first
    load(workspace, "visits", [extract("visit_id,arrived_at,reason\n2,2024-02-01 10:00,lost\n")])
    later = period_quality(workspace, "visits")
    assert later["2024-01"] == first["2024-01"]
    assert later["2024-02"].completeness > first["2024-02"].completeness


def test_months_cover_to_their_last_day_and_spells_to_none(workspace: Workspace, extract: Writes) -> None:
    load(workspace, "offences", [extract("number,month,what\nA,2024-02,theft\n")])
    assert freshness(workspace, "offences").covers_to == date(2024, 2, 29)
    load(workspace, "places", [extract("place,starts,ends\nNorth,2020-01-01,\n")])
    assert freshness(workspace, "places").covers_to is None
    assert list(period_quality(workspace, "places")) == [""]


def test_a_source_without_rows_has_no_quality(workspace: Workspace, extract: Writes) -> None:
    assert freshness(workspace, "visits").rating == "poor"
    assert freshness(workspace, "visits").last_loaded_at is None
    assert period_quality(workspace, "visits") == {}
    (receipt,) = load(workspace, "visits", [extract("visit_id,arrived_at\n1,never\n")])
    assert (receipt.quality, freshness(workspace, "visits").rows) == (0.0, 0)
    assert freshness(workspace, "visits").last_loaded_at == receipt.at


def test_a_source_that_gains_a_column_keeps_its_rows(workspace: Workspace, extract: Writes) -> None:
    file = extract("visit_id,arrived_at\n1,2024-01-01 10:00\n,2024-01-01 11:00\n")
    load(workspace, "visits", [file])
    source = workspace.framework.source("visits")
    colour = source.columns["weight"].model_copy(update={"type": "text", "expected": True})
    wider = source.model_copy(update={"columns": {**source.columns, "colour": colour}})
    workspace.framework.sources["visits"] = wider  # type: ignore[index]
    assert period_quality(workspace, "visits")["2024-01"].completeness == 0.25
    (again,) = load(workspace, "visits", [file])
    assert (again.unchanged, again.accepted) == (2, 0)
    file = extract("visit_id,arrived_at,colour\n1,2024-01-01 10:00,red\n")
    (revised,) = load(workspace, "visits", [file])
    assert revised.revised == 1
    found = workspace.tables.read("rows/visits", ["visit_id", "colour"]).to_pylist()
    assert sorted(found, key=str) == [
        {"visit_id": "1", "colour": "red"},
        {"visit_id": None, "colour": None},
    ]
