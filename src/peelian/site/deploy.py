"""Whether this is fit for real people and real data: each thing looked at, and what to do about it."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import connection
from django.utils import timezone

from peelian.apps.access.models import Account, AuditEvent
from peelian.apps.access.roles import Administrator
from peelian.apps.access.signing.factors import has_factor
from peelian.apps.access.viewer import CommandLine
from peelian.apps.performance.queries.work import failures, last_done
from peelian.pipeline.workspace import Workspace
from peelian.site import secret
from peelian.site.backup_note import last_backup
from peelian.site.database import described
from peelian.site.email import CONSOLE, NONE
from peelian.site.health import unapplied
from peelian.site.volume import is_local

KEY_LENGTH = 50
BACKUP_DUE, BACKUP_LATE = timedelta(hours=26), timedelta(days=7)
TICK_LATE = timedelta(hours=26)
SKEW_SEEN, SKEW_WRONG = 2.0, 30.0  # seconds
SPACE_LOW, SPACE_NONE = 10 * 2**30, 2**30  # bytes
POSTGRESQL = (14, "PostgreSQL 14")


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Found:
    """One thing that was looked at; `advice` says what to do when it is not ok."""

    level: Level
    what: str
    advice: str = ""


Findings = Iterator[Found]


def examine_deployment(workspace: Workspace) -> list[Found]:
    """Every finding; those of records are left out when the database does not answer or is behind."""
    found = [one for look in OF_THE_MACHINE for one in look(workspace)]
    try:
        connection.ensure_connection()
    except Exception as error:
        what = f"the database does not answer ({described(settings.DATABASES['default'])})"
        advice = f"{type(error).__name__}: see that it runs and that DATABASE_URL is right."
        return [*found, Found(Level.PROBLEM, what, advice)]
    found += _database(workspace)
    if waiting := unapplied():
        what = f"the database is {len(waiting)} migrations behind this version"
        return [*found, Found(Level.PROBLEM, what, "Run peelian migrate.")]
    found.append(Found(Level.OK, "the database is up to date with this version"))
    return found + [one for look in OF_THE_RECORDS for one in look(workspace)]


def _django(workspace: Workspace) -> Findings:
    told = [m for m in checks.run_checks(include_deployment_checks=True) if not m.is_silenced()]
    for message in told:
        level = Level.PROBLEM if message.level >= checks.ERROR else Level.WARNING
        yield Found(level, f"Django's own check {message.id}: {message.msg}", message.hint or "")
    if not told:
        yield Found(Level.OK, "Django's own checks of a deployment find nothing")


def _demo(workspace: Workspace) -> Findings:
    if workspace.settings.demo:
        advice = "Its passwords are known to everybody: make a workspace with peelian init for real data."
        yield Found(Level.PROBLEM, "this is a demonstration (demo: true)", advice)
    else:
        yield Found(Level.OK, "no demonstration")


def _address(workspace: Workspace) -> Findings:
    address = os.environ.get("PEELIAN_ADDRESS", "")
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        what = f"PEELIAN_ADDRESS is {address!r}" if address else "PEELIAN_ADDRESS is not set"
        yield Found(Level.PROBLEM, what, "Set it to the address people type, beginning with https://.")
    else:
        yield Found(Level.OK, f"people come to {address}")
    if any(network.prefixlen == 0 for network in settings.TRUSTED_PROXIES):
        advice = "Whoever asks could say they are anybody: name the proxies' own addresses."
        yield Found(Level.PROBLEM, "PEELIAN_PROXIES believes every address", advice)


def _key(workspace: Workspace) -> Findings:
    file = workspace.root / secret.FILE
    try:
        mode, key = file.stat().st_mode, file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        yield Found(Level.PROBLEM, f"{file} cannot be read", "Delete it: peelian serve makes another.")
        return
    if stat.S_IMODE(mode) & 0o077:
        yield Found(Level.PROBLEM, f"others than its owner may read {file}", f"chmod 600 {file}")
    elif len(key) < KEY_LENGTH:
        advice = "Delete it: peelian serve makes another, and everybody signs in again."
        yield Found(Level.PROBLEM, f"the key in {file} is short", advice)
    else:
        yield Found(Level.OK, "the secret key is this workspace's own, and its owner's alone")


def _permissions(workspace: Workspace) -> Findings:
    root = workspace.root
    if stat.S_IMODE(root.stat().st_mode) & 0o007:
        what = f"everybody on this machine may look into {root}"
        yield Found(Level.PROBLEM, what, f"chmod o= {root}")
    else:
        yield Found(Level.OK, "only its owner and group may look into the workspace")
    foreign = [p for p in (root, *root.iterdir()) if p.stat().st_uid != os.getuid()]
    if foreign:
        advice = f"Run Peelian as one user, and give it the files: chown -R {os.getuid()} {root}"
        yield Found(Level.WARNING, f"{foreign[0]} is another user's", advice)
    if os.getuid() == 0:
        yield Found(Level.WARNING, "this runs as root", "Run Peelian as a user of its own.")


def _backups(workspace: Workspace) -> Findings:
    advice = "Run peelian backup every night, to another machine: see the guide to deployment."
    last = last_backup(workspace.root)
    if last is None:
        yield Found(Level.PROBLEM, "no backup has been made", advice)
        return
    age = datetime.now(UTC) - last.at
    what = f"the newest backup is {_ago(age)} old: {last.file}"
    level = Level.OK if age <= BACKUP_DUE else Level.WARNING if age <= BACKUP_LATE else Level.PROBLEM
    yield Found(level, what, "" if level is Level.OK else advice)
    if Path(last.file).is_absolute() and not Path(last.file).exists():
        yield Found(Level.WARNING, f"{last.file} is no longer there", "See that backups are kept elsewhere.")
    elif Path(last.file).is_relative_to(workspace.root):
        yield Found(Level.WARNING, "the backup is in the workspace itself", advice)


def _space(workspace: Workspace) -> Findings:
    tables = Path(workspace.tables.root) if workspace.tables.local else workspace.root
    for folder in {p.stat().st_dev: p for p in (tables, workspace.root) if p.exists()}.values():
        free = shutil.disk_usage(folder).free
        level = Level.OK if free > SPACE_LOW else Level.WARNING if free > SPACE_NONE else Level.PROBLEM
        advice = "" if level is Level.OK else "Free some, or run peelian tidy: a full disk stops loads."
        yield Found(level, f"{free / 2**30:,.0f} GB are free on the disk of {folder}", advice)


def _file_clock(workspace: Workspace) -> Findings:
    with tempfile.NamedTemporaryFile(dir=workspace.root, prefix=".clock") as file:
        yield _skew("the disk of the workspace", os.stat(file.name).st_mtime - time.time())


def _email(workspace: Workspace) -> Findings:
    if settings.EMAIL_BACKEND == NONE:
        advice = "Set PEELIAN_EMAIL_URL and PEELIAN_EMAIL_FROM, or nobody is told of new signals."
        yield Found(Level.WARNING, "e-mail is not set up", advice)
    elif settings.EMAIL_BACKEND == CONSOLE:
        yield Found(Level.WARNING, "e-mail is printed, not sent", "Set PEELIAN_EMAIL_URL to a mail server.")
    else:
        yield Found(Level.OK, f"e-mail goes by {settings.EMAIL_HOST}")


OF_THE_MACHINE: tuple[Callable[[Workspace], Findings], ...] = (
    _django, _address, _demo, _key, _permissions, _backups, _space, _file_clock, _email,
)  # fmt: skip


def _database(workspace: Workspace) -> list[Found]:
    what = described(settings.DATABASES["default"])
    look = _postgresql if connection.vendor == "postgresql" else _sqlite
    return [Found(Level.OK, f"records are in {what}"), *look()]


def _postgresql() -> Findings:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp()), "
            "current_setting('server_version_num')::int / 10000, "
            "(SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), "
            "current_setting('fsync'), current_setting('is_superuser')"
        )
        clock, version, encrypted, fsync, superuser = cursor.fetchone()
    yield _skew("the database", float(clock) - time.time())
    if version < POSTGRESQL[0]:
        yield Found(Level.PROBLEM, f"PostgreSQL is version {version}", f"Use {POSTGRESQL[1]} or later.")
    host = str(settings.DATABASES["default"]["HOST"])
    if host and not host.startswith(("/", "127.")) and host not in ("localhost", "::1") and not encrypted:
        advice = "End DATABASE_URL with ?sslmode=verify-full (and sslrootcert=...)."
        yield Found(Level.PROBLEM, "what is sent to the database is not encrypted", advice)
    if fsync != "on":
        advice = "Set fsync = on: without it a power cut loses records."
        yield Found(Level.PROBLEM, "the database does not wait for its disk", advice)
    if superuser == "on":
        advice = (
            "Make a role that owns this database alone: a superuser may switch off the record's triggers."
        )
        yield Found(Level.WARNING, "Peelian is a superuser of the database", advice)


def _sqlite() -> Findings:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode != "wal":
        advice = "See that its folder may be written; it is set when the pages start."
        yield Found(Level.PROBLEM, f"SQLite's journal is {mode}, not wal", advice)
    file = Path(connection.settings_dict["NAME"])
    if file.is_absolute() and not is_local(file):
        advice = (
            "SQLite loses records there: move the workspace to a disk of this machine, or use PostgreSQL."
        )
        yield Found(Level.PROBLEM, f"{file} is on a network drive", advice)


def _skew(whose: str, seconds: float) -> Found:
    apart = abs(seconds)
    what = f"the clock of {whose} and this machine's are {apart:,.1f} seconds apart"
    if apart <= SKEW_SEEN:
        return Found(Level.OK, what)
    level = Level.WARNING if apart <= SKEW_WRONG else Level.PROBLEM
    return Found(level, what, "Set both by the network (NTP): codes to sign in and the record rest on it.")


def _record_clock(workspace: Workspace) -> Findings:
    last = AuditEvent.objects.order_by("-number").first()
    if last and last.at > timezone.now() + timedelta(seconds=SKEW_WRONG):
        what = "the last event of the record is in the future"
        yield Found(Level.PROBLEM, what, "This machine's clock was set back: set it by the network (NTP).")


def _accounts(workspace: Workspace) -> Findings:
    accounts = Account.objects.filter(is_active=True).order_by("username")
    if any(held.role is Administrator for account in accounts for held in account.held):
        yield Found(Level.OK, "there is an administrator")
    else:
        advice = "peelian account add USERNAME --role administrator"
        yield Found(Level.PROBLEM, "nobody is an administrator", advice)
    sign_in = workspace.settings.sign_in
    if sign_in and sign_in.second_factor == "provider":
        yield Found(Level.OK, f"second factors are left to {sign_in.issuer}")
        return
    needing = [account for account in accounts if account.needs_factor]
    without = [account.username for account in needing if not has_factor(account)]
    if without:
        some = ", ".join(without[:5]) + (f" and {len(without) - 5} more" if len(without) > 5 else "")
        what = (
            f"{len(without)} of {len(needing)} accounts whose role asks for a second factor have none: {some}"
        )
        advice = (
            "They are asked to set one up when they next sign in: see that they do, or close the account."
        )
        yield Found(Level.WARNING, what, advice)
    else:
        yield Found(Level.OK, "every account whose role asks for a second factor has one")


def _work(workspace: Workspace) -> Findings:
    for failure in failures(CommandLine()):
        what = f"failed at {failure.at:%Y-%m-%d %H:%M} UTC: {failure.what}. {failure.why}"
        yield Found(Level.PROBLEM, what, failure.advice)
    last = last_done()
    if last is None or timezone.now() - last > TICK_LATE:
        what = "peelian tick has not done anything " + (
            f"for {_ago(timezone.now() - last)}" if last else "yet"
        )
        yield Found(Level.WARNING, what, "Run it every few minutes: see the guide to deployment.")
    else:
        yield Found(Level.OK, f"periodic work was last done {_ago(timezone.now() - last)} ago")


OF_THE_RECORDS: tuple[Callable[[Workspace], Findings], ...] = (_record_clock, _accounts, _work)


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return (
        f"{hours / 24:,.0f} days" if hours >= 48 else f"{hours:,.0f} hours" if hours >= 2 else "under 2 hours"
    )
