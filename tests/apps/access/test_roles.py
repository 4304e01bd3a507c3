"""What each role allows, and what no role allows together."""

from pathlib import Path

import pytest

from peelian.apps.access.described import described
from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import (
    GRANTED,
    ROLES,
    Administrator,
    Analyst,
    Auditor,
    OccupationalHealth,
    Role,
    Staff,
    role_named,
)
from peelian.framework.errors import UserError

ADMINISTERING = {Permission.MANAGE_ACCOUNTS, Permission.READ_AUDIT}
CONTENT = set(Permission) - ADMINISTERING
PAGE = Path(__file__).resolve().parents[3] / "docs/reference/roles.md"
every_role = pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)


def allowing(permission: Permission) -> list[type[Role]]:
    return [role for role in ROLES.values() if permission in role.permissions]


@every_role
def test_a_role_says_who_holds_it_and_what_it_allows(role: type[Role]) -> None:
    assert role.__doc__
    assert role.__doc__ != Role.__doc__
    assert role.title
    assert role.name == role.name.lower()
    assert role.permissions
    assert all(isinstance(permission, Permission) for permission in role.permissions)
    assert len(role.name) <= 40  # as long as a grant can say


@every_role
def test_whoever_reads_of_named_people_has_a_purpose_for_it(role: type[Role]) -> None:
    assert bool(role.purpose) == (Permission.READ_PEOPLE in role.permissions)


@every_role
def test_nobody_keeps_accounts_or_reads_the_audit_and_sees_content(role: type[Role]) -> None:
    assert len(role.permissions & ADMINISTERING) <= 1
    assert not (role.permissions & ADMINISTERING and role.permissions & CONTENT)


@every_role
def test_whoever_can_do_much_harm_signs_in_with_a_second_factor(role: type[Role]) -> None:
    grave = {
        Permission.MANAGE_ACCOUNTS,
        Permission.READ_AUDIT,
        Permission.READ_CLINICAL,
        Permission.READ_INTERVIEWS,
        Permission.APPROVE_RESPONSES,
    }
    if role.permissions & grave:
        assert role.factor


def test_each_administering_permission_is_of_one_role() -> None:
    assert allowing(Permission.MANAGE_ACCOUNTS) == [Administrator]
    assert allowing(Permission.READ_AUDIT) == [Auditor]


def test_the_clinical_room_opens_to_occupational_health_alone() -> None:
    assert allowing(Permission.READ_CLINICAL) == [OccupationalHealth]
    assert OccupationalHealth.permissions == {Permission.READ_CLINICAL}


def test_whoever_approves_does_not_draft() -> None:
    for role in allowing(Permission.APPROVE_RESPONSES):
        assert Permission.KEEP_INSPECTIONS not in role.permissions


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
def test_every_permission_is_of_some_role(permission: Permission) -> None:
    assert allowing(permission)


def test_names_and_titles_are_not_shared() -> None:
    assert len(ROLES) == len(Role.__subclasses__())
    assert len({role.title for role in ROLES.values()}) == len(ROLES)


def test_a_member_of_staff_is_one_by_being_posted() -> None:
    assert Staff not in GRANTED.values()
    with pytest.raises(UserError, match="no role 'staff' to give"):
        role_named("staff")


def test_a_role_misspelt_names_the_nearest() -> None:
    assert role_named("auditor") is Auditor
    with pytest.raises(UserError, match="did you mean 'auditor'"):
        role_named("auditer")


def listed(role: type[Role]) -> str:
    """The row of the reference page for one role."""
    may = "; ".join(permission.value for permission in Permission if permission in role.permissions)
    return f"| **{role.title}** (`{role.name}`) | {described(role)} | {may} | {role.purpose or '–'} |"


def test_the_reference_page_says_what_the_roles_say() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| **")]
    assert rows == [listed(role) for role in ROLES.values()]


def test_only_an_analyst_changes_how_figures_are_judged() -> None:
    assert allowing(Permission.CHANGE_LIMITS) == [Analyst]
