"""What is done to accounts and grants: who may, what is refused, and what the audit then says."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from peelian.apps.access import actions
from peelian.apps.access.models import Account, AuditEvent, Grant
from peelian.apps.access.permissions import Permission
from peelian.apps.access.viewer import CommandLine
from peelian.framework.errors import UserError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_workspace")]
OPERATOR = CommandLine()
TODAY = timezone.localdate()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
MAY_NOT = "Your account may not make accounts, and give and end grants"


def made(username: str, **more: Any) -> Account:
    return actions.create_account(by=OPERATOR, username=username, display_name=username.title(), **more)


def given(account: Account, role: str = "analyst", **more: Any) -> Grant:
    return actions.give_grant(by=OPERATOR, account=account, role=role, reason="Needed", **more)


def fresh(account: Account) -> Account:
    """The account as the next request has it: what it holds is asked of the database once a request."""
    return Account.objects.get(pk=account.pk)


def last() -> tuple[str, str, str, str, Any, Any]:
    """The latest event: who, what, to whom, where, before and after."""
    event = AuditEvent.objects.first()
    assert event is not None
    before, after = (json.loads(said) if said else None for said in (event.before, event.after))
    return event.actor, event.action, event.subject, event.unit, before, after


@pytest.fixture
def cara() -> Account:
    return made("cara")


@pytest.fixture
def keeper() -> Account:
    """Somebody who manages accounts."""
    account = made("keeper")
    given(account, "administrator")
    return fresh(account)


# ---- accounts


def test_an_account_is_made_and_the_audit_says_so(keeper: Account) -> None:
    account = actions.create_account(
        by=keeper, username="dev.ellis@force", display_name="Pc Dev Ellis", email="dev@force.example",
        person_id="P7", password="a long enough one",
    )  # fmt: skip
    assert account.check_password("a long enough one")
    said = {"display_name": "Pc Dev Ellis", "email": "dev@force.example", "person_id": "P7"}
    assert last() == ("keeper", "account.made", "account dev.ellis@force", "", None, said)
    assert "a long enough one" not in str(last())


def test_without_a_password_nobody_signs_in_with_one(cara: Account) -> None:
    assert not cara.has_usable_password()
    assert cara.person_id is None


@pytest.mark.parametrize("username", ["", "a b", "a/b", "new", "x" * 81, "a\n", "<b>"])
def test_a_username_that_cannot_be(username: str) -> None:
    with pytest.raises(UserError, match="cannot be a username"):
        actions.create_account(by=OPERATOR, username=username, display_name="X")


def test_one_account_a_username_however_it_is_written_and_a_person(cara: Account) -> None:
    made("dev", person_id="P7")
    for wrong, told in ((("CARA", None), "already an account 'CARA'"), (("eve", "P7"), "'P7' already has")):
        with pytest.raises(UserError, match=told):
            made(wrong[0], person_id=wrong[1])


def test_an_account_is_closed_and_opened(keeper: Account, cara: Account) -> None:
    for is_active, action in ((False, "account.closed"), (True, "account.opened")):
        actions.change_account(by=keeper, account=cara, is_active=is_active)
        assert fresh(cara).is_active is is_active
        said = ({"is_active": not is_active}, {"is_active": is_active})
        assert last() == ("keeper", action, "account cara", "", *said)
    count = AuditEvent.objects.count()
    actions.change_account(by=keeper, account=cara, is_active=True)
    assert AuditEvent.objects.count() == count


# ---- grants


def test_a_grant_is_given_and_the_audit_says_by_whom_and_why(keeper: Account, cara: Account) -> None:
    grant = actions.give_grant(by=keeper, account=cara, role="analyst", reason=" New post ")
    assert (grant.granted_by, grant.starts, grant.ends, grant.reason) == ("keeper", TODAY, None, "New post")
    said = {
        "role": "analyst", "unit": "force", "starts": TODAY.isoformat(), "ends": None, "reason": "New post",
    }  # fmt: skip
    assert last() == ("keeper", "grant.given", "account cara", "force", None, said)
    assert fresh(cara).holds(Permission.LOAD_ROWS)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (TODAY, None, True),
        (TODAY, TOMORROW, True),
        (YESTERDAY, TOMORROW, True),
        (TOMORROW, None, False),
        (YESTERDAY, TODAY, False),
        (TODAY, TODAY, False),
        (TOMORROW, TODAY, False),
        (YESTERDAY, YESTERDAY, False),
    ],
)
def test_a_grant_holds_from_its_first_day_until_its_last(
    starts: date, ends: date | None, holds: bool, cara: Account
) -> None:
    Grant.objects.create(
        account=cara, role="analyst", unit="force", starts=starts, ends=ends, granted_by="x", reason="x"
    )
    assert fresh(cara).holds(Permission.LOAD_ROWS) is holds
    assert bool(fresh(cara).held) is holds


def test_a_grant_that_comes_is_in_force_on_its_day(cara: Account) -> None:
    given(cara, starts=TOMORROW)
    assert not cara.grants_in_force().exists()
    assert cara.grants_in_force(TOMORROW).exists()


@pytest.mark.parametrize(
    ("role", "more", "told"),
    [
        ("analist", {}, "did you mean 'analyst'"),
        ("staff", {}, "no role 'staff' to give"),
        ("analyst", {"starts": YESTERDAY}, "starts today or later"),
        ("analyst", {"starts": TOMORROW, "ends": TOMORROW}, "ends after the day it starts"),
        ("analyst", {"ends": YESTERDAY}, "ends after the day it starts"),
        ("analyst", {"reason": "  "}, "say why"),
    ],
)
def test_a_grant_that_cannot_be(role: str, more: dict[str, Any], told: str, cara: Account) -> None:
    with pytest.raises(UserError, match=told):
        actions.give_grant(by=OPERATOR, account=cara, role=role, **({"reason": "Needed"} | more))
    assert not Grant.objects.exists()


def test_a_role_is_given_at_a_unit_there_is_or_for_the_whole_force(accounts: dict[str, Account]) -> None:
    with pytest.raises(UserError, match="no unit 'X9'"):
        given(accounts["constable"], unit="X9")
    with pytest.raises(UserError, match="a role for the whole force"):
        given(accounts["constable"], "auditor", unit="ALD")


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ((None, None), (None, None), True),
        ((TOMORROW, None), (None, None), True),
        ((None, TOMORROW), (None, None), True),
        ((TOMORROW, None), (None, TOMORROW), False),
        ((None, TOMORROW), (TOMORROW, None), False),
    ],
)
def test_the_same_is_not_given_twice_for_one_day(
    first: tuple[date | None, date | None],
    second: tuple[date | None, date | None],
    overlap: bool,
    cara: Account,
) -> None:
    given(cara, starts=first[0], ends=first[1])
    if overlap:
        with pytest.raises(UserError, match="Cara already holds Performance analyst"):
            given(cara, starts=second[0], ends=second[1])
    else:
        given(cara, starts=second[0], ends=second[1])
    given(cara, "board-secretary")
    given(made("dev"))


def test_a_grant_that_was_ended_can_be_given_again(cara: Account) -> None:
    for starts in (TODAY, TOMORROW):
        actions.end_grant(by=OPERATOR, grant=given(cara, starts=starts), reason="Not yet")
        given(cara, starts=starts, ends=starts + timedelta(days=1))


def test_a_grant_is_ended_at_once_and_the_audit_says_why(keeper: Account, cara: Account) -> None:
    grant = given(cara)
    actions.end_grant(by=keeper, grant=grant, reason=" Moved on ")
    assert grant.is_over
    assert not fresh(cara).holds(Permission.LOAD_ROWS)
    actor, action, subject, unit, before, after = last()
    assert (actor, action, subject, unit) == ("keeper", "grant.ended", "account cara", "force")
    assert (before["ends"], after["ends"], after["reason"]) == (None, TODAY.isoformat(), "Moved on")
    with pytest.raises(UserError, match="over already"):
        actions.end_grant(by=keeper, grant=grant, reason="Again")


def test_ending_needs_a_reason(keeper: Account, cara: Account) -> None:
    grant = given(cara)
    with pytest.raises(UserError, match="say why"):
        actions.end_grant(by=keeper, grant=grant, reason=" ")
    assert not Grant.objects.get(pk=grant.pk).is_over


# ---- who may


def doings(by: Account, to: Account, grant: Grant) -> list[Any]:
    return [
        lambda: actions.change_account(by=by, account=to, is_active=False),
        lambda: actions.give_grant(by=by, account=to, role="supervisor", reason="Needed"),
        lambda: actions.end_grant(by=by, grant=grant, reason="Over"),
    ]


@pytest.mark.parametrize("role", ["", "analyst", "commander", "auditor", "commissioners-approver"])
def test_nobody_else_keeps_accounts(role: str, cara: Account) -> None:
    other, grant = made("other"), given(cara)
    if role:
        given(other, role)
    count = AuditEvent.objects.count()
    makes = [lambda: actions.create_account(by=fresh(other), username="x", display_name="X")]
    for doing in [*doings(fresh(other), cara, grant), *makes]:
        with pytest.raises(PermissionDenied, match=MAY_NOT):
            doing()
    assert AuditEvent.objects.count() == count
    assert fresh(cara).is_active
    assert not Grant.objects.get(pk=grant.pk).is_over


def test_nobody_keeps_their_own(keeper: Account) -> None:
    grant = Grant.objects.get(account=keeper)
    for doing in doings(keeper, keeper, grant):
        with pytest.raises(PermissionDenied, match="your own account: ask somebody else to"):
            doing()
    assert Grant.objects.filter(account=keeper).count() == 1
    assert fresh(keeper).is_active


def test_a_keeper_whose_grant_is_ended_keeps_nothing(keeper: Account, cara: Account) -> None:
    actions.end_grant(by=OPERATOR, grant=Grant.objects.get(account=keeper), reason="Left")
    with pytest.raises(PermissionDenied, match=MAY_NOT):
        actions.give_grant(by=fresh(keeper), account=cara, role="analyst", reason="Needed")


def test_nobody_approves_what_they_drafted(keeper: Account, cara: Account) -> None:
    actions.someone_else(keeper, cara.username, "approve your own draft")
    with pytest.raises(PermissionDenied, match="You may not approve your own draft: ask somebody else to"):
        actions.someone_else(cara, "cara", "approve your own draft")


def test_accounts_are_only_for_who_keeps_them(keeper: Account, cara: Account) -> None:
    assert Account.objects.visible_to(keeper).count() == 2
    with pytest.raises(PermissionDenied):
        Account.objects.visible_to(cara)
