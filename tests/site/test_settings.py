"""Settings come from the workspace, and never weaken by accident."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from peelian.pipeline.workspace import ENVIRONMENT, SETTINGS_FILE
from peelian.site import settings as module
from peelian.site.database import databases
from peelian.site.secret import FILE, secret_key


def evaluated(expression: str, folder: Path, **environment: str) -> str:
    """An expression over the settings as a new process in `folder` has them."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PEELIAN_", "DATABASE_"))}
    code = f"from peelian.site import settings as s; print({expression})"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=clean | environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_the_names_agree_with_the_pipeline() -> None:
    text = Path(module.__file__).read_text(encoding="utf-8")
    assert f'"{ENVIRONMENT}"' in text
    assert f'"{SETTINGS_FILE}"' in text


def test_the_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_without_a_workspace_nothing_is_written(tmp_path: Path) -> None:
    assert evaluated("s.DATABASES['default']['NAME']", tmp_path) == ":memory:"
    assert list(tmp_path.iterdir()) == []
    assert secret_key(None) != secret_key(None)


def test_records_are_in_the_workspace_in_wal_mode(tmp_path: Path) -> None:
    database = databases(tmp_path)["default"]
    assert database["NAME"] == tmp_path / "records.sqlite3"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_the_current_folder_is_the_workspace_when_it_is_one(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text("name: Test Police\n", encoding="utf-8")
    assert evaluated("s.WORKSPACE_ROOT", tmp_path) == str(tmp_path)


@pytest.mark.parametrize(
    ("address", "secure"), [("https://p.police.uk", "True"), ("http://localhost:8000", "False")]
)
def test_cookies_are_secure_where_the_address_is(tmp_path: Path, address: str, secure: str) -> None:
    assert evaluated("s.SESSION_COOKIE_SECURE", tmp_path, PEELIAN_ADDRESS=address) == secure
    assert evaluated("s.CSRF_COOKIE_SECURE", tmp_path, PEELIAN_ADDRESS=address) == secure
    assert address.split("/")[2].split(":")[0] in evaluated(
        "s.ALLOWED_HOSTS", tmp_path, PEELIAN_ADDRESS=address
    )


def test_debug_cannot_be_turned_on_from_outside(tmp_path: Path) -> None:
    assert evaluated("s.DEBUG", tmp_path, DEBUG="1", DJANGO_DEBUG="1") == "False"
