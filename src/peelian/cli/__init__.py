"""The `peelian` command: one thin function a verb."""

import sys
from typing import NoReturn

from peelian.cli import (  # noqa: F401 - they add their verbs to `app`
    auditing,
    charting,
    inspecting,
    keeping,
    loading,
    pages,
    ticking,
    values,
    watching,
    workspace,
)
from peelian.cli.app import app
from peelian.cli.terminal import err, shown
from peelian.framework.errors import UserError

__all__ = ["app", "main"]


def main() -> NoReturn:
    """Run the command. What a person can put right is one message and exit code 1."""
    try:
        app()
    except UserError as error:
        _say(error)
    except Exception as error:
        from peelian.pipeline.trouble import explained

        found = explained(error)
        if found is None:
            raise
        _say(found)
    sys.exit(1)


def _say(error: UserError) -> None:
    err.print(f"[bold red]Error:[/] {shown(str(error))}", soft_wrap=True)
