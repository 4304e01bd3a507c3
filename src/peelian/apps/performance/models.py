"""Batches of rows that programs offered and named, so that the same again gives the same receipt."""

from datetime import datetime
from typing import ClassVar

from django.db import models


class OfferedBatch(models.Model):
    """A batch by the name that whoever offered it gave it. `digest` is of what was offered, and where;
    `receipt` is the answer it was given, as JSON.
    """

    username: models.CharField[str, str] = models.CharField(max_length=120)
    key: models.CharField[str, str] = models.CharField(max_length=100)
    digest: models.CharField[str, str] = models.CharField(max_length=64)
    receipt: models.TextField[str, str] = models.TextField()
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["username", "key"], name="one_batch_a_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.username}"
