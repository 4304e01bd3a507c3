"""Getting at the records that people write, without changing the database."""

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
