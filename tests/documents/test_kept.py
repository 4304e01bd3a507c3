"""What is kept is what there is: any change is seen at once, and memory is bounded."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread

import pyarrow as pa
import pytest

from peelian.documents import kept
from peelian.documents.kept import edited, keep, one_moment, opened, snapshot, version
from peelian.pipeline.workspace import Workspace, init


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = init(tmp_path / "force")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(made.root))
    return made


@dataclass
class Sized:
    nbytes: int


def commit_elsewhere(workspace: Workspace, number: int) -> None:
    """Another process adds a row to the table `numbers`."""
    code = (
        "import sys, pyarrow as pa; from pathlib import Path;"
        "from peelian.pipeline.workspace import Workspace;"
        "Workspace.open(Path(sys.argv[1])).tables.append('numbers', pa.table({'n': [int(sys.argv[2])]}))"
    )
    subprocess.run([sys.executable, "-c", code, str(workspace.root), str(number)], check=True)


def test_a_thing_is_made_once_for_each_state_of_its_files() -> None:
    made: list[int] = []
    for state in (1, 1, 2, 2, 1):
        assert keep(("thing",), state, lambda state=state: made.append(state) or state) == state
    assert made == [1, 2, 1]


def test_a_failure_is_not_kept() -> None:
    with pytest.raises(ZeroDivisionError):
        keep(("thing",), 1, lambda: 1 // 0)
    assert keep(("thing",), 1, lambda: 5) == 5


def test_many_who_ask_at_once_wait_for_the_one_that_makes_it() -> None:
    made: list[int] = []
    gate = Barrier(8)

    def ask() -> None:
        gate.wait()
        keep(("thing",), 1, lambda: made.append(1))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_what_was_least_lately_asked_for_makes_room() -> None:
    for name in range(kept.MOST):
        keep((name,), 1, lambda: 1)
    keep((0,), 1, lambda: pytest.fail("was kept"))
    keep(("one more",), 1, lambda: 1)
    keep((0,), 1, lambda: pytest.fail("was asked for lately"))
    assert keep((1,), 1, lambda: 2) == 2


def test_large_things_together_stay_within_the_bound() -> None:
    for name in range(10):
        keep((name,), 1, lambda: Sized(kept.LARGEST // 4))
        assert sum(entry.size for entry in kept._kept.values()) <= kept.LARGEST
    keep(("huge",), 1, lambda: Sized(kept.LARGEST * 2))
    assert list(kept._kept) == [("huge",)]


def test_a_commit_of_another_process_is_seen_at_once(workspace: Workspace) -> None:
    assert version(workspace, "numbers") == ((-1, 0),)
    assert snapshot(workspace, "numbers") is None
    for rows in (1, 2, 3):
        before = version(workspace, "numbers")
        commit_elsewhere(workspace, rows)
        assert version(workspace, "numbers") != before
        found = snapshot(workspace, "numbers")
        assert found is not None
        assert (found.version, found.rows) == (rows - 1, rows)


def test_a_table_made_anew_at_the_same_version_is_another(workspace: Workspace) -> None:
    workspace.tables.append("numbers", pa.table({"n": [1]}))
    before = version(workspace, "numbers")
    log = Path(workspace.tables.location("numbers")) / "_delta_log" / f"{0:020}.json"
    os.utime(log, ns=(1, 1))
    assert version(workspace, "numbers") != before


def test_a_moment_stays_as_it_was_begun(workspace: Workspace) -> None:
    workspace.tables.append("numbers", pa.table({"n": [1]}))
    with one_moment():
        before = version(workspace, "numbers")
        workspace.tables.append("numbers", pa.table({"n": [2]}))
        assert version(workspace, "numbers") == before
        found = snapshot(workspace, "numbers")
        assert found is not None
        assert found.rows == 1
    assert version(workspace, "numbers") != before


def test_a_moment_that_fails_ends() -> None:
    with pytest.raises(ZeroDivisionError), one_moment():
        raise ZeroDivisionError
    assert kept._moment.get() is None


@pytest.mark.parametrize("change", ["write", "older", "add", "remove", "settings"])
def test_any_change_of_the_definitions_is_seen(workspace: Workspace, change: str) -> None:
    before, known = edited(workspace.root), opened()
    assert opened() is known
    file = next((workspace.root / "framework" / "measures").glob("*.yaml"))
    if change == "write":
        file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    elif change == "older":  # put back from a backup, with the time it had there
        os.utime(file, (1, 1))
    elif change == "add":
        (file.parent / "new.yaml").write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    elif change == "remove":
        file.unlink()
    else:
        settings = workspace.root / "peelian.yaml"
        settings.write_text(settings.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert edited(workspace.root) != before
    assert opened() is not known
