"""The records, all of them, as text that either database can be filled from.

Each table is one file of JSON lines: the names of its columns, then the rows, a line each, by key.
Sessions are left out: whoever was signed in signs in again.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.apps import apps as installed
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Collate
from django.utils.duration import duration_iso_string

from peelian.framework.errors import UserError

LEFT_OUT = frozenset({"django_session", "usersessions_usersession"})
BATCH = 500
FEW = 4
"""As many rows of a table that holds files are in memory at once."""

Model = type[models.Model]


@contextmanager
def unchanging() -> Iterator[None]:
    """Within it, the records are read as they were at its beginning; others go on writing."""
    sqlite: Any = connection if connection.vendor == "sqlite" else None
    if sqlite:  # usually it takes the write lock at once
        usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT count(*) FROM django_migrations")  # the moment that is kept
            yield
    finally:
        if sqlite:
            sqlite.transaction_mode = usual


def tables(apps: Any = installed) -> dict[str, Model]:
    """The models whose rows are records, by table and in its order."""
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    kept = {m._meta.db_table: m for m in found if not m._meta.proxy and not m._meta.swapped}
    return {name: kept[name] for name in sorted(kept) if name not in LEFT_OUT}


def migrations() -> list[list[str]]:
    """The migrations this database has had, as [app, name]."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def lines(model: Model) -> Iterator[bytes]:
    """A table as text: its columns, then its rows; rows that hold files are read a few at a time."""
    fields = _fields(model)
    yield _line([field.column for field in fields])
    rows = model._base_manager.order_by(_order(model))
    most = FEW if any(isinstance(field, models.BinaryField) for field in fields) else 2000
    for row in rows.values_list(*(field.attname for field in fields)).iterator(chunk_size=most):
        yield _line([_written(value) for value in row])


def _fields(model: Model) -> list[models.Field[Any, Any]]:
    """The fields of a table in the order of their columns' names: migrations make them in another order."""
    return sorted(model._meta.concrete_fields, key=lambda field: str(field.column))


def _order(model: Model) -> Any:
    """By key, texts by their letters' numbers: the same in every database."""
    key = model._meta.pk
    assert key is not None
    kind = key.target_field if isinstance(key, models.ForeignKey) else key
    if connection.vendor == "postgresql" and isinstance(kind, models.CharField | models.TextField):
        return Collate(models.F(key.attname), "C")
    return key.attname


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _written(value: Any) -> Any:
    """What JSON can say of a field's value, which the field's own `to_python` reads back."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def is_empty() -> bool:
    """Whether the database has no tables at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


class Filling:
    """An empty database as it was at a backup's migrations, being filled. One transaction on PostgreSQL."""

    def __init__(self, done: Iterable[Iterable[str]]) -> None:
        """Make the tables; UserError when this Peelian does not know one of the migrations."""
        executor = MigrationExecutor(connection)
        wanted = {(app, name) for app, name in done}
        known = {each for each in wanted if each in executor.loader.graph.nodes}
        if unknown := sorted(wanted - known - executor.loader.replacements.keys()):
            app, name = unknown[0]
            raise UserError(
                f"the backup is of a newer Peelian, or one with other parts: its records have had {name} of "
                f"{app}, which this one does not know. Restore it with the Peelian it was made by"
            )
        last = [key for key in known if not known & set(_children(executor, key, key[0]))]
        state = executor.migrate(last)
        self.tables = tables(state.apps)
        with connection.cursor() as cursor:  # what migrations put there is in the backup too
            for model in self.tables.values():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
            if connection.vendor == "postgresql":  # a row may come before the one it names
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def fill(self, table: str, content: IO[bytes]) -> None:
        """Put a table's rows back, in whatever order of tables."""
        if table not in self.tables:
            raise UserError(f"the backup has records of {table}, which this Peelian does not keep")
        model = self.tables[table]
        fields = _fields(model)
        text = _split(content)
        if json.loads(next(text)) != [field.column for field in fields]:
            raise UserError(f"the backup has other columns in {table} than its migrations make")
        quote = connection.ops.quote_name
        names = ", ".join(quote(str(field.column)) for field in fields)
        places = ", ".join(["%s"] * len(fields))
        insert = f"INSERT INTO {quote(table)} ({names}) VALUES ({places})"
        with connection.cursor() as cursor:
            most = FEW if any(isinstance(field, models.BinaryField) for field in fields) else BATCH
            for batch in _batches(text, most):
                rows = (zip(fields, json.loads(line), strict=True) for line in batch)
                cursor.executemany(insert, [[_kept(field, value) for field, value in row] for row in rows])

    def finish(self) -> None:
        """Numbers go on after the highest; every row that names another has it, or this is an error."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.tables.values())):
                cursor.execute(statement)
        connection.check_constraints()


def _children(executor: MigrationExecutor, key: tuple[str, str], app: str) -> list[tuple[str, str]]:
    return [child.key for child in executor.loader.graph.node_map[key].children if child.key[0] == app]


def _kept(field: models.Field[Any, Any], value: Any) -> Any:
    """A value as the database takes it."""
    if isinstance(field, models.JSONField):
        value = models.Value(None, field) if value is None and not field.null else value
    elif isinstance(field, models.ForeignKey):
        field = field.target_field
        return field.get_db_prep_save(field.to_python(value), connection)
    else:
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _split(content: IO[bytes]) -> Iterator[bytes]:
    """The lines of content of which only `read` can be asked."""
    rest = b""
    while piece := content.read(1 << 20):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _batches(text: Iterator[bytes], most: int) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in text:
        batch.append(line)
        if len(batch) == most:
            yield batch
            batch = []
    if batch:
        yield batch
