"""The statutory answer to a publication: what is said of each recommendation, comments, approval, copies."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from peelian.apps.inspections.keeping import WrittenOnce
from peelian.apps.inspections.models_register import Finding, Publication

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

STATES = {"draft": "Draft", "submitted": "For approval", "approved": "Approved", "published": "Published"}
STANCES = {"taken": "Action taken", "proposed": "Action proposed", "none": "No action, and why"}
LAYOUTS = {
    "letter": "Letter to the Home Secretary, with an appendix",
    "record": "Response record",
    "page": "Web page",
    "form": "Form",
}


class Response(models.Model):
    """The answer that the local policing body gives to one publication (Police Act 1996 s.55(5) to (6)).

    While it is a draft it is made anew from its parts; once approved, `content` is canonical JSON of all it
    says and `sha256` is of that, for ever. `dated` is the day it bears, `address` where it is on the web,
    `sender` the head of a letter. `initial_comments` are the commissioner's before the chief officer's, where
    they are kept apart. `drafters` are usernames of all who had a hand in it, who never approve it.
    """

    publication: models.OneToOneField[Publication, Publication] = models.OneToOneField(
        Publication, models.PROTECT, related_name="response"
    )
    layout: models.CharField[str, str] = models.CharField(max_length=10, default="record")
    state: models.CharField[str, str] = models.CharField(max_length=10, default="draft", db_index=True)
    body_title: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    commissioner: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    chief_constable: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    sender: models.TextField[str, str] = models.TextField(blank=True, default="")
    addressed_to: models.TextField[str, str] = models.TextField(blank=True, default="")
    chief_comments: models.TextField[str, str] = models.TextField(blank=True, default="")
    chief_comments_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    chief_comments_on: models.DateField[date | None, date | None] = models.DateField(null=True)
    initial_comments: models.TextField[str, str] = models.TextField(blank=True, default="")
    commissioner_comments: models.TextField[str, str] = models.TextField(blank=True, default="")
    dated: models.DateField[date | None, date | None] = models.DateField(null=True)
    drafters: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    begun_by: models.CharField[str, str] = models.CharField(max_length=120)
    begun_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    submitted_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    submitted_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    approved_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    approved_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    published_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    published_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    why_sent_back: models.TextField[str, str] = models.TextField(blank=True, default="")
    address: models.CharField[str, str] = models.CharField(max_length=1000, blank=True, default="")
    content: models.TextField[str, str] = models.TextField(blank=True, default="")
    sha256: models.CharField[str, str] = models.CharField(max_length=64, blank=True, default="")

    replies: "RelatedManager[Reply]"
    copies: "RelatedManager[Copy]"

    class Meta:
        ordering: ClassVar = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return f"Response to {self.publication}"

    @property
    def state_title(self) -> str:
        return STATES[self.state]


class Reply(WrittenOnce):
    """What a response says of one finding, and whether action was taken, is proposed, or why there is none
    (s.55(5B)). The latest of a finding stands; earlier ones stay.
    """

    response: models.ForeignKey[Response, Response] = models.ForeignKey(
        Response, models.PROTECT, related_name="replies"
    )
    finding: models.ForeignKey[Finding, Finding] = models.ForeignKey(
        Finding, models.PROTECT, related_name="replies"
    )
    stance: models.CharField[str, str] = models.CharField(max_length=10)
    force_words: models.TextField[str, str] = models.TextField(blank=True, default="")
    commissioner_words: models.TextField[str, str] = models.TextField(blank=True, default="")
    by: models.CharField[str, str] = models.CharField(max_length=120)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    finding_id: int

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = "a reply to a finding"

    def __str__(self) -> str:
        return STANCES[self.stance]


class Copy(WrittenOnce):
    """A copy of a published response that was sent to somebody: whom the law names, or anybody else."""

    response: models.ForeignKey[Response, Response] = models.ForeignKey(
        Response, models.PROTECT, related_name="copies"
    )
    recipient: models.CharField[str, str] = models.CharField(max_length=200)
    sent_on: models.DateField[date, date] = models.DateField()
    how: models.CharField[str, str] = models.CharField(max_length=200, blank=True, default="")
    by: models.CharField[str, str] = models.CharField(max_length=120)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["sent_on", "pk"]
        verbose_name = "a copy of a response"

    def __str__(self) -> str:
        return self.recipient
