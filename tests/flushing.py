"""Emptying the records between tests that commit: audit events refuse to go, so their triggers rest."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations


def allow(patch: pytest.MonkeyPatch) -> None:
    """Let Django's `flush` empty every table. Nothing else is let: triggers are back when it is done."""
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", _flushed)


def _flushed(operations: Any, statements: Sequence[str]) -> None:
    connection = operations.connection
    with (
        transaction.atomic(using=connection.alias, savepoint=False),
        connection.cursor() as cursor,
        _triggers_resting(connection, cursor),
    ):
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _triggers_resting(connection: Any, cursor: Any) -> Iterator[None]:
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, made in triggers:
        cursor.execute(made)
