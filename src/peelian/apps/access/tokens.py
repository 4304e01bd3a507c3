"""Tokens: what a program shows to ask in an account's name, with one of its roles.

A token never gives more than its account: at each request its role must still be the account's.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.models import Account, Token
from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import ROLES, Role, Staff
from peelian.apps.access.viewer import Held
from peelian.documents.kept import opened, organisation
from peelian.framework.errors import UserError
from peelian.pipeline.organisation import ROOT, Organisation, Unit

PREFIX = "plnt_"
LONGEST = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)
"""How far apart uses of a token are written down."""


@dataclass(frozen=True)
class TokenViewer:
    """Whoever shows a token: its account, with the token's role alone.

    `person_id` is the account's for a token of their own posting, else None: a role is nobody in the
    postings.
    """

    token: Token
    held: tuple[Held, ...]
    person_id: str | None

    @property
    def username(self) -> str:
        return self.token.account.username

    def holds(self, permission: Permission) -> bool:
        return any(permission in held.role.permissions for held in self.held)


@dataclass(frozen=True)
class Choice:
    """A role that an account may give a token, and the units it may be at: none for their own posting."""

    role: type[Role]
    units: tuple[Unit, ...]


def choices(account: Account) -> list[Choice]:
    """What the account holds now, as choices for a token."""
    known = organisation(opened())
    found: dict[str, dict[str, Unit]] = {}
    for held in account.held:
        below = (known.unit(id_) for id_ in known.unit_ids if _within(known, id_, held.unit))
        found.setdefault(held.role.name, {}).update({unit.id: unit for unit in below})
    posted = [Choice(Staff, ())] if _posted(known, account) else []
    return posted + [Choice(ROLES[name], tuple(units.values())) for name, units in found.items()]


def own_tokens(account: Account) -> list[Token]:
    """The account's tokens, newest first; `unit_name` is what the unit of each is called now."""
    known = organisation(opened())
    found = list(Token.objects.visible_to(account))
    for token in found:
        unit = at(known, token.unit)
        token.unit_name = known.unit(unit).name if unit in known else unit
    return found


def own_token(account: Account, number: int) -> Token:
    """One of the account's tokens; Http404 for anybody else's."""
    found = Token.objects.visible_to(account).filter(pk=number).first()
    if found is None:
        raise Http404("You have no such token.")
    return found


@transaction.atomic
def make_token(*, by: Account, label: str, role: str, unit: str = "", ends: date) -> tuple[Token, str]:
    """Make a token of one's own account; it, and the secret, which is never to be had again.

    PermissionDenied for a role or unit that the account does not hold now. UserError without a label, for
    one that a token in force has, and for a last day that is past or more than a year away.
    """
    held = _held(by, role, unit)
    if held is None:
        raise PermissionDenied("Your account does not hold that role there.")
    label, today = label.strip(), timezone.localdate()
    if not label:
        raise UserError("say what the token is for")
    if Token.objects.in_force().filter(account=by, label=label).exists():
        raise UserError(f"you have a token called {label!r} already: revoke it, or use another name")
    if not today < ends <= today + LONGEST:
        raise UserError("a token works for a day at least and a year at most")
    secret = PREFIX + token_urlsafe(32)
    token = Token.objects.create(
        account=by, label=label[:80], role=role, unit=unit if held else "", digest=_digest(secret), ends=ends
    )
    record(by, "token.made", f"token {label}", unit=unit, after={"role": role, "ends": ends.isoformat()})
    return token, secret


@transaction.atomic
def revoke_token(*, by: Account, token: Token) -> None:
    """End a token of one's own now. PermissionDenied for somebody else's, UserError for one that is over."""
    if token.account_id != by.pk:
        raise PermissionDenied("This token is not yours.")
    if token.is_over:
        raise UserError("this token works no longer already")
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(by, "token.revoked", f"token {token.label}", unit=token.unit)


def bearer(secret: str) -> TokenViewer | None:
    """Whoever shows a secret; None when it is no token's, or the token or its account works no longer.

    PermissionDenied when the account does not hold the token's role any more.
    """
    if not secret.startswith(PREFIX):
        return None
    token = Token.objects.in_force().select_related("account").filter(digest=_digest(secret)).first()
    if token is None or not token.account.is_active:
        return None
    held = _held(token.account, token.role, token.unit)
    if held is None:
        raise PermissionDenied(f"The account of this token is no longer {token.kind.title} there.")
    viewer = TokenViewer(token, held, None if held else token.account.person_id)
    _used(viewer)
    return viewer


@transaction.atomic
def _used(viewer: TokenViewer) -> None:
    """Write down that a token was used, now and then; its first use is in the record too."""
    now, token = timezone.now(), viewer.token
    this = Token.objects.filter(pk=token.pk, last_used_at=token.last_used_at)
    due = token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY
    if due and this.update(last_used_at=now) and token.last_used_at is None:
        record(viewer, "token.first-used", f"token {token.label}", role=token.kind.title, unit=token.unit)


def _held(account: Account, role: str, unit: str) -> tuple[Held, ...] | None:
    """What a token of this role and unit gives now: no role but the person for `staff`; None for nothing."""
    known = organisation(opened())
    if role == Staff.name:
        return () if _posted(known, account) and not unit else None
    if any(held.role.name == role and _within(known, unit, held.unit) for held in account.held):
        return (Held(ROLES[role], unit),)
    return None


def at(known: Organisation, unit: str) -> str:
    """The unit that a role is held at: what is held of the whole force is held at its topmost unit."""
    return known.root.id if unit == ROOT else unit


def _posted(known: Organisation, account: Account) -> bool:
    return bool(account.person_id) and known.posting_of(account.person_id or "") is not None


def _within(known: Organisation, unit: str, above: str) -> bool:
    """Whether a unit of the force is another or below it."""
    unit, above = at(known, unit), at(known, above)
    return unit in known and (unit == above or any(each.id == above for each in known.ancestors(unit)))


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
