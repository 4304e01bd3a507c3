"""E-mail about dates: who is to be reminded of what, and the message."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from peelian.apps.access.emailing import letter, page_address
from peelian.apps.access.models import Account, Grant
from peelian.apps.access.permissions import Permission
from peelian.apps.access.roles import GRANTED
from peelian.apps.improvement.queries.mail import HOUR, MOST, reachable
from peelian.apps.inspections.models_deadlines import ReminderSent
from peelian.apps.inspections.queries.deadlines import Deadline, every_due, filled
from peelian.documents.kept import opened, organisation
from peelian.pipeline.organisation import ROOT

REMIND_OWNER = timedelta(days=7)
REMIND_LIAISON = timedelta(days=14)
"""Owners are reminded of findings from so long before, liaison officers of answers and comments."""
_OWNED, _GIVEN = ("finding",), ("answer", "comments")
"""Actions of findings are reminded of as actions, with those of other origins."""


@dataclass(frozen=True)
class Part:
    """A list in a message."""

    title: str
    lines: list[tuple[Deadline, str]]
    more: int

    @property
    def count(self) -> int:
        return len(self.lines) + self.more


@dataclass(frozen=True)
class Reminder:
    """What an account is reminded of."""

    to: Account
    dates: list[Deadline]

    @property
    def subject(self) -> str:
        late = sum(each.is_late for each in self.dates)
        counts = {"late": late, "due soon": len(self.dates) - late}
        return f"Inspections: {', '.join(f'{number} {what}' for what, number in counts.items() if number)}"

    @property
    def parts(self) -> list[Part]:
        late = [each for each in self.dates if each.is_late]
        soon = [each for each in self.dates if not each.is_late]
        return [
            Part(
                title,
                [(each, f"{settings.SITE_ADDRESS}{each.address}") for each in dates[:MOST]],
                max(0, len(dates) - MOST),
            )
            for title, dates in (("Late", late), ("Due soon", soon))
            if dates
        ]

    @property
    def mail(self) -> EmailMultiAlternatives:
        """The message, with the same words as text and as HTML."""
        context = {
            "message": self,
            "force": opened().settings.name,
            "settings": page_address("improvement:mailing"),
            "page": page_address("inspections:deadlines"),
        }
        return letter("inspections/mail", context, subject=self.subject, to=self.to.email)


def to_remind(now: datetime | None = None) -> dict[Account, list[Deadline]]:
    """The dates that each account is to be reminded of now: owners of findings of theirs, whoever keeps the
    inspections of the force of answers and comments. Nobody is reminded twice of one date in one way.
    """
    at = timezone.localtime(now)
    if at.hour < HOUR:
        return {}
    today = at.date()
    soon = [
        each
        for each in every_due(None, (*_OWNED, *_GIVEN))
        if each.due <= today + (REMIND_OWNER if each.kind in _OWNED else REMIND_LIAISON)
    ]
    dates = filled(soon)
    if not dates:
        return {}
    owners = {each.owner for each in dates if each.owner}
    accounts = Account.objects.filter(reachable())
    by_name = {account.username: account for account in accounts.filter(username__in=owners)}
    liaisons = list(accounts.filter(pk__in=_keepers(at)).order_by("pk"))
    sent = set(ReminderSent.objects.values_list("account", "subject", "kind", "due"))
    found: dict[Account, list[Deadline]] = {}
    for each in dates:
        to = [by_name[each.owner]] if each.owner in by_name else []
        for account in liaisons if each.kind in _GIVEN else to:
            if (account.pk, each.key, kind_of(each), each.due) not in sent:
                found.setdefault(account, []).append(each)
    return found


def kind_of(date: Deadline) -> str:
    """How one is reminded of a date: before it, or once it has passed."""
    return "late" if date.is_late else "soon"


def _keepers(at: datetime) -> list[int]:
    """The accounts that keep the inspections of the whole force."""
    roles = [name for name, role in GRANTED.items() if Permission.KEEP_INSPECTIONS in role.permissions]
    root = organisation(opened()).root.id
    granted = Grant.objects.in_force(at.date()).filter(role__in=roles, unit__in={ROOT, root})
    return list(granted.values_list("account", flat=True))
