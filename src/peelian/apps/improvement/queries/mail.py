"""E-mail about actions: who is to be reminded of what, what waits for whom, and the messages themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.utils import timezone

from peelian.apps.access.emailing import letter, page_address
from peelian.apps.access.models import Account, Grant
from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import GRANTED
from peelian.apps.improvement.models import Action, Mailing, Reminded
from peelian.apps.improvement.queries.mine import waiting
from peelian.apps.improvement.queries.rows import ActionRow
from peelian.apps.improvement.states import OPEN, OWED
from peelian.apps.improvement.timing import REMIND
from peelian.documents.kept import opened, organisation

HOUR = 6
"""Messages go from this hour of a day."""
MONDAY = 0
LATEST = timedelta(days=1)
"""A weekly message that could not be sent is tried for so long after it was due, and then left."""
MOST = 40
"""Lines of one list of a message; the page has the rest."""


@dataclass(frozen=True)
class Line:
    """One action in a message, with the address of its page."""

    row: ActionRow
    address: str


@dataclass(frozen=True)
class Part:
    """A list in a message."""

    title: str
    lines: list[Line]
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.lines) + self.more


@dataclass(frozen=True)
class Message:
    """What is sent to an account about actions: `parts` that are not empty, after the words `first`."""

    to: Account
    subject: str
    first: str
    parts: list[Part]

    @property
    def mail(self) -> EmailMultiAlternatives:
        """The message, with the same words as text and as HTML."""
        return letter("improvement/mail", self._context, subject=self.subject, to=self.to.email)

    @property
    def _context(self) -> dict[str, object]:
        return {
            "message": self,
            "force": opened().settings.name,
            "settings": page_address("improvement:mailing"),
            "page": page_address("improvement:mine"),
        }


def reachable() -> Q:
    """What the database is asked for the accounts that may be sent e-mail about actions."""
    return Q(is_active=True) & ~Q(email="") & ~Q(action_mail__wanted=False)


# ---- reminders


def to_remind(now: datetime | None = None) -> dict[Account, list[tuple[str, Action]]]:
    """The actions that each owner is to be reminded of now, each with the kind of reminder; nobody is
    reminded twice of one action, for one day that it is due, in one way.
    """
    at = timezone.localtime(now)
    if at.hour < HOUR:
        return {}
    today = at.date()
    owed = (
        Action.objects.filter(state__in=OWED, due__lte=today + REMIND)
        .filter(owner__in=Account.objects.filter(reachable()))
        .select_related("owner")
        .order_by("due", "pk")
    )
    told = Reminded.objects.filter(action__state__in=OWED)
    sent = set(told.values_list("action", "account", "kind", "due"))
    found: dict[Account, list[tuple[str, Action]]] = {}
    for action in owed:
        kind = "overdue" if action.due < today else "soon"
        if (action.pk, action.owner_id, kind, action.due) not in sent:
            found.setdefault(action.owner, []).append((kind, action))
    return found


def reminder(account: Account, of: Sequence[tuple[str, Action]]) -> Message | None:
    """The message that reminds an owner of some of their actions, None when none is theirs any more."""
    numbers = {action.pk for _, action in of}
    rows = [row for row in waiting(account).owned if row.number in numbers and row.stands.owed]
    late, soon = [row for row in rows if row.is_late], [row for row in rows if not row.is_late]
    if not rows:
        return None
    counts = [
        f"{_counted(len(late))} overdue" if late else "",
        f"{_counted(len(soon))} due within {REMIND.days} days" if soon else "",
    ]
    return Message(
        account,
        subject=f"Reminder: {', '.join(count for count in counts if count)}",
        first="You own these actions. Say how they go, or ask for another day, on the page of each.",
        parts=_parts(("Overdue", late), (f"Due within {REMIND.days} days", soon)),
    )


# ---- the weekly message


def weekly(account: Account) -> Message | None:
    """What an account owes and may sign off, None when nothing waits."""
    found = waiting(account)
    if not found.owned and not found.to_sign_off:
        return None
    counts = [
        f"{_counted(len(found.overdue))} overdue" if found.overdue else "",
        f"{_counted(len(found.owned))} open" if found.owned else "",
        f"{len(found.to_sign_off)} to sign off" if found.to_sign_off else "",
    ]
    return Message(
        account,
        subject=f"Your week: {', '.join(count for count in counts if count)}",
        first="What waits for you in the action register this week.",
        parts=_parts(
            ("Overdue", found.overdue),
            ("Due within 14 days", found.due_soon),
            ("Due later", found.later),
            ("For you to sign off", found.to_sign_off),
            ("Waiting for somebody’s sign-off", found.submitted),
        ),
    )


def week_of(now: datetime | None = None) -> datetime | None:
    """When the weekly messages that may be sent now were due; None on days when none are."""
    at = timezone.localtime(now)
    monday = at.date() - timedelta(days=at.weekday() - MONDAY)
    start = timezone.make_aware(datetime(monday.year, monday.month, monday.day, HOUR))  # noqa: DTZ001
    return start if start <= at < start + LATEST else None


def weekly_due(now: datetime | None = None) -> list[Account]:
    """The accounts for which it was not looked this week what waits for them, of those that something may."""
    start = week_of(now)
    if start is None:
        return []
    awaiting = Action.objects.filter(state="awaiting_sign_off")
    may = Q(actions_owned__state__in=OPEN) | Q(username__in=awaiting.values("filed_by"))
    if awaiting.exists():
        may |= _signers(timezone.localdate(now))
    looked = Mailing.objects.filter(looked_at__gte=start).values("account")
    found = Account.objects.filter(reachable()).filter(may).exclude(pk__in=looked)
    return list(found.distinct().order_by("pk"))


def _signers(today: date) -> Q:
    """Who may sign off what they did not file: holders of a role that files actions, and who leads a unit."""
    roles = [name for name, role in GRANTED.items() if Permission.FILE_ACTIONS in role.permissions]
    granted = Grant.objects.in_force(today).filter(role__in=roles)
    leaders = {
        posting.person
        for posting in organisation(opened()).postings
        if posting.leads and (posting.end is None or posting.end > today)
    }
    people = Account.objects.exclude(person_id=None).values_list("pk", "person_id")
    return Q(pk__in=granted.values("account")) | Q(pk__in=[pk for pk, one in people if one in leaders])


def _parts(*given: tuple[str, Sequence[ActionRow]]) -> list[Part]:
    return [
        Part(
            title,
            [Line(row, page_address("improvement:action", row.number)) for row in rows[:MOST]],
            max(0, len(rows) - MOST),
        )
        for title, rows in given
        if rows
    ]


def _counted(number: int) -> str:
    return f"{number} action{'' if number == 1 else 's'}"
