"""Who walks in which role, what a visit is, and what is asked for by its id."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.apps.walk.visitors import POSTED, THERE_ROLES, VISITORS

ANYBODY = frozenset(VISITORS)
NOBODY: frozenset[str] = frozenset()
OUT = frozenset({"", "closed"})
"""Who is not signed in."""
SIGNED_IN = ANYBODY - OUT

VALUES = frozenset({
    "supervisor", "commander", "analyst", "people-adviser", "wellbeing-lead", "professional-standards",
    "board-secretary", "inspection-liaison", "commissioners-reader", "commissioners-approver",
})  # fmt: skip
"""Roles that read the values of units."""
PEOPLE = frozenset({"supervisor", "commander", "people-adviser", "professional-standards"})
"""Roles that read the values of named people."""


def there(roles: Iterable[str]) -> frozenset[str]:
    """Those who hold some of the roles at the other unit."""
    return frozenset(f"{role} there" for role in roles) & frozenset(THERE_ROLES)


SEERS = VALUES | there(VALUES) | frozenset(POSTED)
SEE_HERE = VALUES | frozenset(POSTED)
SEE_THERE = VALUES | there(VALUES) | {"chief"}
READ_HERE = {
    "constable": PEOPLE | {"constable", "sergeant", "inspector", "chief"},
    "sergeant": PEOPLE | {"sergeant", "inspector", "chief"},
    "inspector": PEOPLE | {"inspector", "chief"},
    "chief": PEOPLE | {"chief"},
}
READ_THERE = PEOPLE | there(PEOPLE) | {"chief"}
ADMINISTRATORS, AUDITORS = frozenset({"administrator"}), frozenset({"auditor"})
LOADERS = frozenset({"analyst"})
"""Who may load rows: the role given at the force, as a source is the whole force's."""
NOTERS = frozenset({"analyst", "supervisor", "commander"})
"""Roles that note events on charts; whoever leads the unit may too."""
NOTE_HERE = NOTERS | {"sergeant", "inspector", "chief"}
NOTE_THERE = NOTERS | there(NOTERS) | {"chief"}
ANALYSTS = frozenset({"analyst"})
"""Who decides of limits, not being posted anywhere."""
TOKEN = "The analyst’s own token"
"""The label of a token that nobody else is to hear of."""
MEASURE = "attendance_immediate_median"
PROPORTION = "attendance_immediate_in_standard"


@dataclass(frozen=True)
class Visit:
    """A request, who is given it, and what others are: `refused` when signed in, `out` when not.

    `status` is what those it is given to see: 200, or 404 for ids of nothing. `shows_units`
    are answers that may name any unit to whoever is given them.
    """

    path: str
    to: frozenset[str]
    status: int = 200
    refused: int = 403
    out: int = 302
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    shows_units: bool = False

    def expected(self, visitor: str) -> int:
        if visitor in self.to:
            return self.status
        return self.out if visitor in OUT else self.refused


@dataclass(frozen=True)
class Ids:
    """What is asked for: a unit of the sergeant's line and one of another command, people, accounts."""

    here: str
    there: str
    people: dict[str, str]
    elsewhere: str
    account: str = "walk-analyst"
    grant: int = 0
    own_grant: int = 0
    event_there: int = 0
    ghost_here: int = 0
    token: int = 0
    records: dict[str, Any] = field(default_factory=dict)
    """What the parts below made to walk past, by name."""
