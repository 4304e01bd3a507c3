"""Fixtures of tests of the pages."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from peelian.demo import DemoForce
from tests.small import small_demo

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Passwords are hashed cheaply in tests."""
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def bare_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a name and nothing else."""
    (tmp_path / "peelian.yaml").write_text("name: Test Police\n", encoding="utf-8")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def demo_built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoForce]:
    """A small demo force, loaded and refreshed, and the folder it is in."""
    return small_demo(tmp_path_factory)


@pytest.fixture
def demo(demo_built: tuple[Path, DemoForce], monkeypatch: pytest.MonkeyPatch) -> DemoForce:
    """The demo force, its workspace being the one pages read."""
    folder, force = demo_built
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(folder))
    return force


@pytest.fixture
def accounts(demo: DemoForce, db: None) -> dict[str, Any]:
    """The demo accounts by username."""
    from peelian.apps.access.actions import create_demo_accounts

    made = create_demo_accounts(accounts=demo.accounts)
    return {account.username: account for account in made}


@pytest.fixture
def signed_in(accounts: dict[str, Any]) -> Any:
    """A function that gives a client signed in by username, or one of nobody for ""."""

    def client(username: str) -> Client:
        made = Client()
        if username:
            made.force_login(accounts[username])
        return made

    return client
