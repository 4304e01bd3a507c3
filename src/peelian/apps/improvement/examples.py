"""What answers of the API about actions look like, for its description."""

from typing import Any

ACTION: dict[str, Any] = {
    "id": "203",
    "title": "Bring the late shift forward by an hour",
    "details": "Two teams first, then the rest by the summer",
    "unit": "north-response",
    "owner": "inspector",
    "owner_name": "Insp. A. Marsh",
    "due": "2026-03-31",
    "state": "in_progress",
    "origin_kind": "decision",
    "origin_label": "Decision 14 of Force Performance Board",
    "success": "Nine in ten attended within the standard",
    "measure": "attendance_immediate_in_standard",
    "question": "responding_to_the_public",
    "source": "",
    "reference": "",
    "opened_on": "2025-11-04",
    "closed_on": None,
    "updated_at": "2026-01-12T09:12:44Z",
    "slips": 1,
    "overdue": False,
    "due_soon": False,
    "stale": False,
    "moved": "no_change",
    "moved_sentence": "No clear change in the 2 months since 4 November 2025.",
}
