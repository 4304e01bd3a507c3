"""What answers of the API look like, for its description."""

from typing import Any

THEME: dict[str, Any] = {"id": "responding", "title": "Responding to the public"}
QUESTION: dict[str, Any] = {
    "id": "responding_to_the_public",
    "title": "Do we get to people who need us quickly enough?",
    "theme": "responding",
    "why": "People in danger need us to be there.",
    "owner": "Head of Response",
}
MEASURE: dict[str, Any] = {
    "id": "attendance_immediate_in_standard",
    "title": "Immediate incidents attended within the standard",
    "question": "responding_to_the_public",
    "source": "incidents",
    "kind": "proportion",
    "period": "month",
    "unit": "%",
    "improves": "increase",
    "chart": "xmr",
    "by": ["urban_rural"],
    "balanced_by": ["attendance_immediate_median"],
    "owner": "Head of Response",
    "why": "Being there in time is what was promised.",
    "caveats": "",
}
STANDARD: dict[str, Any] = {
    "measure": "attendance_immediate_in_standard",
    "starts": "2024-04-01",
    "value": 0.9,
    "reason": "The force's ambition",
    "set_by": "Chief Officer Group",
}
VALUE: dict[str, Any] = {
    "measure": "attendance_immediate_in_standard",
    "unit": "force",
    "person": None,
    "breakdown": "",
    "category": "",
    "period": "2025-10-01",
    "value": 0.874,
    "numerator": 4370.0,
    "denominator": 5000.0,
    "n": 5000.0,
    "mean": 0.881,
    "lower_limit": 0.862,
    "upper_limit": 0.9,
    "standard": 0.9,
    "point_type": "common_cause",
    "rules": "",
    "complete": True,
    "quality": 0.987,
}
VERDICT: dict[str, Any] = {
    **{
        name: VALUE[name] for name in VALUE if name not in ("numerator", "denominator", "point_type", "rules")
    },
    "title": "Immediate incidents attended within the standard",
    "variation": "common_cause",
    "assurance": "hit_or_miss",
    "signal": False,
    "withheld": None,
    "provisional": False,
    "label": "No clear change; hit or miss against the standard",
    "sentence": "The latest figure, 87.4% (October 2025), is within the usual range of 86.2% to 90.0%, "
    "average 88.1%: no clear change.",
    "paragraph": "Immediate incidents attended within the standard: the latest figure is 87.4% "
    "(October 2025). There is no clear change: no rule finds more in it than chance.",
    "language": "en",
    "draft": False,
}
CHANGE: dict[str, Any] = {
    "rank": 3,
    "change": "Getting worse",
    "measure": "attendance_immediate_in_standard",
    "title": "Immediate incidents attended within the standard",
    "unit": "north-response",
    "unit_name": "Northern Response",
    "level": "department",
    "period": "2025-10-01",
    "value": 0.801,
    "new": True,
    "began": "2025-10-01",
    "strength": 1.3,
    "rules": "outside",
    "below": None,
}
ANNOTATION: dict[str, Any] = {
    "id": "12",
    "kind": "ghost",
    "measure": "attendance_immediate_in_standard",
    "unit": "force",
    "day": "2025-10-12",
    "reason": "Times of arrival were lost when the control room changed systems",
    "evidence": "Change request 1182",
    "written_by": "analyst",
    "written_at": "2025-11-04T09:12:44Z",
    "withdrawn_by": None,
    "withdrawn_at": None,
    "withdrawn_reason": None,
}
REQUEST: dict[str, Any] = {
    "id": "12",
    "title": "Why do rural immediate calls take longer at weekends?",
    "question": "Compare weekends with weekdays since April 2025, for rural places alone.",
    "why": "Whether to move a car from Wynmouth on Saturdays",
    "unit": "north-response",
    "measures": ["attendance_immediate_in_standard"],
    "state": "closed",
    "asked_by": "inspector",
    "asked_at": "2025-10-06T08:40:12Z",
    "needed_by": "2025-10-20",
    "analyst": "analyst",
    "expected": "2025-10-15",
    "late": False,
    "answered_at": "2025-10-13T15:21:05Z",
    "days": 5,
    "answer": "They do not: the difference is one that chance explains.",
    "answered_before": None,
}
SOURCE: dict[str, Any] = {
    "id": "incidents",
    "title": "Incidents",
    "description": "Calls for service, from the control room.",
    "rows": 1204551,
    "covers_to": "2025-10-31",
    "last_loaded_at": "2025-11-01T06:00:00Z",
    "quality": 0.987,
    "rating": "good",
}
SOURCE_DETAIL: dict[str, Any] = {
    **SOURCE,
    "key": ["incident_id"],
    "columns": [{"name": "incident_id", "type": "text", "required": True}],
    "measures": ["attendance_immediate_in_standard"],
}
LOAD: dict[str, Any] = {
    "load_id": "20251101T060000000000-3f9a1c",
    "source": "incidents",
    "file": "incidents-2025-10.csv",
    "mapping": "",
    "at": "2025-11-01T06:00:00Z",
    "read": 3,
    "accepted": 2,
    "rejected": 1,
    "unchanged": 0,
    "revised": 1,
    "reasons": {"created_at: missing": 1},
    "first_period": "2025-10-30",
    "last_period": "2025-10-31",
    "quality": 0.66,
    "unmapped": [],
    "absent": [],
}
OFFERED_ROW: dict[str, Any] = {
    "incident_id": "7001",
    "created_at": "2025-10-31T21:04:00Z",
    "grade": "immediate",
    "origin": "999",
}
OFFERED_CSV = "incident_id,created_at,grade,origin\r\n7001,2025-10-31T21:04:00Z,immediate,999\r\n"
OFFERED: dict[str, Any] = {
    **LOAD,
    "file": "api-5d41402abc4b2a76.json",
    "rejected_rows": [{"line": 2, "reasons": ["created_at is required and is empty"]}],
    "values": "refreshed",
}
