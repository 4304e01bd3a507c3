"""A refresh killed anywhere leaves the old values or the new, whole; a reader sees one version throughout."""

from pathlib import Path
from random import Random
from typing import Any

from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import Workspace
from tests.pipeline.test_oracle import build
from tests.pipeline.worlds import Rows, write_rows

MEASURES: list[dict[str, Any]] = [
    {"id": "m_count", "kind": "count", "source": "jobs", "by": ["kind", "x_band"]},
    {"id": "m_median", "kind": "median", "source": "jobs", "value": "taken", "by": ["urgent"]},
    {"id": "m_rate", "kind": "rate", "source": "jobs", "per": "m_count", "where": "urgent", "scale": 100},
    {"id": "m_derived", "kind": "derived", "formula": "m_rate / m_count"},
]
for measure in MEASURES:
    measure |= {"title": measure["id"], "question": "q", "improves": "neutral", "owner": "o", "why": "w"}


def jobs(seed: int, count: int = 400) -> Rows:
    """Made-up jobs, the same for the same seed."""
    from datetime import UTC, datetime, timedelta

    random = Random(seed)
    rows: Rows = []
    for number in range(count):
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(60 * 24 * 300))
        rows.append({
            "job_id": f"{number}", "kind": random.choice("abc"), "urgent": random.random() < 0.4,
            "x": random.randrange(-50, 50), "y": None, "at": at,
            "done_at": at + timedelta(seconds=random.randrange(5000)),
            "unit_id": random.choice(["T1", "T2", "T3"]), "person_id": None, "_date": at.date(),
        })  # fmt: skip
    return rows


def test_a_reader_that_began_before_a_refresh_sees_the_old_values(tmp_path: Path) -> None:
    from peelian.pipeline.pinned import Pinned

    workspace = build(tmp_path / "w", MEASURES, {"jobs": jobs(0)})
    refresh(workspace)
    reader = Pinned(workspace.tables)
    rows = reader.read("values").num_rows
    write_rows(workspace.tables, "jobs", jobs(1, count=10))
    refresh(workspace)
    assert reader.read("values").num_rows == rows
    assert Pinned(workspace.tables).read("values").num_rows < rows


def test_only_touched_cells_are_computed(tmp_path: Path) -> None:
    workspace = build(tmp_path / "w", MEASURES, {"jobs": jobs(0)})
    cells = refresh(workspace).cells
    assert refresh(workspace).computed == 0
    definition = tmp_path / "w" / "framework" / "measures" / "m_derived.yaml"
    definition.write_text(definition.read_text().replace("m_rate / m_count", "m_rate + m_count"))
    again = refresh(Workspace.open(workspace.root))
    assert again.computed == cells // 2  # the combined cells alone
