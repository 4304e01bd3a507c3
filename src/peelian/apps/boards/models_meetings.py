"""Boards, who sits on them and what they ask; meetings, with what was read, said and decided there."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from peelian.apps.access.models import Account
from peelian.apps.attachments.models import Attachment
from peelian.framework.measure import Period

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from peelian.apps.boards.models_packs import Pack

EVERY = {"month": "Monthly", "quarter": "Quarterly"}
PARTS = {"chair": "Chair", "secretary": "Secretary", "member": "Member"}
STATES = {"planned": "Planned", "held": "Held", "closed": "Minutes approved", "cancelled": "Cancelled"}
ITEMS = {
    "question": "Question", "actions": "Actions due", "decisions": "Decisions of the last meeting",
    "paper": "Paper", "other": "Other business",
}  # fmt: skip
PRESENCES = {"present": "Present", "apologies": "Apologies", "absent": "Absent", "attending": "In attendance"}


class Board(models.Model):
    """A group that meets over the questions it owns. `unit` is what it answers for; `open_to_unit` lets
    everybody read it who sees the unit's values, `is_public` shows its public meetings to everybody.
    """

    slug: models.SlugField[str, str] = models.SlugField(max_length=60, unique=True)
    name: models.CharField[str, str] = models.CharField(max_length=120)
    purpose: models.TextField[str, str] = models.TextField()
    unit: models.CharField[str, str] = models.CharField(max_length=120)
    every: models.CharField[str, Period] = models.CharField(max_length=10)
    open_to_unit: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    is_public: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    made_by: models.CharField[str, str] = models.CharField(max_length=120)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    seats: "RelatedManager[Seat]"
    questions: "RelatedManager[BoardQuestion]"
    meetings: "RelatedManager[Meeting]"
    packs: "RelatedManager[Pack]"

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(models.QuerySet["Seat"]):
    def in_force(self, on: date | None = None) -> "SeatQuerySet":
        """Those held on a day, today when None."""
        day = on or timezone.localdate()
        return self.filter(Q(ends=None) | Q(ends__gt=day), starts__lte=day)


class Seat(models.Model):
    """Somebody's place on a board, from a day until another, the day after."""

    board: models.ForeignKey[Board, Board] = models.ForeignKey(Board, models.PROTECT, related_name="seats")
    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, models.PROTECT, related_name="seats"
    )
    part: models.CharField[str, str] = models.CharField(max_length=10)
    starts: models.DateField[date, date] = models.DateField()
    ends: models.DateField[date | None, date | None] = models.DateField(null=True, blank=True)

    objects: ClassVar[SeatQuerySet] = SeatQuerySet.as_manager()  # type: ignore[assignment]
    board_id: int
    account_id: int

    class Meta:
        ordering: ClassVar = ["part", "account__display_name", "pk"]

    def __str__(self) -> str:
        return f"{self.account}, {PARTS[self.part].lower()}"

    @property
    def part_title(self) -> str:
        return PARTS[self.part]


class BoardQuestion(models.Model):
    """A question of the framework that a board asks, and who on the board judges it."""

    board: models.ForeignKey[Board, Board] = models.ForeignKey(
        Board, models.CASCADE, related_name="questions"
    )
    question: models.CharField[str, str] = models.CharField(max_length=60)
    owner: models.ForeignKey[Account, Account] = models.ForeignKey(Account, models.PROTECT, related_name="+")
    place: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    board_id: int
    owner_id: int

    class Meta:
        ordering: ClassVar = ["place", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["board", "question"], name="a_question_once_a_board")
        ]

    def __str__(self) -> str:
        return self.question


class Meeting(models.Model):
    """One meeting of a board. `period` is the first day of the month or quarter that it looks at."""

    board: models.ForeignKey[Board, Board] = models.ForeignKey(Board, models.PROTECT, related_name="meetings")
    period: models.DateField[date, date] = models.DateField()
    starts_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    ends_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    venue: models.CharField[str, str] = models.CharField(max_length=200, blank=True, default="")
    link: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")
    state: models.CharField[str, str] = models.CharField(max_length=10, default="planned")
    is_public: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    uid: models.CharField[str, str] = models.CharField(max_length=60, unique=True)
    sequence: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    why_cancelled: models.CharField[str, str] = models.CharField(max_length=400, blank=True, default="")
    minutes_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    approved_by: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    approved_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    planned_by: models.CharField[str, str] = models.CharField(max_length=120)
    planned_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now=True)

    board_id: int
    items: "RelatedManager[AgendaItem]"
    papers: "RelatedManager[Paper]"
    attendances: "RelatedManager[Attendance]"
    decisions: "RelatedManager[Decision]"

    class Meta:
        ordering: ClassVar = ["-starts_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.board}, {timezone.localtime(self.starts_at):%-d %B %Y}"

    @property
    def state_title(self) -> str:
        return STATES[self.state]


class AgendaItem(models.Model):
    """One item of a meeting's agenda; `minutes` is what was said, written afterwards."""

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, models.CASCADE, related_name="items"
    )
    kind: models.CharField[str, str] = models.CharField(max_length=10)
    title: models.CharField[str, str] = models.CharField(max_length=200)
    question: models.CharField[str, str] = models.CharField(max_length=60, blank=True, default="")
    presenter: models.CharField[str, str] = models.CharField(max_length=120, blank=True, default="")
    is_public: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    minutes: models.TextField[str, str] = models.TextField(blank=True, default="")
    place: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)

    meeting_id: int
    papers: "RelatedManager[Paper]"

    class Meta:
        ordering: ClassVar = ["place", "pk"]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """A file for a meeting, for one item of its agenda or all of it."""

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, models.PROTECT, related_name="papers"
    )
    item: models.ForeignKey[AgendaItem | None, AgendaItem | None] = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, related_name="papers"
    )
    attachment: models.ForeignKey[Attachment, Attachment] = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+"
    )
    title: models.CharField[str, str] = models.CharField(max_length=200)
    is_public: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    item_id: int | None

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether somebody was at a meeting. `name` is how they are minuted, with or without an account."""

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attendances"
    )
    account: models.ForeignKey[Account | None, Account | None] = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+"
    )
    name: models.CharField[str, str] = models.CharField(max_length=120)
    presence: models.CharField[str, str] = models.CharField(max_length=10)
    account_id: int | None

    class Meta:
        ordering: ClassVar = ["presence", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "name"], name="one_attendance_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {PRESENCES[self.presence].lower()}"


class Decision(models.Model):
    """What a meeting decided, numbered within its board and never changed."""

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, models.PROTECT, related_name="decisions"
    )
    item: models.ForeignKey[AgendaItem | None, AgendaItem | None] = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, related_name="decisions"
    )
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    words: models.TextField[str, str] = models.TextField()
    reason: models.TextField[str, str] = models.TextField(blank=True, default="")
    is_public: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    recorded_by: models.CharField[str, str] = models.CharField(max_length=120)
    recorded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    item_id: int | None

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"Decision {self.number}"


class CalendarFeed(models.Model):
    """An account's secret address of a calendar; only the SHA-256 of the secret is kept."""

    account: models.OneToOneField[Account, Account] = models.OneToOneField(
        Account, models.CASCADE, related_name="calendar_feed"
    )
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Calendar of {self.account}"
