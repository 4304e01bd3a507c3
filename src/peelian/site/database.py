"""Where the records that people write are kept: the one place that says so.

DATABASE_URL is the only switch: postgresql://user:password@host:5432/name, or sqlite:///path; without it
they are in a file of the workspace.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from peelian.framework.errors import UserError, nearest

FILE = "records.sqlite3"
KEEP_OPEN = 600  # seconds a thread keeps its connection to PostgreSQL; asked whether it lives before each use
PARAMETERS = frozenset({  # of libpq, that a URL may have after `?`
    "application_name", "channel_binding", "client_encoding", "connect_timeout", "gssencmode", "host",
    "keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "krbsrvname", "options",
    "passfile", "port", "require_auth", "service", "sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert",
    "target_session_attrs", "tcp_user_timeout",
})  # fmt: skip
_MIGRATING = 829_2029  # the number of the lock that PostgreSQL keeps; the connection's end gives it back
_EXAMPLE = (
    "write postgresql://user:password@host:5432/name (signs such as @ : / in a password as %40 %3A %2F) "
    "or sqlite:///path"
)


def databases(root: Path | None, url: str | None = None) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for the workspace at `root` and the URL given, if one is.

    Without a URL the records are in a SQLite file of the workspace; in memory when there is no workspace
    either, as in tests. UserError for a URL that is wrong; its password is never shown.
    """
    if not url:
        return {"default": _sqlite(None if root is None else root / FILE)}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UserError(f"DATABASE_URL cannot be read as a URL: {_EXAMPLE}") from None
    if parts.scheme in ("postgresql", "postgres"):
        return {"default": _postgresql(parts, port)}
    if parts.scheme == "sqlite":
        return {"default": _sqlite_at(parts, root)}
    told = (
        f"begins with {parts.scheme}://, which is no database Peelian knows" if "://" in url else "is no URL"
    )
    raise UserError(f"DATABASE_URL {told}: {_EXAMPLE}")


def described(database: dict[str, Any]) -> str:
    """One of Django's DATABASES in words, without its password."""
    name = database["NAME"]
    if "sqlite" in database["ENGINE"]:
        return "SQLite in memory" if name == ":memory:" else f"SQLite, {name}"
    host, port = database.get("HOST"), database.get("PORT")
    return f"PostgreSQL, {name} at {host or 'the local socket'}{f':{port}' if port else ''}"


@contextmanager
def told(database: dict[str, Any]) -> Iterator[None]:
    """Turns an error of a database that does not answer, is full or refuses into a UserError."""
    from django.db import OperationalError

    try:
        yield
    except OperationalError as error:
        why = " ".join(str(error).split()).rstrip(".")
        raise UserError(
            f"the records cannot be used ({described(database)}): {why}. See that the database runs, that "
            "DATABASE_URL is right, and that its disk has room"
        ) from error


@contextmanager
def alone() -> Iterator[None]:
    """Of several commands that would make or change the records' tables at once, one after another."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
        return
    with ExitStack() as held:
        if connection.settings_dict["NAME"] != ":memory:":
            with suppress(OSError):  # then the tables cannot be changed either
                file = held.enter_context(open(f"{connection.settings_dict['NAME']}.lock", "w"))
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _postgresql(parts: SplitResult, port: int | None) -> dict[str, Any]:
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise UserError(f"DATABASE_URL does not name one database after the host: {_EXAMPLE}")
    if parts.fragment:
        raise UserError(f"DATABASE_URL has a # in it: write it as %23, or {_EXAMPLE}")
    options = _parameters(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts) or options.pop("host", ""),
        "PORT": str(port or options.pop("port", "")),
        "CONN_MAX_AGE": KEEP_OPEN,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "peelian", "connect_timeout": "10"} | options,
    }


def _host(parts: SplitResult) -> str:
    """The host as written: a folder of sockets keeps its capital letters."""
    if "[" in parts.netloc:
        return parts.hostname or ""
    return unquote(parts.netloc.rpartition("@")[2].partition(":")[0])


def _parameters(query: str) -> dict[str, str]:
    try:
        given = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    except ValueError:
        raise UserError(
            "what follows ? in DATABASE_URL is not like sslmode=verify-full&connect_timeout=5"
        ) from None
    for name in given:
        if name not in PARAMETERS:
            raise UserError(f"DATABASE_URL has an unknown parameter {name!r}{nearest(name, set(PARAMETERS))}")
    return given


def _sqlite_at(parts: SplitResult, root: Path | None) -> dict[str, Any]:
    if parts.netloc or not parts.path.strip("/") or parts.query or parts.fragment:
        raise UserError(
            "DATABASE_URL for SQLite is sqlite:///name.sqlite3 for a file of the workspace, "
            "or sqlite:////whole/path/name.sqlite3"
        )
    return _sqlite((root or Path.cwd()) / unquote(parts.path[1:]))


def _sqlite(file: Path | None) -> dict[str, Any]:
    """WAL lets pages read while one request writes; IMMEDIATE takes the write lock at the start of a
    transaction, so that two writers queue instead of failing."""
    if file is None:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    if file.is_file() and not os.access(file.parent, os.W_OK) and not Path(f"{file}-wal").exists():
        # where nothing may be written SQLite must be told that nobody else does, or it wants a file for locks
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{file.resolve().as_uri()}?immutable=1"}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
