"""Asking to be told of new signals by e-mail, asking no more, and telling."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from peelian.apps.access.audit import record
from peelian.apps.access.models import Account
from peelian.apps.performance.models import Subscription, Told
from peelian.apps.performance.models_digest import EVERY, KINDS
from peelian.apps.performance.queries.digest import Digest, digest_of, subscription_of
from peelian.framework.errors import UserError
from peelian.pipeline.changes import Signal

SENDER = "background work"


@transaction.atomic
def subscribe(*, by: Account, unit: str, every: str, kinds: str) -> Subscription:
    """Tell an account of new signals at a unit and below, or change how it is told.

    What stands already counts as known, but for what is new at the latest figures: the first message tells
    that. PermissionDenied or Http404 for a unit that is not the account's to see or is none; UserError for
    an account without an address, and for `every` and `kinds` that are none.
    """
    before = subscription_of(by)
    wanted = before or Subscription(account=by)
    said = _said(before) if before else None
    wanted.unit, wanted.every, wanted.kinds, wanted.looked_at = unit, every, kinds, timezone.now()
    if every not in EVERY or kinds not in KINDS:
        raise UserError("choose how often, and of what, from the list")
    found = digest_of(by, wanted)
    if not by.email:
        raise UserError("your account has no e-mail address: ask whoever keeps accounts to add it")
    wanted.save()
    untold = {id(signal) for signal in found.fresh if signal.new}
    _know(wanted, [signal for signal in found.signals if id(signal) not in untold])
    record(by, "digest.subscribed", f"account {by.username}", unit=unit, before=said, after=_said(wanted))
    return wanted


@transaction.atomic
def unsubscribe(*, by: Account) -> None:
    """Tell an account no more; nothing happens when it was told nothing."""
    subscription = subscription_of(by)
    if subscription is None:
        return
    before = _said(subscription)
    subscription.delete()
    record(by, "digest.unsubscribed", f"account {by.username}", unit=before["unit"], before=before)


def deliver(*, subscription: Subscription) -> Digest | None:
    """Send a subscriber what is new to them, as they may see it now; what was sent, None for nothing.

    What they know is written only after sending: a message that fails is tried again. Nothing is sent to an
    account that is closed, has no address, or sees the unit no more.
    """
    account = Account.objects.get(pk=subscription.account_id)
    digest = None
    if account.is_active and account.email:
        with suppress(PermissionDenied, Http404):
            digest = digest_of(account, subscription)
    sent = digest is not None and bool(digest.fresh)
    if digest is not None and sent:
        digest.message.send()
    _looked(subscription, digest, sent)
    return digest if sent else None


@transaction.atomic
def _looked(subscription: Subscription, digest: Digest | None, sent: bool) -> None:
    """Write down that a subscriber was looked after; they may have asked for no more meanwhile."""
    now = timezone.now()
    mine = Subscription.objects.select_for_update().filter(pk=subscription.pk)
    if not mine.update(looked_at=now, **({"last_sent_at": now} if sent else {})) or digest is None:
        return
    if digest.changed.charts.read:  # with no values at all, nothing can be said to have ended
        _know(subscription, digest.signals)
    if sent:
        about = {"signals": len(digest.fresh)}
        record(SENDER, "digest.sent", f"account {digest.to.username}", unit=subscription.unit, after=about)


def _know(subscription: Subscription, signals: list[Signal]) -> None:
    """What a subscriber knows is these signals, and no others."""
    subscription.told.all().delete()
    Told.objects.bulk_create(
        Told(
            subscription=subscription, measure=s.series.measure.id, unit=s.series.unit, type=s.type,
            began=s.began, seen_to=s.period,
        )
        for s in signals
    )  # fmt: skip


def _said(subscription: Subscription) -> dict[str, str]:
    return {name: getattr(subscription, name) for name in ("unit", "every", "kinds")}
