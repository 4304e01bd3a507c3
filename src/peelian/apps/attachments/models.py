"""Files that people attach to records of other apps, each kept whole and never changed."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from peelian.apps.attachments.kinds import KINDS


class AttachmentManager(models.Manager["Attachment"]):
    def get_queryset(self) -> models.QuerySet["Attachment"]:
        """What a file holds is read only when it is asked for."""
        return super().get_queryset().defer("content")


class Attachment(models.Model):
    """One uploaded file. `sha256` is of what it holds, in hexadecimal; `size` in bytes. Who may have it is
    decided by the record it is attached to.
    """

    name: models.CharField[str, str] = models.CharField(max_length=200)
    kind: models.CharField[str, str] = models.CharField(max_length=10)
    size: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    content: models.BinaryField[bytes, bytes] = models.BinaryField()
    uploaded_by: models.CharField[str, str] = models.CharField(max_length=120)
    uploaded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AttachmentManager] = AttachmentManager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What kind of file it is, in words."""
        return KINDS[self.kind].title
