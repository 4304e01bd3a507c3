"""Actions, what was said of them and when, the evidence for them, and who is sent e-mail about them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.db import models
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.attachments.models import Attachment
from peelian.apps.improvement.models_importing import Upload
from peelian.apps.improvement.models_mail import Mailing, Reminded
from peelian.apps.improvement.origins import KINDS
from peelian.apps.improvement.states import STATES, State

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

__all__ = ["Action", "Evidence", "Mailing", "Reminded", "Update", "Upload"]

EACH_ONCE = "one_action_a_reference"


class Action(models.Model):
    """Something somebody owes by a day. `success` says how one will know that it worked, `measure` which
    measure of the framework should show it at the action's unit, since `opened_on`.

    Its number is its key: "Action 203". `origin_key` names what it came of the same for ever. `source` and
    `reference` name an action that was imported, where it came from. `updated_at` is when anything was last
    said of it.
    """

    title: models.CharField[str, str] = models.CharField(max_length=200)
    details: models.TextField[str, str] = models.TextField(blank=True, default="")
    unit: models.CharField[str, str] = models.CharField(max_length=120, db_index=True)
    owner: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, models.PROTECT, related_name="actions_owned"
    )
    due: models.DateField[date, date] = models.DateField(db_index=True)
    state: models.CharField[str, str] = models.CharField(max_length=24, default="open", db_index=True)
    origin_kind: models.CharField[str, str] = models.CharField(max_length=20)
    origin_key: models.CharField[str, str] = models.CharField(max_length=120, db_index=True)
    origin_label: models.CharField[str, str] = models.CharField(max_length=300, blank=True, default="")
    origin_address: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")
    success: models.TextField[str, str] = models.TextField(blank=True, default="")
    measure: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    question: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    source: models.CharField[str, str] = models.CharField(max_length=80, blank=True, default="")
    reference: models.CharField[str, str] = models.CharField(max_length=80, blank=True, default="")
    opened_on: models.DateField[date, date] = models.DateField(default=timezone.localdate)
    filed_by: models.CharField[str, str] = models.CharField(max_length=120)
    filed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    updated_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    closed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    closed_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")

    owner_id: int
    updates: "RelatedManager[Update]"
    evidence: "RelatedManager[Evidence]"

    class Meta:
        ordering: ClassVar = ["due", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "reference"], name=EACH_ONCE, condition=~models.Q(reference="")
            )
        ]

    def __str__(self) -> str:
        return f"Action {self.pk}"

    @property
    def stands(self) -> State:
        """The state it is in."""
        return STATES[self.state]

    @property
    def origin_title(self) -> str:
        """What kind of thing it came of, in words."""
        return KINDS[self.origin_kind]


class UpdateQuerySet(models.QuerySet["Update"]):
    def update(self, **given: Any) -> NoReturn:
        """Never: what was said stays as it was said."""
        raise TypeError("an update of an action is never changed: write another")

    def delete(self) -> NoReturn:
        """Never, as `update`."""
        raise TypeError("an update of an action is never deleted: write another")


class Update(models.Model):
    """What was said and done of an action at one moment; it is never changed afterwards.

    `state`, `due` and `owner` are what it moved to, "" or None where it stayed; `due_was` where it was due
    before. `measured` is what the success measure had done when the action was closed.
    """

    action: models.ForeignKey[Action, Action] = models.ForeignKey(
        Action, models.PROTECT, related_name="updates"
    )
    words: models.TextField[str, str] = models.TextField(blank=True, default="")
    by: models.CharField[str, str] = models.CharField(max_length=120)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    move: models.CharField[str, str] = models.CharField(max_length=24, blank=True, default="")
    state: models.CharField[str, str] = models.CharField(max_length=24, blank=True, default="")
    due: models.DateField[date | None, date | None] = models.DateField(null=True)
    due_was: models.DateField[date | None, date | None] = models.DateField(null=True)
    owner: models.CharField[str, str] = models.CharField(max_length=80, blank=True, default="")
    measured: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")

    objects: ClassVar[UpdateQuerySet] = UpdateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Update of action {self.action_id} on {self.at:%Y-%m-%d}"  # type: ignore[attr-defined]

    def save(self, *args: Any, **more: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise TypeError("an update of an action is never changed: write another")
        super().save(*args, **more)

    def delete(self, *args: Any, **more: Any) -> NoReturn:
        """Never."""
        raise TypeError("an update of an action is never deleted: write another")


class Evidence(models.Model):
    """A file or a link that shows what was done. `evidence_date` is the day of what it shows, not of its
    upload. It is never deleted: what was wrong is withdrawn, with the reason.
    """

    action: models.ForeignKey[Action, Action] = models.ForeignKey(
        Action, models.PROTECT, related_name="evidence"
    )
    title: models.CharField[str, str] = models.CharField(max_length=200)
    attachment: models.ForeignKey[Attachment | None, Attachment | None] = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+"
    )
    link: models.CharField[str, str] = models.CharField(max_length=1000, blank=True, default="")
    evidence_date: models.DateField[date, date] = models.DateField()
    added_by: models.CharField[str, str] = models.CharField(max_length=120)
    added_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    withdrawn_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    withdrawn_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    withdrawn_reason: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-evidence_date", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def in_force(self) -> bool:
        return self.withdrawn_at is None
