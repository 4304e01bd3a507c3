"""What the command says: plain words, tables and progress."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

WIDE = 160  # columns of output that goes to a file or another program
PAUSE = 2.0  # seconds between lines of progress where there is no bar

out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False)

Show = Callable[[int, int, str], None]


@contextmanager
def progress() -> Iterator[Show]:
    """A callback (done, total, what) drawn as a bar on a terminal, elsewhere as a line now and then."""
    if not err.is_terminal:
        yield _lines()
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total or None, description=escape(what))

        yield show


def _lines() -> Show:
    said = monotonic()

    def show(done: int, total: int, what: str) -> None:
        nonlocal said
        if monotonic() - said >= PAUSE:
            said = monotonic()
            err.print(escape(what + (f" ({done} of {total})" if total else "")), soft_wrap=True)

    return show


def shown(text: str) -> str:
    """Text that comes from a file, as the terminal may show it: neither markup nor control characters."""
    return escape("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text))


def table(title: str, *headings: str) -> Table:
    """An empty table; a heading that begins with # is of numbers."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        numeric = heading.startswith("#")
        made.add_column(heading.lstrip("#"), justify="right" if numeric else "left", overflow="fold")
    return made
