"""A file of records that somebody is about to file."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.attachments.models import Attachment

KEPT_FOR = timedelta(hours=24)
"""An upload that nobody confirmed is forgotten after this."""


class UploadQuerySet(models.QuerySet[Any]):
    def visible_to(self, account: Account) -> "UploadQuerySet":
        """One's own that have not lapsed."""
        return self.filter(account=account, at__gt=timezone.now() - KEPT_FOR)


class AnyUpload(models.Model):
    """A file that one account uploaded to file records from; its own alone, and for a day."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, models.CASCADE, related_name="+"
    )
    source: models.CharField[str, str] = models.CharField(max_length=80)
    attachment: models.ForeignKey[Attachment, Attachment] = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+"
    )
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True


class Upload(AnyUpload):
    """A file of actions."""

    def __str__(self) -> str:
        return f"actions from {self.source}"
