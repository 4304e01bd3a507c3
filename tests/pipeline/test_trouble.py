"""Errors of the disk and of the tables' files are said in words, and no others are."""

import errno
import os

import duckdb
import pytest
from deltalake.exceptions import DeltaError

from peelian.framework.errors import UserError
from peelian.pipeline.trouble import explained, told

FULL = "the disk that holds /w is full: nothing is half done. Free some space and run the command again"
SPILL = "Out of Memory Error: failed to offload data block of size 256.0 KiB (0 bytes/39.5 KiB used)."


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError("Generic LocalFileSystem error\n No space left on device (os error 28)"), FULL),
        (DeltaError("Kernel error: Unable to copy data to file: No space left on device"), FULL),
        (duckdb.IOException('Could not write file \\"/w/a.parquet\\": No space left on device'), FULL),
        (duckdb.OutOfMemoryException(SPILL), FULL),
        (OSError(errno.EROFS, "Read-only file system", "/w/.lock"), "holds /w/.lock is read-only"),
        (PermissionError(errno.EACCES, "Permission denied", "/w/x"), "this account may not use /w/x"),
        (OSError(errno.EMFILE, "Too many open files"), "too many files are open at /w: allow more"),
        (duckdb.IOException('No files found that match "/w/r/a.parquet"'), "/w/r/a.parquet is missing or"),
        (duckdb.Error("don't know what type: "), "a file of the tables is missing or damaged"),
    ],
)
def test_trouble_is_said_with_what_to_do(error: Exception, says: str) -> None:
    assert says in str(explained(error, "/w"))
    with pytest.raises(UserError), told("/w"):
        raise error


@pytest.mark.parametrize(
    "error",
    [
        ValueError(os.strerror(errno.ENOSPC)), FileNotFoundError(errno.ENOENT, "No such file", "/w"),
        duckdb.BinderException("no such column"), DeltaError("Kernel error: something else"),
    ],
)  # fmt: skip
def test_other_errors_are_left_as_they_are(error: Exception) -> None:
    assert explained(error) is None
    with pytest.raises(type(error)), told("/w"):
        raise error
