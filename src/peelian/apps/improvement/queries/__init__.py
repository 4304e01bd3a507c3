"""Reads of the action register."""

from peelian.apps.improvement.queries.rows import ActionRow, actions_from

__all__ = ["ActionRow", "actions_from"]
