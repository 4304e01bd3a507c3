"""Trouble with the machine rather than with the work, in plain words: full disks, damaged tables."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from peelian.framework.errors import UserError

_FULL = "the disk that holds {} is full: nothing is half done. Free some space and run the command again"
_REFUSED = "this account may not use {}: nothing is half done. Ask for the right, or use another account"
_TOLD = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: "the disk that holds {} is read-only: nothing was changed, what is there can still be read",
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
    errno.EIO: "the disk that holds {} is failing: restore the workspace from a backup to another disk",
    errno.EMFILE: "too many files are open at {}: allow more (ulimit -n 4096) and run the command again",
}
_SPILL = "failed to offload data block"  # how DuckDB says that what memory cannot hold does not fit the disk
_DAMAGED = (
    "{} is missing or damaged: restore the tables from a backup; `peelian doctor` names every such file"
)
_PATH = re.compile(r"""["' ]((?:/|[A-Z]:\\)[^"'\n]+?)["'\n]""")


def explained(error: BaseException, where: str = "") -> UserError | None:
    """What a person is told of an error of the disk or of a table's files; None for any other error.

    `where` is the folder that was being written, for errors that do not say.
    """
    if not isinstance(error, OSError | duckdb.Error | DeltaError):
        return None
    text = str(error)
    found = _PATH.search(text)
    path = getattr(error, "filename", None) or (found.group(1) if found else where) or "the workspace"
    for code, told in _TOLD.items():
        if getattr(error, "errno", None) == code or os.strerror(code) in text:
            return UserError(told.format((where or path) if told == _FULL else path))
    if _SPILL in text:
        return UserError(_FULL.format(where or path))
    if type(error) in (duckdb.Error, duckdb.IOException, duckdb.InvalidInputException):
        return UserError(_DAMAGED.format(path if found else "a file of the tables"))
    return None


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Turns an error of reading one file of a table into a UserError that names the file."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise explained(error) or UserError(_DAMAGED.format(path)) from error


def is_full(error: OSError) -> bool:
    """Whether an error says that a disk is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turns such errors into the UserError that explains them."""
    try:
        yield
    except Exception as error:
        if found := explained(error, where):
            raise found from error
        raise
