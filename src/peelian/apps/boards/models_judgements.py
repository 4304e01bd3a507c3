"""What people judge of a question beside its signals: grades, views of others, and how it was concluded."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from peelian.apps.boards.models_meetings import Board

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

CONFIDENCES = {"high": "High", "medium": "Medium", "low": "Low"}
STANCES = {"agree": "Agrees", "challenge": "Challenges"}


class Judgement(models.Model):
    """What the owner of a question says of it for a period: a grade of the scale, how sure, and words.

    Never changed: another judgement of the same question and period takes its place, and this one stays.
    `signals` is what the charts said then; `because` is why the grade says otherwise than they do.
    """

    board: models.ForeignKey[Board, Board] = models.ForeignKey(
        Board, models.PROTECT, related_name="judgements"
    )
    question: models.CharField[str, str] = models.CharField(max_length=60)
    period: models.DateField[date, date] = models.DateField()
    grade: models.CharField[str, str] = models.CharField(max_length=40)
    confidence: models.CharField[str, str] = models.CharField(max_length=10)
    words: models.TextField[str, str] = models.TextField()
    because: models.TextField[str, str] = models.TextField(blank=True, default="")
    signals: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    given_by: models.CharField[str, str] = models.CharField(max_length=120)
    given_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    views: "RelatedManager[View]"

    class Meta:
        ordering: ClassVar = ["-given_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["board", "question", "period"], name="judgement_of_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.grade} for {self.question}, {self.period}"


class View(models.Model):
    """What somebody else on the board says of a judgement: that they agree, or why they do not."""

    judgement: models.ForeignKey[Judgement, Judgement] = models.ForeignKey(
        Judgement, models.PROTECT, related_name="views"
    )
    stance: models.CharField[str, str] = models.CharField(max_length=10)
    grade: models.CharField[str, str] = models.CharField(max_length=40, blank=True, default="")
    words: models.TextField[str, str] = models.TextField(blank=True, default="")
    given_by: models.CharField[str, str] = models.CharField(max_length=120)
    given_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["given_at", "pk"]

    def __str__(self) -> str:
        return f"{self.given_by} {STANCES[self.stance].lower()}"


class Conclusion(models.Model):
    """How a board closed a question for a period, upon a judgement that somebody else had looked at.

    `reopened_at` is set when it was opened again; a later conclusion then stands.
    """

    judgement: models.ForeignKey[Judgement, Judgement] = models.ForeignKey(
        Judgement, models.PROTECT, related_name="conclusions"
    )
    grade: models.CharField[str, str] = models.CharField(max_length=40)
    words: models.TextField[str, str] = models.TextField()
    concluded_by: models.CharField[str, str] = models.CharField(max_length=120)
    concluded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    reopened_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    reopened_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    why_reopened: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-concluded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.judgement.question} concluded as {self.grade}"
