"""Rows in an order that people choose: each has a `place` among its fellows."""

from collections.abc import Sequence
from typing import Any


def placed(rows: Sequence[Any]) -> None:
    """Save the places of rows that are in order now."""
    for place, row in enumerate(rows):
        if row.place != place:
            row.place = place
            row.save(update_fields=["place"])


def moved(rows: Sequence[Any], row: Any, *, up: bool) -> None:
    """Move a row one place up, or down, among rows in order; the first and last stay where they are."""
    order = list(rows)
    at = next(place for place, each in enumerate(order) if each.pk == row.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    placed(order)
