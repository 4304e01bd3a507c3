"""The actions that came of decisions, for those who may see them."""

from collections.abc import Iterable

from peelian.apps.access.visible import Visible
from peelian.apps.boards.models import Board, Decision
from peelian.apps.improvement.queries import ActionRow
from peelian.apps.improvement.queries.rows import as_rows, visible_actions
from peelian.apps.improvement.states import OPEN

MOST = 50
"""How many actions due an agenda shows."""


def key_of(decision: Decision) -> str:
    """What the register knows a decision by."""
    return f"decision:{decision.pk}"


def actions_of(visible: Visible, decisions: Iterable[Decision]) -> dict[int, list[ActionRow]]:
    """The actions of each of some decisions, by the decision's key. As many queries for many as for one."""
    keys = {key_of(decision): decision.pk for decision in decisions}
    if not keys:
        return {}
    found = list(visible_actions(visible).filter(origin_key__in=keys).order_by("due", "pk"))
    arising: dict[int, list[ActionRow]] = {}
    for action, row in zip(found, as_rows(visible, found), strict=True):
        arising.setdefault(keys[action.origin_key], []).append(row)
    return arising


def open_actions(visible: Visible, board: Board) -> list[ActionRow]:
    """The actions of a board's decisions that are still open, those due first at the top."""
    numbers = Decision.objects.filter(meeting__board=board).values_list("pk", flat=True)
    keys = [f"decision:{number}" for number in numbers]
    found = visible_actions(visible).filter(origin_key__in=keys, state__in=OPEN)
    return as_rows(visible, found.order_by("due", "pk")[:MOST])
