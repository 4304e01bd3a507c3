"""What went wrong in the background."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import Viewer
from peelian.framework import errors

WAITED = timedelta(hours=1)
_ADVICE = "Run peelian doctor where the workspace is; the log says where in the program it stopped."
_IDLE = "Check that the timer of peelian tick, or peelian work, is running where the workspace is."


@dataclass(frozen=True)
class Failure:
    """Work that failed the last time it was tried: what it is, first when, last when, why, and what to do."""

    what: str
    since: datetime
    at: datetime
    why: str
    advice: str


def failures(viewer: Viewer) -> list[Failure]:
    """Work whose last attempt failed, the latest first, and whether work waits that nobody does.

    Nothing for those who may not load rows. Of errors that are not for people only the kind is told: their
    text may hold what is in a row.
    """
    if not viewer.holds(Permission.LOAD_ROWS):
        return []
    ended = Q(status=Status.FAILED)
    paths = (
        DBTaskResult.objects.order_by()
        .values("task_path")
        .annotate(
            failed=Max("finished_at", filter=ended),
            well=Max("finished_at", filter=Q(status=Status.SUCCESSFUL)),
        )
    )
    standing = [p for p in paths if p["failed"] and (p["well"] is None or p["failed"] > p["well"])]
    found = [_failure(p["task_path"], p["well"]) for p in standing]
    return sorted(found + _waiting(), key=lambda failure: failure.at, reverse=True)


def last_done() -> datetime | None:
    """When any work in the background was last done; None for never."""
    well = DBTaskResult.objects.order_by().filter(status=Status.SUCCESSFUL)
    last: datetime | None = well.aggregate(last=Max("finished_at"))["last"]
    return last


def _failure(path: str, well: datetime | None) -> Failure:
    failed = DBTaskResult.objects.filter(status=Status.FAILED, task_path=path)
    if well is not None:
        failed = failed.filter(finished_at__gt=well)
    since = failed.order_by().aggregate(first=Min("finished_at"))["first"]
    last = failed.order_by("-finished_at")[0]
    why, advice = _told(last)
    return Failure(title(last), since, last.finished_at, why, advice)


def _waiting() -> list[Failure]:
    oldest = DBTaskResult.objects.filter(status=Status.READY).order_by("enqueued_at").first()
    if oldest is None or oldest.enqueued_at > timezone.now() - WAITED:
        return []
    why = "It has waited since then, and nothing takes it up."
    return [Failure(title(oldest), oldest.enqueued_at, oldest.enqueued_at, why, _IDLE)]


def title(result: DBTaskResult[..., Any]) -> str:
    """What a piece of work is: the first line of what its task says of itself."""
    try:
        said = (result.task.func.__doc__ or "").strip()
    except ImportError:  # of an older version
        said = ""
    return said.partition("\n")[0] or result.task_path


def _told(result: DBTaskResult[..., Any]) -> tuple[str, str]:
    """Why it failed and what to do: the text of an error that is for people says both."""
    module, _, kind = result.exception_class_path.rpartition(".")
    if module == errors.__name__:
        text = result.traceback.rpartition(f"{result.exception_class_path}: ")[2].strip()
        return text[:1].upper() + text[1:], ""
    return f"An error of the program: {kind}.", _ADVICE
