"""The e-mail about new signals: which of them a subscriber has not been told, and the message itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

import numpy as np
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from peelian.apps.access.emailing import is_set_up, page_address
from peelian.apps.access.models import Account
from peelian.apps.access.visible import visible_to
from peelian.apps.performance.models import Subscription, Told
from peelian.apps.performance.queries.changes import Asked, Changed, Row, changed, rows
from peelian.apps.performance.queries.scope import Viewer
from peelian.documents.changes import Change, ranked
from peelian.documents.kept import opened, organisation
from peelian.pipeline.changes import Signal
from peelian.pipeline.organisation import Unit

HOUR = 6
"""A digest is due from this hour of its day."""
MOST = 30
"""Lines of one message; the page has the rest."""


@dataclass(frozen=True)
class Line:
    """One change in a message: its row and the address of its chart."""

    row: Row
    address: str


@dataclass(frozen=True)
class Digest:
    """What would be sent to a subscriber now. `signals` are all that they are to know of afterwards, `fresh`
    those they have not been told; nothing is sent without any.
    """

    to: Account
    unit: Unit
    concerns_only: bool
    changed: Changed
    signals: list[Signal]
    fresh: list[Signal]
    lines: list[Line] = field(default_factory=list)
    more: int = 0

    @property
    def subject(self) -> str:
        """ "3 new signals at Northern command: 2 getting worse, 1 getting better"."""
        labels = [change.mark.label.lower() for change in _flat(ranked(self.fresh, organisation(opened())))]
        kinds = ", ".join(f"{labels.count(each)} {each}" for each in dict.fromkeys(labels))
        number = len(self.fresh)
        return f"{number} new signal{'' if number == 1 else 's'} at {self.unit.name}: {kinds}"

    @property
    def text(self) -> str:
        return render_to_string("performance/digest.txt", self._context).strip() + "\n"

    @property
    def body(self) -> str:
        """What the message says as HTML, without its frame."""
        return render_to_string("performance/_digest_body.html", self._context)

    @property
    def message(self) -> EmailMultiAlternatives:
        """The message, with the same words as text and as HTML."""
        html = render_to_string("performance/digest_mail.html", self._context | {"body": self.body})
        mail = EmailMultiAlternatives(
            self.subject, self.text, None, [self.to.email],
            headers={
                "List-Unsubscribe": f"<{self._context['settings']}>", "Auto-Submitted": "auto-generated",
            },
        )  # fmt: skip
        mail.attach_alternative(html, "text/html")
        return mail

    @property
    def _context(self) -> dict[str, object]:
        return {
            "digest": self,
            "force": opened().settings.name,
            "settings": page_address("performance:digest"),
            "page": page_address("performance:changes", unit=self.unit.id),
        }


@dataclass(frozen=True)
class DigestPage:
    """What somebody may choose from, and has chosen."""

    subscription: Subscription | None
    units: list[Unit]
    can_send: bool


def digest_page(viewer: Viewer) -> DigestPage:
    """The units that one may be told of; PermissionDenied for somebody who sees none."""
    visible = visible_to(viewer)
    visible.some_unit()
    every = (visible.organisation.unit(unit) for unit in visible.organisation.unit_ids)
    return DigestPage(subscription_of(viewer), visible.units(every), is_set_up())


def subscription_of(viewer: Viewer) -> Subscription | None:
    """One's own."""
    return Subscription.objects.filter(account__username=viewer.username).first()


def digest_of(account: Account, subscription: Subscription) -> Digest:
    """What the account would be sent now, as it may see things now.

    Http404 when the unit is no more, PermissionDenied when its values are not the account's to see.
    """
    concerns = subscription.kinds == "concerns"
    found = changed(account, Asked(unit=subscription.unit, kind="concern" if concerns else ""))
    signals = [change.signal for change in _flat(found.changes)]
    mine = subscription.told.all() if subscription.pk else ()
    known = {(told.measure, told.unit): told for told in mine}
    fresh = [s for s in signals if _is_fresh(s, known.get((s.series.measure.id, s.series.unit)))]
    changes = ranked(fresh, organisation(opened()))
    lines = [
        Line(row, page_address("performance:measure", row.reading.measure.id, unit=row.change.unit.id))
        for row in rows(changes[:MOST])
    ]
    unit, more = found.place.unit, max(0, len(changes) - MOST)
    return Digest(account, unit, concerns, found, signals, fresh, lines, more)


def _is_fresh(signal: Signal, told: Told | None) -> bool:
    """Whether a signal is not the one that was told: that had another kind, or ended and this came after."""
    if told is None or told.type != signal.type:
        return True
    began, seen = (
        int(np.searchsorted(signal.series.periods, np.datetime64(day, "D")))
        for day in (signal.began, told.seen_to)
    )
    return began > seen + 1


def _flat(changes: Iterable[Change]) -> Iterable[Change]:
    """Changes with those that stand below them."""
    return chain.from_iterable((change, *change.below) for change in changes)


def due(now: datetime | None = None) -> list[Subscription]:
    """Subscriptions of open accounts that have not been looked at since their day began."""
    at = timezone.localtime(now)
    start = at.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    day = start if at >= start else start - timedelta(days=1)
    since = {"daily": day, "weekly": day - timedelta(days=day.weekday())}
    waiting = Subscription.objects.filter(account__is_active=True).select_related("account").order_by("pk")
    return [each for each in waiting if each.looked_at < since[each.every]]
