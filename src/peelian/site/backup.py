"""Backup and restore of a workspace: records, tables and definitions of one moment, in one file."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.core.management import call_command
from django.db import DataError, IntegrityError, connection, transaction

from peelian.apps.access import audit
from peelian.apps.access.viewer import CommandLine
from peelian.framework.errors import UserError
from peelian.pipeline.archive import Reader, written
from peelian.pipeline.backup import add_definitions, add_tables, check_tables, hold, said, unpack
from peelian.pipeline.trouble import told
from peelian.pipeline.turn import turn
from peelian.pipeline.workspace import Workspace
from peelian.site import records
from peelian.site.secret import FILE as KEY

RECORDS = "records/"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Backup:
    """What a backup holds: records, rows and files of tables, the last audit event; what to note about it."""

    path: Path
    records: int
    tables: int
    rows: int
    audited: int
    audit_hash: str
    notes: tuple[str, ...]


def backup(workspace: Workspace, target: Path, *, key: bool = False, progress: Progress) -> Backup:
    """Write the workspace to one archive at `target`, or to a new file in it when it is a folder.

    The tables are those of one moment between two loads, the records those of the same. `key` puts the
    secret key in too. UserError when the file is there already or cannot be written; nothing is left then.
    """
    now = datetime.now(UTC)
    if target.is_dir():
        target = target / f"peelian-{now:%Y-%m-%dT%H%M%SZ}.tar"
    with told(str(target.parent)), written(target) as writer:
        audit.record(CommandLine(), "backup.made", target.name)
        with ExitStack() as moment:
            with turn(workspace):
                tables = hold(workspace)
                add_definitions(workspace, writer)
                moment.enter_context(records.unchanging())
            verified = audit.verify()
            counts = {}
            for place, (name, model) in enumerate(known := list(records.tables().items())):
                progress(place, len(known), f"Copying records: {name}")
                with TemporaryFile() as content:
                    counts[name] = -1 + sum(content.write(line) and 1 for line in records.lines(model))
                    size = content.tell()
                    content.seek(0)
                    writer.add(f"{RECORDS}{name}.jsonl", content, size)
            migrations = records.migrations()
        add_tables(tables, writer, progress)
        if key:
            writer.add_file(KEY, workspace.root / KEY)
        manifest = {
            "made": now.isoformat(timespec="seconds"),
            "name": workspace.settings.name,
            "migrations": migrations,
            "records": counts,
            "tables": said(workspace, tables),
            "audit": {
                "events": verified.events, "hash": verified.hash, "problems": list(verified.problems)
            },
        }  # fmt: skip
        writer.finish(manifest)
    return _described(target, manifest)


def restore(reader: Reader, folder: Path, *, progress: Progress) -> Backup:
    """Fill an empty workspace from a backup, and compare all that is there then with the backup.

    Django is set up for the workspace at `folder`. In PostgreSQL nothing is seen until all is well.
    UserError for a database that is not empty, and when something did not come back as it was.
    """
    manifest = reader.manifest
    try:
        _refuse_records()
        workspace = unpack(reader, folder)
        progress(0, 0, "Checking the tables")
        check_tables(workspace, manifest["tables"])
        progress(0, 0, "Restoring the records")
        for _, content in reader.contents(KEY):
            _write_key(folder / KEY, content.read())
        with _together():
            _fill(reader, manifest)
            call_command("migrate", verbosity=0, interactive=False)
            audit.record(CommandLine(), "backup.restored", reader.path.name)
        return _described(reader.path, manifest)
    except KeyError as error:
        raise UserError(f"{reader.path} is no backup: its manifest does not say {error}") from None
    except (DataError, IntegrityError) as error:
        why = " ".join(str(error).split()).rstrip(".")
        raise UserError(f"the database does not take the records: {why}. Nothing was restored") from error
    finally:
        connection.close()  # SQLite puts its journal away


def _refuse_records() -> None:
    if not records.is_empty():
        raise UserError(
            "the database that DATABASE_URL names is not empty: make a new one for the restored workspace, "
            "nothing was changed"
        )


@contextmanager
def _together() -> Iterator[None]:
    """One transaction where the database can make tables in one; else a new file that nobody else sees."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield
    else:
        yield


def _fill(reader: Reader, manifest: dict[str, Any]) -> None:
    """Put every record back, read them all again, and compare: each table's text, and the chain of events."""
    filling = records.Filling(manifest["migrations"])
    with transaction.atomic():
        for name, content in reader.contents(RECORDS):
            filling.fill(name.removeprefix(RECORDS).removesuffix(".jsonl"), content)
        filling.finish()
    if filling.tables.keys() != manifest["records"].keys():
        raise UserError("the backup does not have the records of every table its migrations make")
    for name, model in filling.tables.items():
        digest, count = sha256(), -1
        for line in records.lines(model):
            digest.update(line)
            count += 1
        if digest.hexdigest() != manifest["members"][f"{RECORDS}{name}.jsonl"]["sha256"]:
            raise UserError(
                f"the records of {name} did not come back as they were ({count:,} of "
                f"{manifest['records'][name]:,}): nothing was restored"
            )
    found, noted = audit.verify(), manifest["audit"]
    if (found.events, found.hash, list(found.problems)) != (
        noted["events"],
        noted["hash"],
        noted["problems"],
    ):
        raise UserError("the record of events did not come back as it was: nothing was restored")


def _write_key(path: Path, key: bytes) -> None:
    path.unlink(missing_ok=True)  # Django made one when it was set up
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)


def _described(path: Path, manifest: dict[str, Any]) -> Backup:
    tables, noted = manifest["tables"], manifest["audit"]
    notes = list(noted["problems"])
    if notes:
        notes.insert(0, "the record of events was not whole when the backup was made")
    if "elsewhere" in tables:
        tables, where = {}, tables["elsewhere"]
        notes.append(f"the tables are in {where} and not in the backup: keep their versions there")
    elif not tables:
        notes.append("there are no tables yet: nothing has been loaded")
    return Backup(
        path,
        sum(manifest["records"].values()),
        len(tables),
        sum(table["rows"] for table in tables.values()),
        noted["events"],
        noted["hash"],
        tuple(notes),
    )
