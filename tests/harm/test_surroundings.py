"""What a workspace is kept on, and what else wrote to it: each a clear error or a right result."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from peelian.framework.errors import UserError
from peelian.pipeline import ingest
from peelian.pipeline.doctor import examine
from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import receipts, rejected_rows
from peelian.pipeline.refresh import refresh
from peelian.pipeline.tidy import tidy
from peelian.pipeline.workspace import Workspace
from tests.harm.cycle import Cycle, left_behind, made, rows_of, values_of
from tests.test_cli import peelian

CHECKOUT = Path(__file__).resolve().parents[2]
FULL = "mount -t tmpfs -o size=3m tmpfs {0}"
SHUT = "mount --bind {0} {0} && mount -o remount,bind,ro {0}"

Place = Callable[[str, str, Path], None]


@pytest.fixture(scope="module")
def at_two(tmp_path_factory: pytest.TempPathFactory, cycle: Cycle) -> Path:
    workspace = made(tmp_path_factory.mktemp("two") / "workspace")
    load(workspace, "jobs", [cycle.extract(1)])
    refresh(workspace)
    load(workspace, "jobs", [cycle.extract(2)])
    return workspace.root


@pytest.fixture
def workspace(tmp_path: Path, at_two: Path) -> Workspace:
    """A workspace that stands at step 2, its values at step 1."""
    shutil.copytree(at_two, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace")


@pytest.fixture
def place(tmp_path: Path, cycle: Cycle) -> Place:
    """Runs one of `places` where a folder is mounted in some way that no other process sees."""
    known = tmp_path / "cycle"
    known.write_bytes(pickle.dumps(cycle))
    (tmp_path / "try").mkdir()
    for options in ("-rm", "-m"):
        tried = subprocess.run(
            ["unshare", options, "sh", "-c", FULL.format(tmp_path / "try")], capture_output=True
        )
        if tried.returncode == 0:
            break
    else:
        pytest.skip("needs the right to mount a disk in a name space of its own (unshare --mount)")

    def run(mount: str, what: str, folder: Path) -> None:
        child = [sys.executable, "-m", "tests.harm.places"]
        there = [str(mounted(what, folder)), what, str(known)]
        shell = ["sh", "-c", mount.format(folder) + ' && exec "$@"', "sh"]
        done = subprocess.run(
            ["unshare", options, *shell, *child, *there], cwd=CHECKOUT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    return run


def mounted(what: str, folder: Path) -> Path:
    return folder.parent if what == "pages" else folder


@pytest.mark.parametrize("what", ["full", "checkpoint"])
def test_a_full_disk(place: Place, tmp_path: Path, what: str) -> None:
    (tmp_path / "disk").mkdir()
    place(FULL, what, tmp_path / "disk")


def test_a_read_only_workspace_with_a_load_to_finish(workspace: Workspace, place: Place) -> None:
    (workspace.root / ".loading").write_text("jobs")
    place(SHUT, "read_only", workspace.root)


NOTE = """
from peelian.cli.app import records_opened
records_opened()
from peelian.apps.performance.models import Annotation
from peelian.documents.kept import opened
from peelian.pipeline.values import series
day = series(opened(), measures=["m_count"], units=["F"])[0].periods[3].item()
Annotation.objects.create(kind="ghost", measure="m_count", unit="F", day=day, reason="Lost", written_by="a")
"""


def test_notes_are_read_where_nothing_may_be_written(workspace: Workspace, place: Place) -> None:
    def said(*words: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        done = subprocess.run(
            [sys.executable, *words], cwd=workspace.root, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    ask = ("-m", "peelian.cli", "values", "m_count")
    before = said(*ask)
    said("-c", NOTE)
    after = said(*ask)
    assert after != before
    (workspace.root / "said.txt").write_text(after, encoding="utf-8")
    place(SHUT, "noted", workspace.root)


def test_the_pages_of_read_only_tables(workspace: Workspace, place: Place) -> None:
    place(SHUT, "pages", workspace.root / "tables")


def test_a_folder_this_account_may_not_write(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system says it: the tests may run as root, who may write anywhere."""

    def refused(*given: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied", str(workspace.root / ".scratch"))

    monkeypatch.setattr(ingest, "scratch", refused)
    with pytest.raises(UserError, match=r"this account may not use .*\.scratch: nothing is half done"):
        load(workspace, "jobs", [workspace.root / "units.csv"])


def test_a_clock_that_goes_back(workspace: Workspace, cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = datetime(2099, 1, 1, tzinfo=UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            nonlocal clock
            clock -= timedelta(days=400)
            return clock

    monkeypatch.setattr(ingest, "datetime", Clock)
    for step in (3, 4, 5):
        load(workspace, "jobs", [cycle.extract(step)])
        refresh(workspace)
    told = [receipt.file for receipt in receipts(workspace, "jobs")]
    assert told == [cycle.extract(step).name for step in (5, 4, 3, 2, 1)]
    assert receipts(workspace)[0].at < receipts(workspace)[2].at
    listed = list(dict.fromkeys(row.load_id for row in rejected_rows(workspace, "jobs")))
    assert listed == [receipt.load_id for receipt in receipts(workspace, "jobs")]
    tidy(workspace, keep=timedelta(0))
    assert all(finding.well for finding in examine(workspace))
    assert rows_of(workspace) == cycle.rows_at(5)
    assert values_of(workspace) == cycle.values_at(5)


def test_tidy_deletes_what_was_replaced_and_never_finished(workspace: Workspace, cycle: Cycle) -> None:
    refresh(workspace, full=True)
    log = logs(workspace, "values")[-1]
    for begun in (log.with_name(f"{log.name}#1"), Path(workspace.tables.root, "jobs.1.new")):
        begun.write_text("begun")
    assert peelian("tidy", cwd=workspace.root).stdout == "0 files deleted, 0.0 MB of data.\n"
    assert len(left_behind(workspace)) > 2
    assert "files deleted" in peelian("tidy", "--keep-days", "0", cwd=workspace.root).stdout
    assert left_behind(workspace) == []
    assert values_of(workspace) == cycle.values_at(2)


TABLES = ["rows/jobs", "values", "loads", "rejected/jobs"]
NEWER = [
    {"minReaderVersion": 99, "minWriterVersion": 99},
    {"minReaderVersion": 2, "minWriterVersion": 5},
    {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": ["deletionVectors"],
     "writerFeatures": ["deletionVectors"]},
    {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": ["fromMars"],
     "writerFeatures": ["fromMars"]},
]  # fmt: skip


def logs(workspace: Workspace, name: str) -> list[Path]:
    return sorted(Path(workspace.tables.location(name), "_delta_log").glob("*.json"))


def said_by(workspace: Workspace, *verbs: str) -> Iterator[str]:
    """What each verb says: an error, with no traceback."""
    for verb in verbs:
        told = peelian(*verb.split(), cwd=workspace.root)
        assert told.returncode == 1, told.stdout
        yield " ".join(told.stderr.split() or told.stdout.split())


@pytest.mark.parametrize("protocol", NEWER, ids=lambda protocol: str(protocol["minReaderVersion"]))
def test_a_table_of_a_newer_delta(workspace: Workspace, cycle: Cycle, protocol: dict[str, object]) -> None:
    log = logs(workspace, "rows/jobs")
    log[0].with_name(f"{len(log):020}.json").write_text(json.dumps({"protocol": protocol}) + "\n")
    for said in said_by(workspace, "refresh", f"load jobs {cycle.extract(3)}", "doctor"):
        assert "the table rows/jobs was written by a newer version of Peelian or by another" in said
        assert "upgrade Peelian" in said


def test_a_table_only_newer_versions_write(workspace: Workspace, cycle: Cycle) -> None:
    """It can be read; writing it is refused before anything is changed."""
    log = logs(workspace, "values")
    asked = {"minReaderVersion": 1, "minWriterVersion": 7, "writerFeatures": ["fromMars"]}
    log[0].with_name(f"{len(log):020}.json").write_text(json.dumps({"protocol": asked}) + "\n")
    with pytest.raises(UserError, match=r"values was written by .* cannot write \(Delta fromMars\)"):
        refresh(workspace)
    assert values_of(workspace) == cycle.values_at(1)


def test_a_table_of_a_later_format(workspace: Workspace) -> None:
    first = logs(workspace, "loads")[0]
    first.write_text(first.read_text().replace("Peelian table, format 1", "Peelian table, format 2"))
    with pytest.raises(UserError, match=r"loads was written by a newer .*format 2; this one knows"):
        receipts(workspace)


@pytest.mark.parametrize("name", TABLES)
def test_columns_a_newer_version_added(workspace: Workspace, cycle: Cycle, name: str) -> None:
    schema = workspace.tables.snapshot(name).schema
    partition_by = workspace.tables.snapshot(name).partition_by
    wider = schema.append(pa.field("later", pa.string()))
    workspace.tables.append(name, wider.empty_table(), partition_by)
    load(workspace, "jobs", [cycle.extract(3)])
    refresh(workspace)
    assert rows_of(workspace) == cycle.rows_at(3)
    assert values_of(workspace) == cycle.values_at(3)
    assert len(receipts(workspace, "jobs")) == 3
    assert len(rejected_rows(workspace, "jobs")) == 1 + 2 + 3


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def zeros(file: Path) -> None:
    file.write_bytes(bytes(300))


@pytest.mark.parametrize("harm", [Path.unlink, cut, empty, zeros])
def test_a_file_of_rows_that_is_gone_or_damaged(workspace: Workspace, harm: Callable[[Path], None]) -> None:
    file = workspace.tables.files("rows/jobs")[0]
    path = Path(workspace.tables.location("rows/jobs"), file.path)
    harm(path)
    refreshed, examined = said_by(workspace, "refresh --full", "doctor")
    assert f"{path} is missing or damaged: restore the tables from a backup" in refreshed
    assert f"rows/jobs: {path}:" in examined


@pytest.mark.parametrize(("harm", "place"), [(cut, -2), (zeros, 0), (Path.unlink, 0), (empty, -1)])
def test_a_log_that_is_damaged(workspace: Workspace, harm: Callable[[Path], None], place: int) -> None:
    path = logs(workspace, "values")[0]
    refresh(workspace)
    path = logs(workspace, "values")[place]
    harm(path)
    for said in said_by(workspace, "values", "refresh", "doctor"):
        assert "the log of the table values is damaged" in said
        assert str(path if harm is not Path.unlink else path.parent) in said
