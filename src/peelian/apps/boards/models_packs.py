"""Packs: what a board reads, frozen as it was; and what is left out of a public edition."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from peelian.apps.boards.models_meetings import Board, Meeting

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

STATES = {"draft": "Draft", "approved": "Approved", "frozen": "Frozen", "published": "Published"}


class Pack(models.Model):
    """One pack of a board for a period. While a draft it is made anew from what is there now each time it is
    read; once frozen, `content` is canonical JSON of all it says and `sha256` is of that, for ever.

    `values_version` is the version of the table of values it was frozen at, `edition` the framework's.
    """

    board: models.ForeignKey[Board, Board] = models.ForeignKey(Board, models.PROTECT, related_name="packs")
    meeting: models.ForeignKey[Meeting | None, Meeting | None] = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, related_name="packs"
    )
    period: models.DateField[date, date] = models.DateField()
    title: models.CharField[str, str] = models.CharField(max_length=200)
    state: models.CharField[str, str] = models.CharField(max_length=10, default="draft")
    made_by: models.CharField[str, str] = models.CharField(max_length=120)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    approved_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    approved_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    frozen_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    frozen_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    published_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    published_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    content: models.TextField[str, str] = models.TextField(blank=True, default="")
    sha256: models.CharField[str, str] = models.CharField(max_length=64, blank=True, default="")
    public_content: models.TextField[str, str] = models.TextField(blank=True, default="")
    public_sha256: models.CharField[str, str] = models.CharField(max_length=64, blank=True, default="")
    values_version: models.IntegerField[int, int] = models.IntegerField(default=-1)
    edition: models.CharField[str, str] = models.CharField(max_length=60, blank=True, default="")

    redactions: "RelatedManager[Redaction]"

    class Meta:
        ordering: ClassVar = ["-period", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def state_title(self) -> str:
        return STATES[self.state]

    @property
    def is_frozen(self) -> bool:
        return self.state in ("frozen", "published")


class Redaction(models.Model):
    """A part of a frozen pack that its public edition shows as left out, and why. `part` names it as the
    content does: `question:responding_to_the_public`, `measure:regraded`, `decision:14`, `action:203`.
    """

    pack: models.ForeignKey[Pack, Pack] = models.ForeignKey(Pack, models.PROTECT, related_name="redactions")
    part: models.CharField[str, str] = models.CharField(max_length=120)
    reason: models.CharField[str, str] = models.CharField(max_length=400)
    made_by: models.CharField[str, str] = models.CharField(max_length=120)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["part"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["pack", "part"], name="a_part_once_a_pack")]

    def __str__(self) -> str:
        return self.part
