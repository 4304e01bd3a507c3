"""What the description of the API shows as examples of boards' meetings and decisions."""

MEETING = {
    "id": "27",
    "board": "force-performance-board",
    "board_name": "Force Performance Board",
    "unit": "ALD",
    "starts_at": "2026-11-10T10:00:00Z",
    "ends_at": "2026-11-10T12:00:00Z",
    "period": "2026-10-01",
    "place": "Conference room 2, headquarters",
    "link": "",
    "state": "closed",
    "public": False,
    "why_cancelled": "",
    "decisions": 1,
}
DECISION = {
    "id": "14",
    "board": "force-performance-board",
    "board_name": "Force Performance Board",
    "number": 3,
    "meeting": "27",
    "day": "2026-11-10",
    "item": "How good are we at responding to the public?",
    "question": "responding_to_the_public",
    "decision": "Every command looks at its own response rota and says what it would change.",
    "reason": "The new rota at Wynmouth was followed by a rise that chance does not explain.",
    "public": False,
}
