"""Verbs of work in the background."""

from typing import Annotated

import typer
from rich.markup import escape

from peelian.cli.app import app, opened
from peelian.cli.records import records_ready
from peelian.cli.terminal import out


@app.command()
def tick() -> None:
    """Do what is due and what waits: refresh, tidy, forget, check the record. Run it every few minutes."""
    opened()
    records_ready()
    from peelian.apps.access.viewer import CommandLine
    from peelian.apps.performance.queries.work import failures, title
    from peelian.site.periodic import tick as run

    done = run()
    for result in done:
        if result.finished_at is None:
            out.print(f"left to another worker: {title(result)}")
        elif result.finished_at and not result.exception_class_path:
            seconds = (result.finished_at - result.started_at).total_seconds()
            out.print(f"done in {seconds:,.1f} seconds: {title(result)}")
    for failure in failures(CommandLine()):
        out.print(
            f"[red]failed[/]: {escape(failure.what)}. {escape(failure.why)} {failure.advice}", soft_wrap=True
        )
    if not done:
        out.print("Nothing was due.")
    if any(result.exception_class_path for result in done):
        raise typer.Exit(1)


@app.command()
def work(
    until_done: Annotated[
        bool, typer.Option("--until-done", help="Stop when nothing waits any more.")
    ] = False,
    interval: Annotated[float, typer.Option(min=0.1, help="Seconds between looks at what waits.")] = 1,
) -> None:
    """Do what waits in the background as it comes. A task under way is finished before it stops."""
    opened()
    records_ready()
    from peelian.site.periodic import worker

    one = worker(until_done=until_done, interval=interval)
    one.configure_signals()
    one.run()
