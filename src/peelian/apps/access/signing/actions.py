"""What is done by signing in and about it: each one transaction, the record last."""

import time
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from peelian.apps.access.actions import someone_else
from peelian.apps.access.audit import record
from peelian.apps.access.models import Account, FailedSignIn, Token
from peelian.apps.access.permissions import Permission
from peelian.apps.access.signing.passwords import require_sound
from peelian.apps.access.viewer import Viewer, require
from peelian.framework.errors import UserError

CODES_KEPT = 120
"""Seconds for which a used code is remembered: longer than one can be right."""


@transaction.atomic
def record_sign_in(*, account: Account, by: Iterable[str]) -> None:
    """Note that somebody signed in and by what, and forget the attempts that failed before."""
    FailedSignIn.objects.filter(username=account.username[:80]).delete()
    record(account, "sign-in.made", f"account {account.username}", after={"by": list(by)})


@transaction.atomic
def record_refused_sign_in(*, name: str, why: str) -> None:
    """Note that the force's provider vouched for somebody who may not sign in here."""
    record(name[:120] or "nobody", "sign-in.refused", f"account {name[:80]}", after={"why": why})


@transaction.atomic
def record_tie(*, account: Account) -> None:
    """Note that an account is tied, from this first sign-in on, to one person of the force's provider."""
    record(account, "account.tied", f"account {account.username}")


@transaction.atomic
def record_sign_out(*, account: Account, why: str = "asked") -> None:
    """Note the end of one session: it was asked for, or was open too long."""
    record(account, "sign-out.made", f"account {account.username}", after={"why": why})


@transaction.atomic
def record_factor(*, account: Account, action: str, kind: str, ends_sessions: bool = False) -> None:
    """Note what happened to a factor: added, removed or made anew. A new one that sign-ins are asked for
    ends every session: those elsewhere began without it.
    """
    if ends_sessions:
        _end_sessions(account)
    record(account, f"factor.{action}", f"account {account.username}", after={"factor": kind})


@transaction.atomic
def claim_code(*, factor: Authenticator, code: str) -> bool:
    """Whether a code of an authenticator app that was right is used for the first time; it then was.

    Kept in the database: another process may be asked next.
    """
    held, now = Authenticator.objects.select_for_update().get(pk=factor.pk), int(time.time())
    used = {each: at for each, at in held.data.get("used", {}).items() if now - at < CODES_KEPT}
    if code in used:
        return False
    held.data["used"] = used | {code: now}
    held.save(update_fields=["data"])
    return True


@transaction.atomic
def sign_out_everywhere(*, account: Account) -> None:
    """End every session of an account. `account` is then the one to tie a session that goes on to."""
    _end_sessions(account)
    record(account, "sign-out.everywhere", f"account {account.username}")


@transaction.atomic
def change_password(*, account: Account, password: str) -> None:
    """Give one's own account another password, one that passed the rules; every session ends."""
    account.set_password(password)
    account.save(update_fields=["password"])
    _end_sessions(account)
    record(account, "password.changed", f"account {account.username}")


@transaction.atomic
def reset_sign_in(*, by: Viewer, account: Account, reason: str, password: str | None = None) -> None:
    """Forget an account's second factors and its tie to the force's provider, end its sessions, revoke its
    tokens, and give it another password when one is given.

    For somebody who lost their phone, forgot their password, or whose name passed to another at the provider.
    PermissionDenied for somebody who does not manage accounts, and for one's own account; UserError without a
    reason, and for a password that is too easy to guess.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    someone_else(by, account.username, "reset your own sign-in")
    if not reason.strip():
        raise UserError("say why the sign-in is reset: whoever reads the record will ask")
    if password is not None:
        require_sound(password, account)
        account.set_password(password)
        account.save(update_fields=["password"])
    factors, ties = Authenticator.objects.filter(user=account), SocialAccount.objects.filter(user=account)
    tokens = Token.objects.in_force().filter(account=account)  # whoever had the sign-in could make them
    before = {
        "factors": sorted(factors.values_list("type", flat=True)),
        "tied": ties.exists(),
        "tokens": sorted(tokens.values_list("label", flat=True)),
    }
    factors.delete()
    ties.delete()
    tokens.update(revoked_at=timezone.now())
    _end_sessions(account)
    after = {"reason": reason.strip(), "password": "changed" if password is not None else "as it was"}
    record(by, "account.sign-in-reset", f"account {account.username}", before=before, after=after)


def _end_sessions(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(signed_out=F("signed_out") + 1)
    account.refresh_from_db(fields=["signed_out"])
