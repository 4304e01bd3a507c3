"""Where the records that people write are kept: the one place that says so."""

from pathlib import Path
from typing import Any

FILE = "records.sqlite3"


def databases(root: Path | None) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for the workspace at `root`; in memory when there is none, as in tests.

    WAL lets pages read while one request writes; IMMEDIATE takes the write lock at the start of a
    transaction, so that two writers queue instead of failing.
    """
    if root is None:
        return {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": root / FILE,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    }
