"""Tables and definitions in a backup: one version of each, and read again when they come back."""

import shutil
from pathlib import Path

import pytest
from deltalake import DeltaTable

from peelian.framework.errors import UserError
from peelian.pipeline import backup
from peelian.pipeline.archive import Reader, written
from peelian.pipeline.backup import check_tables, restoring, unpack
from peelian.pipeline.refresh import refresh
from peelian.pipeline.workspace import Workspace
from tests.harm.cycle import Bag, made, units, values_of


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Units and values; one table's log has a checkpoint and a version after it."""
    workspace = made(tmp_path / "w")
    refresh(workspace)
    DeltaTable(workspace.tables.location("rows/units")).create_checkpoint()
    for team in ("T3", "T4"):
        backup_units(workspace, team)
    refresh(workspace)
    (workspace.root / "framework" / ".git").mkdir()
    (workspace.root / "framework" / ".git" / "config").write_text("secret", encoding="utf-8")
    return workspace


def backup_units(workspace: Workspace, *teams: str) -> None:
    from peelian.pipeline.ingest import load

    load(workspace, "units", [units(workspace.root, *teams)])


def packed(workspace: Workspace, target: Path) -> Path:
    """A backup of the tables and definitions alone, a load coming after they were held."""
    held = backup.hold(workspace)
    backup_units(workspace, "T9")
    with written(target) as writer:
        backup.add_definitions(workspace, writer)
        backup.add_tables(held, writer, lambda done, total, what: None)
        writer.finish({"tables": backup.said(workspace, held)})
    return target


def test_the_versions_that_were_held_come_back(workspace: Workspace, tmp_path: Path) -> None:
    before, versions = seen(workspace), {n: workspace.tables.version(n) for n in workspace.tables.names()}
    path = packed(workspace, tmp_path / "b.tar")
    with restoring(path, tmp_path / "new") as (reader, folder):
        check_tables(unpack(reader, folder), reader.manifest["tables"])
        assert not (tmp_path / "new").exists()
    restored = Workspace.open(tmp_path / "new")
    assert seen(restored) == before != seen(workspace)
    assert {n: restored.tables.version(n) for n in restored.tables.names()} == versions
    assert not [name for name in reader.members() if ".git/" in name]
    backup_units(restored, "T9")
    assert seen(restored) == seen(workspace)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "new", "w"]


def seen(workspace: Workspace) -> tuple[Bag, int]:
    return values_of(workspace), workspace.tables.snapshot("rows/units").rows


def test_tables_outside_their_workspace_come_into_the_new_one(workspace: Workspace, tmp_path: Path) -> None:
    shutil.move(workspace.root / "tables", tmp_path / "elsewhere")
    settings = workspace.root / "peelian.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}\ntables: {tmp_path / 'elsewhere'}\n", encoding="utf-8")
    moved = Workspace.open(workspace.root)
    before = values_of(moved)
    path = packed(moved, tmp_path / "b.tar")
    shutil.rmtree(tmp_path / "elsewhere")
    with restoring(path, tmp_path / "new") as (reader, folder):
        unpack(reader, folder)
    restored = Workspace.open(tmp_path / "new")
    assert restored.tables.root == str(tmp_path / "new" / "tables")
    assert values_of(restored) == before
    assert not (tmp_path / "elsewhere").exists()


def test_tables_in_an_object_store_are_named_and_not_in_it(workspace: Workspace, tmp_path: Path) -> None:
    settings = workspace.root / "peelian.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}\ntables: s3://force/tables\n", encoding="utf-8")
    remote = Workspace.open(workspace.root)
    assert backup.hold(remote) == []
    assert backup.said(remote, []) == {"elsewhere": "s3://force/tables"}
    with written(tmp_path / "b.tar") as writer:
        backup.add_definitions(remote, writer)
        writer.finish({})
    with restoring(tmp_path / "b.tar", tmp_path / "new") as (reader, folder):
        check_tables(unpack(reader, folder), {"elsewhere": "s3://force/tables"})
    assert Workspace.open(tmp_path / "new").settings.tables == "s3://force/tables"


def test_a_file_that_goes_while_it_is_copied_is_said_to_have(workspace: Workspace, tmp_path: Path) -> None:
    held = backup.hold(workspace)
    for path in Path(workspace.tables.location("rows/units")).rglob("*.parquet"):
        path.unlink()
    with pytest.raises(UserError, match="make the backup again"), written(tmp_path / "b.tar") as writer:
        backup.add_tables(held, writer, lambda done, total, what: None)
    assert not (tmp_path / "b.tar").exists()


@pytest.mark.parametrize("what", ["rows", "version", "file"])
def test_tables_that_are_not_as_they_were_are_found(workspace: Workspace, what: str) -> None:
    told = backup.said(workspace, backup.hold(workspace))
    check_tables(workspace, told)
    if what == "file":
        snapshot = workspace.tables.snapshot("rows/units")
        Path(snapshot.location, snapshot.files[0].path).write_bytes(b"PAR1")
    else:
        told["rows/units"][what] += 1
    with pytest.raises(UserError, match="rows/units"):
        check_tables(workspace, told)


def test_a_folder_with_something_in_it_is_left_alone(workspace: Workspace, tmp_path: Path) -> None:
    path = packed(workspace, tmp_path / "b.tar")
    before = sorted(workspace.root.rglob("*"))
    for target in (workspace.root, path):
        with pytest.raises(UserError, match="is not empty"), restoring(path, target):
            raise AssertionError
    assert sorted(workspace.root.rglob("*")) == before


def test_a_restore_that_fails_leaves_nothing_and_one_that_was_killed_is_no_hindrance(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = packed(workspace, tmp_path / "b.tar")
    left = tmp_path / ".new.restoring"
    (left / "tables").mkdir(parents=True)
    (left / "peelian.yaml").write_text("name: what a killed restore left", encoding="utf-8")
    (tmp_path / "new").mkdir()

    def fail() -> None:
        with restoring(path, tmp_path / "new") as (reader, folder):
            assert list(folder.iterdir()) == []
            unpack(reader, folder)
            raise OSError(28, "No space left on device")

    with pytest.raises(UserError, match="is full"):
        fail()
    assert not left.exists()
    assert list((tmp_path / "new").iterdir()) == []
    with restoring(path, tmp_path / "new") as (reader, folder):
        with pytest.raises(UserError, match="another restore"), restoring(path, tmp_path / "new"):
            raise AssertionError
        unpack(reader, folder)
    assert Workspace.open(tmp_path / "new").settings.name


def test_a_damaged_backup_makes_no_folder(workspace: Workspace, tmp_path: Path) -> None:
    path = packed(workspace, tmp_path / "b.tar")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    with pytest.raises(UserError, match="is damaged"), restoring(path, tmp_path / "new"):
        raise AssertionError
    assert sorted(each.name for each in tmp_path.iterdir()) == ["b.tar", "w"]
    assert Reader(packed(workspace, tmp_path / "c.tar"))
