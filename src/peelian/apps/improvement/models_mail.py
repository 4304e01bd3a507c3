"""Who is sent e-mail about actions, and what each was told."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from peelian.apps.access.models import Account

REMINDERS = {"soon": "due in a week", "overdue": "overdue"}


class Mailing(models.Model):
    """Whether an account is sent e-mail about actions, which it is unless it said otherwise. `looked_at` is
    when it was last looked what waits for it, for the weekly message.
    """

    account: models.OneToOneField[Account, Account] = models.OneToOneField(
        Account, models.CASCADE, related_name="action_mail"
    )
    wanted: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    looked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    account_id: int

    def __str__(self) -> str:
        return f"e-mail about actions: {'wanted' if self.wanted else 'not wanted'}"


class Reminded(models.Model):
    """A reminder that was sent: of an action that was due on a day, to whoever owned it then, of one kind."""

    action: models.ForeignKey["models.Model", "models.Model"] = models.ForeignKey(
        "improvement.Action", models.CASCADE, related_name="reminded"
    )
    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, models.CASCADE, related_name="+"
    )
    kind: models.CharField[str, str] = models.CharField(max_length=10)
    due: models.DateField[date, date] = models.DateField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["action", "account", "kind", "due"], name="one_reminder_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, due on {self.due}"
