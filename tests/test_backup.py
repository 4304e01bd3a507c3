"""A backup of a workspace comes back the same, in either database, whatever happens meanwhile."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from peelian.framework.errors import UserError
from peelian.pipeline.archive import Reader
from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import receipts
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import Workspace
from tests.harm.cycle import Cycle, made, rows_of, values_of
from tests.harm.work import ended, loading, started
from tests.postgres import ABSENT, cluster, new_database

CHECKOUT = Path(__file__).resolve().parent.parent
BOTH = ["sqlite", "postgresql"]
Url = Callable[[str], str]


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    return Cycle.make(tmp_path_factory.mktemp("cycle") / "made")


@pytest.fixture(scope="module")
def url() -> Iterator[Url]:
    """A function that gives a new, empty database's DATABASE_URL, '' for the workspace's own file."""
    with Servers() as servers:
        yield servers.url


class Servers:
    """PostgreSQL, started when it is first asked for."""

    def __enter__(self) -> "Servers":
        self._context, self._url = None, ""
        return self

    def __exit__(self, *error: object) -> None:
        if self._context is not None:
            self._context.__exit__(None, None, None)

    def url(self, database: str) -> str:
        if database == "sqlite":
            return ""
        if self._context is None:
            context = cluster()
            try:
                self._url = context.__enter__()
            except LookupError:
                if os.environ.get("CI"):
                    pytest.fail(ABSENT)
                pytest.skip(ABSENT)
            self._context = context
        return new_database(self._url, f"made_{uuid.uuid4().hex[:8]}")


@dataclass(frozen=True)
class Place:
    """A workspace and where its records are."""

    root: Path
    url: str

    def environment(self) -> dict[str, str]:
        clean = {
            k: v for k, v in os.environ.items() if k not in ("PEELIAN_WORKSPACE", "DJANGO_SETTINGS_MODULE")
        }
        named = {"PEELIAN_WORKSPACE": str(self.root), "DJANGO_SETTINGS_MODULE": "peelian.site.settings"}
        return clean | named | {"DATABASE_URL": self.url}

    def begin(self, *command: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=CHECKOUT, env=self.environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def records(self, what: str, *given: str) -> Any:
        """One of `tests.kept`, done to the records."""
        process = self.begin("tests.kept", what, *given)
        said, wrong = process.communicate()
        assert process.returncode == 0, wrong
        return json.loads(said)

    def peelian(self, *words: object) -> str:
        """What the command says; UserError when it says that something is wrong."""
        process = self.begin("peelian.cli", *map(str, words))
        said, wrong = process.communicate()
        assert "Traceback" not in wrong, wrong
        if process.returncode:
            raise UserError(wrong)
        return said

    def tables(self) -> tuple[object, ...]:
        workspace = Workspace.open(self.root)
        return rows_of(workspace), values_of(workspace), receipts(workspace)


def at_step(root: Path, url: str, cycle: Cycle, step: int = 2) -> Place:
    workspace = made(root)
    for number in range(1, step + 1):
        load(workspace, "jobs", [cycle.extract(number)])
    refresh(workspace)
    return Place(root, url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def place(request: pytest.FixtureRequest, tmp_path: Path, cycle: Cycle, url: Url) -> Place:
    """A workspace with two extracts loaded, and its records in one of the databases."""
    return at_step(tmp_path / "w", url(request.param), cycle)


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("sqlite", "postgresql"),
        ("postgresql", "sqlite"),
        *(pytest.param(same, same, marks=pytest.mark.soak) for same in ("sqlite", "postgresql")),
    ],
    indirect=["place"],
)
def test_everything_comes_back_in_either_database(place: Place, other: str, url: Url, tmp_path: Path) -> None:
    before = place.records("fill")
    said = place.peelian("backup", tmp_path / "b.tar")
    assert "The secret key is not in it" in said
    new = Place(tmp_path / "new", url(other))
    assert "all as they were" in new.peelian("restore", tmp_path / "b.tar", new.root)
    after = new.records("go_on")
    assert before.pop("sessions") == 1
    assert after.pop("sessions") == 0
    assert after == before
    assert new.tables() == place.tables()
    assert (new.root / "secret.key").read_text() != (place.root / "secret.key").read_text()
    if new.url:
        with pytest.raises(UserError, match="that DATABASE_URL names is not empty"):
            Place(new.root, new.url).peelian("restore", tmp_path / "b.tar", tmp_path / "newer")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "new", "w"]


def test_the_key_comes_too_when_asked_for(tmp_path: Path, cycle: Cycle) -> None:
    place = at_step(tmp_path / "w", "", cycle, 0)
    (tmp_path / "backups").mkdir()
    place.peelian("backup", tmp_path / "backups", "--with-key")
    (file,) = (tmp_path / "backups").iterdir()
    assert file.name.startswith("peelian-20")
    assert file.stat().st_mode & 0o777 == 0o600
    Place(tmp_path / "new", "").peelian("restore", file, tmp_path / "new")
    assert (tmp_path / "new" / "secret.key").read_text() == (place.root / "secret.key").read_text()
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_record_of_events_that_was_not_whole_comes_back_so_and_is_said_to(
    place: Place, tmp_path: Path
) -> None:
    place.records("fill")
    place.records("alter")
    assert "event 5 is not as it was written" in place.peelian("backup", tmp_path / "b.tar")
    new = Place(tmp_path / "new", "")
    assert "event 5 is not as it was written" in new.peelian("restore", tmp_path / "b.tar", new.root)


def test_loads_and_records_go_on_while_backups_are_made(
    place: Place, cycle: Cycle, url: Url, tmp_path: Path
) -> None:
    """Each backup is of one moment: rows of so many loads, as many receipts, every account with its event."""
    stop = tmp_path / "stop"
    writer = place.begin("tests.kept", "write_until", str(stop))
    step, backups = 2, 0
    try:
        while not Path(f"{stop}.begun").exists() and writer.poll() is None:
            time.sleep(0.05)
        while backups < 2:
            process = place.begin("peelian.cli", "backup", str(tmp_path / f"{backups}.tar"))
            while process.poll() is None:
                step += 1
                assert ended(started(loading, place.root, cycle.extract(step))) == "done"
            assert process.returncode == 0, process.communicate()
            backups += 1
    finally:
        stop.touch()
        _, wrong = writer.communicate()
    assert writer.returncode == 0, wrong
    steps = []
    for number in range(backups):
        new = Place(tmp_path / f"new{number}", "")
        new.peelian("restore", tmp_path / f"{number}.tar", new.root)
        workspace = Workspace.open(new.root)
        steps.append(len(receipts(workspace, "jobs")))
        assert rows_of(workspace) == cycle.rows_at(steps[-1])
        accounts, events = new.records("count")
        assert accounts == events > 0
    assert steps == sorted(steps)
    assert 2 <= steps[0] <= steps[-1] <= step


@pytest.mark.soak
def test_killed_at_any_moment_nothing_looks_whole_that_is_not(place: Place, url: Url, tmp_path: Path) -> None:
    before = place.records("fill")
    target, random = tmp_path / "b.tar", Random(5)
    begun = time.monotonic()
    place.peelian("backup", target)
    took = time.monotonic() - begun
    target.unlink()
    for _ in range(2):
        kill(place.begin("peelian.cli", "backup", str(target)), took * random.uniform(0.4, 1))
        assert not target.exists() or Reader(target).manifest["records"]
        target.unlink(missing_ok=True)
    place.peelian("backup", target)
    for number in range(2):
        new = Place(tmp_path / f"new{number}", url("postgresql" if place.url else "sqlite"))
        kill(new.begin("peelian.cli", "restore", str(target), str(new.root)), took * random.uniform(0.4, 1.5))
        if not new.root.exists():
            new = Place(new.root, new.url)
            new.peelian("restore", target, new.root)
        assert new.tables() == place.tables()
        assert new.records("read") == before | {"sessions": 0}


def kill(process: "subprocess.Popen[str]", after: float) -> None:
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_full_disk_leaves_no_backup(tmp_path: Path, cycle: Cycle) -> None:
    place, small = at_step(tmp_path / "w", "", cycle), tmp_path / "small"
    small.mkdir()
    mount = f"mount -t tmpfs -o size=40k tmpfs {small}"
    script = f"{mount} && {sys.executable} -m peelian.cli backup {small}/b.tar; ls -A {small}"
    for options in ("-rm", "-m"):
        tried = subprocess.run(
            ["unshare", options, "sh", "-c", script],
            env=place.environment(), cwd=CHECKOUT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if "Error" in tried.stderr:
            break
    else:
        pytest.skip("needs a name space of its own for a small disk: unshare is refused here")
    assert f"the disk that holds {small} is full" in tried.stderr
    assert tried.stdout == ""


def test_a_newer_peelians_records_are_refused(tmp_path: Path, cycle: Cycle, url: Url) -> None:
    place = at_step(tmp_path / "w", "", cycle, 0)
    place.peelian("backup", tmp_path / "b.tar")
    altered(tmp_path / "b.tar", lambda said: said["migrations"].append(["access", "9999_later"]))
    with pytest.raises(UserError, match="had 9999_later of access"):
        Place(tmp_path / "new", "").peelian("restore", tmp_path / "b.tar", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def altered(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The backup with another manifest, and that one's digest."""
    from io import BytesIO

    from peelian.pipeline.archive import written

    reader = Reader(path)
    new = path.with_name("altered.tar")
    with written(new) as writer:
        for name, content in reader.contents():
            text = content.read()
            writer.add(name, BytesIO(text), len(text))
        said = {key: value for key, value in reader.manifest.items() if key not in ("format", "members")}
        change(said)
        writer.finish(said)
    new.replace(path)


def test_commands_that_come_at_once_make_the_tables_once(tmp_path: Path, cycle: Cycle, url: Url) -> None:
    for database in BOTH:
        place = at_step(tmp_path / database, url(database), cycle, 0)
        processes = [place.begin("tests.kept", "count") for _ in range(2)]
        assert [process.communicate()[1] for process in processes] == [""] * 2


def test_a_database_that_does_not_answer_is_said_not_to(tmp_path: Path, cycle: Cycle) -> None:
    place = at_step(tmp_path / "w", "postgresql://me:hunter2@127.0.0.1:1/records", cycle, 0)
    with pytest.raises(UserError) as error:
        place.peelian("backup", tmp_path / "b.tar")
    assert "the records cannot be used (PostgreSQL, records at 127.0.0.1:1)" in str(error.value)
    assert "hunter2" not in str(error.value)
