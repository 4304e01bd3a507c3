"""What is done to accounts: each one transaction."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypedDict

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from peelian.apps.access.models import Account, FailedSignIn, Role
from peelian.framework.errors import UserError, nearest

DEMO_PASSWORD = "peelian-demo"
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)


class DemoAccount(TypedDict):
    username: str
    display_name: str
    person_id: str | None
    role: str


@transaction.atomic
def create_demo_accounts(*, accounts: Iterable[DemoAccount], password: str = DEMO_PASSWORD) -> list[Account]:
    """Make the demo accounts, or set them right when they are there already; all have one password.

    UserError for a role that is not one of `Role`.
    """
    made = []
    for each in accounts:
        if each["role"] not in Role.values:
            raise UserError(f"there is no role {each['role']!r}{nearest(each['role'], set(Role.values))}")
        values = {
            "display_name": each["display_name"],
            "person_id": each["person_id"] or None,
            "role": each["role"],
            "password": make_password(password),
        }
        made.append(Account.objects.update_or_create(username=each["username"], defaults=values)[0])
    return made


@transaction.atomic
def create_account(
    *, username: str, display_name: str, password: str, role: str = Role.STAFF, person_id: str | None = None
) -> Account:
    """Make an account; UserError when the username or the person already has one."""
    if Account.objects.filter(username=username).exists():
        raise UserError(f"there is already an account {username!r}")
    if person_id and Account.objects.filter(person_id=person_id).exists():
        raise UserError(f"person {person_id!r} already has an account")
    if role not in Role.values:
        raise UserError(f"there is no role {role!r}{nearest(role, set(Role.values))}")
    account = Account(username=username, display_name=display_name, role=role, person_id=person_id or None)
    account.set_password(password)
    account.save()
    return account


@transaction.atomic
def record_failed_sign_in(*, username: str) -> None:
    """Remember one failure, and forget those too old to matter."""
    FailedSignIn.objects.filter(at__lt=timezone.now() - LOCK_FOR).delete()
    FailedSignIn.objects.create(username=username[:80])


@transaction.atomic
def forget_failed_sign_ins(*, username: str) -> None:
    FailedSignIn.objects.filter(username=username[:80]).delete()
