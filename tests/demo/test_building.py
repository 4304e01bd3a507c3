"""The demo workspace: what loading finds is what was declared, and building can stop anywhere."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest
from tests.small import SEED

from peelian.demo import DemoForce, build, building
from peelian.demo.building import BUILT, EXTRACTS
from peelian.demo.force import MANIFEST
from peelian.demo.sizes import SIZES
from peelian.framework.errors import UserError
from peelian.pipeline.receipts import Receipt, receipts, rejected_rows
from peelian.pipeline.workspace import Workspace, init

Built = tuple[Workspace, DemoForce]


@pytest.fixture(scope="session")
def loaded(built: Built) -> dict[str, Receipt]:
    """The receipt of each extract, by its file."""
    found = receipts(built[0])
    assert len({receipt.file for receipt in found}) == len(found)
    return {receipt.file: receipt for receipt in found}


def reason(fault: str) -> str:
    """What a load says of a row with this fault."""
    kind, _, column = fault.partition(" in ")
    match kind:
        case "unknown value":
            return f"{column}: not an allowed value"
        case "malformed":
            return "month: not a month" if column == "month" else f"{column}: not a date and time"
        case "missing":
            return f"{column}: missing"
        case "repeated":
            return "the key of an earlier row, with other content"
    assert kind == "ragged"
    return "not as many columns as the header"


def test_every_extract_was_read_whole_and_only_its_faults_rejected(
    built: Built, loaded: dict[str, Receipt]
) -> None:
    assert set(loaded) == {extract.file for extract in built[1].extracts}
    for extract in built[1].extracts:
        receipt = loaded[extract.file]
        assert receipt.read == extract.rows
        assert receipt.unchanged == 0
        assert receipt.revised == extract.revised
        assert receipt.reasons == {reason(fault): count for fault, count in extract.faults.items() if count}
        assert receipt.rejected == sum(extract.faults.values())


def test_rejected_rows_are_in_quarantine_each_with_its_line(built: Built) -> None:
    workspace, force = built
    for source in ("incidents", "stop_searches"):
        extracts = [extract for extract in force.extracts if extract.source == source]
        kept = rejected_rows(workspace, source)
        assert Counter(row.file for row in kept) == {e.file: sum(e.faults.values()) for e in extracts}
        for row in kept[:20]:
            line = (force.folder / row.file).read_text(encoding="utf-8").splitlines()[row.line - 1]
            assert next(iter(row.cells.values())) == line.split(",")[0]
            assert row.reasons


def test_local_times_keep_their_order_on_every_night(built: Built) -> None:
    steps = ("call_connected_at", "call_answered_at", "created_at", "despatched_at", "mobile_at")
    rows = built[0].tables.read("rows/incidents", steps)
    for earlier, later in pairwise(steps):
        assert not pc.any(pc.less(rows[later], rows[earlier])).as_py()


def test_incidents_fall_in_the_hour_that_came_twice(built: Built) -> None:
    created = built[0].tables.read("rows/incidents", ["created_at"])["created_at"].to_numpy()
    nights = np.array([f"{day}T00" for day in ("2023-10-29", "2024-10-27", "2025-10-26")], "M8[h]")
    assert np.isin(created.astype("M8[h]"), [nights, nights + 1]).sum() > 3


def test_searches_keep_the_offset_they_were_written_with(built: Built) -> None:
    workspace, force = built
    first = force.files("stop_searches")[0].read_text(encoding="utf-8").splitlines()[1].split(",")
    rows = workspace.tables.read(
        "rows/stop_searches", ["search_id", "searched_at"], f"search_id = '{first[0]}'"
    )
    assert rows["searched_at"].to_pylist()[0].isoformat() == "2023-03-31T23:" + first[1][14:19] + "+00:00"


def test_built_again_it_returns_at_once_and_changes_nothing(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, force = built
    for name in ("generate", "load", "refresh", "init"):
        monkeypatch.setattr(building, name, None)
    assert build(workspace.root, size="small", seed=SEED) == force


@pytest.mark.parametrize(("size", "seed"), [("force", SEED), ("small", SEED + 1)])
def test_another_force_is_not_built_over_it(built: Built, size: str, seed: int) -> None:
    with pytest.raises(UserError, match="choose another folder"):
        build(built[0].root, size=size, seed=seed)


def test_an_unknown_size_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean 'small'"):
        build(tmp_path / "x", size="smal", seed=1)
    assert not (tmp_path / "x").exists()


def test_a_folder_of_yours_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "own"
    init(own, name="Mine")
    with pytest.raises(UserError, match="of your own"):
        build(own, size="small", seed=1)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(UserError, match="not empty"):
        build(tmp_path / "notes", size="small", seed=1)
    assert [file.name for file in (tmp_path / "notes").iterdir()] == ["a.txt"]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small force of two months."""
    shape = replace(
        SIZES["small"], months=2, extract_months=1, incidents=600, calls=600, crimes=300, stop_searches=200
    )
    monkeypatch.setitem(SIZES, "small", shape)


def stopping(real: Callable[..., Any], after: int) -> Callable[..., Any]:
    """The function, until it has been called `after` times: then the machine stops."""
    calls = iter(range(after))

    def call(*args: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return real(*args, **named)

    return call


@pytest.mark.usefixtures("tiny")
def test_stopped_anywhere_it_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "demo"
    told: list[str] = []
    for step, after in (("init", 0), ("generate", 0), ("load", 6), ("refresh", 0)):
        with monkeypatch.context() as patch:
            patch.setattr(building, step, stopping(getattr(building, step), after))
            with pytest.raises(KeyboardInterrupt):
                build(folder, size="small", seed=SEED)
        assert not (folder / BUILT).exists()
    force = build(folder, size="small", seed=SEED, progress=lambda done, total, what: told.append(what))
    found = receipts(Workspace.open(folder))
    assert Counter(receipt.file for receipt in found) == dict.fromkeys((e.file for e in force.extracts), 1)
    assert told[0] == "Making the workspace"
    assert (folder / BUILT).is_file()
    for file in (folder / EXTRACTS).iterdir():
        file.unlink()
    with pytest.raises(UserError, match="build the demo again"):
        build(folder, size="small", seed=SEED)


def test_a_force_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "extracts").mkdir()
    (tmp_path / "extracts" / MANIFEST).write_text('{"name": "Old", "size": "small", "seed": 1}')
    with pytest.raises(UserError, match="another version of Peelian made: delete that folder"):
        DemoForce.read(tmp_path / "extracts")
