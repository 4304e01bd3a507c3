"""Who is told of new signals by e-mail, and what each was told."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from peelian.apps.access.models import Account

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

EVERY = {
    "daily": "Every day, when there is something new",
    "weekly": "On Mondays, when there is something new",
}
KINDS = {"concerns": "Only what is getting worse", "everything": "Every signal"}


class Subscription(models.Model):
    """An account's wish to be told of new signals at a unit and below. `looked_at` is when it was last
    looked for them, `last_sent_at` when there were some and they were sent.
    """

    account: models.OneToOneField[Account, Account] = models.OneToOneField(
        Account, models.CASCADE, related_name="digest"
    )
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    every: models.CharField[str, str] = models.CharField(max_length=10)
    kinds: models.CharField[str, str] = models.CharField(max_length=10)
    looked_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    last_sent_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    account_id: int
    told: "RelatedManager[Told]"

    def __str__(self) -> str:
        return f"{self.every} digest of {self.unit}"


class Told(models.Model):
    """A signal that a subscriber knows of: it is not told again while it lasts.

    `seen_to` is the latest period it was seen to stand at. The row goes when the signal has ended.
    """

    subscription: models.ForeignKey[Subscription, Subscription] = models.ForeignKey(
        Subscription, models.CASCADE, related_name="told"
    )
    measure: models.CharField[str, str] = models.CharField(max_length=120)
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    type: models.CharField[str, str] = models.CharField(max_length=40)
    began: models.DateField[date, date] = models.DateField()
    seen_to: models.DateField[date, date] = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "measure", "unit"], name="one_told_a_series")
        ]

    def __str__(self) -> str:
        return f"{self.type} of {self.measure} at {self.unit}"
