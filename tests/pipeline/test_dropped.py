"""Files dropped into folders: taken when they are whole, put aside with what became of them."""

import json
import os
from pathlib import Path

import pytest

from peelian.framework.errors import UserError
from peelian.pipeline import dropped
from peelian.pipeline.dropped import SETTLED, Drops
from peelian.pipeline.receipts import receipts
from peelian.pipeline.workspace import Workspace

GOOD = "visit_id,arrived_at\n{0},2024-05-01T10:00:00Z\n"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def drops(workspace: Workspace, tmp_path: Path, clock: Clock) -> Drops:
    (tmp_path / "in" / "visits").mkdir(parents=True)
    return Drops(workspace, tmp_path / "in", clock=clock)


def settle(drops: Drops, clock: Clock) -> list[dropped.Dropped]:
    """What is taken once everything there has stayed as it is for long enough."""
    list(drops.take())
    clock.now += SETTLED
    return list(drops.take())


def test_a_file_is_loaded_once_it_stays_as_it_is(drops: Drops, clock: Clock) -> None:
    file = drops.folder / "visits" / "a.csv"
    file.write_text(GOOD.format(1)[:20])
    assert list(drops.take()) == []
    clock.now += SETTLED
    file.write_text(GOOD.format(1))  # it grew in the meantime
    assert list(drops.take()) == []
    assert drops.waiting
    clock.now += SETTLED / 2
    assert list(drops.take()) == []
    clock.now += SETTLED / 2
    (taken,) = drops.take()
    assert taken.receipt is not None
    assert taken.receipt.accepted == 1
    assert taken.moved == drops.folder / "visits" / "loaded" / "a.csv"
    assert not file.exists()
    told = json.loads((taken.moved.parent / "a.csv.receipt.json").read_text())
    assert told["load_id"] == taken.receipt.load_id
    assert not drops.waiting
    assert settle(drops, clock) == []


def test_a_file_that_cannot_be_loaded_is_refused_with_its_reason(drops: Drops, clock: Clock) -> None:
    (drops.folder / "visits" / "b.csv").write_text("colour\nred\n")
    (drops.folder / "visits" / "a.csv").write_text(GOOD.format(1))
    taken = {each.file.name: each for each in settle(drops, clock)}
    assert taken["a.csv"].receipt is not None
    assert taken["b.csv"].moved == drops.folder / "visits" / "refused" / "b.csv"
    reason = (drops.folder / "visits" / "refused" / "b.csv.problem.txt").read_text()
    assert "arrived_at" in reason
    assert taken["b.csv"].problem == reason.strip()


def test_files_are_taken_oldest_first_and_one_name_twice_is_kept_twice(drops: Drops, clock: Clock) -> None:
    for number, name in enumerate(("z.csv", "a.csv")):
        file = drops.folder / "visits" / name
        file.write_text(GOOD.format(number))
        os.utime(file, (1000 + number, 1000 + number))
    assert [each.file.name for each in settle(drops, clock)] == ["z.csv", "a.csv"]
    (drops.folder / "visits" / "z.csv").write_text(GOOD.format(7))
    (again,) = settle(drops, clock)
    assert again.moved.name == "z-2.csv"
    assert sorted(p.name for p in again.moved.parent.glob("*.csv")) == ["a.csv", "z-2.csv", "z.csv"]


def test_what_is_unfinished_hidden_or_of_no_source_is_left_alone(drops: Drops, clock: Clock) -> None:
    for name in ("visits/a.csv.part", "visits/.b.csv", "visits/c.CSV.TMP", "d.csv", "visitors/e.csv"):
        file = drops.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(GOOD.format(1))
    assert settle(drops, clock) == []
    assert drops.strangers() == ["visitors is not a source (did you mean 'visits'?)"]
    os.replace(drops.folder / "visits" / "a.csv.part", drops.folder / "visits" / "a.csv")
    assert [each.file.name for each in settle(drops, clock)] == ["a.csv"]


def test_a_folder_may_be_of_one_source(workspace: Workspace, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text(GOOD.format(1))
    drops = Drops(workspace, tmp_path / "in", "visits", clock=clock)
    assert drops.strangers() == []
    assert [each.source for each in settle(drops, clock)] == ["visits"]
    assert (tmp_path / "in" / "loaded" / "a.csv").is_file()
    with pytest.raises(UserError, match="no source"):
        Drops(workspace, tmp_path / "in", "visit")
    with pytest.raises(UserError, match="no folder"):
        Drops(workspace, tmp_path / "nowhere")


def test_a_file_whose_load_was_killed_before_it_moved_changes_nothing_again(
    drops: Drops, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(file: Path, folder: str) -> Path:
        raise SystemExit

    (drops.folder / "visits" / "a.csv").write_text(GOOD.format(1))
    with monkeypatch.context() as patched:
        patched.setattr(dropped, "_aside", killed)
        with pytest.raises(SystemExit):
            settle(drops, clock)
    anew = Drops(drops.workspace, drops.folder, clock=clock)
    (taken,) = settle(anew, clock)
    assert taken.receipt is not None
    assert (taken.receipt.accepted, taken.receipt.unchanged) == (0, 1)
    assert len(receipts(drops.workspace)) == 2
    assert drops.workspace.tables.read("rows/visits", ["visit_id"]).num_rows == 1


def test_trouble_with_the_machine_leaves_the_file_where_it_is(
    drops: Drops, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise UserError("the disk is full") from OSError(28, "No space left on device", "/x")

    file = drops.folder / "visits" / "a.csv"
    file.write_text(GOOD.format(1))
    with monkeypatch.context() as patched:
        patched.setattr(dropped, "load", full)
        with pytest.raises(UserError, match="full"):
            settle(drops, clock)
    assert file.is_file()
    assert [each.file.name for each in settle(drops, clock)] == ["a.csv"]


def test_a_file_that_somebody_took_away_is_passed_over(
    drops: Drops, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(workspace: Workspace, source: str, file: Path) -> None:
        file.unlink()
        raise UserError(f"there is no file {file}")

    (drops.folder / "visits" / "a.csv").write_text(GOOD.format(1))
    with monkeypatch.context() as patched:
        patched.setattr(dropped, "load", taken)
        assert settle(drops, clock) == []
    assert not drops.waiting
