"""What accounts are told of dates: the address of one's calendar, and what each was reminded of."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from peelian.apps.access.models import Account


class DeadlineFeed(models.Model):
    """An account's secret address of a calendar of dates; only the SHA-256 of the secret is kept."""

    account: models.OneToOneField[Account, Account] = models.OneToOneField(
        Account, models.CASCADE, related_name="deadline_feed"
    )
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Dates for {self.account}"


class ReminderSent(models.Model):
    """A reminder that was sent: of `subject` ("finding:12", "answer:3"), due on a day, of one kind."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, models.CASCADE, related_name="+"
    )
    subject: models.CharField[str, str] = models.CharField(max_length=40)
    kind: models.CharField[str, str] = models.CharField(max_length=10)
    due: models.DateField[date, date] = models.DateField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "subject", "kind", "due"], name="one_reminder_of_a_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, due on {self.due}"
