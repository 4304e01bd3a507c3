"""Plans, an edition a year, and the objectives of each."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

KINDS = {
    "police_and_crime": "Police and crime plan",
    "national": "National priorities",
    "policing": "Policing plan",
    "delivery": "Delivery plan",
}


class Plan(models.Model):
    """What a unit means to achieve, year after year. Only a delivery plan is of a unit below the force."""

    title: models.CharField[str, str] = models.CharField(max_length=160)
    kind: models.CharField[str, str] = models.CharField(max_length=20)
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    owner: models.CharField[str, str] = models.CharField(max_length=120)
    made_by: models.CharField[str, str] = models.CharField(max_length=120)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    editions: "RelatedManager[Edition]"

    class Meta:
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """A plan as it is for one year. It is drafted, then approved by somebody else, and then never changed."""

    plan: models.ForeignKey[Plan, Plan] = models.ForeignKey(Plan, models.PROTECT, related_name="editions")
    year: models.CharField[str, str] = models.CharField(max_length=20)
    starts: models.DateField[date, date] = models.DateField()
    ends: models.DateField[date, date] = models.DateField()
    foreword: models.TextField[str, str] = models.TextField(blank=True, default="")
    drafted_by: models.CharField[str, str] = models.CharField(max_length=120)
    drafted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    approved_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    approved_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    objectives: "RelatedManager[Objective]"

    class Meta:
        ordering: ClassVar = ["-starts", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "year"], name="one_edition_a_year")]

    def __str__(self) -> str:
        return f"{self.plan} {self.year}"

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


class Objective(models.Model):
    """One thing that an edition is to achieve. `code` is what it keeps from year to year; `questions` and
    `measures` are ids of the framework; actions are those of the register whose origin it is.
    """

    edition: models.ForeignKey[Edition, Edition] = models.ForeignKey(
        Edition, models.CASCADE, related_name="objectives"
    )
    code: models.CharField[str, str] = models.CharField(max_length=20)
    title: models.CharField[str, str] = models.CharField(max_length=300)
    why: models.TextField[str, str] = models.TextField(blank=True, default="")
    owner: models.CharField[str, str] = models.CharField(max_length=120)
    questions: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    measures: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    place: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["place", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="one_objective_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
