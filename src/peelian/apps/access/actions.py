"""What is done to accounts and grants: each one transaction, permission first and the record last."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TypedDict

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from peelian.apps.access.audit import Verified, record, verify
from peelian.apps.access.models import Account, FailedSignIn, Grant
from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import role_named
from peelian.apps.access.signing.passwords import require_sound
from peelian.apps.access.viewer import CommandLine, Viewer, require
from peelian.documents.kept import opened, organisation
from peelian.framework.errors import UserError
from peelian.pipeline.organisation import ROOT

DEMO_PASSWORD = "peelian-demo"
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)
USERNAME = re.compile(r"[\w.@+-]{1,80}")
MOST_PROBLEMS = 20
"""As many problems of the chain as the event of a check repeats."""
RESERVED = "new"  # the address where accounts are made


class DemoAccount(TypedDict):
    """Somebody of the demonstration; `role` is granted at the force, "" for none."""

    username: str
    display_name: str
    person_id: str | None
    role: str


@transaction.atomic
def create_demo_accounts(*, accounts: Iterable[DemoAccount], password: str = DEMO_PASSWORD) -> list[Account]:
    """Make the demo accounts, or set them right when they are there already; all have one password.

    UserError for a role that cannot be given.
    """
    made = []
    for each in accounts:
        if each["role"]:
            role_named(each["role"])
        values = {
            "display_name": each["display_name"],
            "email": f"{each['username']}@constabulary.example",
            "person_id": each["person_id"] or None,
            "password": make_password(password),
        }
        account, _ = Account.objects.update_or_create(username=each["username"], defaults=values)
        if each["role"] and not account.grants_in_force().filter(role=each["role"], unit=ROOT).exists():
            give_grant(by=CommandLine(), account=account, role=each["role"], reason="The demonstration")
        made.append(account)
    return made


@transaction.atomic
def create_account(
    *,
    by: Viewer,
    username: str,
    display_name: str,
    password: str | None = None,
    email: str = "",
    person_id: str | None = None,
) -> Account:
    """Make an account; without a password it is signed in to by the force's own provider alone.

    PermissionDenied for somebody who does not manage accounts; UserError for a username with other than
    letters, digits and `.@+-_` in it, when the username or the person already has an account, and for a
    password that is too easy to guess.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    if not USERNAME.fullmatch(username) or username == RESERVED:
        raise UserError(f"{username!r} cannot be a username: use letters, digits and . @ + - _ alone")
    if Account.objects.filter(username__iexact=username).exists():
        raise UserError(f"there is already an account {username!r}")
    if person_id and Account.objects.filter(person_id=person_id).exists():
        raise UserError(f"person {person_id!r} already has an account")
    account = Account(username=username, display_name=display_name, email=email, person_id=person_id or None)
    if password is not None:
        require_sound(password, account)
    account.set_password(password)
    account.save()
    said = {"display_name": display_name, "email": email, "person_id": person_id or None}
    record(by, "account.made", f"account {username}", after=said)
    return account


@transaction.atomic
def change_account(*, by: Viewer, account: Account, is_active: bool) -> None:
    """Let an account be signed in to, or no longer, which ends its sessions for good; nobody does so to
    their own. No change is no event.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    someone_else(by, account.username, "close or open your own account")
    if account.is_active == is_active:
        return
    before = {"is_active": account.is_active}
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    if not is_active:
        Account.objects.filter(pk=account.pk).update(signed_out=F("signed_out") + 1)
        account.refresh_from_db(fields=["signed_out"])
    action = "account.opened" if is_active else "account.closed"
    record(by, action, f"account {account.username}", before=before, after={"is_active": is_active})


@transaction.atomic
def change_email(*, by: Viewer, account: Account, email: str) -> None:
    """Set the address that messages to an account go to, "" for none. No change is no event."""
    require(by, Permission.MANAGE_ACCOUNTS)
    if account.email == email:
        return
    before, account.email = {"email": account.email}, email
    account.save(update_fields=["email"])
    record(by, "account.email", f"account {account.username}", before=before, after={"email": email})


@transaction.atomic
def give_grant(
    *,
    by: Viewer,
    account: Account,
    role: str,
    unit: str = ROOT,
    starts: date | None = None,
    ends: date | None = None,
    reason: str,
) -> Grant:
    """Give an account a role at a unit and all below it, from a day (today) until another (without end).

    PermissionDenied for somebody who does not manage accounts, and for one's own account; UserError for a
    role, unit or stretch of days that cannot be, without a reason, or when the same is already given.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    someone_else(by, account.username, "give a grant to your own account")
    kind, begins = role_named(role), starts or timezone.localdate()
    if unit != ROOT and unit not in organisation(opened()):
        raise UserError(f"there is no unit {unit!r} in this force now")
    if kind.whole and unit != ROOT:
        raise UserError(f"{kind.title} is a role for the whole force: give it there ({ROOT!r})")
    if begins < timezone.localdate():
        raise UserError("a grant starts today or later: what was done before it could not rest on it")
    if ends is not None and ends <= begins:
        raise UserError("a grant ends after the day it starts")
    if not reason.strip():
        raise UserError("say why the grant is given: whoever reads the record will ask")
    if Grant.objects.filter(_overlaps(begins, ends), account=account, role=role, unit=unit).exists():
        raise UserError(f"{account.display_name} already holds {kind.title} at {unit} then")
    grant = Grant.objects.create(
        account=account, role=role, unit=unit, starts=begins, ends=ends,
        granted_by=by.username, reason=reason.strip(),
    )  # fmt: skip
    record(by, "grant.given", f"account {account.username}", unit=unit, after=_said(grant))
    return grant


@transaction.atomic
def end_grant(*, by: Viewer, grant: Grant, reason: str) -> None:
    """End a grant today; nobody ends their own. UserError without a reason or when it is over already."""
    require(by, Permission.MANAGE_ACCOUNTS)
    someone_else(by, grant.account.username, "end a grant of your own account")
    if grant.is_over:
        raise UserError("this grant is over already")
    if not reason.strip():
        raise UserError("say why the grant is ended: whoever reads the record will ask")
    before = _said(grant)
    grant.ends = timezone.localdate()
    grant.save(update_fields=["ends"])
    after = _said(grant) | {"reason": reason.strip()}
    record(
        by, "grant.ended", f"account {grant.account.username}", unit=grant.unit, before=before, after=after
    )


@transaction.atomic
def export_audit(*, by: Viewer, asked: Mapping[str, str]) -> int:
    """Record that the events `asked` for are taken away as a file; the number of that event ends them."""
    require(by, Permission.READ_AUDIT)
    return record(by, "audit.exported", "audit", after=dict(asked)).number


def verify_audit(*, by: Viewer) -> Verified:
    """Check the chain of the audit, and record what the check found."""
    require(by, Permission.READ_AUDIT)
    found = verify()
    said = {"events": found.events, "hash": found.hash, "problems": found.problems[:MOST_PROBLEMS]}
    record(by, "audit.verified", "audit", after=said)
    return found


def someone_else(by: Viewer, username: str, doing: str) -> None:
    """PermissionDenied when what is to be done to an account or to what it wrote is the viewer's own.

    `doing` follows "You may not", such as "approve your own draft".
    """
    if by.username == username:
        raise PermissionDenied(f"You may not {doing}: ask somebody else to.")


def _overlaps(starts: date, ends: date | None) -> Q:
    """Whether a grant is in force on any day from `starts` until `ends`, without end when None."""
    begun = Q() if ends is None else Q(starts__lt=ends)
    return begun & (Q(ends=None) | (Q(ends__gt=starts) & Q(ends__gt=F("starts"))))


def _said(grant: Grant) -> dict[str, str | None]:
    return {
        "role": grant.role,
        "unit": grant.unit,
        "starts": grant.starts.isoformat(),
        "ends": grant.ends.isoformat() if grant.ends else None,
        "reason": grant.reason,
    }


@transaction.atomic
def record_failed_sign_in(*, username: str) -> None:
    """Remember one failure, and forget those too old to matter."""
    FailedSignIn.objects.filter(at__lt=timezone.now() - LOCK_FOR).delete()
    FailedSignIn.objects.create(username=username[:80])
    record(username[:80], "sign-in.failed", f"account {username[:80]}")
