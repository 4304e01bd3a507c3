"""What people note on charts, decide of suggestions and ask of analysts; batches that programs named."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from peelian.apps.performance.models_digest import Subscription, Told
from peelian.apps.performance.models_requests import AnalysisRequest, AnsweredReading, AnswerFile, RequestStep
from peelian.pipeline import annotations

__all__ = [
    "AnalysisRequest", "Annotation", "AnswerFile", "AnsweredReading", "DecidedSuggestion", "OfferedBatch",
    "RequestStep", "Subscription", "Told",
]  # fmt: skip


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


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def in_force(self) -> "AnnotationQuerySet":
        """Those that nobody has withdrawn."""
        return self.filter(withdrawn_at=None)


class Annotation(models.Model):
    """A note on a measure at a unit and all below it (see `pipeline.annotations`), by whom, when and why.

    It is never deleted: a note that was wrong is withdrawn, with the reason. `evidence` is text or a link.
    """

    kind: models.CharField[str, annotations.Kind] = models.CharField(max_length=10)
    measure: models.CharField[str, str] = models.CharField(max_length=120)
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    day: models.DateField[date, date] = models.DateField()
    reason: models.CharField[str, str] = models.CharField(max_length=400)
    evidence: models.CharField[str, str] = models.CharField(max_length=1000, blank=True, default="")
    written_by: models.CharField[str, str] = models.CharField(max_length=120)
    written_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    withdrawn_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    withdrawn_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    withdrawn_reason: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")

    objects: ClassVar[AnnotationQuerySet] = AnnotationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["measure", "unit"], name="annotation_place")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.day} on {self.measure} at {self.unit}"

    @property
    def in_force(self) -> bool:
        return self.withdrawn_at is None


class DecidedSuggestion(models.Model):
    """A suggested new average that somebody accepted or declined, and the numbers it rested on then
    (`stats.spc.RebaseSuggestion`). The same suggestion is not made again; one of another day is.
    """

    measure: models.CharField[str, str] = models.CharField(max_length=120)
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    day: models.DateField[date, date] = models.DateField()
    numbers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    accepted: models.BooleanField[bool, bool] = models.BooleanField()
    reason: models.CharField[str, str] = models.CharField(max_length=400)
    decided_by: models.CharField[str, str] = models.CharField(max_length=120)
    decided_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "unit", "day"], name="one_decision_a_suggestion")
        ]

    def __str__(self) -> str:
        return f"new average of {self.measure} at {self.unit} from {self.day}"
