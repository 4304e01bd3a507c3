"""What is done again and again without anybody asking: the list of it, and doing what is due."""

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import Task
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from peelian.apps.access.tasks import forget, verify_record
from peelian.apps.improvement.tasks import (
    forget_uploads,
    reminders_are_due,
    send_reminders,
    send_weekly,
    weekly_is_due,
)
from peelian.apps.inspections.tasks import (
    forget_finding_uploads,
    inspection_reminders_are_due,
    send_inspection_reminders,
)
from peelian.apps.performance.tasks import (
    digests_are_due,
    refresh_values,
    send_digests,
    tidy_tables,
    values_are_old,
)
from peelian.framework.errors import UserError

log = logging.getLogger("peelian.work")

RETRY = timedelta(minutes=15)
"""Work that failed is not tried again sooner."""
LONGEST = timedelta(hours=6)
"""Work that another machine began so long ago has been given up."""
_LOCK = 0x5EE1  # of ticks, among PostgreSQL's advisory locks


@dataclass(frozen=True)
class Job:
    """A task that is due whenever `every` has passed since it last began, or else when `when` says so."""

    task: Task[..., Any]
    every: timedelta | None = None
    when: Callable[[], bool] | None = None


JOBS = (
    Job(refresh_values, when=values_are_old),
    Job(send_digests, when=digests_are_due),  # after the values are
    Job(send_reminders, when=reminders_are_due),
    Job(send_weekly, when=weekly_is_due),
    Job(send_inspection_reminders, when=inspection_reminders_are_due),
    Job(forget_uploads, every=timedelta(hours=1)),
    Job(forget_finding_uploads, every=timedelta(hours=1)),
    Job(tidy_tables, every=timedelta(days=7)),
    Job(forget, every=timedelta(hours=1)),
    Job(verify_record, every=timedelta(days=1)),
)


def tick(jobs: tuple[Job, ...] = JOBS) -> list[DBTaskResult[..., Any]]:
    """Do what is due, and all else that waits; give what became of what was due.

    Two at once do nothing twice: what one has taken up is neither due nor waiting for the other, and comes
    back unfinished when the other has not done it yet.
    """
    begun = enqueue_due(jobs)
    worker(until_done=True).run()
    return list(DBTaskResult.objects.filter(pk__in=begun).order_by("enqueued_at"))


def enqueue_due(jobs: tuple[Job, ...] = JOBS) -> list[Any]:
    """Put every job that is due in the queue, unless it is there already; the ids they have there."""
    asked = {job: _is_wanted(job.when) for job in jobs if job.when is not None}
    with _alone():
        give_up_interrupted()
        now = timezone.now()
        return [job.task.enqueue().id for job in jobs if _is_due(job, asked.get(job, False), now)]


def _is_wanted(when: Callable[[], bool]) -> bool:
    """What `when` says; where it cannot, as when definitions do not load, the job is begun: it fails with the
    reason, and nothing else waits for it.
    """
    try:
        return when()
    except Exception as error:
        fields = {"error": type(error).__name__}
        log.warning("it cannot be told whether work is due", extra={"fields": fields})
        return True


def _is_due(job: Job, wanted: bool, now: datetime) -> bool:
    mine = DBTaskResult.objects.filter(task_path=job.task.module_path)
    if mine.filter(status__in=[Status.READY, Status.RUNNING]).exists():
        return False
    last = mine.order_by("-enqueued_at").first()
    if last is not None and last.status == Status.FAILED:
        return bool(last.finished_at + RETRY <= now)
    if job.every is None:
        return wanted
    return bool(last is None or last.enqueued_at + job.every <= now)


@contextmanager
def _alone() -> Iterator[None]:
    """One tick at a time; SQLite's transactions are so anyhow."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


_HOST = socket.gethostname()[:40]
_PROCESS = f"{_HOST}:{os.getpid()}"
_mine: set[str] = set()  # the workers of this process


def worker(*, until_done: bool, interval: float = 1) -> Worker:
    """Somebody who does what is in the queue: all there is now, or for ever."""
    give_up_interrupted()
    name = f"{_PROCESS}:{uuid4().hex[:8]}"
    _mine.add(name)
    return Worker(
        queue_names=["*"],
        interval=interval,
        batch=until_done,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )


def give_up_interrupted() -> int:
    """Mark as failed what a worker began that is no more; how many there were."""
    given_up = 0
    for result in DBTaskResult.objects.filter(status=Status.RUNNING):
        if _is_gone(result):
            result.set_failed(UserError("it was stopped before it was done, and is tried again by itself"))
            log.warning("given up", extra={"fields": {"task": result.task_path}})
            given_up += 1
    return given_up


def _is_gone(result: DBTaskResult[..., Any]) -> bool:
    if result.started_at + LONGEST <= timezone.now():
        return True
    name = result.worker_ids[-1] if result.worker_ids else ""
    host, _, number = name.rpartition(":")[0].rpartition(":")
    if host != _HOST or not number.isdecimal():
        return False
    if int(number) == os.getpid():  # in a container everybody's number is 1
        return name not in _mine
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False
