"""What somebody may be allowed to do. Roles are sets of these; a grant gives a role at a unit for a time."""

from enum import Enum


class Permission(Enum):
    """One thing that may be done, in words that follow "may"."""

    READ_VALUES = "read the values of units"
    READ_PEOPLE = "read the values of named people"
    READ_REJECTED = "read what rejected rows hold"
    LOAD_ROWS = "load rows"
    NOTE_EVENTS = "note events on charts"
    CHANGE_LIMITS = "leave points out of limits, and start new averages"
    ANSWER_REQUESTS = "triage and answer requests for analysis"
    FILE_ACTIONS = "file actions, and sign off those of others"
    KEEP_BOARDS = "keep boards, meetings and packs"
    KEEP_INSPECTIONS = "keep recommendations and draft responses to them"
    APPROVE_RESPONSES = "approve responses and reports for publication"
    HOLD_INTERVIEWS = "hold the stay interviews assigned to them"
    READ_INTERVIEWS = "read what stay interviews and exit questionnaires come to"
    LEAD_WELLBEING = "see that support reaches people, never what is said in it"
    READ_CLINICAL = "read occupational health's own room"
    MANAGE_ACCOUNTS = "make accounts, and give and end grants"
    READ_AUDIT = "read the record of who did and read what"
