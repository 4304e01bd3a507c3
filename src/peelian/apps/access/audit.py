"""The record of what was done and read: events in a chain, each with the hash of the one before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from peelian.apps.access.models import AuditEvent, AuditHead
from peelian.apps.access.viewer import Viewer

_address: ContextVar[str] = ContextVar("address", default="command line")

CHAINED = (
    "number", "at", "actor", "role", "action", "subject", "unit", "address", "before", "after", "previous",
)  # fmt: skip


@contextmanager
def asked_from(address: str) -> Iterator[None]:
    """What is recorded within it was asked for from this address."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


@transaction.atomic
def record(
    viewer: Viewer | str,
    action: str,
    subject: str,
    *,
    role: str = "",
    unit: str = "",
    before: Any = None,
    after: Any = None,
) -> AuditEvent:
    """Write what was done, in the same transaction as the doing.

    `viewer` is who did it (a name, for somebody who is not signed in), `role` what let them, `subject` whom
    or what it was done to; `before` and `after` are what JSON can say.
    """
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    event = AuditEvent(
        number=head.number + 1,
        at=timezone.now(),
        actor=viewer if isinstance(viewer, str) else viewer.username,
        role=role,
        action=action,
        subject=subject,
        unit=unit,
        address=_address.get(),
        before=_canonical(before),
        after=_canonical(after),
        previous=head.hash,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(number=event.number, hash=event.hash)
    return event


def digest(event: AuditEvent) -> str:
    """The SHA-256 of all that an event says and of the hash before it, in hexadecimal."""
    said = {name: getattr(event, name) for name in CHAINED}
    said["at"] = event.at.astimezone(UTC).isoformat()
    return sha256(_canonical(said).encode()).hexdigest()


@dataclass(frozen=True)
class Verified:
    """What a check of the chain found. `problems` are in words, each with the event's number."""

    events: int
    hash: str
    problems: tuple[str, ...]


def verify(*, anchor: tuple[int, str] | None = None) -> Verified:
    """Read every event in order and check each against the one before, and the last against the head.

    Events may be written meanwhile: the head is read before the first of them, and again after the last.
    An `anchor`, an event's number and hash noted elsewhere before, tells even when all was written anew.
    """
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    at_head, expected, previous, problems = "", 1, "", list[str]()
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != expected:
            missing = f"{expected}" if event.number == expected + 1 else f"{expected} to {event.number - 1}"
            problems.append(f"event {missing} is missing")
        if event.previous != previous:
            problems.append(f"event {event.number} does not follow the one before it")
        if event.hash != digest(event):
            problems.append(f"event {event.number} is not as it was written")
        if anchor and event.number == anchor[0] and event.hash != anchor[1]:
            problems.append(f"event {event.number} is not the one that was noted")
        expected, previous = event.number + 1, event.hash
        at_head = event.hash if event.number == head.number else at_head
    if head.number >= expected:
        problems.append(f"the last event is {expected - 1}, not {head.number} as its head says")
    elif at_head != head.hash:
        problems.append(f"event {head.number} is not the one its head says")
    elif not AuditHead.objects.filter(number__gte=expected - 1).exists() and expected > 1:
        problems.append(f"the events after {head.number} were put there by something else")
    if anchor and anchor[0] >= expected:
        problems.append(f"event {anchor[0]}, which was noted, is missing")
    return Verified(expected - 1, previous, tuple(problems))


def _canonical(said: Any) -> str:
    return (
        ""
        if said is None
        else json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    )
