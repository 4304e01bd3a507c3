"""Accounts, and the failed attempts to sign in to them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

if TYPE_CHECKING:
    from peelian.pipeline.organisation import Organisation


class Role(models.TextChoices):
    """What an account holder does. Where they are in the organisation is their posting, not their role."""

    ANALYST = "analyst", "Performance analyst"
    CHIEF = "chief", "Chief officer"
    COMMANDER = "commander", "Commander"
    SUPERVISOR = "supervisor", "Supervisor"
    STAFF = "staff", "Member of staff"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by username for sign-in."""


class Account(AbstractBaseUser):
    """Somebody who may sign in. `person_id` ties them to their postings; empty for one who has none."""

    username: models.CharField[str, str] = models.CharField(max_length=80, unique=True)
    display_name: models.CharField[str, str] = models.CharField(max_length=120)
    person_id: models.CharField[str | None, str | None] = models.CharField(
        max_length=80, null=True, blank=True, unique=True
    )
    role: models.CharField[str, str] = models.CharField(
        max_length=20, choices=Role.choices, default=Role.STAFF
    )
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_analyst(self) -> bool:
        return self.role == Role.ANALYST

    def may_see_person(self, organisation: Organisation, person: str) -> bool:
        """Whether this account may see values about one person: their own, or of those they lead."""
        if self.person_id is None:
            return False
        return self.person_id == person or organisation.leads_above(self.person_id, person)


class FailedSignIn(models.Model):
    """One failed attempt, kept only as long as it can lock somebody out."""

    username: models.CharField[str, str] = models.CharField(max_length=80, db_index=True)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
