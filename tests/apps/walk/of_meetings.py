"""Who is given what of boards and meetings."""

from typing import Any

from peelian.apps.access.models import Account
from tests.apps.walk.visits import Ids, Visit


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """Records to walk past, by the name that `Ids.records` has them under."""
    return {}


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """What every address gives."""
    return {}
