"""Verbs of the pages: who may sign in, the demo force, serving."""

import os
import socket
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from peelian.cli.app import account, app, opened
from peelian.cli.terminal import out, progress, table
from peelian.framework.errors import UserError

HERE = "127.0.0.1"


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
    _django()
    from peelian.apps.access.actions import DEMO_PASSWORD, DemoAccount, create_demo_accounts

    create_demo_accounts(accounts=[DemoAccount(**one) for one in force.accounts])
    listed = table(f"\n{force.name} is ready in {folder}. Demo accounts:", "user name", "password", "who")
    for one in force.accounts:
        listed.add_row(one["username"], DEMO_PASSWORD, f"{one['display_name']} ({one['role']})")
    out.print(listed)
    if serve:
        _serve_anew(folder, port)
    else:
        out.print(f"Serve it with [bold]peelian --workspace {folder} serve[/]")


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = HERE,
) -> None:
    """Serve the workspace's pages."""
    opened()
    _free(host, port)
    _django()
    _serve(port, host)


@account.command("add")
def account_add(
    username: str,
    name: Annotated[str, typer.Option(help="Shown on pages.")] = "",
    role: Annotated[str, typer.Option(help="A role to grant them: analyst, administrator, ...")] = "",
    unit: Annotated[str, typer.Option(help="The unit the role is at, and all below it.")] = "force",
    person: Annotated[str | None, typer.Option(help="Their person_id in postings.")] = None,
) -> None:
    """Let someone sign in. Their password is asked for, never shown."""
    opened()
    _django()
    from peelian.apps.access.actions import create_account, give_grant
    from peelian.apps.access.roles import role_named
    from peelian.apps.access.viewer import CommandLine

    if role:
        role_named(role)
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    made = create_account(
        by=CommandLine(), username=username, display_name=name or username, person_id=person, password=password
    )
    if role:
        reason = "Given when the account was made at the command line"
        give_grant(by=CommandLine(), account=made, role=role, unit=unit, reason=reason)
    out.print(f"{username} can sign in: [bold]peelian serve[/]")


def _django() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peelian.site.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


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


def _serve(port: int, host: str = HERE) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    out.print(f"\nServing at [bold]http://{host}:{port}/[/]  (stop with Ctrl-C)")
    sys.stdout.flush()
    Granian(
        "peelian.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
