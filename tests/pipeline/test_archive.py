"""An archive comes back as it was put in, or is refused: nothing in between."""

import io
import json
import os
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from peelian.framework.errors import UserError
from peelian.pipeline.archive import DIGEST, MANIFEST, Reader, written

CONTENT = {"a/one.txt": b"one", "a/two.txt": bytes(range(256)) * 40, "b/é.txt": b""}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with written(tmp_path / "a.tar") as writer:
        for name, content in CONTENT.items():
            writer.add(name, io.BytesIO(content), len(content))
        writer.finish({"said": "so"})
    return tmp_path / "a.tar"


def contents(path: Path) -> dict[str, bytes]:
    reader = Reader(path)
    return {name: content.read() for name, content in reader.contents()}


def tar(path: Path, files: list[tuple[tarfile.TarInfo, bytes]], **manifest: object) -> Path:
    """A tar whose manifest is right about whatever is in it."""
    said = {info.name: {"bytes": len(c), "sha256": sha256(c).hexdigest()} for info, c in files}
    text = json.dumps({"format": 1, "members": said} | manifest).encode()
    last = [(tarfile.TarInfo(MANIFEST), text), (tarfile.TarInfo(DIGEST), sha256(text).hexdigest().encode())]
    with tarfile.open(path, "w") as made:
        for info, content in [*files, *last]:
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return path


def test_what_was_put_in_comes_back(archive: Path, tmp_path: Path) -> None:
    reader = Reader(archive)
    assert reader.manifest["said"] == "so"
    assert contents(archive) == CONTENT
    assert reader.members("a/") == ["a/one.txt", "a/two.txt"]
    reader.unpack("a/", tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        "one.txt": CONTENT["a/one.txt"], "two.txt": CONTENT["a/two.txt"],
    }  # fmt: skip
    assert archive.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(tmp_path)) == ["a.tar", "out"]


def said(path: Path) -> str:
    """Why an archive is refused; '' when it is not, and holds what it should."""
    try:
        found = contents(path)
    except UserError as error:
        return str(error)
    assert found == CONTENT
    return ""


def test_a_flipped_bit_anywhere_is_found_or_changes_nothing(archive: Path, tmp_path: Path) -> None:
    whole, random, refused = archive.read_bytes(), Random(4), 0
    bad = tmp_path / "bad.tar"
    for _ in range(400):
        place = random.randrange(len(whole))
        bad.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << random.randrange(8))]) + whole[place + 1 :]
        )
        told = said(bad)
        assert told == "" or "is damaged" in told
        refused += bool(told)
    assert refused > 200  # the rest is padding


def test_an_archive_cut_short_anywhere_is_refused(archive: Path, tmp_path: Path) -> None:
    whole, bad = archive.read_bytes(), tmp_path / "bad.tar"
    with tarfile.open(archive) as made:
        end = made.getmember(DIGEST).offset_data + 64
    for length in {*range(0, end, 512), 1, 511, end - 1}:
        bad.write_bytes(whole[:length])
        with pytest.raises(UserError, match="is damaged"):
            Reader(bad)


def info(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type = kind
    return made


@pytest.mark.parametrize(
    "name",
    ["../x", "a/../../x", "/etc/x", "a//x", "./x", "a/", "a\\..\\x", "C:/x", "a\nx", "a/..", "."],
)
def test_a_member_that_would_leave_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="not a file a backup may have"):
        Reader(tar(tmp_path / "a.tar", [(info(name), b"x")]))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_what_is_no_plain_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    with pytest.raises(UserError, match="not a file a backup may have"):
        Reader(tar(tmp_path / "a.tar", [(info("link", kind), b"")]))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: tar(path, [(info("a"), b"1"), (info("a"), b"2")]), "is in it twice"),
        (lambda path: tar(path, [(info("a"), b"1")], members={}), "is not in its manifest"),
        (lambda path: tar(path, [], members={"a": {"bytes": 1, "sha256": ""}}), "a is missing"),
        (lambda path: tar(path, [(info("a"), b"1")], members={"a": {"bytes": 1}}), "not as it was"),
        (lambda path: tar(path, [], members=7), "is not one of a backup"),
        (lambda path: tar(path, [], format=2), "is of a newer Peelian"),
        (lambda path: path.write_bytes(b"PK\x03\x04 not a tar") and path, "cannot be read as a tar"),
        (lambda path: path.write_bytes(bytes(512)) and path, "has no manifest"),
        (lambda path: path, "there is no backup"),
        (lambda path: path.parent, "there is no backup"),
    ],
)  # fmt: skip
def test_what_is_no_whole_backup_is_refused(tmp_path: Path, make: Callable[[Path], Path], told: str) -> None:
    with pytest.raises(UserError, match=told):
        Reader(make(tmp_path / "a.tar"))


def test_what_changes_between_two_readings_is_found(archive: Path, tmp_path: Path) -> None:
    reader, whole = Reader(archive), bytearray(archive.read_bytes())
    whole[whole.index(b"one", 512)] ^= 1
    archive.write_bytes(whole)
    with pytest.raises(UserError, match="changed while it was read"):
        reader.unpack("", tmp_path / "out")


def test_nothing_is_written_over(archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(UserError, match="is there already"), written(archive):
        raise AssertionError
    assert archive.read_bytes() == before


def test_two_at_once_under_one_name_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "a.tar"
    with written(target) as writer:
        with pytest.raises(UserError, match="another backup is being written"), written(target):
            raise AssertionError
        writer.finish({})
    assert Reader(target).members() == []


def test_what_a_killed_backup_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".a.tar.part").write_bytes(b"left" * 100_000)
    with written(tmp_path / "a.tar") as writer:
        writer.finish({})
    assert Reader(tmp_path / "a.tar").members() == []
    assert os.listdir(tmp_path) == ["a.tar"]


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with written(tmp_path / "a.tar") as writer:
            writer.add("a", io.BytesIO(b"1"), 1)
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        fail()
    assert os.listdir(tmp_path) == []


def test_a_file_that_becomes_shorter_is_said_to(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="became shorter"), written(tmp_path / "a.tar") as writer:
        writer.add("a", io.BytesIO(b"1"), 2)
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no folder"), written(tmp_path / "absent" / "a.tar"):
        raise AssertionError
