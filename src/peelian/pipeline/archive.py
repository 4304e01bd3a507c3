"""An archive: a tar whose every member is known by its SHA-256, whole or refused.

The last two members are the manifest, which says what the others are, and the manifest's own digest.
"""

import fcntl
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from peelian.framework.errors import UserError

MANIFEST = "manifest.json"
DIGEST = "manifest.sha256"
FORMAT = 1
PIECE = 1 << 20
LARGEST_MANIFEST = 1 << 28


class Writer:
    """An archive being written; `members` are the bytes and digests so far."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """Add so many bytes as a member; UserError when there are fewer."""
        assert name not in self.members, name
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        read = _Digested(content)
        try:
            self._tar.addfile(info, read)  # only `read` is asked of it
        except OSError as error:
            if error.errno is not None:
                raise
            raise UserError(f"{name} became shorter while it was read: make the backup again") from None
        self.members[name] = {"bytes": size, "sha256": read.digest}

    def add_file(self, name: str, path: Path) -> None:
        """Add a file as a member."""
        with path.open("rb") as content:
            self.add(name, content, os.fstat(content.fileno()).st_size)

    def finish(self, said: Mapping[str, Any]) -> None:
        """Add the manifest: what is said, and every member."""
        manifest = {"format": FORMAT, **said, "members": self.members}
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        for name, content in ((MANIFEST, text), (DIGEST, sha256(text).hexdigest().encode())):
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(content), 0o600
            self._tar.addfile(info, io.BytesIO(content))


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """Write an archive that appears at `target` when it is whole, for its owner alone to read.

    UserError when something is there already, or another backup is being written there.
    """
    begun = target.with_name(f".{target.name}.part")
    with _alone(begun) as file:
        try:
            _absent(target)
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
            _absent(target)
            begun.rename(target)
        finally:
            begun.unlink(missing_ok=True)
    _settle(target.parent)


def _absent(target: Path) -> None:
    if target.exists():
        raise UserError(f"{target} is there already: name another file, or a folder to put a new one in")


@contextmanager
def _alone(begun: Path) -> Iterator[IO[bytes]]:
    """The file that is being written, held against anybody else; what a killed command left in it goes."""
    try:
        descriptor = os.open(begun, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        raise UserError(f"there is no folder {begun.parent}: make it first") from None
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.stat(begun), os.fstat(descriptor)):
                raise FileNotFoundError  # it was finished between the two: the file has its name already
        except (BlockingIOError, FileNotFoundError):
            raise UserError(f"another backup is being written in {begun.parent} under that name") from None
        file.truncate()
        yield file


def _settle(folder: Path) -> None:
    """See to it that a power cut does not take the name of a new file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Reader:
    """An archive that was read to its end and found whole; `manifest` is what it says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest: dict[str, Any] = {}
        self._check()

    def members(self, under: str = "") -> list[str]:
        """The names of its members, or of those under a folder such as `tables/`."""
        return [name for name in self.manifest["members"] if name.startswith(under)]

    def contents(self, under: str = "") -> Iterator[tuple[str, IO[bytes]]]:
        """Each member in the archive's order, to be read before the next. Checked again: UserError."""
        with self._opened() as tar:
            for info in tar:
                if info.name in (MANIFEST, DIGEST) or not info.name.startswith(under):
                    continue
                content = _Digested(_content(tar, info))
                yield info.name, content  # type: ignore[misc]  # only `read` is asked of it
                while content.read(PIECE):
                    pass
                if content.digest != self.manifest["members"].get(info.name, {}).get("sha256"):
                    raise self._damaged(f"{info.name} changed while it was read")

    def unpack(self, under: str, folder: Path) -> None:
        """Write the members under a folder of the archive to a folder."""
        for name, content in self.contents(under):
            path = folder / name.removeprefix(under)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                while piece := content.read(PIECE):
                    file.write(piece)

    def _check(self) -> None:
        """Read it all: every member is named, is a plain file in its place, and has its digest."""
        found: dict[str, dict[str, Any]] = {}
        kept: dict[str, bytes] = {}
        with self._opened() as tar:
            for info in tar:
                if info.name in found or info.name in kept:
                    raise self._damaged(f"{info.name!r} is in it twice")
                if not info.isreg() or info.issparse() or not _is_safe(info.name):
                    raise self._damaged(f"{info.name!r} is not a file a backup may have")
                content = _Digested(_content(tar, info))
                if info.name in (MANIFEST, DIGEST):
                    if info.size > LARGEST_MANIFEST:
                        raise self._damaged("its manifest is too large")
                    kept[info.name] = content.read(info.size)
                    continue
                while content.read(PIECE):
                    pass
                found[info.name] = {"bytes": info.size, "sha256": content.digest}
        if MANIFEST not in kept or DIGEST not in kept:
            raise self._damaged("it has no manifest: it is cut short, or no backup of Peelian")
        if sha256(kept[MANIFEST]).hexdigest().encode() != kept[DIGEST]:
            raise self._damaged("its manifest is not as it was written")
        try:
            self.manifest = json.loads(kept[MANIFEST])
            newer, told = self.manifest["format"] != FORMAT, dict(self.manifest["members"])
        except (ValueError, KeyError, TypeError):
            raise self._damaged("its manifest is not one of a backup") from None
        if newer:
            raise UserError(f"{self.path} is of a newer Peelian: restore it with that, or update this one")
        self._compare(found, told)

    def _compare(self, found: Mapping[str, object], told: Mapping[str, object]) -> None:
        for name in told.keys() - found.keys():
            raise self._damaged(f"{name} is missing")
        for name in found.keys() - told.keys():
            raise self._damaged(f"{name!r} is not in its manifest")
        for name, member in told.items():
            if found[name] != member:
                raise self._damaged(f"{name} is not as it was written")

    @contextmanager
    def _opened(self) -> Iterator[tarfile.TarFile]:
        try:
            with self.path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
                yield tar
        except (FileNotFoundError, IsADirectoryError):
            raise UserError(f"there is no backup {self.path}: name the file that was made") from None
        except (tarfile.TarError, EOFError, UnicodeError, ValueError) as error:
            raise self._damaged(f"it cannot be read as a tar ({error})") from None

    def _damaged(self, why: str) -> UserError:
        return UserError(f"{self.path} is damaged: {why}. Nothing was restored; use another backup")


class _Digested:
    """Content whose SHA-256 is known once it is read."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content, self._sum = content, sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._content.read(size)
        self._sum.update(piece)
        return piece

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()


def _content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(info)
    assert content is not None, info.name
    return content


def _is_safe(name: str) -> bool:
    """Whether a name stays below the folder it is written to, on any system."""
    parts: Iterable[str] = PurePosixPath(name).parts
    return (
        bool(name)
        and name.isprintable()
        and not name.startswith("/")
        and "\\" not in name
        and ":" not in name.split("/")[0]
        and ".." not in parts
        and "/".join(parts) == name
    )
