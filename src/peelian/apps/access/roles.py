"""Who does what. A role is a class: its docstring says who holds it, its attributes what it allows.

Two things need no grant. Everybody posted to a unit is a member of staff there; and whoever leads a unit sees
all below it, as the postings say (see `visible`).
"""

from typing import ClassVar

from peelian.apps.access.permissions import Permission
from peelian.framework.errors import UserError, nearest


class Role:
    """What a grant gives. Never made: the classes below are the roles themselves.

    `purpose` says why holders may read the values of named people; "" for those who may not. `factor` says
    whether holders must sign in with a second factor. Grants of `whole` roles are of the force alone.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    permissions: ClassVar[frozenset[Permission]]
    purpose: ClassVar[str] = ""
    factor: ClassVar[bool] = False
    whole: ClassVar[bool] = False


class Staff(Role):
    """A member of staff: themselves, their own unit, and the units above it. Held by being posted."""

    name, title = "staff", "Member of staff"
    permissions = frozenset({Permission.READ_VALUES})


class Supervisor(Role):
    """A sergeant, inspector or staff supervisor, for a unit that the postings do not say they lead."""

    name, title = "supervisor", "Supervisor"
    permissions = frozenset({
        Permission.READ_VALUES, Permission.READ_PEOPLE, Permission.NOTE_EVENTS, Permission.FILE_ACTIONS,
    })  # fmt: skip
    purpose = "Supervising the people of the unit"


class Commander(Role):
    """A superintendent, chief officer or head of department, for units they answer for and do not lead."""

    name, title = "commander", "Commander"
    permissions = frozenset({
        Permission.READ_VALUES, Permission.READ_PEOPLE, Permission.NOTE_EVENTS, Permission.FILE_ACTIONS,
    })  # fmt: skip
    purpose = "Answering for the unit’s performance"
    factor = True


class Analyst(Role):
    """A performance analyst: loads extracts, keeps the framework, and reads values but no named person's."""

    name, title = "analyst", "Performance analyst"
    permissions = frozenset({
        Permission.READ_VALUES, Permission.READ_REJECTED, Permission.LOAD_ROWS,
        Permission.NOTE_EVENTS, Permission.CHANGE_LIMITS, Permission.ANSWER_REQUESTS,
    })  # fmt: skip


class PeopleAdviser(Role):
    """A people adviser of the human resources team, who supports named people and their supervisors."""

    name, title = "people-adviser", "People adviser"
    permissions = frozenset({Permission.READ_VALUES, Permission.READ_PEOPLE, Permission.READ_INTERVIEWS})
    purpose = "Supporting named people and their supervisors"
    factor = True


class StayInterviewer(Role):
    """Somebody trained to hold stay interviews: the cases assigned to them, and no others."""

    name, title = "stay-interviewer", "Stay interviewer"
    permissions = frozenset({Permission.HOLD_INTERVIEWS})
    factor = True


class WellbeingLead(Role):
    """Whoever makes sure that support reaches the people it is due to, without reading what is said there."""

    name, title = "wellbeing-lead", "Wellbeing lead"
    permissions = frozenset({Permission.READ_VALUES, Permission.LEAD_WELLBEING})
    factor = True


class OccupationalHealth(Role):
    """A clinician or screener: the clinical room, which no other role opens."""

    name, title = "occupational-health", "Occupational health"
    permissions = frozenset({Permission.READ_CLINICAL})
    factor = whole = True


class ProfessionalStandards(Role):
    """An investigator of the professional standards department."""

    name, title = "professional-standards", "Professional standards"
    permissions = frozenset({Permission.READ_VALUES, Permission.READ_PEOPLE})
    purpose = "Examining conduct, as the regulations require"
    factor = whole = True


class BoardSecretary(Role):
    """Whoever keeps a board: its questions, meetings, packs, decisions and actions."""

    name, title = "board-secretary", "Board secretary"
    permissions = frozenset({Permission.READ_VALUES, Permission.KEEP_BOARDS, Permission.FILE_ACTIONS})


class InspectionLiaison(Role):
    """The inspection liaison officer: recommendations, who owes what by when, drafts of responses."""

    name, title = "inspection-liaison", "Inspection liaison officer"
    permissions = frozenset({Permission.READ_VALUES, Permission.KEEP_INSPECTIONS, Permission.FILE_ACTIONS})


class CommissionersReader(Role):
    """Staff of the police and crime commissioner's office, who hold the force to account."""

    name, title = "commissioners-reader", "Commissioner’s office"
    permissions = frozenset({Permission.READ_VALUES})
    whole = True


class CommissionersApprover(Role):
    """The commissioner or their chief executive, who approves what others drafted."""

    name, title = "commissioners-approver", "Commissioner’s approver"
    permissions = frozenset({Permission.READ_VALUES, Permission.APPROVE_RESPONSES})
    factor = whole = True


class Auditor(Role):
    """Somebody who checks who did and read what: the record of it, and no content."""

    name, title = "auditor", "Auditor"
    permissions = frozenset({Permission.READ_AUDIT})
    factor = whole = True


class Administrator(Role):
    """Whoever makes accounts and gives grants: no content, and never a grant to themselves."""

    name, title = "administrator", "Administrator"
    permissions = frozenset({Permission.MANAGE_ACCOUNTS})
    factor = whole = True


ROLES: dict[str, type[Role]] = {role.name: role for role in Role.__subclasses__()}
GRANTED: dict[str, type[Role]] = {name: role for name, role in ROLES.items() if role is not Staff}
"""Roles that are given; a member of staff is one by being posted."""


def role_named(name: str) -> type[Role]:
    """The role of that name; UserError, naming the nearest, when it is not one that is given."""
    if name not in GRANTED:
        raise UserError(f"there is no role {name!r} to give{nearest(name, set(GRANTED))}")
    return GRANTED[name]
