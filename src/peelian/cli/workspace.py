"""Verbs of the workspace itself."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from peelian.cli.app import app, opened
from peelian.cli.terminal import out


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    name: Annotated[str, typer.Option(help="The force's own name.")] = "My force",
    time_zone: Annotated[str, typer.Option(help="The zone local times are read in.")] = "Europe/London",
) -> None:
    """Make a workspace: settings, the starter framework, sources and mappings."""
    from peelian.pipeline.workspace import init as make

    workspace = make(folder, name=name, time_zone=time_zone)
    framework = workspace.framework
    out.print(
        f"Made the workspace {folder}: {len(framework.questions)} questions, "
        f"{len(framework.measures)} measures, {len(framework.sources)} sources.\n"
        f"Next: [bold]cd {folder}[/] and load an extract: [bold]peelian load incidents FILE[/]"
    )


@app.command()
def check() -> None:
    """Check every definition; say what is wrong, where, and the nearest valid name."""
    from peelian.framework.check import check as find
    from peelian.framework.errors import DefinitionError

    workspace = opened()
    problems = find(workspace.root)
    if problems:
        raise DefinitionError(problems)
    framework = workspace.framework
    out.print(
        f"No problems: {len(framework.measures)} measures of {len(framework.questions)} questions over "
        f"{len(framework.sources)} sources (edition {framework.edition.edition})."
    )


@app.command()
def tidy(
    keep_days: Annotated[
        float, typer.Option(min=0, help="Keep what readers may have begun on so many days ago.")
    ] = 7,
) -> None:
    """Delete the files that revisions replaced and killed commands left; rows and values stay as they are."""
    from peelian.pipeline.tidy import tidy as run

    done = run(opened(), keep=timedelta(days=keep_days))
    out.print(f"{done.files:,} files deleted, {done.size / 1e6:,.1f} MB of data.")


@app.command()
def doctor() -> None:
    """Look the workspace over: definitions, tables, unfinished work, what is stale."""
    from peelian.pipeline.doctor import examine

    findings = examine(opened())
    for finding in findings:
        mark = "[green]ok[/]     " if finding.well else "[yellow]look at[/]"
        out.print(f"{mark} {escape(finding.what)}", soft_wrap=True)
        if finding.advice:
            out.print(f"        {escape(finding.advice)}", soft_wrap=True)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
