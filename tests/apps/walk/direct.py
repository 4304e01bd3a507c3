"""Every action and query that a page guards before it comes to it, asked directly by who may not."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from peelian.apps.access import actions, queries, queries_audit
from peelian.apps.access.models import Account, Grant
from peelian.apps.access.signing.actions import reset_sign_in
from peelian.apps.performance import actions_annotations as notes
from peelian.apps.performance.models import Annotation
from tests.apps.walk.expectations import PARTS
from tests.apps.walk.walking import Walk

CHART: dict[str, Any] = {
    "measure": "attendance_immediate_in_standard",
    "unit": "WYN",
    "day": date(2025, 2, 1),
    "reason": "A new rota",
}
Ask = Callable[[Account, Account], Any]
"""Asked by one account about another."""

STRANGERS: dict[str, Ask] = {
    "create_account": lambda by, _: actions.create_account(
        by=by, username="newcomer", display_name="Newcomer"
    ),
    "change_account": lambda by, other: actions.change_account(by=by, account=other, is_active=False),
    "change_email": lambda by, other: actions.change_email(by=by, account=other, email="a@force.example"),
    "give_grant": lambda by, other: actions.give_grant(
        by=by, account=other, role="board-secretary", reason="To keep the board"
    ),
    "end_grant": lambda by, other: actions.end_grant(by=by, grant=_grant(other), reason="They have moved"),
    "export_audit": lambda by, _: actions.export_audit(by=by, asked={}),
    "audit_rows": lambda by, _: list(queries_audit.audit_rows(by, queries_audit.Asked(), before=9)),
    "verify_audit": lambda by, _: actions.verify_audit(by=by),
    "reset_sign_in": lambda by, other: reset_sign_in(by=by, account=other, reason="Their phone is lost"),
    "units_to_grant": lambda by, _: queries.units_to_grant(by),
    "annotate": lambda by, _: notes.annotate(**CHART, by=by, kind="ghost"),
    "withdraw": lambda by, _: notes.withdraw(
        by=by, note=Annotation.objects.filter(kind="event")[0], reason="A bad month"
    ),
    "accept_suggestion": lambda by, _: notes.accept_suggestion(**CHART, by=by),
    "decline_suggestion": lambda by, _: notes.decline_suggestion(**CHART, by=by),
}
for _part in PARTS:
    STRANGERS.update(getattr(_part, "STRANGERS", {}))
"""What somebody without a role for it is refused."""
ONESELF = ("change_account", "give_grant", "end_grant", "reset_sign_in")
"""What even an administrator is refused for their own account."""


def _grant(account: Account) -> Grant:
    return account.grants_in_force().get()


def wrong(walk: Walk) -> Iterator[str]:
    """What is done for somebody it should not be. Nothing of it is kept."""
    administrator = walk.accounts["administrator"]
    for name, ask in STRANGERS.items():
        if not _refused(lambda ask=ask: ask(walk.accounts["sergeant"], walk.accounts["analyst"])):  # type: ignore[misc]
            yield f"{name} for a stranger"
    for name in ONESELF:
        if not _refused(lambda name=name: STRANGERS[name](administrator, administrator)):  # type: ignore[misc]
            yield f"{name} of one's own account"


def _refused(ask: Callable[[], Any]) -> bool:
    with transaction.atomic():
        try:
            ask()
        except PermissionDenied:
            return True
        except Exception:  # it went further than it should have
            return False
        finally:
            transaction.set_rollback(True)
    return False
