"""What waits for one person: what they owe, and what they may sign off."""

from dataclasses import dataclass

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import Viewer
from peelian.apps.access.visible import Visible, visible_to
from peelian.apps.improvement.models import Action, Mailing
from peelian.apps.improvement.parts import may_move, units_to_file_at
from peelian.apps.improvement.queries.rows import ActionRow, as_rows, visible_actions
from peelian.apps.improvement.states import OPEN


@dataclass(frozen=True)
class MinePage:
    """One's own open actions and what waits for one's sign-off, those filed by oneself first.

    `mailed` says whether one is sent e-mail about them, `address` where to, "" for nowhere.
    """

    overdue: list[ActionRow]
    due_soon: list[ActionRow]
    later: list[ActionRow]
    submitted: list[ActionRow]
    to_sign_off: list[ActionRow]
    others: list[ActionRow]
    mailed: bool
    address: str
    may_file: bool

    @property
    def owes(self) -> int:
        return len(self.overdue) + len(self.due_soon) + len(self.later)

    @property
    def groups(self) -> list[tuple[str, str, list[ActionRow]]]:
        """What is owed, in groups with a key and a title."""
        every = [
            ("overdue", "Overdue", self.overdue),
            ("soon", "Due within 14 days", self.due_soon),
            ("later", "Due later", self.later),
            ("submitted", "Waiting for somebody’s sign-off", self.submitted),
        ]
        return [each for each in every if each[2]]


def mine(viewer: Viewer) -> MinePage:
    """What one owes and what waits for one's sign-off; everybody who is signed in has such a page."""
    visible = visible_to(viewer)
    owned = as_rows(visible, owned_by(visible))
    first, others = waiting_for(visible)
    account = Account.objects.filter(username=viewer.username).first()
    mailing = Mailing.objects.filter(account=account).first() if account else None
    return MinePage(
        overdue=[row for row in owned if row.is_late],
        due_soon=[row for row in owned if row.is_due_soon],
        later=[row for row in owned if row.stands.owed and not row.is_late and not row.is_due_soon],
        submitted=[row for row in owned if not row.stands.owed],
        to_sign_off=as_rows(visible, first),
        others=as_rows(visible, others),
        mailed=mailing.wanted if mailing else True,
        address=account.email if account else "",
        may_file=bool(units_to_file_at(visible)),
    )


def owned_by(visible: Visible) -> list[Action]:
    """The viewer's own open actions, what is due first first."""
    found = visible_actions(visible).filter(owner__username=visible.viewer.username, state__in=OPEN)
    return list(found.order_by("due", "pk"))


def waiting_for(visible: Visible) -> tuple[list[Action], list[Action]]:
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
