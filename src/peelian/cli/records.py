"""Getting at the records that people write, without changing the database."""

import os
from typing import Any

from peelian.cli.app import records_opened
from peelian.framework.errors import UserError


def records_ready() -> None:
    """Make Django ready; UserError when the database does not answer, or is behind this version."""
    records_opened(migrated=False)
    from django.conf import settings

    from peelian.site.database import told
    from peelian.site.health import unapplied

    with told(settings.DATABASES["default"]):
        behind = len(unapplied())
    if behind:
        raise UserError(f"the database is {behind} migrations behind this version: run peelian migrate")


def notes_on_charts(workspace: Any) -> Any:
    """Every note in force; none where no records have been made yet, which this does not make.

    UserError when their database does not answer: without it a verdict might be another one.
    """
    from peelian.site.database import FILE, told

    if not os.environ.get("DATABASE_URL") and not (workspace.root / FILE).is_file():
        return ()
    records_opened(migrated=False)
    from django.conf import settings

    from peelian.documents.annotated import notes_in_force

    with told(settings.DATABASES["default"]):
        return notes_in_force()
