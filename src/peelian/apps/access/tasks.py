"""Work on the records of who may sign in and of what was done, in the background."""

import logging
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from peelian.apps.access.actions import LOCK_FOR
from peelian.apps.access.audit import verify
from peelian.apps.access.models import FailedSignIn
from peelian.framework.errors import UserError

log = logging.getLogger("peelian.access")
KEEP_WORK = timedelta(days=30)
"""How long it is known what was done in the background."""


@task()
def forget() -> None:
    """Forgetting sessions that ended, old failures to sign in and old work"""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    FailedSignIn.objects.filter(at__lt=timezone.now() - LOCK_FOR).delete()
    DBTaskResult.objects.filter(finished_at__lt=timezone.now() - KEEP_WORK).delete()


@task()
def verify_record() -> dict[str, Any]:
    """Checking the record of who did and read what

    The head goes to the log too, which whoever changes the database cannot change.
    """
    found = verify(anchor=_noted())
    if found.problems:
        some = "; ".join(found.problems[:5])
        raise UserError(
            f"the record does not hold: {some}. Tell whoever answers for it, keep the database as it is, and "
            "compare it with a backup: `peelian audit verify` lists everything"
        )
    log.info("record verified", extra={"fields": {"events": found.events, "hash": found.hash}})
    return {"events": found.events, "hash": found.hash}


def _noted() -> tuple[int, str] | None:
    """The head that the last check which found nothing wrong noted."""
    before = DBTaskResult.objects.filter(status=Status.SUCCESSFUL, task_path=verify_record.module_path)
    last = before.order_by("-finished_at").first()
    if last is None or not last.return_value or not last.return_value["events"]:
        return None
    return last.return_value["events"], last.return_value["hash"]
