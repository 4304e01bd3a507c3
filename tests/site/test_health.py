"""Probes: who may ask, what they say when all is well and when it is not, and what they never say."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peelian.apps.access.models import AuditEvent
from peelian.pipeline.workspace import SETTINGS_FILE, init
from peelian.site import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    init(tmp_path / "force")
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(tmp_path / "force"))
    return tmp_path / "force"


def asked(address: str = "/ready") -> tuple[int, dict[str, Any]]:
    response = Client().get(address)
    return response.status_code, response.json()


def test_all_is_well_and_nobody_signed_in(workspace: Path) -> None:
    assert asked("/health") == (200, {"status": "ok"})
    code, said = asked()
    assert code == 200
    assert said == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "workspace": "ok", "tables": "ok"},
    }
    assert not AuditEvent.objects.exists()


def test_they_are_cheap_and_never_kept(workspace: Path) -> None:
    asked()
    with CaptureQueriesContext(connection) as queries:
        response = Client().get("/ready")
    assert [each["sql"] for each in queries] == ["SELECT 1"]
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("address", ["/health", "/ready"])
def test_they_are_only_read(workspace: Path, address: str) -> None:
    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405


def test_a_workspace_that_does_not_open(workspace: Path) -> None:
    (workspace / SETTINGS_FILE).write_text("name: [secret\n", encoding="utf-8")
    code, said = asked()
    assert code == 503
    assert said["checks"]["workspace"] == "failed"
    assert said["checks"]["database"] == "ok"
    assert "secret" not in str(said)
    assert str(workspace) not in str(said)
    assert asked("/health")[0] == 200


def test_a_database_that_does_not_answer(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> bool:
        raise ConnectionError("password=hunter2 at db.force.internal")

    monkeypatch.setitem(health.CHECKS, "database", gone)
    code, said = asked()
    assert code == 503
    assert said == {
        "status": "failed",
        "checks": {"database": "failed", "migrations": "ok", "workspace": "ok", "tables": "ok"},
    }


def test_migrations_that_are_not_applied(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_applied", False)
    monkeypatch.setattr(health, "unapplied", lambda: ["access.0009_next"])
    code, said = asked()
    assert (code, said["checks"]["migrations"]) == (503, "failed")
    assert "0009" not in str(said)
    monkeypatch.setattr(health, "unapplied", list)
    assert asked()[0] == 200


def test_tables_that_cannot_be_listed(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> object:
        raise PermissionError(13, "Permission denied", str(workspace / "tables"))

    monkeypatch.setattr(health, "version", unreadable)
    code, said = asked()
    assert (code, said["checks"]["tables"]) == (503, "failed")
