"""Questions that people ask the performance team, every step each went through, and what was answered."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from peelian.apps.attachments.models import Attachment

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

STATES = {
    "asked": "Waiting for triage",
    "accepted": "Accepted",
    "answered": "Answered",
    "answered_before": "Answered before",
    "closed": "Closed",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}
"""In the order that a list sorts them."""
OPEN = ("asked", "accepted")
GIVEN = ("answered", "closed")
"""States of a request that has an answer of its own which nobody has asked more of."""
STEPS = {
    "asked": "Asked",
    "accepted": "Accepted",
    "declined": "Declined",
    "answered_before": "Answered before",
    "answered": "Answered",
    "closed": "Closed",
    "reopened": "Reopened",
    "withdrawn": "Withdrawn",
}


class AnalysisRequest(models.Model):
    """A question to the performance team, as it stands: how it came to that is in its steps.

    `why` is the decision it serves; `measures` are ids of the framework. `analyst` and `expected` are of the
    last time it was accepted, `earlier` is the request whose answer serves this one too. `answered_at` is
    when it was first answered, in either way, `answer` the words of its latest own answer. `words` is what
    searching looks in (see `requesting.folded`).
    """

    title: models.CharField[str, str] = models.CharField(max_length=160)
    question: models.TextField[str, str] = models.TextField()
    why: models.TextField[str, str] = models.TextField()
    unit: models.CharField[str, str] = models.CharField(max_length=120, db_index=True)
    measures: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    needed_by: models.DateField[date | None, date | None] = models.DateField(null=True)
    asked_by: models.CharField[str, str] = models.CharField(max_length=120, db_index=True)
    asked_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    state: models.CharField[str, str] = models.CharField(max_length=20, default="asked")
    analyst: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    expected: models.DateField[date | None, date | None] = models.DateField(null=True)
    earlier: "models.ForeignKey[AnalysisRequest | None, AnalysisRequest | None]" = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="later"
    )
    answered_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    answer: models.TextField[str, str] = models.TextField(blank=True, default="")
    words: models.TextField[str, str] = models.TextField(blank=True, default="")

    earlier_id: int | None
    steps: "RelatedManager[RequestStep]"

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def state_title(self) -> str:
        return STATES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether the performance team still owes something."""
        return self.state in OPEN

    @property
    def has_answer(self) -> bool:
        """Whether it has had an answer of its own, whatever became of it since."""
        return self.answer != ""

    def is_late(self, today: date) -> bool:
        """Whether the day it was expected on has passed without an answer."""
        return self.is_open and self.expected is not None and self.expected < today


class RequestStep(models.Model):
    """One thing that was done to a request, by whom, when and in what words. It is never changed.

    `analyst` and `expected` are set when it was accepted, `earlier` when it was answered before.
    """

    request: models.ForeignKey[AnalysisRequest, AnalysisRequest] = models.ForeignKey(
        AnalysisRequest, models.PROTECT, related_name="steps"
    )
    kind: models.CharField[str, str] = models.CharField(max_length=20)
    by: models.CharField[str, str] = models.CharField(max_length=120)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    words: models.TextField[str, str] = models.TextField(blank=True, default="")
    analyst: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    expected: models.DateField[date | None, date | None] = models.DateField(null=True)
    earlier: models.ForeignKey[AnalysisRequest | None, AnalysisRequest | None] = models.ForeignKey(
        AnalysisRequest, models.PROTECT, null=True, related_name="+"
    )

    request_id: int
    earlier_id: int | None
    readings: "RelatedManager[AnsweredReading]"
    files: "RelatedManager[AnswerFile]"

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.request_id}"

    @property
    def title(self) -> str:
        return STEPS[self.kind]


class AnsweredReading(models.Model):
    """A measure at a unit as it was when an answer was given: in words, as a table and as a chart.

    `number` is its place among all that the request was ever given; `lines` are those of
    `documents.readings`; `charts` are Vega-Lite specifications by width.
    """

    step: models.ForeignKey[RequestStep, RequestStep] = models.ForeignKey(
        RequestStep, models.PROTECT, related_name="readings"
    )
    request: models.ForeignKey[AnalysisRequest, AnalysisRequest] = models.ForeignKey(
        AnalysisRequest, models.PROTECT, related_name="+"
    )
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    measure: models.CharField[str, str] = models.CharField(max_length=120)
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    title: models.CharField[str, str] = models.CharField(max_length=300)
    unit_name: models.CharField[str, str] = models.CharField(max_length=200)
    sentence: models.TextField[str, str] = models.TextField()
    latest: models.CharField[str, str] = models.CharField(max_length=80)
    latest_period: models.CharField[str, str] = models.CharField(max_length=80)
    alt: models.TextField[str, str] = models.TextField()
    columns: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    lines: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    charts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    frozen_on: models.DateField[date, date] = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="one_reading_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.title} at {self.unit_name} on {self.frozen_on}"


class AnswerFile(models.Model):
    """A file that came with an answer."""

    step: models.ForeignKey[RequestStep, RequestStep] = models.ForeignKey(
        RequestStep, models.PROTECT, related_name="files"
    )
    attachment: models.ForeignKey[Attachment, Attachment] = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.attachment)
