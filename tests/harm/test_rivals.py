"""Several processes at one workspace: writers take turns, and a reader never sees a mixture."""

from pathlib import Path

import pytest

from peelian.pipeline.ingest import load
from peelian.pipeline.lock import writing
from peelian.pipeline.receipts import receipts
from peelian.pipeline.refresh import pending, refresh
from peelian.pipeline.workspace import Workspace
from tests.harm.cycle import REVISED, STEPS, Cycle, made, rows_of, units, values_of
from tests.harm.work import ended, loading, reading, refreshing, started, tidying, watching


@pytest.fixture
def workspace(tmp_path: Path, cycle: Cycle) -> Workspace:
    """A workspace that stands at step 1."""
    workspace = made(tmp_path / "workspace")
    load(workspace, "jobs", [cycle.extract(1)])
    refresh(workspace)
    return workspace


def at_once(*work: tuple[object, ...]) -> None:
    """All of it in processes of their own, begun together."""
    for process in [started(*each) for each in work]:  # type: ignore[arg-type]
        assert ended(process) == "done"


def test_two_refreshes(workspace: Workspace, cycle: Cycle) -> None:
    load(workspace, "jobs", [cycle.extract(2)])
    at_once((refreshing, workspace.root), (refreshing, workspace.root, True))
    assert values_of(workspace) == cycle.values_at(2)
    assert pending(workspace) == 0


def test_a_refresh_after_a_load_that_was_killed_at_its_end(workspace: Workspace, cycle: Cycle) -> None:
    """It keeps the load's receipt first, and does not wait for itself."""
    (workspace.root / ".loading").write_text("jobs")
    at_once((refreshing, workspace.root, True))
    assert not (workspace.root / ".loading").exists()
    assert values_of(workspace) == cycle.values_at(1)


def test_a_reader_waits_for_the_end_of_a_load_and_not_for_the_next(workspace: Workspace) -> None:
    """Whoever has the turn, reading goes on once the mark of the load that ends is gone."""
    mark = workspace.root / ".loading"
    mark.write_text("jobs")
    with writing(workspace.root):
        reader = started(reading, workspace.root)
        reader.join(0.5)
        assert reader.is_alive()
        mark.unlink()
        assert ended(reader) == "done"


def test_two_loads_of_one_source_are_one_after_the_other(
    workspace: Workspace, cycle: Cycle, tmp_path: Path
) -> None:
    at_once(*((loading, workspace.root, cycle.extract(step)) for step in (2, 3)))
    order = [receipt.file for receipt in reversed(receipts(workspace, "jobs"))]
    serial = made(tmp_path / "serial")
    load(serial, "jobs", [cycle.extract(1).with_name(name) for name in order])
    assert len(order) == 3
    assert rows_of(workspace) == rows_of(serial)
    refresh(workspace)
    refresh(serial, full=True)
    assert values_of(workspace) == values_of(serial)


def test_one_file_loaded_twice_at_once_is_loaded_once(workspace: Workspace, cycle: Cycle) -> None:
    at_once(*[(loading, workspace.root, cycle.extract(2))] * 2)
    told = sorted((receipt.accepted, receipt.unchanged) for receipt in receipts(workspace, "jobs")[:2])
    assert told == [(0, REVISED + 1), (REVISED, 1)]
    assert rows_of(workspace) == cycle.rows_at(2)


def test_a_first_load_by_two_at_once(tmp_path: Path, cycle: Cycle) -> None:
    workspace = made(tmp_path / "new")
    at_once(*[(loading, workspace.root, cycle.extract(1))] * 2)
    assert rows_of(workspace) == cycle.rows_at(1)


def test_everything_at_once(workspace: Workspace, cycle: Cycle) -> None:
    root = workspace.root
    at_once(
        (loading, root, cycle.extract(2)), (refreshing, root), (loading, root, units(root, "T9"), "units"),
        (tidying, root), (refreshing, root, True),
    )  # fmt: skip
    assert rows_of(workspace) == cycle.rows_at(2)
    refresh(workspace)
    left = values_of(workspace)
    refresh(workspace, full=True)
    assert values_of(workspace) == left
    assert any(row[1] == "T9" for row in left)


@pytest.mark.parametrize(
    "rounds", [pytest.param(1, id="short"), pytest.param(10, marks=pytest.mark.soak, id="long")]
)
def test_a_reader_during_writers_sees_one_version(
    workspace: Workspace, cycle: Cycle, tmp_path: Path, rounds: int
) -> None:
    """While rows are loaded, values refreshed, files compacted and those of older days deleted."""
    stop = tmp_path / "stop"
    readers = [started(watching, workspace.root, cycle, stop) for _ in range(2)]
    for step in range(2, 2 + rounds * STEPS):
        load(workspace, "jobs", [cycle.extract(step)])
        refresh(workspace)
        tidying(workspace.root, days=1)
    stop.touch()
    assert [ended(reader) for reader in readers] == ["done", "done"]
    assert values_of(workspace) == cycle.values_at(step)
