"""`peelian doctor --deploy`: each thing that makes a deployment unfit is found, and a fit one passes."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from peelian.apps.access.models import Account, AuditEvent, Grant
from peelian.apps.performance.tasks import refresh_values
from peelian.framework.errors import UserError
from peelian.pipeline.workspace import SETTINGS_FILE, Workspace, init
from peelian.site import deploy
from peelian.site.backup_note import FILE, last_backup, note_backup
from peelian.site.deploy import Found, Level, examine_deployment
from peelian.site.email import CONSOLE, NONE
from peelian.site.proxy import networks
from peelian.site.secret import FILE as KEY
from peelian.site.secret import secret_key
from peelian.site.volume import is_local

SECURE = {
    "SECURE_HSTS_SECONDS": 1, "SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SECRET_KEY": "k3" * 40 + "abcdefg",
}  # fmt: skip


OF_TESTS = (
    "runs as root", "async.E001", "is a superuser of the database", "the database does not wait for its disk",
)  # fmt: skip


def account(username: str, role: str = "") -> Account:
    made = get_user_model().objects.create(username=username, display_name=username)
    if role:
        Grant.objects.create(
            account=made, role=role, unit="force", starts=timezone.localdate(), granted_by="", reason=""
        )
    assert isinstance(made, Account)
    return made


@pytest.fixture
def fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Workspace:
    """A deployment with nothing wrong with it."""
    root = tmp_path / "force"
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(root))
    monkeypatch.setenv("PEELIAN_ADDRESS", "https://p.police.uk")
    monkeypatch.setattr(deploy, "_sqlite", lambda: iter(()))  # the tests' is in memory: see TestCommand
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2**40, 0, 2**40))  # type: ignore[attr-defined]
    made = init(root)
    root.chmod(0o750)
    secret_key(root)
    (tmp_path / "kept.tar").touch()
    note_backup(root, str(tmp_path / "kept.tar"))
    Authenticator.objects.create(user=account("ann", "administrator"), type=Authenticator.Type.TOTP, data={})
    DBTaskResult.objects.get(pk=refresh_values.enqueue().id).set_successful(None)
    return made


def found(workspace: Workspace) -> list[Found]:
    """What is not ok, but for what is so of every test."""
    with override_settings(**SECURE):
        every = examine_deployment(workspace)
    return [
        one for one in every if one.level is not Level.OK and not any(part in one.what for part in OF_TESTS)
    ]


def test_a_fit_deployment(fit: Workspace) -> None:
    assert found(fit) == []


def the_one(workspace: Workspace, level: Level, part: str) -> Found:
    (one,) = found(workspace)
    assert one.level is level
    assert part in one.what
    assert one.advice
    return one


def test_an_address_that_is_not_https(fit: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEELIAN_ADDRESS", "http://p.police.uk")
    the_one(fit, Level.PROBLEM, "http://p.police.uk")
    monkeypatch.delenv("PEELIAN_ADDRESS")
    the_one(fit, Level.PROBLEM, "not set")


def test_a_demonstration(fit: Workspace) -> None:
    text = (fit.root / SETTINGS_FILE).read_text(encoding="utf-8")
    (fit.root / SETTINGS_FILE).write_text(text.replace("demo: false", "demo: true"), encoding="utf-8")
    the_one(Workspace.open(fit.root), Level.PROBLEM, "demonstration")


def test_a_key_that_others_read_or_that_is_short_or_gone(fit: Workspace) -> None:
    key = fit.root / KEY
    key.chmod(0o640)
    assert "chmod 600" in the_one(fit, Level.PROBLEM, "others than its owner").advice
    key.chmod(0o600)
    key.write_text("short", encoding="ascii")
    the_one(fit, Level.PROBLEM, "short")
    key.unlink()
    the_one(fit, Level.PROBLEM, "cannot be read")


def test_a_workspace_that_everybody_may_look_into(fit: Workspace) -> None:
    fit.root.chmod(0o755)
    assert "chmod o=" in the_one(fit, Level.PROBLEM, "everybody on this machine").advice


def test_files_of_another_user(fit: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: fit.root.stat().st_uid + 1)
    assert any("another user's" in one.what for one in found(fit))


def test_backups(fit: Workspace, tmp_path: Path) -> None:
    file = str(tmp_path / "kept.tar")
    note_backup(fit.root, file, datetime.now(UTC) - timedelta(days=2))
    the_one(fit, Level.WARNING, "2 days old")
    note_backup(fit.root, file, datetime.now(UTC) - timedelta(days=8))
    the_one(fit, Level.PROBLEM, "8 days old")
    note_backup(fit.root, str(tmp_path / "gone.tar"))
    the_one(fit, Level.WARNING, "no longer there")
    (fit.root / "inside.tar").touch()
    note_backup(fit.root, str(fit.root / "inside.tar"))
    the_one(fit, Level.WARNING, "in the workspace itself")
    (fit.root / FILE).write_text("[]", encoding="utf-8")
    the_one(fit, Level.PROBLEM, "no backup")
    (fit.root / FILE).unlink()
    the_one(fit, Level.PROBLEM, "no backup")
    assert last_backup(fit.root) is None


def test_little_space(fit: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((2**32, Level.WARNING), (2**20, Level.PROBLEM)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: shutil._ntuple_diskusage(1, 1, free))  # type: ignore[attr-defined]
        the_one(fit, level, "GB are free")


def test_a_clock_that_is_wrong(fit: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    for ahead, level, told in ((-10, Level.WARNING, "10.0"), (3600, Level.PROBLEM, "3,600.0")):
        monkeypatch.setattr(deploy.time, "time", lambda ahead=ahead: real() + ahead)
        apart = found(fit)  # from the disk's clock, and on PostgreSQL from the database's
        assert len(apart) == 1 + (connection.vendor == "postgresql")
        assert all(one.level is level and f"{told} seconds apart" in one.what for one in apart)


def test_a_record_from_the_future(fit: Workspace) -> None:
    AuditEvent.objects.create(number=1, at=timezone.now() + timedelta(hours=1))
    the_one(fit, Level.PROBLEM, "in the future")


def test_every_address_believed(fit: Workspace, settings: Any) -> None:
    settings.TRUSTED_PROXIES = networks("0.0.0.0/0")
    the_one(fit, Level.PROBLEM, "believes every address")


def test_e_mail_that_is_not_sent(fit: Workspace, settings: Any) -> None:
    settings.EMAIL_BACKEND = NONE
    the_one(fit, Level.WARNING, "e-mail is not set up")
    settings.EMAIL_BACKEND = CONSOLE
    the_one(fit, Level.WARNING, "printed, not sent")


def test_nobody_is_an_administrator(fit: Workspace) -> None:
    Account.objects.update(is_active=False)
    the_one(fit, Level.PROBLEM, "nobody is an administrator")


def test_roles_that_ask_for_a_second_factor(fit: Workspace) -> None:
    account("ben", "analyst")
    assert found(fit) == []
    Authenticator.objects.create(
        user=account("cara", "auditor"), type=Authenticator.Type.RECOVERY_CODES, data={}
    )
    assert "1 of 2" in the_one(fit, Level.WARNING, "have none: cara").what
    text = (fit.root / SETTINGS_FILE).read_text(encoding="utf-8")
    provider = "sign_in: {issuer: https://login.example, client_id: x, second_factor: provider}\n"
    (fit.root / SETTINGS_FILE).write_text(text + provider, encoding="utf-8")
    assert found(Workspace.open(fit.root)) == []


def test_work_that_failed_or_is_not_done(fit: Workspace) -> None:
    done = DBTaskResult.objects.get()
    failed = DBTaskResult.objects.get(pk=refresh_values.enqueue().id)
    failed.set_failed(UserError("the disk is full: free some"))
    assert any("The disk is full" in one.what and one.level is Level.PROBLEM for one in found(fit))
    failed.delete()
    DBTaskResult.objects.filter(pk=done.pk).update(finished_at=timezone.now() - timedelta(days=3))
    the_one(fit, Level.WARNING, "for 3 days")
    done.delete()
    the_one(fit, Level.WARNING, "yet")


def test_djangos_own_checks(fit: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    weak = [checks.Warning("a thing", hint="mend it", id="security.W000"), checks.Error("worse", id="x.E1")]
    monkeypatch.setattr(checks, "run_checks", lambda **_: weak)
    assert [(one.level, one.advice) for one in found(fit)] == [
        (Level.WARNING, "mend it"),
        (Level.PROBLEM, ""),
    ]


def test_migrations_that_are_not_applied(fit: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploy, "unapplied", lambda: ["access.0099_next"])
    assert the_one(fit, Level.PROBLEM, "1 migrations behind").advice == "Run peelian migrate."


def test_a_database_that_does_not_answer(fit: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> None:
        raise ConnectionRefusedError("password=hunter2")

    with monkeypatch.context() as patch:
        patch.setattr(deploy.connection, "ensure_connection", refuses)
        one = the_one(fit, Level.PROBLEM, "does not answer")
    assert "hunter2" not in one.what + one.advice


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
filer:/x /mnt/far nfs4 rw 0 0
/dev/sdb /mnt/far/near\\040here xfs rw 0 0
odd
"""


@pytest.mark.parametrize(
    ("path", "local"),
    [("/srv/a", True), ("/mnt/far/a", False), ("/mnt/far/near here/a", True), ("/mnt/farther/a", True)],
)
def test_drives_over_the_network(path: str, local: bool) -> None:
    assert is_local(Path(path), MOUNTS) is local
    assert is_local(Path("/proc"))


class TestCommand:
    def run(self, root: Path, *words: str, **more: str) -> tuple[int, str]:
        clean = {
            k: v for k, v in os.environ.items() if not k.startswith(("PEELIAN_", "DATABASE_", "DJANGO_"))
        }
        done = subprocess.run(
            [sys.executable, "-m", "peelian.cli", "-w", str(root), *words],
            env=clean | more, capture_output=True, text=True,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def test_from_nothing_to_fit(self, tmp_path: Path) -> None:
        root = tmp_path / "force"
        init(root)
        code, said = self.run(root, "doctor", "--deploy")
        assert code == 1
        assert "migrations behind this version" in said
        assert "PEELIAN_ADDRESS is not set" in said
        assert "no backup has been made" in said
        assert not (root / "tables").exists()

        assert self.run(root, "migrate")[0] == 0
        assert self.run(root, "tick")[0] == 0
        assert self.run(root, "backup", str(tmp_path))[0] == 0
        root.chmod(0o750)
        secure = {"PEELIAN_ADDRESS": "https://p.police.uk"}
        code, said = self.run(root, "doctor", "--deploy", **secure)
        problems = [line for line in said.splitlines() if line.startswith("problem")]
        assert (code, problems) == (1, ["problem  nobody is an administrator"])
        assert "Django's own checks of a deployment find nothing" in said
        code, said = self.run(root, "doctor")
        assert code == 0, said
