"""Whether the pages are up, for whatever watches over them: no sign-in, no session, no record."""

import logging
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from peelian.documents.kept import opened, version
from peelian.pipeline.result import VALUES

log = logging.getLogger("peelian.health")


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Everything that pages stand on answers; 503 when something does not. Why is in the log, not here."""
    checks = {name: _answers(name, check) for name, check in CHECKS.items()}
    well = all(checks.values())
    said = {name: "ok" if answered else "failed" for name, answered in checks.items()}
    return JsonResponse({"status": "ok" if well else "failed", "checks": said}, status=200 if well else 503)


def _answers(name: str, check: Callable[[], bool]) -> bool:
    try:
        answered = check()
    except Exception:
        log.exception("not ready", extra={"fields": {"check": name}})
        return False
    if not answered:
        log.error("not ready", extra={"fields": {"check": name}})
    return answered


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def unapplied() -> list[str]:
    """The migrations that the records still need, as app.name."""
    executor = MigrationExecutor(connection)
    return [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


_applied = False


def _migrations() -> bool:
    """Asked of the database until it says yes: what is applied stays so while this version runs."""
    global _applied
    _applied = _applied or not unapplied()
    return _applied


def _workspace() -> bool:
    return bool(opened().settings.name)


def _tables() -> bool:
    """The values' log is read, or there are none yet."""
    return bool(version(opened(), VALUES))


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database, "migrations": _migrations, "workspace": _workspace, "tables": _tables,
}  # fmt: skip
