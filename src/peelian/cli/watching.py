"""The verb of folders that extracts are dropped into."""

from pathlib import Path
from typing import Annotated, Any

import typer

from peelian.cli.app import app, opened
from peelian.cli.terminal import err, out, shown

EVERY = 1000  # milliseconds between looks when nothing is heard of


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(help="Has a folder for each source; extracts go into them.")],
    source: Annotated[str, typer.Option(help="All files in FOLDER itself are of this source.")] = "",
    once: Annotated[bool, typer.Option("--once", help="Load what is there, then end.")] = False,
) -> None:
    """Load every extract that appears in a folder, refresh the values, and put the file aside.

    Files go to loaded/ with a receipt beside them, or to refused/ with the reason. Stop with Ctrl-C.
    """
    from peelian.pipeline.dropped import Drops

    drops = Drops(opened(), folder.resolve(), source)
    for stranger in drops.strangers():
        err.print(f"[yellow]Not watched:[/] {shown(stranger)}", soft_wrap=True)
    out.print(f"Watching [bold]{shown(str(folder))}[/]  (stop with Ctrl-C)")
    for _ in _looks(drops, once):
        _take(drops)


def _looks(drops: Any, once: bool) -> Any:
    """Yields whenever there may be something to take: when files change, and every so often besides."""
    from watchfiles import watch as changes

    yield
    if once and not drops.waiting:
        return
    for _ in changes(drops.folder, rust_timeout=EVERY, yield_on_timeout=True, debounce=EVERY):
        yield
        if once and not drops.waiting:
            return


def _take(drops: Any) -> None:
    from peelian.framework.errors import UserError
    from peelian.pipeline.refresh import refresh

    taken = 0
    try:
        for dropped in drops.take():
            taken += dropped.receipt is not None
            _say(dropped)
        if taken:
            done = refresh(drops.workspace)
            out.print(f"Values are up to date: {done.computed:,} of {done.cells:,} cells computed.")
    except UserError as error:
        err.print(f"[bold red]Waiting:[/] {shown(str(error))}", soft_wrap=True)


def _say(dropped: Any) -> None:
    name = f"[bold]{shown(dropped.file.name)}[/]"
    if dropped.receipt is None:
        out.print(f"{name} is refused: {shown(dropped.problem)}", soft_wrap=True)
        return
    receipt = dropped.receipt
    out.print(
        f"{name} into {receipt.source}: {receipt.read:,} read = {receipt.accepted:,} accepted + "
        f"{receipt.rejected:,} rejected + {receipt.unchanged:,} unchanged",
        soft_wrap=True,
    )
