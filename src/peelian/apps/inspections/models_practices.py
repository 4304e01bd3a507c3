"""The library of practices: what forces do, and whether it could work here."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from peelian.apps.inspections.keeping import WrittenOnce
from peelian.apps.inspections.models_documents import Document
from peelian.apps.inspections.models_register import Finding

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

STATES = {
    "noted": "Not assessed",
    "assessing": "Being assessed",
    "trying": "On trial",
    "adopted": "Adopted",
    "declined": "Declined",
}


class Practice(models.Model):
    """Something a force does, met in a document or written here. The fields are those of the College of
    Policing's template for sharing practice; `organisation` is the force, `ours` whether it is this one.
    """

    title: models.CharField[str, str] = models.CharField(max_length=200)
    description: models.TextField[str, str] = models.TextField()
    organisation: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    ours: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    does_it_work: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    focus: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    topic: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    contact: models.CharField[str, str] = models.CharField(max_length=200, blank=True, default="")
    region: models.CharField[str, str] = models.CharField(max_length=80, blank=True, default="")
    partners: models.CharField[str, str] = models.CharField(max_length=200, blank=True, default="")
    stage: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    start_date: models.DateField[date | None, date | None] = models.DateField(null=True)
    scale: models.CharField[str, str] = models.CharField(max_length=80, blank=True, default="")
    target_group: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    aim: models.TextField[str, str] = models.TextField(blank=True, default="")
    intended_outcome: models.TextField[str, str] = models.TextField(blank=True, default="")
    finding: models.ForeignKey[Finding | None, Finding | None] = models.ForeignKey(
        Finding, models.PROTECT, null=True, related_name="practices"
    )
    document: models.ForeignKey[Document | None, Document | None] = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="practices"
    )
    state: models.CharField[str, str] = models.CharField(max_length=12, default="noted", db_index=True)
    added_by: models.CharField[str, str] = models.CharField(max_length=120)
    added_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    assessments: "RelatedManager[Assessment]"

    class Meta:
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def state_title(self) -> str:
        return STATES[self.state]

    @property
    def origin_key(self) -> str:
        """What the actions that try it name as what they came of."""
        return f"practice:{self.pk}"


class Assessment(WrittenOnce):
    """What an improvement board said of a practice at one moment, and the state that put it in. `board` is
    what the board is called; `measured` what the measure of its trial had done when it was decided.
    """

    practice: models.ForeignKey[Practice, Practice] = models.ForeignKey(
        Practice, models.PROTECT, related_name="assessments"
    )
    state: models.CharField[str, str] = models.CharField(max_length=12)
    words: models.TextField[str, str] = models.TextField()
    board: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    measured: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")
    by: models.CharField[str, str] = models.CharField(max_length=120)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = "an assessment of a practice"

    def __str__(self) -> str:
        return STATES[self.state]
