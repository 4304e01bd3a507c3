"""Who is given what of the register of findings."""

from typing import Any

from peelian.apps.access.models import Account
from tests.apps.walk.visits import Ids, Visit


def made(walkers: dict[str, Account], ids: Ids) -> dict[str, Any]:
    """Nothing yet."""
    return {}


def expectations(ids: Ids) -> dict[str, list[Visit]]:
    """Nothing yet."""
    return {}
