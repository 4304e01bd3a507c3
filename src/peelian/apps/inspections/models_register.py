"""The register: publications of inspectorates, what they found, and how the force gets on with it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.inspections.keeping import WrittenOnce
from peelian.apps.inspections.models_documents import Document

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from peelian.apps.inspections.models_practices import Practice
    from peelian.apps.inspections.models_responses import Response

INSPECTION_TYPES = {"national": "National", "local": "Local"}
EACH_PORTAL_ID_ONCE = "one_publication_a_portal_id"


class Publication(models.Model):
    """One report of an inspection. `published` is its day, None where no document said it; the statutory
    answer is due 55 days later (Police Act 1996 s.55(5A)). `comments_due` is the earlier day by which the
    commissioner asks for the chief officer's comments (s.55(4)).
    """

    title: models.CharField[str, str] = models.CharField(max_length=300)
    body: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="HMICFRS")
    portal_id: models.CharField[str, str] = models.CharField(max_length=20, blank=True, default="")
    inspection_type: models.CharField[str, str] = models.CharField(max_length=10, blank=True, default="")
    force: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    published: models.DateField[date | None, date | None] = models.DateField(null=True, db_index=True)
    comments_due: models.DateField[date | None, date | None] = models.DateField(null=True)
    grade: models.CharField[str, str] = models.CharField(max_length=60, blank=True, default="")
    summary: models.TextField[str, str] = models.TextField(blank=True, default="")
    link: models.CharField[str, str] = models.CharField(max_length=1000, blank=True, default="")
    added_by: models.CharField[str, str] = models.CharField(max_length=120)
    added_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    findings: "RelatedManager[Finding]"
    response: "Response"

    class Meta:
        ordering: ClassVar = ["-published", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["portal_id"], name=EACH_PORTAL_ID_ONCE, condition=~models.Q(portal_id="")
            )
        ]

    def __str__(self) -> str:
        return self.title


class Finding(models.Model):
    """One thing an inspection found. `kind` and `status` are ids of `framework/inspections.yaml`.

    `addressed_to` are the bodies it is for, as the report says. `due_as_written` is its date in the report's
    own words, `due` the last day of that, `owner` whoever of the force answers for it, at `unit`. `success`,
    `measure` and `question` say how one will know that it worked, since `began_on`. `assured_by` is who found
    independently that it is done. `source` and `reference` name one that was imported, where it came from.
    What is done about it are actions of the register whose origin is this finding.
    """

    publication: models.ForeignKey[Publication, Publication] = models.ForeignKey(
        Publication, models.PROTECT, related_name="findings"
    )
    number: models.CharField[str, str] = models.CharField(max_length=20, blank=True, default="")
    portal_id: models.CharField[str, str] = models.CharField(
        max_length=20, blank=True, default="", db_index=True
    )
    kind: models.CharField[str, str] = models.CharField(max_length=60)
    text: models.TextField[str, str] = models.TextField()
    bullets: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    addressed_to: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    due: models.DateField[date | None, date | None] = models.DateField(null=True, db_index=True)
    due_as_written: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    unit: models.CharField[str, str] = models.CharField(max_length=120, db_index=True)
    owner: models.ForeignKey[Account | None, Account | None] = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="findings_owned"
    )
    status: models.CharField[str, str] = models.CharField(max_length=60, db_index=True)
    success: models.TextField[str, str] = models.TextField(blank=True, default="")
    measure: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    question: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    began_on: models.DateField[date | None, date | None] = models.DateField(null=True)
    assured_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    closed_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    closed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    source: models.CharField[str, str] = models.CharField(max_length=80, blank=True, default="")
    reference: models.CharField[str, str] = models.CharField(max_length=80, blank=True, default="")
    added_by: models.CharField[str, str] = models.CharField(max_length=120)
    added_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    updated_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    owner_id: int | None
    publication_id: int
    updates: "RelatedManager[Update]"
    answers: "RelatedManager[Answer]"
    practices: "RelatedManager[Practice]"

    class Meta:
        ordering: ClassVar = ["publication", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "reference"], name="one_finding_a_reference",
                condition=~models.Q(reference=""),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Finding {self.pk}"

    @property
    def origin_key(self) -> str:
        """What its actions in the register name as what they came of."""
        return f"finding:{self.pk}"


class Update(WrittenOnce):
    """What was said and done of a finding at one moment. `move`, `status`, `due`, `owner` and `unit` are what
    it moved by and to, "" or None where it stayed; `measured` what its measure had done when it was closed.
    """

    finding: models.ForeignKey[Finding, Finding] = models.ForeignKey(
        Finding, models.PROTECT, related_name="updates"
    )
    words: models.TextField[str, str] = models.TextField(blank=True, default="")
    by: models.CharField[str, str] = models.CharField(max_length=120)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    move: models.CharField[str, str] = models.CharField(max_length=24, blank=True, default="")
    status: models.CharField[str, str] = models.CharField(max_length=60, blank=True, default="")
    due: models.DateField[date | None, date | None] = models.DateField(null=True)
    due_was: models.DateField[date | None, date | None] = models.DateField(null=True)
    owner: models.CharField[str, str] = models.CharField(max_length=80, blank=True, default="")
    unit: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    measured: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = "an update of a finding"

    def __str__(self) -> str:
        return f"Update on {self.at:%Y-%m-%d}"


class Answer(models.Model):
    """What a document says that a force and its local policing body answered to a finding: ours or another's.
    `force` is as the list of forces names it, "" where the document names none.
    """

    finding: models.ForeignKey[Finding, Finding] = models.ForeignKey(
        Finding, models.PROTECT, related_name="answers"
    )
    document: models.ForeignKey[Document, Document] = models.ForeignKey(
        Document, models.PROTECT, related_name="answers"
    )
    force: models.CharField[str, str] = models.CharField(
        max_length=120, blank=True, default="", db_index=True
    )
    wording: models.TextField[str, str] = models.TextField(blank=True, default="")
    force_response: models.TextField[str, str] = models.TextField(blank=True, default="")
    commissioner_response: models.TextField[str, str] = models.TextField(blank=True, default="")
    for_another_body: models.BooleanField[bool | None, bool | None] = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["force", "pk"]

    def __str__(self) -> str:
        return f"{self.force} to finding {self.finding_id}"  # type: ignore[attr-defined]
