"""Documents that were read: what the reader found in each, and what people corrected."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from peelian.apps.attachments.models import Attachment
from peelian.apps.inspections.keeping import WrittenOnce

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from peelian.apps.inspections.models_practices import Practice
    from peelian.apps.inspections.models_register import Answer

STATES = {"read": "To check", "accepted": "Accepted", "set_aside": "Set aside"}


class Document(models.Model):
    """A response or report that was uploaded. `read` is what the reader found, in the shape that `peelian
    inspections read --json` prints, and is never changed; `text` is what it found that in, which the spans
    are places of. It goes into the register when somebody accepts it, with the corrections made by then.
    """

    attachment: models.ForeignKey[Attachment, Attachment] = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+"
    )
    text: models.TextField[str, str] = models.TextField()
    read: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    state: models.CharField[str, str] = models.CharField(max_length=10, default="read", db_index=True)
    uploaded_by: models.CharField[str, str] = models.CharField(max_length=120)
    uploaded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    decided_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    decided_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    why_set_aside: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")

    corrections: "RelatedManager[Correction]"
    answers: "RelatedManager[Answer]"
    practices: "RelatedManager[Practice]"

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.attachment.name

    @property
    def state_title(self) -> str:
        return STATES[self.state]


class Correction(WrittenOnce):
    """One field that a person put right before a document was accepted. `field` names it as the reader's
    JSON has it, `published` or `findings.2.due`; `before` and `after` are what it held, as JSON. An `after`
    of a whole finding or practice that is null leaves it out.
    """

    document: models.ForeignKey[Document, Document] = models.ForeignKey(
        Document, models.PROTECT, related_name="corrections"
    )
    field: models.CharField[str, str] = models.CharField(max_length=80)
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    after: models.JSONField[Any, Any] = models.JSONField(null=True)
    by: models.CharField[str, str] = models.CharField(max_length=120)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        verbose_name = "a correction of a document"

    def __str__(self) -> str:
        return self.field
