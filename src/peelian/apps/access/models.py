"""Accounts, the grants they hold, failed attempts to sign in, and the record of what was done."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import ROLES, Role
from peelian.apps.access.viewer import Held, require

if TYPE_CHECKING:
    from peelian.apps.access.viewer import Viewer


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by username for sign-in."""

    def visible_to(self, viewer: Viewer) -> models.QuerySet[Account]:
        """All of them for whoever keeps accounts; PermissionDenied for others."""
        require(viewer, Permission.MANAGE_ACCOUNTS)
        return self.all()


class Account(AbstractBaseUser):
    """Somebody who may sign in. `person_id` ties them to their postings; empty for one who has none."""

    username: models.CharField[str, str] = models.CharField(max_length=80, unique=True)
    display_name: models.CharField[str, str] = models.CharField(max_length=120)
    email: models.EmailField[str, str] = models.EmailField(blank=True, default="")
    person_id: models.CharField[str | None, str | None] = models.CharField(
        max_length=80, null=True, blank=True, unique=True
    )
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    signed_out: models.IntegerField[int, int] = models.IntegerField(default=0)  # times, everywhere at once

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session is tied to: one begun with another password, or before the last sign-out everywhere,
        is nobody's.
        """
        tied = f"{self.password}:{self.signed_out}"
        return salted_hmac("peelian.session", tied, secret=secret, algorithm="sha256").hexdigest()

    def grants_in_force(self, on: date | None = None) -> GrantQuerySet:
        """Its grants in force on a day, today when None."""
        return GrantQuerySet(Grant).filter(account=self).in_force(on)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """The roles granted to this account that are in force today, asked of the database once."""
        return tuple(Held(ROLES[grant.role], grant.unit) for grant in self.grants_in_force())

    def holds(self, permission: Permission) -> bool:
        """Whether any of its roles allows something, wherever that is."""
        return any(permission in held.role.permissions for held in self.held)

    @property
    def needs_factor(self) -> bool:
        """Whether any of its roles asks for a second factor."""
        return any(held.role.factor for held in self.held)


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, on: date | None = None) -> GrantQuerySet:
        """Those in force on a day, today when None."""
        day = on or timezone.localdate()
        return self.filter(Q(ends=None) | Q(ends__gt=day), starts__lte=day)


class Grant(models.Model):
    """A role given to an account at a unit and all below it, from a day until another, the day after."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, models.PROTECT, related_name="grants"
    )
    role: models.CharField[str, str] = models.CharField(max_length=40)
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    starts: models.DateField[date, date] = models.DateField()
    ends: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)
    granted_by: models.CharField[str, str] = models.CharField(max_length=120)
    reason: models.CharField[str, str] = models.CharField(max_length=400)
    given_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[GrantQuerySet] = GrantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-starts", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind.title} at {self.unit}"

    @property
    def kind(self) -> type[Role]:
        return ROLES[self.role]

    @property
    def is_over(self) -> bool:
        return self.ends is not None and self.ends <= timezone.localdate()


class FailedSignIn(models.Model):
    """One failed attempt, kept only as long as it can lock somebody out."""

    username: models.CharField[str, str] = models.CharField(max_length=80, db_index=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, viewer: Viewer) -> AuditQuerySet:
        """All of them for whoever reads the record; PermissionDenied for others."""
        require(viewer, Permission.READ_AUDIT)
        return self.all()


class AuditEvent(models.Model):
    """Something that was done, or read of a named person. Written by `audit.record` alone, never changed:
    the database refuses. `before` and `after` are canonical JSON. `hash` covers everything else here and
    the hash of the event before, so that any that is altered, removed or inserted breaks the chain.
    """

    number: models.BigIntegerField[int, int] = models.BigIntegerField(primary_key=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)
    actor: models.CharField[str, str] = models.CharField(max_length=120, db_index=True)
    role: models.CharField[str, str] = models.CharField(max_length=120)
    action: models.CharField[str, str] = models.CharField(max_length=60, db_index=True)
    subject: models.TextField[str, str] = models.TextField()
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    address: models.CharField[str, str] = models.CharField(max_length=80)
    before: models.TextField[str, str] = models.TextField()
    after: models.TextField[str, str] = models.TextField()
    previous: models.CharField[str, str] = models.CharField(max_length=64)
    hash: models.CharField[str, str] = models.CharField(max_length=64)

    objects: ClassVar[AuditQuerySet] = AuditQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"


class AuditHead(models.Model):
    """The latest event's number and hash: whoever writes the next takes its row first."""

    number: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    hash: models.CharField[str, str] = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class TokenQuerySet(models.QuerySet["Token"]):
    def in_force(self) -> TokenQuerySet:
        """Those neither revoked nor past their last day."""
        return self.filter(revoked_at=None, ends__gt=timezone.localdate())

    def visible_to(self, viewer: Viewer) -> TokenQuerySet:
        """One's own."""
        return self.filter(account__username=viewer.username)


class Token(models.Model):
    """What a program shows to ask in an account's name: one role of the account's at a unit, until a day.

    `role` is one that is granted, or `staff` for what the account's own posting gives, wherever that is.
    Only the SHA-256 of the secret is kept. `ends` is the first day it no longer works.
    """

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, models.CASCADE, related_name="tokens"
    )
    label: models.CharField[str, str] = models.CharField(max_length=80)
    role: models.CharField[str, str] = models.CharField(max_length=40)
    unit: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    ends: models.DateField[date, date] = models.DateField()
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    last_used_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    objects: ClassVar[TokenQuerySet] = TokenQuerySet.as_manager()  # type: ignore[assignment]
    account_id: int
    unit_name: str = ""  # what the unit is called now, where that was looked up

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def kind(self) -> type[Role]:
        return ROLES[self.role]

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.ends <= timezone.localdate()


class RateCount(models.Model):
    """How many requests somebody made in one minute, counted where every worker sees it."""

    who: models.CharField[str, str] = models.CharField(max_length=120)
    minute: models.BigIntegerField[int, int] = models.BigIntegerField(db_index=True)
    count: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["who", "minute"], name="one_count_a_minute")]

    def __str__(self) -> str:
        return f"{self.who}: {self.count}"
