"""Work on the tables that is done in the background. The first line of each says what it is, on pages too."""

import logging

from django_tasks import task

from peelian.apps.access.emailing import is_set_up
from peelian.apps.performance.actions_digest import deliver
from peelian.apps.performance.queries.digest import due
from peelian.documents.kept import one_moment, opened
from peelian.framework.errors import UserError
from peelian.pipeline.refresh import pending, refresh
from peelian.pipeline.tidy import tidy
from peelian.pipeline.trouble import told

log = logging.getLogger("peelian.work")


def values_are_old() -> bool:
    """Whether rows, definitions or the organisation are newer than the values; yes if it cannot be told."""
    try:
        return pending(opened()) > 0
    except UserError:
        return True


@task()
def refresh_values() -> dict[str, int]:
    """Bringing the values up to date"""
    workspace = opened()
    with told(str(workspace.root)):
        done = refresh(workspace)
    return {"cells": done.cells, "computed": done.computed, "removed": done.removed}


@task()
def tidy_tables() -> dict[str, int]:
    """Deleting files that nobody reads any more"""
    workspace = opened()
    with told(str(workspace.root)):
        done = tidy(workspace)
    return {"files": done.files, "bytes": done.size}


def digests_are_due() -> bool:
    """Whether somebody is to be looked after who asked for news, and e-mail can be sent."""
    return is_set_up() and bool(due())


@task()
def send_digests() -> dict[str, int]:
    """Sending e-mail about new signals

    One that fails does not keep others from theirs; it is told at the end, and tried again.
    """
    waiting, sent, failed = due(), 0, list[str]()
    for subscription in waiting:
        try:
            with one_moment():
                sent += deliver(subscription=subscription) is not None
        except Exception as error:
            failed.append(type(error).__name__)
            fields = {"account": subscription.account_id, "error": type(error).__name__}
            log.warning("digest failed", extra={"fields": fields})
    if failed:
        kinds = ", ".join(sorted(set(failed)))
        raise UserError(
            f"{len(failed)} of {len(waiting)} messages about new signals could not be sent ({kinds}). See "
            "that the mail server of PEELIAN_EMAIL_URL takes them: they are tried again by themselves"
        )
    return {"sent": sent, "nothing": len(waiting) - sent}
