"""Fixtures of tests of the pages."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Passwords are hashed cheaply in tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def bare_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a name and nothing else."""
    (tmp_path / "peelian.yaml").write_text("name: Test Police\n", encoding="utf-8")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(tmp_path))
    return tmp_path
