"""A malformed extract is refused in words and changes nothing, or its bad rows are rejected with reasons.

`expected.txt` has what is said of each. After a change that is meant, write it anew and read the difference:
`PEELIAN_WRITE_EXPECTED=1 .venv/bin/python -m pytest tests/harm/test_bad_input.py -m 'soak or not soak'`.
"""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peelian.cli import app
from peelian.framework.errors import UserError
from peelian.pipeline.ingest import load
from peelian.pipeline.receipts import receipts
from peelian.pipeline.workspace import Workspace, init
from tests.harm.malformed import NAME, SOUND, TEXT, Case, cases
from tests.harm.outcomes import MEMORY, offer, state

CHECKOUT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).with_name("expected.txt")
CASES = {case.name: case for case in cases()}
WRITTEN: dict[str, str] = {}

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")


def _expected() -> dict[str, str]:
    lines = EXPECTED.read_text(encoding="utf-8").splitlines() if EXPECTED.is_file() else []
    return dict(line.split(" | ", 1) for line in lines)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace that has the sound extracts already."""
    folder = tmp_path_factory.mktemp("bad-input")
    made = init(folder / "workspace")
    for sound in SOUND.values():
        file = folder / sound.file
        file.write_text(sound.text(), encoding="utf-8")
        (receipt,) = load(made, sound.source, [file])
        assert receipt.accepted == len(sound.rows)
    yield made
    if os.environ.get("PEELIAN_WRITE_EXPECTED"):
        known = _expected() | WRITTEN
        lines = [f"{name} | {known[name]}\n" for name in CASES if name in known]
        EXPECTED.write_text("".join(lines), encoding="utf-8")


def comes_of(case: Case, found: str) -> None:
    """Assert that what came of a case is what is written of it, whatever size it was packed to."""
    found = re.sub(r"[\d,]+ bytes", "... bytes", found)
    if os.environ.get("PEELIAN_WRITE_EXPECTED"):
        WRITTEN[case.name] = found
    elif case.is_sure:
        assert found == _expected()[case.name]


def made(case: Case, folder: Path) -> Path:
    """The case's file, in a folder."""
    folder.mkdir(exist_ok=True)
    file = folder / case.file
    file.write_bytes(case.make())
    return file


def test_there_are_more_than_200_and_no_two_are_alike() -> None:
    small = [case.make() for case in CASES.values() if not case.is_large]
    assert len({hashlib.sha256(data).digest() for data in small}) == len(small) > 250


SMALL = [
    pytest.param(case, id=case.name, marks=[pytest.mark.soak] if case.source == "stop_searches" else [])
    for case in CASES.values()
    if not case.is_large
]


@pytest.mark.parametrize("case", SMALL)
def test_a_malformed_extract(case: Case, workspace: Workspace, tmp_path: Path) -> None:
    comes_of(case, offer(workspace, case, made(case, tmp_path)))


def test_large_ones_in_little_memory(workspace: Workspace, tmp_path: Path) -> None:
    """One child offers them all, with a limit on the memory it may have."""
    for number, case in enumerate(CASES.values()):
        if case.is_large:
            made(case, tmp_path / f"{number}")
    arguments = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.harm.outcomes",
        str(workspace.root),
        str(tmp_path),
    ]
    done = subprocess.run(
        arguments,
        cwd=CHECKOUT,
        env={**os.environ, "PEELIAN_MEMORY": "256"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = dict(json.loads(line) for line in done.stdout.splitlines())
    assert found.pop("") < MEMORY
    assert set(found) == {case.name for case in CASES.values() if case.is_large}
    for name, outcome in found.items():
        comes_of(CASES[name], outcome)


def _folder(place: Path) -> str:
    place.mkdir()
    return "is a folder: name the files in it"


def _pipe(place: Path) -> str:
    os.mkfifo(place)
    return "is a pipe or a device: save what it gives in a file first"


def _device(place: Path) -> str:
    place.symlink_to("/dev/zero")
    return "is a pipe or a device"


def _nothing(place: Path) -> str:
    return f"there is no file {place}"


def _link_to_nothing(place: Path) -> str:
    place.symlink_to(place.with_name("gone"))
    return f"there is no file {place}"


def _link_to_itself(place: Path) -> str:
    place.symlink_to(place)
    return "cannot be read to its end; nothing was written"


@pytest.mark.parametrize("make", [_folder, _pipe, _device, _nothing, _link_to_nothing, _link_to_itself])
def test_what_is_no_file(make: object, workspace: Workspace, tmp_path: Path) -> None:
    before, place = state(workspace), tmp_path / NAME
    message = make(place)  # type: ignore[operator]
    with pytest.raises(UserError) as refused:
        load(workspace, "recorded_crimes", [place])
    assert message in str(refused.value)
    assert state(workspace) == before


def test_a_file_that_may_not_be_read(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account that runs the tests may be one that may read every file."""
    (tmp_path / NAME).write_bytes(TEXT)
    opened = Path.open

    def refusing(path: Path, *how: str, **named: str) -> object:
        if path.name == NAME:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(UserError, match="may not be read by this account: ask for the right"):
        load(workspace, "recorded_crimes", [tmp_path / NAME])


@pytest.mark.parametrize("name", [b"caf\xe9-street.csv", b"a\x1b[31m-street.csv"])
def test_a_file_whose_name_is_no_text(name: bytes, workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(name)
    file.write_bytes(TEXT)
    with pytest.raises(UserError, match="has characters in its name that no text has: rename the file"):
        load(workspace, "recorded_crimes", [file])


def test_names_in_an_archive_never_leave_it(workspace: Workspace, tmp_path: Path) -> None:
    """Members are read where they are: a name with ../ or from the root is only a name."""
    names = ("zip with ../ in its names", "zip with names from the root")
    files = [made(CASES[name], tmp_path / f"{place}") for place, name in enumerate(names)]
    around = set(tmp_path.parent.glob("test_names*/**/*"))
    for name, file in zip(names, files, strict=True):
        assert offer(workspace, CASES[name], file).startswith("loads: 40 read, 0 rejected")
        assert receipts(workspace)[0].members[0].endswith(NAME)
    assert set(tmp_path.parent.glob("test_names*/**/*")) == around


@pytest.mark.parametrize(("name", "code"), [("gzip cut short", 1), ("crimes: when in three formats", 0)])
def test_the_command_says_it_without_a_traceback(
    name: str, code: int, workspace: Workspace, tmp_path: Path
) -> None:
    case = CASES[name]
    file = str(made(case, tmp_path))
    arguments = ["-m", "peelian.cli", "-w", str(workspace.root), "load", case.source, file]
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == code
    assert "Traceback" not in done.stdout + done.stderr
    assert (f"Error: {case.file}" in done.stderr) == bool(code)


def test_rejected_rows_run_no_formula_where_they_are_exported(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "=cmd()-street.csv"
    file.write_bytes(CASES["crimes: formulas"].make())
    (receipt,) = load(workspace, "recorded_crimes", [file])
    output = tmp_path / "rejected.csv"
    how = ["-w", str(workspace.root), "rejected", "recorded_crimes", "--load", receipt.load_id]
    assert CliRunner().invoke(app, [*how, "--output", str(output)]).exit_code == 0
    with output.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    assert header == ["load", "file", "line", "reasons", "row"]
    assert len(rows) == receipt.rejected > 5
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert {row[1] for row in rows} == {"'=cmd()-street.csv"}
    assert "=cmd|" in "".join(row[4] for row in rows)


def test_what_a_file_says_cannot_command_the_terminal(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "x-street.csv"
    file.write_bytes(TEXT.replace(b"2018-10", b"\x1b[2J[red]", 1))
    arguments = ["-w", str(workspace.root), "load", "recorded_crimes", str(file)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    said = CliRunner().invoke(app, ["-w", str(workspace.root), "rejected", "recorded_crimes"]).output
    assert "\ufffd[2J[red]" in said
    assert "\x1b[2J" not in said
