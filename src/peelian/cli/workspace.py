"""Verbs of the workspace itself."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from peelian.cli.app import app, opened, records_opened
from peelian.cli.records import records_ready
from peelian.cli.terminal import out
from peelian.framework.errors import UserError

if TYPE_CHECKING:
    from peelian.pipeline.doctor import Finding


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
def doctor(
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Whether this is fit for real people and real data.")
    ] = False,
) -> None:
    """Look the workspace over: definitions, tables, unfinished work, what is stale."""
    if deploy:
        _doctor_deploy()
        return
    from peelian.pipeline.doctor import examine

    workspace = opened()
    findings = examine(workspace) + (_background() if _has_records(workspace.root) else [])
    for finding in findings:
        mark = "[green]ok[/]     " if finding.well else "[yellow]look at[/]"
        out.print(f"{mark} {escape(finding.what)}", soft_wrap=True)
        if finding.advice:
            out.print(f"        {escape(finding.advice)}", soft_wrap=True)
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def _has_records(root: Path) -> bool:
    """Whether anything has been written to records: a workspace that is only loaded into has none."""
    return "DATABASE_URL" in os.environ or (root / "records.sqlite3").is_file()


def _background() -> list[Finding]:
    """A finding for each piece of work in the background that failed."""
    from peelian.pipeline.doctor import Finding

    try:
        records_ready()
    except UserError as error:
        return [Finding(False, str(error))]
    from peelian.apps.access.viewer import CommandLine
    from peelian.apps.performance.queries.work import failures

    return [
        Finding(False, f"failed at {one.at:%Y-%m-%d %H:%M} UTC: {one.what}. {one.why}", one.advice)
        for one in failures(CommandLine())
    ]


def _doctor_deploy() -> None:
    workspace = opened()
    records_opened(migrated=False)
    from peelian.site.deploy import Level, examine_deployment

    colours = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "red"}
    found = examine_deployment(workspace)
    for one in found:
        out.print(f"[{colours[one.level]}]{one.level.value:<8}[/] {escape(one.what)}", soft_wrap=True)
        if one.advice:
            out.print(f"         {escape(one.advice)}", soft_wrap=True)
    counts = {level: sum(one.level is level for one in found) for level in Level}
    out.print(
        f"\n{counts[Level.PROBLEM]} problems, {counts[Level.WARNING]} warnings, {counts[Level.OK]} ok.",
        highlight=False,
    )
    if counts[Level.PROBLEM]:
        raise typer.Exit(1)
