"""One writer of a workspace's tables at a time; readers never wait."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def writing(root: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the workspace's write lock, waiting (and saying so) while another process has it.

    BlockingIOError instead when not to `wait`.
    The lock goes with the process, so one that is killed leaves nothing to clear up.
    """
    with (root / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                raise
            print("Waiting: another load or refresh of this workspace is under way.", file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
