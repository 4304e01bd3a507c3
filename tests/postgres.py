"""A PostgreSQL of the tests' own, in a folder that goes afterwards.

`python -m tests.postgres COMMAND...` runs a command with DATABASE_URL naming one. On a machine without
PostgreSQL it says so, which is an error in CI alone; without a command it says so by its exit code.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

ABSENT = "needs PostgreSQL: install it (on Debian, apt-get install postgresql)"
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # it need not outlive a power cut
_WHEN_PARENT_DIES = 1  # prctl's PR_SET_PDEATHSIG


def find(program: str) -> str | None:
    """Where a program of PostgreSQL is, the newest of several; Debian keeps them off the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda p: int(p.parts[-3]))
    return str(debian[-1]) if debian else shutil.which(program)


@contextmanager
def cluster() -> Iterator[str]:
    """Start one, and give the URL of its database `records`, whose user may do anything.

    It listens on a socket in its own folder alone. LookupError when the machine has no PostgreSQL.
    """
    initdb, server = find("initdb"), find("postgres")
    if initdb is None or server is None:
        raise LookupError(ABSENT)
    folder = Path(tempfile.mkdtemp(prefix="peelian-pg-"))
    runs_as = _give(folder)
    try:
        data = folder / "data"
        made = [initdb, "-D", str(data), "-U", "peelian", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder, **runs_as)
        options = [word for option in _QUICK for word in ("-c", option)]
        command = [server, "-D", str(data), "-k", str(folder), "-c", "listen_addresses=", *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=folder, preexec_fn=_goes_with(os.getpid()), **runs_as
            )
        try:
            _await(folder, process)
            yield f"postgresql://peelian@/records?host={folder}"
        finally:
            process.send_signal(signal.SIGINT)  # whoever is connected is thrown out
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(url: str, name: str) -> str:
    """The URL of a new, empty database beside the one at `url`."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _give(folder: Path) -> dict[str, str | list[str]]:
    """Who runs it: PostgreSQL refuses root, so another account is given the folder."""
    if os.getuid() != 0:
        return {}
    known = {account.pw_name for account in pwd.getpwall()}
    account = "postgres" if "postgres" in known else "nobody"
    os.chown(folder, pwd.getpwnam(account).pw_uid, -1)
    return {"user": account, "extra_groups": []}


def _goes_with(parent: int) -> Callable[[], None]:
    def ask() -> None:
        """The server ends when whoever started it is gone, however that went."""
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_WHEN_PARENT_DIES, signal.SIGINT)
            if os.getppid() != parent:
                os._exit(1)

    return ask


def _await(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    where = make_conninfo("", user="peelian", host=str(folder), dbname="postgres")
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with psycopg.connect(where, autocommit=True) as connection:
                connection.execute("CREATE DATABASE records TEMPLATE template0")
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}")


def main(command: list[str]) -> int:
    try:
        with cluster() as url:
            if not command:
                return 0
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    except LookupError as error:
        print(f"Skipped: {error}", file=sys.stderr)
        return 1 if os.environ.get("CI") or not command else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
