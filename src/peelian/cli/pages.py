"""Verbs of the pages: who may sign in, the demo force, serving."""

import os
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from peelian.cli.app import account, app, opened, records_opened
from peelian.cli.terminal import out, progress, table
from peelian.framework.errors import UserError

HERE = "127.0.0.1"
STOP_WITHIN = 30  # seconds for what was asked before a stop


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to build the demo force.")] = Path("demo-workspace"),
    size: Annotated[str, typer.Option(help="small, force or national.")] = "small",
    seed: Annotated[int, typer.Option(help="The same seed makes the same force.")] = 1,
    serve: Annotated[bool, typer.Option("--serve", help="Serve its pages afterwards.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Build a whole synthetic force: units, people, three years of work, and signals to find."""
    from peelian.demo import build

    if serve:
        _free(HERE, port)
    with progress() as show:
        force = build(folder, size=size, seed=seed, progress=show)
    os.environ["PEELIAN_WORKSPACE"] = str(folder)
    records_opened()
    from peelian.apps.access.actions import DEMO_PASSWORD, DemoAccount, create_demo_accounts

    made = create_demo_accounts(accounts=[DemoAccount(**one) for one in force.accounts])
    _note_what_was_planted(force)
    out.print("Writing what its people made of it: boards, packs, actions, requests, inspections")
    from peelian.demo.governance import create_governance
    from peelian.demo.inspections import create_inspections

    people = {account.username: account for account in made}
    create_governance(people, force.signals)
    create_inspections(people)
    listed = table(f"\n{force.name} is ready in {folder}. Demo accounts:", "user name", "password", "who")
    for one in force.accounts:
        listed.add_row(one["username"], DEMO_PASSWORD, f"{one['display_name']} ({one['role']})")
    out.print(listed)
    if serve:
        _serve_anew(folder, port)
    else:
        out.print(f"Serve it with [bold]peelian --workspace {folder} serve[/]")


def _note_what_was_planted(force: Any) -> None:
    """Write the notes of the demo's analyst, those that were never written."""
    from peelian.apps.access.models import Account
    from peelian.apps.performance.actions_annotations import create_demo_notes
    from peelian.demo.notes import planted_notes

    analyst = Account.objects.get(username="analyst")
    create_demo_notes(by=analyst, notes=[asdict(note) for note in planted_notes(force.signals)])


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on; a proxy's own machine alone.")] = HERE,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Requests each answers at once.")] = 4,
) -> None:
    """Serve the workspace's pages. Asked to stop, it answers what was asked before it does."""
    opened()
    _free(host, port)
    records_opened()
    _serve(port, host, workers, threads)


@app.command()
def migrate() -> None:
    """Bring the database up to date with this version, as `peelian serve` does when it starts."""
    opened()
    records_opened()
    out.print("The database is up to date.")


@account.command("add")
def account_add(
    username: str,
    name: Annotated[str, typer.Option(help="Shown on pages.")] = "",
    role: Annotated[str, typer.Option(help="A role to grant them: analyst, administrator, ...")] = "",
    unit: Annotated[str, typer.Option(help="The unit the role is at, and all below it.")] = "force",
    person: Annotated[str | None, typer.Option(help="Their person_id in postings.")] = None,
    email: Annotated[str, typer.Option(help="Where messages to them go.")] = "",
) -> None:
    """Let someone sign in. Their password is asked for, never shown."""
    opened()
    records_opened()
    from peelian.apps.access.actions import create_account, give_grant
    from peelian.apps.access.roles import role_named
    from peelian.apps.access.viewer import CommandLine

    if role:
        role_named(role)
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    made = create_account(
        by=CommandLine(),
        username=username,
        display_name=name or username,
        email=email,
        person_id=person,
        password=password,
    )
    if role:
        reason = "Given when the account was made at the command line"
        give_grant(by=CommandLine(), account=made, role=role, unit=unit, reason=reason)
    out.print(f"{username} can sign in: [bold]peelian serve[/]")


def _free(host: str, port: int) -> None:
    """UserError when something listens there already: two servers would share the address in silence."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UserError(
                f"cannot listen at {host}:{port} ({error.strerror}): try another --port"
            ) from None


def _serve_anew(folder: Path, port: int) -> NoReturn:
    """Become `peelian serve`: the server forks, which a process that has written tables does not survive."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "peelian.cli", "--workspace", str(folder), "serve", "--port", str(port)]
    os.execv(sys.executable, command)


def _serve(port: int, host: str = HERE, workers: int = 1, threads: int = 4) -> None:
    from django.conf import settings
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connections.close_all()  # what a fork would share
    shown = f"[{host}]" if ":" in host else host
    out.print(f"\nServing at [bold]http://{shown}:{port}/[/]  (stop with Ctrl-C)", soft_wrap=True)
    sys.stdout.flush()
    logging = settings.LOGGING
    Granian(
        "peelian.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
        log_level=LogLevels.warning,
        log_access=False,
        log_dictconfig={
            "formatters": logging["formatters"],
            "handlers": logging["handlers"],
            "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
        },
    ).serve()
