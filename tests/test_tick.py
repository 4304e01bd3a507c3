"""Work in the background: what is due, doing it once, what failed and who is told."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from peelian.apps.access.actions import LOCK_FOR
from peelian.apps.access.audit import record
from peelian.apps.access.models import AuditHead, FailedSignIn, Grant
from peelian.apps.access.viewer import CommandLine
from peelian.apps.performance.queries.work import failures
from peelian.apps.performance.tasks import refresh_values
from peelian.framework.errors import UserError
from peelian.pipeline.ingest import load
from peelian.pipeline.refresh import pending
from peelian.pipeline.values import series
from peelian.pipeline.workspace import Workspace, init
from peelian.site import periodic
from peelian.site.periodic import JOBS, LONGEST, RETRY, Job, enqueue_due, give_up_interrupted, tick

ROWS = "incident_id,created_at,grade,unit_id\nI1,2024-03-01 10:00:00,immediate,North\n"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("PEELIAN_WORKSPACE", str(tmp_path / "force"))
    return init(tmp_path / "force")


@pytest.fixture
def loaded(workspace: Workspace, tmp_path: Path) -> Workspace:
    (tmp_path / "room.csv").write_text(ROWS, encoding="utf-8")
    load(workspace, "incidents", [tmp_path / "room.csv"])
    return workspace


ran: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


@task()
def mends() -> None:
    """Mending the roof"""
    ran.append("mends")


@task()
def breaks() -> None:
    """Opening the tin"""
    raise UserError("the tin is shut: open it with the key")


@task()
def crashes() -> None:
    """Counting Cara"""
    raise ValueError("no such person: Cara Dunn, P-4711")


def results(path: str) -> list[str]:
    found = DBTaskResult.objects.filter(task_path__endswith=path).order_by("enqueued_at")
    return [str(each.status) for each in found]


def later(result: DBTaskResult[..., Any], by: timedelta) -> None:
    """As if a piece of work was so much longer ago."""
    for name in ("enqueued_at", "started_at", "finished_at"):
        if moment := getattr(result, name):
            setattr(result, name, moment - by)
    DBTaskResult.objects.filter(pk=result.pk).update(
        enqueued_at=result.enqueued_at, started_at=result.started_at, finished_at=result.finished_at
    )


@pytest.mark.django_db
class TestTick:
    def test_values_are_refreshed_when_rows_are_newer_and_only_then(self, loaded: Workspace) -> None:
        assert pending(loaded) > 0
        done = tick()
        assert {each.task.func.__name__ for each in done} == {
            "refresh_values", "tidy_tables", "forget", "forget_finding_uploads", "forget_uploads",
            "verify_record",
        }  # fmt: skip
        assert {each.status for each in done} == {Status.SUCCESSFUL}
        assert pending(loaded) == 0
        assert series(loaded, measures=["incidents_recorded"])
        assert tick() == []

    def test_the_time_of_each_comes_round(self, workspace: Workspace) -> None:
        tick()
        for result in DBTaskResult.objects.all():
            later(result, timedelta(hours=1))
        assert [each.task.func.__name__ for each in tick()] == [
            "forget_uploads", "forget_finding_uploads", "forget",
        ]  # fmt: skip
        for result in DBTaskResult.objects.all():
            later(result, timedelta(days=7))
        assert {each.task.func.__name__ for each in tick()} == {
            "tidy_tables", "forget", "forget_finding_uploads", "forget_uploads", "verify_record",
        }  # fmt: skip

    def test_what_another_has_taken_up_is_not_begun_again(self) -> None:
        job = Job(mends, every=timedelta(hours=1))
        (first,) = enqueue_due((job,))
        assert enqueue_due((job,)) == []
        mine = DBTaskResult.objects.get(pk=first)
        mine.claim(periodic.worker(until_done=True).worker_id)
        assert tick((job,)) == []
        assert ran == []
        assert results("mends") == [Status.RUNNING]

    def test_what_failed_waits_before_it_is_tried_again(self) -> None:
        job = Job(breaks, when=lambda: True)
        (failed,) = tick((job,))
        assert failed.status == Status.FAILED
        assert tick((job,)) == []
        later(failed, RETRY)
        assert len(tick((Job(breaks, when=lambda: False),))) == 1

    def test_what_a_worker_that_is_gone_began_is_tried_again(self) -> None:
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()
        for name in (f"{periodic._HOST}:{gone.pid}:x", f"{periodic._HOST}:{os.getpid()}:another"):
            begun = DBTaskResult.objects.get(pk=mends.enqueue().id)
            begun.claim(name)
            assert give_up_interrupted() == 1
            begun.refresh_from_db()
            assert begun.status == Status.FAILED

    def test_what_is_still_worked_at_is_left(self) -> None:
        begun = DBTaskResult.objects.get(pk=mends.enqueue().id)
        begun.claim(f"{periodic._HOST}:{os.getppid()}:parent")
        assert give_up_interrupted() == 0
        begun.claim("elsewhere:1:x")
        assert give_up_interrupted() == 0
        later(begun, LONGEST)
        assert give_up_interrupted() == 1

    def test_definitions_that_do_not_load_are_a_failure_with_its_reason(self, workspace: Workspace) -> None:
        (workspace.root / "framework" / "framework.yaml").write_text("edition: [", encoding="utf-8")
        done = {each.task.func.__name__: each.status for each in tick()}
        assert done["refresh_values"] == Status.FAILED
        why = {failure.what: failure.why for failure in failures(CommandLine())}
        assert "framework.yaml" in why["Bringing the values up to date"]

    def test_a_job_that_cannot_tell_whether_it_is_due_is_begun_and_keeps_no_other_waiting(self) -> None:
        def broken() -> bool:
            raise UserError("nobody knows")

        done = tick((Job(breaks, when=broken), Job(mends, every=timedelta(days=1))))
        assert {each.task_path for each in done} == {breaks.module_path, mends.module_path}
        assert ran == ["mends"]

    def test_every_job_says_what_it_is(self) -> None:
        for job in JOBS:
            assert (job.task.func.__doc__ or "").strip()
            assert (job.every is None) != (job.when is None)


@pytest.mark.django_db
class TestForgetting:
    def test_sessions_failures_and_old_work(self, workspace: Workspace) -> None:
        now = timezone.now()
        Session.objects.create(session_key="over", session_data="", expire_date=now - timedelta(seconds=1))
        Session.objects.create(session_key="on", session_data="", expire_date=now + timedelta(hours=1))
        for username, ago in (("old", LOCK_FOR + timedelta(seconds=1)), ("new", timedelta(0))):
            failed = FailedSignIn.objects.create(username=username)
            FailedSignIn.objects.filter(pk=failed.pk).update(at=now - ago)
        (first,) = tick((Job(mends, every=timedelta(1)),))
        later(first, timedelta(days=31))
        tick()
        assert [each.session_key for each in Session.objects.all()] == ["on"]
        assert [each.username for each in FailedSignIn.objects.all()] == ["new"]
        assert results("mends") == []


@pytest.mark.django_db
class TestTheRecord:
    def test_its_head_is_noted_and_logged(
        self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record("cara", "page.read", "page")
        said: list[logging.LogRecord] = []
        monkeypatch.setattr(logging.getLogger("peelian.access"), "handle", said.append)
        tick()
        (line,) = said
        assert line.fields == {"events": 1, "hash": AuditHead.objects.get().hash}  # type: ignore[attr-defined]

    def test_a_chain_written_anew_is_found_by_what_was_noted(self, workspace: Workspace) -> None:
        record("cara", "page.read", "page")
        tick()
        noted = DBTaskResult.objects.get(task_path__endswith="verify_record")
        noted.return_value = {"events": 1, "hash": "0" * 64}
        noted.save()
        later(noted, timedelta(days=1))
        tick()
        assert results("verify_record") == [Status.SUCCESSFUL, Status.FAILED]
        (failure,) = failures(CommandLine())
        assert "event 1 is not the one that was noted" in failure.why
        assert "peelian audit verify" in failure.why


def account(role: str) -> Any:
    made = get_user_model().objects.create(username=role, display_name=role)
    if role != "nobody":
        Grant.objects.create(
            account=made, role=role, unit="force", starts=timezone.localdate(), granted_by="", reason=""
        )
    return made


@pytest.mark.django_db
class TestWhoIsTold:
    @pytest.fixture
    def failed(self, workspace: Workspace) -> None:
        tick((Job(breaks, when=lambda: True), Job(crashes, when=lambda: True)))

    def data_page(self, role: str) -> str:
        client = Client()
        client.force_login(account(role), backend="django.contrib.auth.backends.ModelBackend")
        response = client.get("/data/")
        return response.content.decode() if response.status_code == 200 else ""

    @pytest.mark.usefixtures("failed")
    def test_who_may_load_rows_sees_what_failed_why_and_what_to_do(self) -> None:
        page = self.data_page("analyst")
        assert "Work in the background that failed" in page
        assert "Opening the tin" in page
        assert "The tin is shut: open it with the key" in page
        assert "An error of the program: ValueError" in page
        assert "peelian doctor" in page
        assert "P-4711" not in page

    @pytest.mark.usefixtures("failed")
    @pytest.mark.parametrize("role", ["board-secretary", "auditor", "administrator", "nobody"])
    def test_others_do_not(self, role: str) -> None:
        assert "Opening the tin" not in self.data_page(role)
        assert failures(account("supervisor")) == []

    @pytest.mark.usefixtures("failed")
    def test_what_went_well_since_is_no_longer_told(self) -> None:
        assert len(failures(CommandLine())) == 2
        for result in DBTaskResult.objects.all():
            later(result, timedelta(minutes=5))
        well = DBTaskResult.objects.get(pk=breaks.enqueue().id)
        well.set_successful(None)
        assert [each.what for each in failures(CommandLine())] == ["Counting Cara"]
        again = DBTaskResult.objects.get(pk=crashes.enqueue().id)
        again.set_failed(ValueError("x"))
        (one,) = failures(CommandLine())
        assert one.since < one.at

    def test_work_that_nobody_takes_up(self, workspace: Workspace) -> None:
        waits = DBTaskResult.objects.get(pk=mends.enqueue().id)
        assert failures(CommandLine()) == []
        later(waits, timedelta(hours=2))
        (one,) = failures(CommandLine())
        assert (one.what, one.why) == (
            "Mending the roof",
            "It has waited since then, and nothing takes it up.",
        )

    def test_work_of_an_older_version_has_its_path_for_a_name(self, workspace: Workspace) -> None:
        waits = DBTaskResult.objects.get(pk=mends.enqueue().id)
        DBTaskResult.objects.filter(pk=waits.pk).update(task_path="peelian.gone.away")
        later(waits, timedelta(hours=2))
        assert failures(CommandLine())[0].what == "peelian.gone.away"


def environment(folder: Path) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PEELIAN_", "DATABASE_"))}
    return clean | {"PEELIAN_WORKSPACE": str(folder)}


def command(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "peelian.cli", *words],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class TestCommands:
    def test_two_ticks_at_once_do_everything_once(self, loaded: Workspace) -> None:
        root = loaded.root
        first = command(root, "tick")
        told = first.communicate()[1]
        assert first.returncode == 1
        assert "peelian migrate" in told
        assert command(root, "migrate").wait() == 0
        both = [command(root, "tick"), command(root, "tick")]
        said = [each.communicate() for each in both]
        assert [each.returncode for each in both] == [0, 0], said
        ended = [
            json.loads(line)["message"]
            for _, err in said
            for line in err.splitlines()
            if "SUCCESSFUL" in line
        ]
        assert sorted(message.split("path=")[1].split(" ")[0].rpartition(".")[2] for message in ended) == [
            "forget", "forget_finding_uploads", "forget_uploads", "refresh_values", "tidy_tables",
            "verify_record",
        ]  # fmt: skip
        assert pending(Workspace.open(root)) == 0

    def test_a_worker_does_what_comes_and_stops_when_asked(self, loaded: Workspace) -> None:
        root = loaded.root
        assert command(root, "migrate").wait() == 0
        enqueue = (
            "import django; django.setup()\n"
            f"from {refresh_values.func.__module__} import refresh_values; refresh_values.enqueue()"
        )
        settings = environment(root) | {"DJANGO_SETTINGS_MODULE": "peelian.site.settings"}
        worker = command(root, "work", "--interval", "0.1")
        assert subprocess.run([sys.executable, "-c", enqueue], env=settings).returncode == 0
        deadline = time.monotonic() + 60
        while pending(Workspace.open(root)) and time.monotonic() < deadline:
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        told = worker.communicate()[1]
        assert worker.returncode == 0, told
        assert pending(Workspace.open(root)) == 0
        assert "Traceback" not in told
