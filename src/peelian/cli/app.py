"""The command and its groups, which the verbs' modules add themselves to."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The performance and improvement platform for police forces and those who hold them to account.",
)
attendance = typer.Typer(
    no_args_is_help=True, help="Attendance times, and what their definition does to them."
)
account = typer.Typer(no_args_is_help=True, help="Who may sign in to this workspace's pages.")
app.add_typer(attendance, name="attendance")
app.add_typer(account, name="account")

Source = Annotated[str, typer.Argument(help="The source: a file of sources/ without its ending.")]


@app.callback()
def _workspace(
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", help="The workspace; the current folder when absent."),
    ] = None,
) -> None:
    if workspace is not None:
        os.environ["PEELIAN_WORKSPACE"] = str(workspace)


def opened() -> Any:
    """The workspace the command is about."""
    from peelian.pipeline.workspace import workspace_from_environment

    return workspace_from_environment()


def records_opened(*, migrated: bool = True) -> None:
    """Set Django up for the workspace, its records with the tables of this version unless not `migrated`.

    UserError when their database does not answer.
    """
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peelian.site.settings")
    django.setup()
    if migrated:
        from django.conf import settings

        from peelian.site.database import alone, told

        with told(settings.DATABASES["default"]), alone():
            call_command("migrate", verbosity=0, interactive=False)
