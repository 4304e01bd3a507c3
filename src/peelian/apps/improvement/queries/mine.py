"""What waits for one person: what they owe, and what they may sign off."""

from dataclasses import dataclass

from django.db.models import Q

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.models import Action, Mailing
from peelian.apps.improvement.parts import may_move, units_to_file_at
from peelian.apps.improvement.queries.rows import ActionRow, as_rows, visible_actions
from peelian.apps.improvement.states import OPEN


@dataclass(frozen=True)
class Waiting:
    """The open actions that somebody owns, what is due first first; those that wait for their sign-off, and
    those that wait for others and are theirs to sign off too.
    """

    owned: list[ActionRow]
    to_sign_off: list[ActionRow]
    others: list[ActionRow]
    may_file: bool

    @property
    def overdue(self) -> list[ActionRow]:
        return [row for row in self.owned if row.is_late]

    @property
    def due_soon(self) -> list[ActionRow]:
        return [row for row in self.owned if row.is_due_soon]

    @property
    def later(self) -> list[ActionRow]:
        return [r for r in self.owned if r.stands.owed and not r.is_late and not r.is_due_soon]

    @property
    def submitted(self) -> list[ActionRow]:
        """Those that wait for somebody else's sign-off."""
        return [row for row in self.owned if not row.stands.owed]


@dataclass(frozen=True)
class MinePage:
    """What waits for one, and whether one is sent e-mail about it; `address` is where to, "" for nowhere."""

    waiting: Waiting
    mailed: bool
    address: str

    @property
    def owes(self) -> int:
        return len([row for row in self.waiting.owned if row.stands.owed])

    @property
    def groups(self) -> list[tuple[str, str, list[ActionRow]]]:
        """What is owed, in groups with a key and a title."""
        every = [
            ("overdue", "Overdue", self.waiting.overdue),
            ("soon", "Due within 14 days", self.waiting.due_soon),
            ("later", "Due later", self.waiting.later),
            ("submitted", "Waiting for somebody’s sign-off", self.waiting.submitted),
        ]
        return [each for each in every if each[2]]


def waiting(viewer: Viewer) -> Waiting:
    """What waits for somebody, as they may see it now."""
    visible = visible_to(viewer)
    mine = visible_actions(visible).filter(owner__username=viewer.username, state__in=OPEN)
    first, others = _to_sign_off(visible)
    return Waiting(
        owned=as_rows(visible, mine.order_by("due", "pk")),
        to_sign_off=as_rows(visible, first),
        others=as_rows(visible, others),
        may_file=bool(units_to_file_at(visible)),
    )


def has_actions(viewer: Viewer) -> bool:
    """Whether somebody owns or filed any action."""
    return Action.objects.filter(Q(owner__username=viewer.username) | Q(filed_by=viewer.username)).exists()


def mine(viewer: Viewer) -> MinePage:
    """What one owes and what waits for one's sign-off; everybody who is signed in has such a page."""
    account = Account.objects.filter(username=viewer.username).first()
    mailing = Mailing.objects.filter(account=account).first() if account else None
    return MinePage(
        waiting=waiting(viewer),
        mailed=mailing.wanted if mailing else True,
        address=account.email if account else "",
    )


def _to_sign_off(visible: Visible) -> tuple[list[Action], list[Action]]:
    """Actions that wait for sign-off which the viewer may give: those that wait for them, and others.

    An action waits for whoever filed it; where they own it or have no open account, for everybody who may.
    """
    found = visible_actions(visible).filter(state="awaiting_sign_off").order_by("due", "pk")
    may = [action for action in found if "sign_off" in may_move(visible, action)]
    filers = {action.filed_by for action in may}
    there = set(
        Account.objects.filter(username__in=filers, is_active=True).values_list("username", flat=True)
    )
    me = visible.viewer.username

    def waits(action: Action) -> bool:
        nobody = action.filed_by not in there or action.filed_by == action.owner.username
        return action.filed_by == me or nobody

    return [a for a in may if waits(a)], [a for a in may if not waits(a)]
