"""What is read of the audit: events, what each changed, and what the last check of the chain found."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from peelian.apps.access.models import AuditEvent
from peelian.apps.access.viewer import Viewer
from peelian.apps.paging import Paging

COLUMNS = (
    "number", "at", "actor", "role", "action", "subject", "unit", "address", "before", "after", "previous",
    "hash",
)  # fmt: skip
VERIFIED = "audit.verified"


@dataclass(frozen=True)
class Asked:
    """Which events: those with these words in them, of an action, on some days, the last included.

    "" and None leave it open.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    unit: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def said(self) -> dict[str, str]:
        """What of it is not open, as an address and the audit itself say it."""
        return {name: str(value) for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Change:
    """One thing that an event says, as it was before and after; "" for nothing."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Shown:
    """An event with what it changed, in words."""

    event: AuditEvent
    changes: list[Change]

    @property
    def action(self) -> str:
        """`grant.given` as "Grant given"."""
        return in_words(self.event.action)

    @property
    def had_before(self) -> bool:
        return any(change.before for change in self.changes)


@dataclass(frozen=True)
class LastCheck:
    """What the last check of the chain found, as the audit has it."""

    at: datetime
    by: str
    events: int
    hash: str
    problems: list[str]


@dataclass(frozen=True)
class AuditPage:
    """A page of the events asked for. `actions` are all there are to choose from, each with its words."""

    events: list[Shown]
    paging: Paging
    actions: list[tuple[str, str]]
    checked: LastCheck | None

    @property
    def query(self) -> str:
        """What an address adds to ask for the same events."""
        return f"?{urlencode(self.paging.asked)}" if self.paging.asked else ""


def audit(viewer: Viewer, asked: Asked, page: str = "1") -> AuditPage:
    """A page of the events asked for, the newest first; PermissionDenied for who does not read the audit."""
    every = AuditEvent.objects.visible_to(viewer)
    found = _asked_for(every, asked)
    paging = Paging.at(page, found.count(), asked=asked.said)
    actions = every.order_by("action").values_list("action", flat=True)
    return AuditPage(
        events=[Shown(event, changes(event)) for event in found[paging.rows]],
        paging=paging,
        actions=[(action, in_words(action)) for action in actions.distinct()],
        checked=_last_check(every),
    )


def audit_rows(viewer: Viewer, asked: Asked, *, before: int) -> Iterator[tuple[str | int, ...]]:
    """Every event asked for that came before the one of a number, newest first, in the order of COLUMNS."""
    every = AuditEvent.objects.visible_to(viewer).filter(number__lt=before)
    for event in _asked_for(every, asked).iterator(chunk_size=2000):
        said = {name: getattr(event, name) for name in COLUMNS} | {"at": event.at.isoformat()}
        yield tuple(said.values())


def changes(event: AuditEvent) -> list[Change]:
    """What an event says was so before and after it, name by name: what changed comes first."""
    before, after = _said(event.before), _said(event.after)
    named = [
        Change(in_words(name), _text(before.get(name)), _text(after.get(name)))
        for name in dict.fromkeys([*before, *after])
    ]
    return sorted((each for each in named if each.before or each.after), key=lambda each: not each.changed)


def in_words(code: str) -> str:
    """A code such as `sign-in.failed` as "Sign-in failed"."""
    told = code.replace(".", " ").replace("_", " ")
    return told[:1].upper() + told[1:]


def _asked_for(every: QuerySet[AuditEvent], asked: Asked) -> QuerySet[AuditEvent]:
    found = every.filter(
        actor__icontains=asked.actor, subject__icontains=asked.subject, unit__icontains=asked.unit
    )
    if asked.action:
        found = found.filter(action=asked.action)
    if asked.since:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until:
        found = found.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _last_check(every: QuerySet[AuditEvent]) -> LastCheck | None:
    event = every.filter(action=VERIFIED).first()
    if event is None:
        return None
    found = _said(event.after)
    return LastCheck(event.at, event.actor, found["events"], found["hash"], found["problems"])


def _said(text: str) -> dict[str, Any]:
    said = json.loads(text) if text else {}
    return said if isinstance(said, dict) else {"said": said}


def _text(value: Any) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_text(each) for each in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
