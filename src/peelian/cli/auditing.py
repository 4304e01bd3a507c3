"""Verbs of the record of who did and read what."""

from typing import Annotated

import typer

from peelian.cli.app import app, opened
from peelian.cli.records import records_ready
from peelian.cli.terminal import out, shown
from peelian.framework.errors import UserError

audit = typer.Typer(no_args_is_help=True, help="The record of who did and read what.")
app.add_typer(audit, name="audit")
MOST = 20
"""So many problems are listed; one event that was inserted puts every later one out of its place."""


@audit.command("verify")
def verify(
    expect: Annotated[
        str | None,
        typer.Option(help="NUMBER:HASH that this command printed before; noted where nobody here can write."),
    ] = None,
) -> None:
    """Check that no event was altered, removed or inserted; exit code 1 when one was."""
    opened()
    anchor = _anchor(expect) if expect else None
    records_ready()
    from peelian.apps.access.audit import verify as run

    found = run(anchor=anchor)
    for problem in found.problems[:MOST]:
        out.print(f"[red]problem[/] {shown(problem)}", soft_wrap=True)
    if len(found.problems) > MOST:
        out.print(f"... and {len(found.problems) - MOST:,} more")
    last = f" The last is {found.events}:{found.hash}" if found.events else ""
    out.print(f"{found.events:,} events.{last}", soft_wrap=True)
    if found.problems:
        raise typer.Exit(1)
    out.print("Every event is as it was written, in its place.")


def _anchor(text: str) -> tuple[int, str]:
    number, _, digest = text.strip().partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise UserError(
            "--expect is a number, a colon and 64 hexadecimal digits, as this command prints them"
        )
    return int(number), digest.lower()
