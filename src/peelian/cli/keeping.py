"""Verbs of keeping: a backup of all a workspace holds, and a workspace from a backup."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from peelian.cli.app import app, opened, records_opened
from peelian.cli.terminal import out, progress, shown


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A new file, or a folder to put one in.")],
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Put the secret key in too: keep the file as safe as the key.")
    ] = False,
) -> None:
    """Write records, tables and definitions of one moment to one file. Others go on working meanwhile."""
    workspace = opened()
    records_opened()
    from peelian.site.backup import backup as run
    from peelian.site.backup_note import note_backup

    with progress() as show:
        done = run(workspace, target, key=with_key, progress=show)
    note_backup(workspace.root, str(done.path.resolve()))
    size = done.path.stat().st_size / 1e6
    out.print(f"Made the backup {shown(str(done.path))}, {size:,.1f} MB: {_held(done)}.", soft_wrap=True)
    _note(done)
    if not with_key:
        out.print("The secret key is not in it: keep a copy of secret.key in another safe place.")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file that `peelian backup` made.")],
    target: Annotated[Path, typer.Argument(help="The new workspace: a folder that is not there or empty.")],
) -> None:
    """Make a new workspace from a backup, and check that everything is as it was."""
    from peelian.pipeline.backup import restoring

    with progress() as show:
        show(0, 0, "Reading the backup")
        with restoring(source, target) as (reader, folder):
            os.environ["PEELIAN_WORKSPACE"] = str(folder)
            records_opened(migrated=False)
            from django.conf import settings

            from peelian.site.backup import restore as run
            from peelian.site.database import told

            with told(settings.DATABASES["default"]):
                done = run(reader, folder, progress=show)
    out.print(f"Restored {shown(str(target))}: {_held(done)}, all as they were.", soft_wrap=True)
    _note(done)
    out.print(f"Next: [bold]peelian --workspace {shown(str(target))} doctor[/]", soft_wrap=True)


def _held(done: Any) -> str:
    return (
        f"{done.records:,} records, {done.rows:,} rows in {done.tables:,} tables, "
        f"the record of events up to number {done.audited:,} ({done.audit_hash[:16] or 'none'})"
    )


def _note(done: Any) -> None:
    for note in done.notes:
        out.print(f"[yellow]look at[/] {shown(note)}", soft_wrap=True)
